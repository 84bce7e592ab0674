//! Synthetic countries and what is counted from them, timed: what `bench/side-by-side` runs.
//!
//! `country synth FOLDER HOUSEHOLDS` · `country index FOLDER` ·
//! `country tables FOLDER index|parquet OUT.json` · `country query FOLDER index|parquet`

use chrono::NaiveDate;
use std::error::Error;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Instant;
use vuonlen_law::files::LawFiles;
use vuonlen_law::law::Law;
use vuonlen_law::tables::EditionOptions;
use vuonlen_measure::index::{HouseholdTables, Households};
use vuonlen_measure::snapshot::Snapshot;
use vuonlen_measure::synth::{SynthOptions, SyntheticCountry};
use vuonlen_measure::tables::TablePlan;

const PROGRAM: &str = "vuonlen bench";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let law = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let started = Instant::now();
    let law = Law::load(&LawFiles::from_folder(&law).map_err(|finding| finding.to_string())?)?;
    eprintln!("law {:?}", started.elapsed());
    let threads = std::env::var("THREADS")
        .ok()
        .and_then(|t| t.parse().ok())
        .unwrap_or(2);
    let threads = NonZeroUsize::new(threads).ok_or("threads")?;
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["synth", folder, households] => {
            synth(&law, Path::new(folder), households.parse()?, threads)
        }
        ["index", folder] => {
            let started = Instant::now();
            Snapshot::open(Path::new(folder), &law)?.build_index(PROGRAM, threads)?;
            eprintln!("index {:?}", started.elapsed());
            Ok(())
        }
        ["tables", folder, from, out] => {
            tables(&law, Path::new(folder), from, &PathBuf::from(out), threads)
        }
        _ => Err("see the top of this file".into()),
    }
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap_or_default()
}

fn synth(
    law: &Law,
    folder: &Path,
    households: u64,
    threads: NonZeroUsize,
) -> Result<(), Box<dyn Error>> {
    let options = SynthOptions {
        households,
        provinces: Vec::new(),
        year: 2026,
        on: day(),
        seed: 1,
    };
    let started = Instant::now();
    let country = SyntheticCountry::new(law, options)?;
    let manifest = country.write(folder, None, PROGRAM, threads)?;
    eprintln!(
        "{} households, {} bytes, {:?}",
        manifest.households.rows,
        manifest.households.bytes,
        started.elapsed()
    );
    Ok(())
}

fn open(law: &Law, folder: &Path, from: &str) -> Result<Households, Box<dyn Error>> {
    let snapshot = Snapshot::open(folder, law)?;
    Ok(if from == "index" {
        snapshot.indexed()?
    } else {
        snapshot.unindexed()?
    })
}

fn tables(
    law: &Law,
    folder: &Path,
    from: &str,
    out: &Path,
    threads: NonZeroUsize,
) -> Result<(), Box<dyn Error>> {
    let standard = law.standard_on(day())?;
    let options = EditionOptions {
        codes: &law.codes,
        on: day(),
        standard: &standard.id,
        parameters: &standard.whole_parameters(day()),
    };
    let started = Instant::now();
    let plan = TablePlan::new(law.tables.edition(&law.scopes.assessed, &options)?);
    eprintln!(
        "plan {:?}: {} measures",
        started.elapsed(),
        plan.measures().measures().len()
    );
    let started = Instant::now();
    let households = open(law, folder, from)?;
    eprintln!("open {:?}", started.elapsed());
    for _ in 0..std::env::var("TIMES")
        .ok()
        .and_then(|t| t.parse().ok())
        .unwrap_or(1)
    {
        let started = Instant::now();
        let mut source = HouseholdTables::new(&households, &law.units, day(), false, threads);
        let tree = source.tree().clone();
        eprintln!("tree {:?}", started.elapsed());
        let started = Instant::now();
        let counted = plan.count(&mut source, &tree)?;
        eprintln!("count {:?}", started.elapsed());
        let total: i64 = (0..counted.units())
            .map(|u| {
                counted
                    .unit(vuonlen_measure::tables::UnitId(u as u32))
                    .iter()
                    .sum::<i64>()
            })
            .sum();
        std::fs::write(out, format!("{total}"))?;
    }
    Ok(())
}
