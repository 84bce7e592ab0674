//! `vuonlen synth` and `vuonlen snapshot …`: countries that do not exist, and sealed data.

use super::{LawFolder, parse_day};
use crate::failure::Failure;
use crate::{clock, output};
use chrono::{Datelike, NaiveDate};
use clap::{Args, Subcommand};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use vuonlen_measure::snapshot::Snapshot;
use vuonlen_measure::synth::{SynthOptions, SyntheticCountry};

/// Name and version, as written into what the program makes.
pub(super) const PROGRAM: &str = concat!("vuonlen ", env!("CARGO_PKG_VERSION"));

#[derive(Debug, Args)]
pub(super) struct SynthArguments {
    /// Households of all provinces together.
    #[arg(long, value_name = "N")]
    households: u64,
    /// Provinces by code, or ALL.
    #[arg(
        long,
        value_name = "CODES",
        default_value = "ALL",
        value_delimiter = ','
    )]
    provinces: Vec<String>,
    /// Year of the review.
    #[arg(long, value_name = "Y")]
    year: i32,
    /// Day of the review; 31 December of the year when left out.
    #[arg(long, value_parser = parse_day)]
    on: Option<NaiveDate>,
    /// Another seed gives other households.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Folder for the snapshot.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// One snapshot per province, in folders named by its code.
    #[arg(long)]
    by_province: bool,
    /// Threads; as many as the machine has when left out.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

#[derive(Debug, Subcommand)]
pub(super) enum SnapshotCommand {
    /// Build the bit-sliced index beside a snapshot, or build it anew.
    Index {
        /// Folder of the snapshot.
        snapshot: PathBuf,
        /// Threads; as many as the machine has when left out.
        #[arg(long, value_name = "N")]
        threads: Option<NonZeroUsize>,
    },
    /// Read every byte of a snapshot and compare its hashes with the manifest.
    Verify {
        /// Folder of the snapshot.
        snapshot: PathBuf,
    },
    /// Print what a snapshot says of itself.
    Show {
        /// Folder of the snapshot.
        snapshot: PathBuf,
    },
}

/// As many threads as asked for, or as the machine has.
pub(super) fn threads(asked: Option<NonZeroUsize>) -> NonZeroUsize {
    asked
        .or_else(|| std::thread::available_parallelism().ok())
        .unwrap_or(NonZeroUsize::MIN)
}

pub(super) fn synth(arguments: SynthArguments, law: &LawFolder) -> Result<ExitCode, Failure> {
    let law = law.load()?;
    let watch = clock::Stopwatch::start();
    let last_day = NaiveDate::from_ymd_opt(arguments.year, 12, 31);
    let on = arguments
        .on
        .or(last_day)
        .ok_or_else(|| Failure::new("năm không hợp lệ", "the year is out of range"))?;
    let all = arguments.provinces.iter().any(|code| code == "ALL");
    let options = SynthOptions {
        households: arguments.households,
        provinces: if all { Vec::new() } else { arguments.provinces },
        year: on.year(),
        on,
        seed: arguments.seed,
    };
    let told = |error: vuonlen_measure::synth::SynthError| Failure::from_text(&error.text());
    let country = SyntheticCountry::new(&law, options).map_err(told)?;
    let threads = threads(arguments.threads);
    let mut rows = 0;
    if arguments.by_province {
        for province in country.provinces() {
            let folder = arguments.out.join(&province);
            let manifest = country
                .write(&folder, Some(&province), PROGRAM, threads)
                .map_err(told)?;
            rows += manifest.households.rows;
        }
    } else {
        let manifest = country
            .write(&arguments.out, None, PROGRAM, threads)
            .map_err(told)?;
        rows = manifest.households.rows;
    }
    output::line(&format!(
        "{rows} hộ giả lập / synthetic households, {:.1} s: {}",
        watch.seconds(),
        arguments.out.display()
    ));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn snapshot(command: SnapshotCommand, law: &LawFolder) -> Result<ExitCode, Failure> {
    let law = law.load()?;
    let told = |error: vuonlen_measure::snapshot::SnapshotError| Failure::from_text(&error.text());
    match command {
        SnapshotCommand::Index {
            snapshot,
            threads: asked,
        } => {
            let watch = clock::Stopwatch::start();
            let opened = Snapshot::open(&snapshot, &law).map_err(told)?;
            opened.build_index(PROGRAM, threads(asked)).map_err(told)?;
            output::line(&format!("{:.1} s", watch.seconds()));
        }
        SnapshotCommand::Verify { snapshot } => {
            Snapshot::open(&snapshot, &law)
                .map_err(told)?
                .verify()
                .map_err(told)?;
            output::line("Nguyên vẹn: khớp với bản kê / intact: as the manifest says");
        }
        SnapshotCommand::Show { snapshot } => {
            let opened = Snapshot::open(&snapshot, &law).map_err(told)?;
            let json = serde_json::to_string_pretty(opened.manifest())
                .map_err(|error| Failure::untranslated(&error))?;
            output::line(&json);
        }
    }
    Ok(ExitCode::SUCCESS)
}
