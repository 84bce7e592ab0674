//! `vuonlen demo-files`: workbooks of synthetic households of the four communes of Quỳnh Nhai, and
//! what assessing them gives.

use super::assess;
use super::{LawFolder, parse_day};
use crate::failure::Failure;
use crate::output;
use crate::progress::Bar;
use chrono::NaiveDate;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use vuonlen_app::assess::AssessRequest;
use vuonlen_app::demo::{Names, Population, synthetic_notice};
use vuonlen_documents::households::Context;
use vuonlen_documents::households::survey::SurveyWorkbook;
use vuonlen_domain::UnitCode;
use vuonlen_law::law::Law;

/// Day of the demonstration's review; also what the score table of the demonstration is for.
const DAY: &str = "2026-11-20";
/// Invented for demonstrations, and says so on everything made with it.
const SCORE_TABLE: &str = "illustrative-2022";
/// The same households every time.
const SEED: u64 = 2026;

#[derive(Debug, Args)]
pub(super) struct DemoFilesArguments {
    /// Folder for the workbooks and the results.
    #[arg(long, value_name = "DIR", default_value = "out/demo-files")]
    out: PathBuf,
    /// Day of the review.
    #[arg(long, value_parser = parse_day, default_value = DAY)]
    on: NaiveDate,
    /// Households of each commune.
    #[arg(long, value_name = "N", default_value_t = 2250)]
    households: u32,
}

pub(super) fn run(arguments: &DemoFilesArguments, law: &LawFolder) -> Result<ExitCode, Failure> {
    let law = law.load()?;
    let workbooks = arguments.out.join("workbooks");
    std::fs::create_dir_all(&workbooks).map_err(|error| Failure::unwritten(&workbooks, &error))?;
    let inputs = write_workbooks(&law, arguments, &workbooks)?;
    let request = AssessRequest {
        inputs,
        on: arguments.on,
        standards: Vec::new(),
        score_table: Some(SCORE_TABLE.to_owned()),
        overlay: None,
        out: arguments.out.join("results"),
        notice: Some(synthetic_notice()),
    };
    let summary = assess::carry_out(&law, &request)?;
    let notice = synthetic_notice();
    output::line(&format!("{} / {}", notice.vi, notice.en));
    assess::print(&summary);
    Ok(ExitCode::SUCCESS)
}

/// One survey workbook per commune, as a commune officer would have it.
fn write_workbooks(
    law: &Law,
    arguments: &DemoFilesArguments,
    folder: &std::path::Path,
) -> Result<Vec<PathBuf>, Failure> {
    let names = Names::shipped().map_err(|error| Failure::untranslated(&error))?;
    let facts = |scope: &str| {
        law.facts.scope(scope).ok_or_else(|| {
            Failure::new(
                format!("law/facts thiếu phạm vi “{scope}”"),
                format!("law/facts lacks the scope “{scope}”"),
            )
        })
    };
    let population = Population {
        names: &names,
        codes: &law.codes,
        household_facts: facts("household")?,
        member_facts: facts("member")?,
        on: arguments.on,
        seed: SEED,
    };
    let communes: Vec<&str> = names.communes().collect();
    let bar = Bar::new();
    let mut paths = Vec::new();
    for (done, code) in communes.iter().enumerate() {
        let unit = UnitCode::parse(code).map_err(|error| Failure::untranslated(&error))?;
        bar.at(
            &format!("ghi phiếu khảo sát xã {code} / writing the survey workbook"),
            done as u64,
            Some(communes.len() as u64),
        );
        let context = Context {
            unit: Some(unit.clone()),
            ..Context::new(law, arguments.on)
        };
        let path = folder.join(format!("khao-sat-{code}.xlsx"));
        let mut workbook =
            SurveyWorkbook::new(context).map_err(|error| Failure::from_text(&error.text()))?;
        for household in population.commune(&unit, arguments.households) {
            workbook
                .push(&household)
                .map_err(|error| Failure::from_text(&error.text()))?;
        }
        workbook
            .save(&path)
            .map_err(|error| Failure::from_text(&error.text()).at(&path.display()))?;
        paths.push(path);
    }
    bar.finish();
    Ok(paths)
}
