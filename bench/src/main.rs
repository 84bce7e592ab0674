//! Speed and memory of the main job (`bench/run.sh`; the figures stand in `bench/README.md`).
//!
//! Every step runs in a process of its own, several times; the best processor time and the worst
//! memory count. Processor time, because other work on the machine lengthens only the time on
//! the wall.

mod evaluators;
mod files;
mod households;
mod report;
mod usage;

use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use usage::Watch;
use vuonlen_law::files::LawFiles;
use vuonlen_law::law::Law;

use vuonlen_bench::Failure;

/// Day of the review.
const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day of the calendar");
/// Invented, but of the shape and size of a real one: with it every answer is read.
const SCORE_TABLE: &str = "illustrative-2022";

/// Measures the main job.
#[derive(Debug, Parser)]
struct Arguments {
    /// The folder of law files.
    #[arg(long, default_value = "law")]
    law: PathBuf,
    /// Folder for files of households and results.
    #[arg(long, default_value = "target/bench")]
    work: PathBuf,
    /// The program.
    #[arg(long, default_value = "target/release/vuonlen")]
    vuonlen: PathBuf,
    /// Households for the evaluators.
    #[arg(long, default_value_t = 1_000_000)]
    households: usize,
    /// Of these, households for the interpreter.
    #[arg(long, default_value_t = 20_000)]
    sample: usize,
    /// Households in files.
    #[arg(long, default_value_t = 100_000)]
    in_files: usize,
    /// How often each step runs.
    #[arg(long, default_value_t = 3)]
    runs: usize,
    #[command(subcommand)]
    step: Option<Step>,
}

/// One step, measured in its own process.
#[derive(Debug, Clone, Subcommand)]
enum Step {
    /// Both evaluators on the same households.
    Evaluators,
    /// Writes the files of households.
    Write,
    /// Reads a file and does nothing with it.
    Read { file: String },
    /// `vuonlen assess` on a file.
    Assess { file: String },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.step {
        None => report::measure(&arguments),
        Some(step) => carry_out(&arguments, step),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "bench: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(arguments: &Arguments, step: &Step) -> Result<(), Failure> {
    match step {
        Step::Evaluators => {
            let law = load(&arguments.law)?;
            print(&evaluators::compare(
                &law,
                arguments.households,
                arguments.sample,
            )?)
        }
        Step::Write => {
            let law = load(&arguments.law)?;
            let watch = Watch::start()?;
            files::write(&law, arguments.in_files, &arguments.work)?;
            print(&watch.stop()?)
        }
        Step::Read { file } => {
            let path = arguments.work.join(file);
            let watch = Watch::start()?;
            let read = if file.ends_with(".xlsx") {
                files::read_cells
            } else {
                files::read_lines
            };
            if read(&path)? == 0 {
                return Err(format!("{file} is empty").into());
            }
            print(&watch.stop()?)
        }
        Step::Assess { file } => {
            let watch = Watch::start()?;
            assess(arguments, file)?;
            print(&watch.stop_children()?)
        }
    }
}

fn assess(arguments: &Arguments, file: &str) -> Result<(), Failure> {
    let status = Command::new(&arguments.vuonlen)
        .arg("assess")
        .arg(arguments.work.join(file))
        .args([
            "--on",
            &DAY.to_string(),
            "--score-table",
            SCORE_TABLE,
            "--out",
        ])
        .arg(arguments.work.join("results"))
        .stdout(Stdio::null())
        .status()?;
    if !status.success() {
        return Err(format!("vuonlen assess {file}: {status}").into());
    }
    Ok(())
}

fn load(folder: &Path) -> Result<Law, Failure> {
    let files = LawFiles::from_folder(folder).map_err(|finding| finding.to_string())?;
    Ok(Law::load(&files)?)
}

fn print(result: &impl Serialize) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(result)?)?;
    Ok(())
}
