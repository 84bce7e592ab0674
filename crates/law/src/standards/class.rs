//! The rules that put a household into a class.

use crate::formula_text::FormulaText;
use crate::status::{Provenance, Status};
use serde::Deserialize;
use vuonlen_domain::Class;

/// When a household belongs to a class, by income and by score.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRule {
    /// The class.
    pub code: Class,
    /// By income; absent: nobody is found in the class by income.
    #[serde(default)]
    pub by_income: Option<FormulaText>,
    /// Source of the rule by income.
    #[serde(default)]
    pub income_source: Option<String>,
    /// How sure it is.
    #[serde(default)]
    pub income_status: Option<Status>,
    /// By score; absent: nobody is found in the class by score.
    #[serde(default)]
    pub by_score: Option<FormulaText>,
    /// Source of the rule by score.
    #[serde(default)]
    pub score_source: Option<String>,
    /// How sure it is.
    #[serde(default)]
    pub score_status: Option<Status>,
    /// The class is only for households for which this holds; a household within the income band
    /// for which it does not hold, or is not known, is passed on to the classes below.
    #[serde(default)]
    pub only_when: Option<FormulaText>,
}

/// The two ways the law decides a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Route {
    /// Income per person and the count of deprivations.
    Income,
    /// Score A and score B of the review form.
    Score,
}

impl Route {
    /// Both routes.
    pub const ALL: [Self; 2] = [Self::Income, Self::Score];

    /// The code used in output: `income` or `score`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Income => "income",
            Self::Score => "score",
        }
    }
}

impl ClassRule {
    /// The rule on `route`.
    #[must_use]
    pub const fn rule(&self, route: Route) -> Option<&FormulaText> {
        match route {
            Route::Income => self.by_income.as_ref(),
            Route::Score => self.by_score.as_ref(),
        }
    }

    /// Where the rule on `route` comes from; `None` where there is no rule.
    #[must_use]
    pub fn provenance(&self, route: Route) -> Option<Provenance> {
        let (source, status) = match route {
            Route::Income => (&self.income_source, self.income_status),
            Route::Score => (&self.score_source, self.score_status),
        };
        Some(Provenance {
            source: source.clone()?,
            status: status?,
        })
    }
}
