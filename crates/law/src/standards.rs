//! Poverty standards: what makes a household poor, from when until when.
//!
//! A [`Standard`] is a file of `law/standards/`: dated parameters, services, indicators, classes.
//! This room reads it, resolves its parameters for a day and lays a province's higher standard
//! over it. It must not know a household.

mod class;
mod indicator;
mod on;
mod overlay;
mod parameter;
mod period;

pub use class::{ClassRule, Route};
pub use indicator::{Because, DerivedFact, Indicator, Service};
pub(crate) use on::parameters_read;
pub use on::{ClassOn, StandardOn};
pub use overlay::{Overlay, OverlayError};
pub use parameter::{Amount, Parameter, ParameterValue, ResolvedParameter};
pub use period::Period;

use crate::files::LawFile;
use crate::findings::{Finding, parse_toml};
use crate::scopes::Scopes;
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;
use vuonlen_domain::{Class, Text};

/// One poverty standard, as its file in `law/standards/` says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// `nd07-2022`.
    pub id: String,
    /// What it is called.
    pub title: Text,
    /// When it holds: one entry per instrument that says so, in order of time.
    #[serde(rename = "period")]
    pub periods: Vec<Period>,
    /// Its dated values.
    #[serde(rename = "parameter")]
    pub parameters: Vec<Parameter>,
    /// Its basic social services.
    #[serde(rename = "service")]
    pub services: Vec<Service>,
    /// Its indicators of deprivation, in the order of the law.
    #[serde(rename = "indicator")]
    pub indicators: Vec<Indicator>,
    /// Its classes; the first whose rule holds is the household's.
    #[serde(rename = "class")]
    pub classes: Vec<ClassRule>,
    /// What tables count beside the class.
    #[serde(rename = "derived", default)]
    pub derived: Vec<DerivedFact>,
    /// The overlay this standard was raised by, when it is a province's.
    #[serde(skip)]
    pub overlay: Option<String>,
    /// Path under `law/` of the file it was read from.
    #[serde(skip)]
    pub file: String,
    #[serde(skip)]
    compiled: Vec<StandardOn>,
}

impl Standard {
    /// Reads one file of `law/standards/`.
    ///
    /// # Errors
    /// A [`Finding`] for a syntax error, an unknown or a missing key.
    pub fn read(file: &LawFile) -> Result<Self, Finding> {
        let mut standard: Self = parse_toml(file)?;
        standard.file.clone_from(&file.path);
        Ok(standard)
    }

    /// Compiles its formulas, once per span of equal parameters; faults become `findings`.
    pub fn compile(&mut self, scopes: &Scopes, file: &LawFile, findings: &mut Vec<Finding>) {
        self.compiled = (self.spans().into_iter())
            .map(|from| StandardOn::compile(self, from, scopes, file, findings))
            .collect();
    }

    /// The compiled rules on `date`; `None` when the standard does not hold then, or was not
    /// compiled.
    #[must_use]
    pub fn on(&self, date: NaiveDate) -> Option<&StandardOn> {
        self.period_on(date)?;
        self.compiled.iter().rfind(|span| span.from <= date)
    }

    /// Whether the standard holds on `date`.
    #[must_use]
    pub fn holds_on(&self, date: NaiveDate) -> bool {
        self.period_on(date).is_some()
    }

    /// The period that holds on `date`: tells which instrument says so.
    #[must_use]
    pub fn period_on(&self, date: NaiveDate) -> Option<&Period> {
        self.periods.iter().find(|period| period.contains(date))
    }

    /// First day the standard holds.
    #[must_use]
    pub fn from(&self) -> Option<NaiveDate> {
        self.periods.iter().map(|period| period.from).min()
    }

    /// First day it no longer holds.
    #[must_use]
    pub fn until(&self) -> Option<NaiveDate> {
        self.periods.iter().map(|period| period.until).max()
    }

    /// The parameter `id`.
    #[must_use]
    pub fn parameter(&self, id: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.id == id)
    }

    /// The indicator `code`.
    #[must_use]
    pub fn indicator(&self, code: &str) -> Option<&Indicator> {
        self.indicators
            .iter()
            .find(|indicator| indicator.code == code)
    }

    /// The service `id`.
    #[must_use]
    pub fn service(&self, id: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.id == id)
    }

    /// The rule of `class`; `None` where the standard does not have the class.
    #[must_use]
    pub fn class(&self, class: Class) -> Option<&ClassRule> {
        self.classes.iter().find(|rule| rule.code == class)
    }

    /// The parameters that have a value on `date`, each with its value per area.
    #[must_use]
    pub fn parameters_on(&self, date: NaiveDate) -> Vec<ResolvedParameter<'_>> {
        self.parameters
            .iter()
            .filter_map(|parameter| parameter.on(date))
            .collect()
    }

    /// The whole-number parameters that have one value for both areas on `date`: what sums of
    /// tables may read.
    #[must_use]
    pub fn whole_parameters(&self, date: NaiveDate) -> BTreeMap<String, i64> {
        self.parameters_on(date)
            .into_iter()
            .filter(ResolvedParameter::is_uniform)
            .filter_map(|resolved| match resolved.rural.value {
                Amount::Int(value) => Some((resolved.parameter.id.clone(), value)),
                Amount::Decimal(_) => None,
            })
            .collect()
    }

    /// First days of the spans within which no parameter changes, the first being the standard's
    /// own first day.
    #[must_use]
    pub fn spans(&self) -> Vec<NaiveDate> {
        let (Some(from), Some(until)) = (self.from(), self.until()) else {
            return Vec::new();
        };
        let mut days: Vec<NaiveDate> = self
            .parameters
            .iter()
            .flat_map(|parameter| parameter.values.iter().map(|value| value.from))
            .filter(|day| from < *day && *day < until)
            .chain([from])
            .collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}
