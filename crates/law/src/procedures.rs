//! Procedures: steps, actors, documents and day counts of the reviews, by day.
//!
//! A [`Procedure`] is a file of `law/procedures/`. This room only reads it; counting working days
//! and moving a round from step to step is the review's business.

mod day;

pub use day::{DayOfYear, InvalidDayOfYear};

use crate::files::LawFile;
use crate::findings::{Finding, parse_toml};
use crate::status::Status;
use crate::validity::{Validity, optional_toml_date, toml_date};
use chrono::NaiveDate;
use serde::Deserialize;
use vuonlen_domain::Text;

/// One procedure through its versions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// `annual`.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// Its versions, in order of time.
    #[serde(rename = "version")]
    pub versions: Vec<ProcedureVersion>,
    /// Path under `law/` of the file it was read from.
    #[serde(skip)]
    pub file: String,
}

/// A procedure as it runs between two dates.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcedureVersion {
    /// First day.
    #[serde(with = "toml_date")]
    pub from: NaiveDate,
    /// First day after it.
    #[serde(default, with = "optional_toml_date")]
    pub until: Option<NaiveDate>,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
    /// What a reader must know of it.
    #[serde(default)]
    pub note: Option<Text>,
    /// The days of the year between which it runs.
    #[serde(default)]
    pub window: Option<Window>,
    /// The day of every month on which it begins.
    #[serde(default)]
    pub month_day: Option<MonthDay>,
    /// From its beginning to the decision.
    #[serde(default)]
    pub time_limit: Option<DayCount>,
    /// Its steps, in order.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
    /// The reports it ends in.
    #[serde(rename = "report", default)]
    pub reports: Vec<Report>,
}

/// Days of the year between which a procedure runs, both included.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// First day.
    pub first: DayOfYear,
    /// Last day.
    pub last: DayOfYear,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
}

/// A day of every month.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthDay {
    /// From 1.
    pub day: u32,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
}

/// A number of days.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayCount {
    /// How many.
    pub value: u32,
    /// Working days rather than calendar days.
    pub working: bool,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// `meeting`.
    pub id: String,
    /// What is done.
    pub label: Text,
    /// Who does it (codes of `review_actors`), the responsible one first.
    pub actors: Vec<String>,
    /// What it needs or makes (codes of `review_documents`).
    #[serde(default)]
    pub documents: Vec<String>,
    /// Where it makes something public (codes of `posting_places`).
    #[serde(default)]
    pub places: Vec<String>,
    /// How long it lasts, or within how long it must be done.
    #[serde(default)]
    pub days: Option<DayCount>,
    /// The day of the year before which it must be done.
    #[serde(default)]
    pub deadline: Option<Deadline>,
    /// The agreement it needs.
    #[serde(default)]
    pub quorum: Option<Quorum>,
    /// How many copies of its document are made.
    #[serde(default)]
    pub copies: Option<Copies>,
    /// The step to go back to when it fails.
    #[serde(default)]
    pub back_to: Option<String>,
    /// Taken only when this happens: `complaint`.
    #[serde(default)]
    pub only_on: Option<String>,
    /// Taken only where the province says so.
    #[serde(default)]
    pub optional: bool,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
}

/// A day of the year before which something must be done.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// The day itself is too late.
    pub day: DayOfYear,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
}

/// A share of those attending.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quorum {
    /// At least so many in a hundred.
    pub percent: u32,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
}

/// A number of copies.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copies {
    /// How many.
    pub count: u32,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// `preliminary`.
    pub id: String,
    /// What it is called.
    pub label: Text,
    /// Who sends it (code of `review_actors`).
    pub sender: String,
    /// Who receives it (code of `review_actors`).
    pub receiver: String,
    /// The day of the year before which it must be sent.
    #[serde(default)]
    pub before: Option<DayOfYear>,
    /// The months in which it is sent.
    #[serde(default)]
    pub months: Vec<u32>,
    /// The day of those months on which it is sent.
    #[serde(default)]
    pub month_day: Option<u32>,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
}

impl Procedure {
    /// Reads one file of `law/procedures/`.
    ///
    /// # Errors
    /// A [`Finding`] for a syntax error, an unknown or a missing key.
    pub fn read(file: &LawFile) -> Result<Self, Finding> {
        let mut procedure: Self = parse_toml(file)?;
        procedure.file.clone_from(&file.path);
        Ok(procedure)
    }

    /// The version that runs on `date`; `None` before the first.
    #[must_use]
    pub fn on(&self, date: NaiveDate) -> Option<&ProcedureVersion> {
        self.versions
            .iter()
            .find(|version| version.validity().contains(date))
    }
}

impl ProcedureVersion {
    /// When it runs.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        Validity {
            from: self.from,
            until: self.until,
        }
    }

    /// The step `id`.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }
}
