//! A stretch of time in which a standard holds, and the instrument that says so.

use crate::status::Status;
use crate::validity::toml_date;
use chrono::NaiveDate;
use serde::Deserialize;
use vuonlen_domain::Text;

/// From `from` up to, not including, `until`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// First day.
    #[serde(with = "toml_date")]
    pub from: NaiveDate,
    /// First day after it. Standards are time-boxed by law, so this is never open.
    #[serde(with = "toml_date")]
    pub until: NaiveDate,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
    /// What a reader should know about it.
    #[serde(default)]
    pub note: Option<Text>,
}

impl Period {
    /// Whether `date` lies in the period.
    #[must_use]
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.from <= date && date < self.until
    }
}
