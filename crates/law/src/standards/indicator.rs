//! Services, the indicators that measure them, and what tables count beside the class.

use crate::formula_text::FormulaText;
use crate::status::{Provenance, Status};
use serde::Deserialize;
use vuonlen_domain::Text;

/// A basic social service (dịch vụ xã hội cơ bản).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// `housing`.
    pub id: String,
    /// What it is called.
    pub label: Text,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
}

/// An indicator of deprivation (chỉ số thiếu hụt).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its code in the list `indicators`.
    pub code: String,
    /// Its number in the law, from 1.
    pub number: u32,
    /// The service it measures.
    pub service: String,
    /// What it is called.
    pub label: Text,
    /// Source of the name, where it is surer than the definition.
    #[serde(default)]
    pub label_source: Option<String>,
    /// How sure the name is.
    #[serde(default)]
    pub label_status: Option<Status>,
    /// When a household is deprived; absent: the definition is not known.
    #[serde(default)]
    pub deprived_when: Option<FormulaText>,
    /// What an explanation says of a deprived household; `{members}` are the members that made
    /// it so.
    #[serde(default)]
    pub because: Option<Because>,
    /// Points a deprivation adds to score B; absent: not known.
    #[serde(default)]
    pub points: Option<i64>,
    /// Source of the points.
    #[serde(default)]
    pub points_source: Option<String>,
    /// How sure the points are.
    #[serde(default)]
    pub points_status: Option<Status>,
    /// Source of the definition, or of the indicator's existence where no definition is known.
    pub source: String,
    /// How sure we are of it.
    pub status: Status,
}

/// The sentence of an explanation.
pub type Because = Text;

/// A count over the members that a standard defines: children not in school, ….
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DerivedFact {
    /// The assessed fact it gives.
    pub fact: String,
    /// Its value, a whole number.
    pub value: FormulaText,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
}

impl Indicator {
    /// Where the name comes from.
    #[must_use]
    pub fn label_provenance(&self) -> Provenance {
        Provenance {
            source: self
                .label_source
                .clone()
                .unwrap_or_else(|| self.source.clone()),
            status: self.label_status.unwrap_or(self.status),
        }
    }
}
