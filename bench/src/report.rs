//! Runs the steps and prints the figures as tables for `bench/README.md`.

use crate::evaluators::Compared;
use crate::usage::Used;
use crate::{Arguments, Failure};
use serde::de::DeserializeOwned;
use std::io::Write;
use std::process::{Command, Stdio};

const FILES: [(&str, &str); 2] = [
    ("survey workbook (XLSX)", "households.xlsx"),
    ("JSON Lines", "households.jsonl"),
];

pub(crate) fn measure(arguments: &Arguments) -> Result<(), Failure> {
    let mut out = std::io::stdout();
    let mut best: Option<Compared> = None;
    for _ in 0..arguments.runs {
        let run: Compared = step(arguments, &["evaluators"])?;
        best = Some(best.map_or(run, |best| best.best(run)));
    }
    if let Some(best) = best {
        evaluators(&mut out, &best)?;
    }
    let written: Used = step(arguments, &["write"])?;
    writeln!(
        out,
        "\nWriting both files: {:.1} s, {}.\n\n\
         | file | MB | plain reading, s | `vuonlen assess`, s | ratio | households/s | peak memory |\n\
         |---|---:|---:|---:|---:|---:|---:|",
        written.cpu,
        megabytes(written.peak)
    )?;
    for (name, file) in FILES {
        let read = best_of(arguments, &["read", file])?;
        let assessed = best_of(arguments, &["assess", file])?;
        let bytes = std::fs::metadata(arguments.work.join(file))?.len();
        writeln!(
            out,
            "| {name} | {:.0} | {:.2} | {:.2} | {:.1} | {} | {} |",
            bytes as f64 / 1e6,
            read.cpu,
            assessed.cpu,
            assessed.cpu / read.cpu,
            rate(arguments.in_files, assessed.cpu),
            megabytes(assessed.peak),
        )?;
    }
    Ok(())
}

fn evaluators(out: &mut impl Write, best: &Compared) -> Result<(), Failure> {
    let Compared {
        households, sample, ..
    } = *best;
    let per = |used: Used, count: usize| used.cpu / count as f64 * 1e6;
    let line = |out: &mut dyn Write, name: &str, columns: Used, rows: Used| {
        let (columns_each, rows_each) = (per(columns, households), per(rows, sample));
        writeln!(
            out,
            "| {name} | {:.2} | {} | {:.2} | {} | {:.1} |",
            columns.cpu,
            rate(households, columns.cpu),
            rows.cpu,
            rate(sample, rows.cpu),
            rows_each / columns_each,
        )
    };
    writeln!(
        out,
        "{households} households, {} members; interpreter on {sample} of them.\n\n\
         | | columns, s | households/s | interpreter on the sample, s | households/s | ratio |\n\
         |---|---:|---:|---:|---:|---:|",
        best.members
    )?;
    line(
        out,
        "whole assessment from raw answers",
        best.columns,
        best.rows,
    )?;
    let name = format!("the {} formulas alone", best.formulas);
    line(out, &name, best.formulas_in_columns, best.formulas_in_rows)?;
    writeln!(out, "\nPeak memory: {}.", megabytes(best.columns.peak))?;
    Ok(())
}

fn best_of(arguments: &Arguments, words: &[&str]) -> Result<Used, Failure> {
    let mut best: Used = step(arguments, words)?;
    for _ in 1..arguments.runs {
        best = best.best(step(arguments, words)?);
    }
    Ok(best)
}

/// Runs one step in its own process.
fn step<T: DeserializeOwned>(arguments: &Arguments, words: &[&str]) -> Result<T, Failure> {
    let number = |number: usize| number.to_string();
    let output = Command::new(std::env::current_exe()?)
        .arg("--law")
        .arg(&arguments.law)
        .arg("--work")
        .arg(&arguments.work)
        .arg("--vuonlen")
        .arg(&arguments.vuonlen)
        .args(["--households", &number(arguments.households)])
        .args(["--sample", &number(arguments.sample)])
        .args(["--in-files", &number(arguments.in_files)])
        .args(words)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("step {}: {}", words.join(" "), output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn rate(households: usize, seconds: f64) -> String {
    format!("{:.0}", households as f64 / seconds.max(1e-9))
}

fn megabytes(kilobytes: u64) -> String {
    format!("{} MB", kilobytes.div_ceil(1024))
}
