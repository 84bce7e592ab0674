//! Alkire–Foster indices of a register or of a survey, between two years if wanted.

mod book;
mod csv;
mod names;

use super::open::{MeasureError, Opened};
use super::tables::unwritten;
use chrono::NaiveDate;
use names::Names;
use serde_json::json;
use std::fs::File;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use vuonlen_law::law::Law;
use vuonlen_law::status::Status;
use vuonlen_measure::indices::{Division, IndicesPlan};
use vuonlen_measure::poverty::{
    Comparison, Cutoff, Report, Structure, Survey, Unit, compare, measure, read_csv, read_parquet,
};

/// What is measured of a register.
#[derive(Debug, Clone, Default)]
pub struct IndicesRequest {
    /// Id of a measure of `law/measures/`; the one of registers that holds on the day when left
    /// out.
    pub measure: Option<String>,
    /// Another cut-off than the measure's own.
    pub cutoff: Option<Cutoff>,
    /// Divisions: `province`, `commune`, a fact, or `province+FACT`.
    pub by: Vec<String>,
}

/// Indices, ready to be written.
#[derive(Debug)]
pub struct Indices {
    /// The figures.
    pub report: Report,
    /// What changed since an earlier period.
    pub comparison: Option<Comparison>,
    /// The day of a register; surveys have none.
    pub on: Option<NaiveDate>,
    /// Whether any of the households are synthetic.
    pub synthetic: bool,
    /// How sure the measure itself is.
    pub status: Status,
}

/// Measures a register, and compares it with an earlier one.
///
/// # Errors
/// [`MeasureError`] for a measure that is not there, a division the facts do not allow, and
/// households that cannot be read.
pub fn register_indices(
    law: &Law,
    measures: &[Structure],
    (now, earlier): (&Opened, Option<&Opened>),
    request: &IndicesRequest,
    years: Option<f64>,
    threads: NonZeroUsize,
) -> Result<Indices, MeasureError> {
    let mut structure = chosen(measures, request.measure.as_deref(), now.on)?.clone();
    if let Some(cutoff) = request.cutoff {
        structure = structure.with_cutoff(cutoff);
    }
    let status = status(&structure);
    let divisions = request.by.iter().map(|by| division(by)).collect();
    let scope = &law.scopes.assessed;
    let plan = IndicesPlan::new(structure, divisions, scope, law.codes.as_ref())?;
    let report = plan.measure(&now.households, threads)?;
    let comparison = earlier
        .map(|earlier| -> Result<Comparison, MeasureError> {
            let before = plan.measure(&earlier.households, threads)?;
            let apart = vuonlen_measure::targets::years_between(earlier.on, now.on);
            let apart = apart.part as f64 / apart.whole as f64;
            Ok(compare(&before, &report, years.unwrap_or(apart))?)
        })
        .transpose()?;
    Ok(Indices {
        report,
        comparison,
        on: Some(now.on),
        synthetic: now.synthetic || earlier.is_some_and(|earlier| earlier.synthetic),
        status,
    })
}

/// Measures a survey by its specification, and compares it with an earlier one of the same
/// specification, `years` before.
///
/// # Errors
/// [`MeasureError`] for what is wrong in the specification or a file, with its place.
pub fn survey_indices(
    measures: &[Structure],
    specification: &Path,
    (data, earlier): (&Path, Option<&Path>),
    years: Option<f64>,
) -> Result<Indices, MeasureError> {
    let text =
        std::fs::read_to_string(specification).map_err(|source| unread(specification, source))?;
    let survey = Survey::parse(&specification.display().to_string(), &text, measures)?;
    let report = of_file(&survey, data)?;
    let comparison = match (earlier, years) {
        (None, _) => None,
        (Some(_), None) => return Err(MeasureError::NoYears),
        (Some(earlier), Some(years)) => Some(compare(&of_file(&survey, earlier)?, &report, years)?),
    };
    Ok(Indices {
        report,
        comparison,
        on: None,
        synthetic: false,
        status: status(&survey.structure),
    })
}

/// Writes `indices.xlsx`, `indices.csv` and `indices.json` to the folder `out`.
///
/// # Errors
/// [`MeasureError`] when a file cannot be written.
pub fn write_indices(
    law: &Law,
    indices: &Indices,
    out: &Path,
) -> Result<Vec<PathBuf>, MeasureError> {
    std::fs::create_dir_all(out).map_err(|source| unwritten(out, source))?;
    let names = Names::new(law, indices.on);
    let workbook = out.join("indices.xlsx");
    book::write(indices, &names, &workbook)?;
    let table = out.join("indices.csv");
    csv::write(&indices.report, &table).map_err(|source| unwritten(&table, source))?;
    let json = out.join("indices.json");
    std::fs::write(&json, indices.json()).map_err(|source| unwritten(&json, source))?;
    Ok(vec![workbook, table, json])
}

impl Indices {
    /// Everything as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        json!({
            "on": self.on,
            "synthetic": self.synthetic,
            "status": self.status,
            "report": self.report,
            "comparison": self.comparison,
        })
        .to_string()
    }
}

fn chosen<'m>(
    measures: &'m [Structure],
    id: Option<&str>,
    on: NaiveDate,
) -> Result<&'m Structure, MeasureError> {
    let holds = |structure: &Structure| {
        structure.unit == Unit::Household
            && structure.from.is_none_or(|from| from <= on)
            && structure.until.is_none_or(|until| on < until)
    };
    let found = match id {
        Some(id) => measures.iter().find(|structure| structure.id == id),
        None => measures.iter().find(|structure| holds(structure)),
    };
    found.ok_or_else(|| MeasureError::NoMeasure {
        asked: id.map(str::to_owned),
        on,
        known: measures.iter().map(|one| one.id.clone()).collect(),
    })
}

/// `province`, `commune`, `area`, `province+area`.
fn division(by: &str) -> Division {
    match by.split_once('+') {
        Some(("province", fact)) => Division::ProvinceAndFact(fact.to_owned()),
        _ if by == "province" => Division::Province,
        _ if by == "commune" => Division::Commune,
        _ => Division::Fact(by.to_owned()),
    }
}

/// A measure of somebody's own carries no status: nobody has checked it.
fn status(structure: &Structure) -> Status {
    let parts = [&structure.indicators_from, &structure.method_from];
    let sure = parts
        .into_iter()
        .map(|from| from.as_ref().map_or(Status::Unverified, |from| from.status));
    sure.fold(Status::Verified, Status::weakest)
}

fn of_file(survey: &Survey, path: &Path) -> Result<Report, MeasureError> {
    let file = File::open(path).map_err(|source| unread(path, source))?;
    let name = path.display().to_string();
    let parquet = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("parquet"));
    let sample = if parquet {
        read_parquet(&name, file, survey)?
    } else {
        read_csv(&name, file, survey)?
    };
    Ok(measure(&survey.structure, &sample, &survey.inference)?)
}

fn unread(path: &Path, source: std::io::Error) -> MeasureError {
    MeasureError::Read {
        path: path.to_owned(),
        source,
    }
}
