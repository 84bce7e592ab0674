//! `vuonlen template …`: what to fill in.

use super::{LawFolder, parse_day};
use crate::failure::Failure;
use crate::{clock, output};
use chrono::NaiveDate;
use clap::Subcommand;
use std::path::PathBuf;
use std::process::ExitCode;
use vuonlen_documents::households::survey;
use vuonlen_domain::UnitCode;

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
}

pub(super) fn run(command: TemplateCommand, law: &LawFolder) -> Result<ExitCode, Failure> {
    let law = law.load()?;
    match command {
        TemplateCommand::Survey { unit, on, out } => {
            let unit = unit
                .map(|code| UnitCode::parse(&code))
                .transpose()
                .map_err(|error| {
                    Failure::new(
                        format!("“{}” không phải mã đơn vị: xã có 5 chữ số", error.0),
                        error.to_string(),
                    )
                })?;
            let day = on.unwrap_or_else(clock::today);
            let bytes = survey::write_template(&law, unit.as_ref(), day, &[])
                .map_err(|error| Failure::from_text(&error.text()))?;
            std::fs::write(&out, bytes).map_err(|error| {
                Failure::new(
                    format!("không ghi được: {error}"),
                    format!("cannot be written: {error}"),
                )
                .at(&out.display())
            })?;
            output::line(&out.display().to_string());
        }
    }
    Ok(ExitCode::SUCCESS)
}
