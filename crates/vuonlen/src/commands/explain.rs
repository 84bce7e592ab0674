//! `vuonlen explain`: why one household is in its class.

use super::{LawFolder, parse_day};
use crate::failure::Failure;
use crate::{clock, output};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use vuonlen_app::assess::{explain, find};
use vuonlen_domain::text::Language;

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// The file the household stands in.
    input: PathBuf,
    /// Its id in the file.
    #[arg(long, value_name = "ID")]
    household: String,
    /// Day of the review; today when left out.
    #[arg(long, value_parser = parse_day)]
    on: Option<NaiveDate>,
    /// A standard by id; the one in force on the day when left out.
    #[arg(long, value_name = "ID")]
    standard: Option<String>,
    /// Score table for score A from answers; the standard's own when left out.
    #[arg(long, value_name = "ID")]
    score_table: Option<String>,
    /// Language of the explanation.
    #[arg(long, default_value = "vi")]
    language: Spoken,
    /// Print the explanation as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Spoken {
    Vi,
    En,
}

pub(super) fn run(arguments: ExplainArguments, law: &LawFolder) -> Result<ExitCode, Failure> {
    let law = law.load()?;
    let on = arguments.on.unwrap_or_else(clock::today);
    let told = |error: vuonlen_app::assess::AssessError| Failure::from_text(&error.text());
    let id = &arguments.household;
    let household = find(&law, &arguments.input, on, id).map_err(told)?.ok_or_else(|| {
        Failure::new(
            format!("không có hộ “{id}” trong tệp; kiểm tra mã hộ (cột đầu của trang “Hộ”)"),
            format!("the file has no household “{id}”; check the id (first column of the sheet of households)"),
        )
    })?;
    let standard = arguments.standard.as_deref();
    let explained = explain(&law, standard, on, arguments.score_table, &household).map_err(told)?;
    match explained {
        Ok(explanation) if arguments.json => {
            let json = serde_json::to_string_pretty(&explanation)
                .map_err(|error| Failure::untranslated(&error))?;
            output::line(&json);
            Ok(ExitCode::SUCCESS)
        }
        Ok(explanation) => {
            let language = match arguments.language {
                Spoken::Vi => Language::Vietnamese,
                Spoken::En => Language::English,
            };
            output::line(explanation.to_text(language).trim_end());
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            for problem in problems {
                output::note(&problem.to_string());
            }
            Ok(ExitCode::FAILURE)
        }
    }
}
