//! Targets: figures that localities set themselves to reach, as dated data.
//!
//! An [`Indicator`] is a number or a share of assessed households; a [`Target`] sets a goal on it
//! for an area and a time. Both are files of `law/targets/`. This room must not know how a figure
//! is counted, nor whether a target is reached: that is `vuonlen_measure::targets`.

mod decimal;
mod goal;

pub use goal::{FallsBy, Goal};

use crate::expr::Formula;
use crate::facts::Type;
use crate::files::{LawFile, LawFiles};
use crate::findings::{Finding, parse_toml};
use crate::formula_text::FormulaText;
use crate::scopes::{Scopes, compile_in};
use crate::status::Status;
use crate::validity::optional_toml_date;
use chrono::NaiveDate;
use serde::Deserialize;
use vuonlen_domain::{Decimal, Text};

/// Everything `law/targets/` says, in order of file.
#[derive(Debug, Clone, Default)]
pub struct Targets {
    /// What targets are set on.
    pub indicators: Vec<Indicator>,
    /// The targets.
    pub targets: Vec<Target>,
}

/// A figure of assessed households.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// `poor_rate`.
    pub id: String,
    /// What it is called.
    pub label: Text,
    /// What is counted.
    pub part: Counted,
    /// Out of what, for a share in percent; absent for a number of households or persons.
    pub whole: Option<Counted>,
    /// Decimals a share is printed with.
    #[serde(default)]
    pub decimals: u32,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
    /// What a reader must know of it.
    pub note: Option<Text>,
    /// Path under `law/` of the file it was read from.
    #[serde(skip)]
    pub file: String,
}

/// What an indicator counts: households for which a condition holds, or the sum of a number.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    count: Option<FormulaText>,
    sum: Option<FormulaText>,
    #[serde(skip)]
    formula: Option<Formula>,
}

/// A goal for an area and a time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// `quynh-nhai-poor-rate`.
    pub id: String,
    /// What is to be reached, in the words of the document.
    pub label: Text,
    /// Id of the indicator.
    pub indicator: String,
    /// Codes of the units it is set for, taken together; a code that is no unit on a day counts
    /// for nothing on it, so that a district stands beside the communes it became.
    pub units: Vec<String>,
    #[serde(default, deserialize_with = "decimal::optional")]
    at_most: Option<Decimal>,
    #[serde(default, deserialize_with = "decimal::optional")]
    below: Option<Decimal>,
    #[serde(default, deserialize_with = "decimal::optional")]
    at_least: Option<Decimal>,
    falls_by: Option<FallsBy>,
    #[serde(default)]
    below_country: bool,
    /// When it holds.
    #[serde(default)]
    pub period: Period,
    /// The day by which it is to be reached; absent: on every day it holds.
    #[serde(default, with = "optional_toml_date")]
    pub due: Option<NaiveDate>,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
    /// What a reader must know of it.
    pub note: Option<Text>,
    /// Path under `law/` of the file it was read from.
    #[serde(skip)]
    pub file: String,
}

/// From when until when, either end open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// First day.
    #[serde(default, with = "optional_toml_date")]
    pub from: Option<NaiveDate>,
    /// First day after it.
    #[serde(default, with = "optional_toml_date")]
    pub until: Option<NaiveDate>,
}

impl Period {
    /// Whether `date` lies inside.
    #[must_use]
    pub fn contains(self, date: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date < until)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetsFile {
    #[serde(default, rename = "indicator")]
    indicators: Vec<Indicator>,
    #[serde(default, rename = "target")]
    targets: Vec<Target>,
}

impl Targets {
    /// Reads and compiles every file below `targets/`; faults become `findings`.
    pub fn load(files: &LawFiles, scopes: &Scopes, findings: &mut Vec<Finding>) -> Self {
        let mut all = Self::default();
        for file in files.under("targets/") {
            match parse_toml::<TargetsFile>(file) {
                Ok(content) => all.add(file, content, scopes, findings),
                Err(finding) => findings.push(finding),
            }
        }
        all
    }

    /// The indicator `id`.
    #[must_use]
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }

    /// The target `id`.
    #[must_use]
    pub fn target(&self, id: &str) -> Option<&Target> {
        self.targets.iter().find(|target| target.id == id)
    }

    fn add(
        &mut self,
        file: &LawFile,
        content: TargetsFile,
        scopes: &Scopes,
        findings: &mut Vec<Finding>,
    ) {
        for mut indicator in content.indicators {
            indicator.file.clone_from(&file.path);
            for counted in std::iter::once(&mut indicator.part).chain(&mut indicator.whole) {
                counted.compile(file, scopes, findings);
            }
            self.indicators.push(indicator);
        }
        for mut target in content.targets {
            target.file.clone_from(&file.path);
            self.targets.push(target);
        }
    }
}

impl Counted {
    fn compile(&mut self, file: &LawFile, scopes: &Scopes, findings: &mut Vec<Finding>) {
        let (text, kind) = match (&self.count, &self.sum) {
            (Some(count), None) => (count, Type::Bool),
            (None, Some(sum)) => (sum, Type::Int),
            (text, _) => {
                let offset = text
                    .as_ref()
                    .map_or(0, |text| text.offset_in(&file.text, 0));
                findings.push(Finding::at(
                    &file.path,
                    &file.text,
                    offset,
                    "tử số hoặc mẫu số phải có đúng một trong hai: count (đếm hộ) hoặc sum (cộng số)",
                    "a part or whole has exactly one of `count` (households) and `sum` (a number)",
                ));
                return;
            }
        };
        self.formula = compile_in(file, text, &scopes.assessed, &kind, findings);
    }

    /// The compiled formula; always there in a [`crate::law::Law`].
    #[must_use]
    pub const fn formula(&self) -> Option<&Formula> {
        self.formula.as_ref()
    }

    /// Whether households are counted; else a number is summed.
    #[must_use]
    pub const fn counts_households(&self) -> bool {
        self.count.is_some()
    }
}

impl Target {
    /// What is to be reached; `None` when the file states no goal or more than one, which
    /// `law check` refuses.
    #[must_use]
    pub fn goal(&self) -> Option<Goal> {
        let stated = [
            self.at_most.map(Goal::AtMost),
            self.below.map(Goal::Below),
            self.at_least.map(Goal::AtLeast),
            self.falls_by.map(Goal::FallsBy),
            self.below_country.then_some(Goal::BelowCountry),
        ];
        let mut goals = stated.into_iter().flatten();
        goals.next().filter(|_| goals.next().is_none())
    }
}
