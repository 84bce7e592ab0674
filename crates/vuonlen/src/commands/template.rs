//! `vuonlen template …` and `vuonlen schema …`: what to fill in, and in which shape.

use super::{LawFolder, parse_day};
use crate::failure::Failure;
use crate::{clock, output};
use chrono::NaiveDate;
use clap::Subcommand;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use vuonlen_documents::households::{schema, survey};
use vuonlen_documents::scores;

#[derive(Debug, Subcommand)]
pub(super) enum TemplateCommand {
    /// The survey workbook: households and members, with drop-downs and notes.
    Survey {
        /// Code of the commune it is for.
        #[arg(long, value_name = "CODE")]
        unit: Option<String>,
        /// Day of the review; today when left out.
        #[arg(long, value_parser = parse_day)]
        on: Option<NaiveDate>,
        /// The file to write.
        #[arg(short, long, value_name = "FILE.xlsx")]
        out: PathBuf,
    },
    /// The workbook of a score table, to be filled from the official annex.
    Scores {
        /// The score table it follows.
        #[arg(long, value_name = "ID", default_value = "illustrative-2022")]
        table: String,
        /// Day whose regions are its columns; today when left out.
        #[arg(long, value_parser = parse_day)]
        on: Option<NaiveDate>,
        /// The file to write.
        #[arg(short, long, value_name = "FILE.xlsx")]
        out: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum SchemaCommand {
    /// The JSON Schema of one line of household data.
    Household,
}

pub(super) fn run(command: TemplateCommand, law: &LawFolder) -> Result<ExitCode, Failure> {
    let law = law.load()?;
    match command {
        TemplateCommand::Survey { unit, on, out } => {
            let day = on.unwrap_or_else(clock::today);
            let unit = unit
                .map(|written| law.units.commune(&written, day))
                .transpose()
                .map_err(|error| Failure::from_text(&error.text()))?
                .map(|commune| commune.code.clone());
            let bytes = survey::write_template(&law, unit.as_ref(), day, &[])
                .map_err(|error| Failure::from_text(&error.text()))?;
            write(&out, &bytes)?;
        }
        TemplateCommand::Scores { table, on, out } => {
            let known = law.score_table(&table).ok_or_else(|| {
                Failure::new(
                    format!("không có bảng điểm “{table}” trong law/standards/scores"),
                    format!("there is no score table “{table}” in law/standards/scores"),
                )
            })?;
            let bytes = scores::write_template(&law, known, on.unwrap_or_else(clock::today))
                .map_err(|error| Failure::from_text(&error.text()))?;
            write(&out, &bytes)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|error| Failure::unwritten(path, &error))?;
    output::line(&path.display().to_string());
    Ok(())
}

/// Prints a schema.
pub(super) fn print_schema(command: &SchemaCommand, law: &LawFolder) -> Result<ExitCode, Failure> {
    let law = law.load()?;
    match command {
        SchemaCommand::Household => output::line(&schema(&law)),
    }
    Ok(ExitCode::SUCCESS)
}
