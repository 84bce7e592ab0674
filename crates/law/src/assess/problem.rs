//! What is wrong with a household's data, where it stands and what to do about it.

use super::input::Place;
use serde::Serialize;
use std::fmt;
use vuonlen_domain::Text;

/// One thing wrong or doubtful in the data of one household, or in one row of a file.
///
/// Readers of files raise problems too (an unreadable cell, a duplicate row): this type and its
/// codes are shared, so that one list holds everything that happened to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Stable name of the kind of problem: `missing_answer`.
    pub code: &'static str,
    /// Whether the household is still counted.
    pub severity: Severity,
    /// File, sheet, row and column, as far as known.
    pub place: Place,
    /// Id of the household, where one was read.
    pub household: Option<String>,
    /// What is wrong: names the value or the question.
    pub what: Text,
    /// Why it matters, or which rule is broken.
    pub why: Text,
    /// What to do next.
    pub advice: Text,
}

/// What a problem means for the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The household is counted; a person should look at it.
    Doubtful,
    /// The household has no result and stands in no table.
    Rejected,
}

impl Severity {
    /// The code used in files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Doubtful => "doubtful",
            Self::Rejected => "rejected",
        }
    }

    /// Label in Vietnamese and English.
    #[must_use]
    pub fn label(self) -> Text {
        match self {
            Self::Doubtful => Text::new("cần xem lại", "doubtful"),
            Self::Rejected => Text::new("bị loại", "rejected"),
        }
    }
}

impl Problem {
    /// A problem after which the household has no result.
    #[must_use]
    pub fn rejected(code: &'static str, what: Text, why: Text, advice: Text) -> Self {
        Self {
            code,
            severity: Severity::Rejected,
            place: Place::default(),
            household: None,
            what,
            why,
            advice,
        }
    }

    /// A problem a person should look at, although the household has a result.
    #[must_use]
    pub fn doubtful(code: &'static str, what: Text, why: Text, advice: Text) -> Self {
        Self {
            severity: Severity::Doubtful,
            ..Self::rejected(code, what, why, advice)
        }
    }

    /// The same problem, at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The same problem, of a household.
    #[must_use]
    pub fn of(mut self, household: impl Into<String>) -> Self {
        self.household = Some(household.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place != Place::default() {
            write!(formatter, "{}: ", self.place)?;
        }
        if let Some(household) = &self.household {
            write!(formatter, "[{household}] ")?;
        }
        write!(
            formatter,
            "{} {} {} / {} {} {}",
            self.what.vi, self.why.vi, self.advice.vi, self.what.en, self.why.en, self.advice.en
        )
    }
}
