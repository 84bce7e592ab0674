//! Dated values: income lines, cuts, ages.

use crate::status::Status;
use crate::validity::toml_date;
use chrono::NaiveDate;
use serde::Deserialize;
use std::fmt;
use vuonlen_domain::decimal::group_thousands;
use vuonlen_domain::{Area, Text};

/// A value that formulas read as `params.id`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// `poor_income`.
    pub id: String,
    /// `VND/person/month`.
    pub unit: String,
    /// What it is called.
    pub label: Text,
    /// Its values, by day; one for both areas or one for each.
    #[serde(rename = "value")]
    pub values: Vec<ParameterValue>,
}

/// A value from a day on, until a later one for the same area.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterValue {
    /// First day in force.
    #[serde(with = "toml_date")]
    pub from: NaiveDate,
    /// The area it is for; absent: both.
    #[serde(default)]
    pub area: Option<Area>,
    /// The value, in the parameter's unit.
    pub value: Amount,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
}

/// A number in a law file. Whole and measured numbers are different types in formulas.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Deserialize)]
#[serde(untagged)]
pub enum Amount {
    /// A whole number.
    Int(i64),
    /// A measured number, written with a decimal point.
    Decimal(f64),
}

/// A parameter's values on one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResolvedParameter<'a> {
    /// The parameter.
    pub parameter: &'a Parameter,
    /// Its value in rural areas.
    pub rural: &'a ParameterValue,
    /// Its value in urban areas.
    pub urban: &'a ParameterValue,
}

impl Parameter {
    /// The values on `date`; `None` before the first value of either area.
    #[must_use]
    pub fn on(&self, date: NaiveDate) -> Option<ResolvedParameter<'_>> {
        Some(ResolvedParameter {
            parameter: self,
            rural: self.value_on(date, Area::Rural)?,
            urban: self.value_on(date, Area::Urban)?,
        })
    }

    /// The value in `area` on `date`; `None` before the first one.
    #[must_use]
    pub fn value_on(&self, date: NaiveDate, area: Area) -> Option<&ParameterValue> {
        self.values
            .iter()
            .filter(|value| value.from <= date && value.area.is_none_or(|a| a == area))
            .max_by_key(|value| value.from)
    }
}

impl<'a> ResolvedParameter<'a> {
    /// The value in `area`.
    #[must_use]
    pub const fn value(&self, area: Area) -> &'a ParameterValue {
        match area {
            Area::Rural => self.rural,
            Area::Urban => self.urban,
        }
    }

    /// Whether both areas have the same value.
    #[must_use]
    pub fn is_uniform(&self) -> bool {
        self.rural.value == self.urban.value
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(value) => formatter.write_str(&group_thousands(*value)),
            Self::Decimal(value) => formatter.write_str(&value.to_string().replace('.', ",")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Parameter {
        toml::from_str(
            r#"
            id = "line"
            unit = "VND"
            label = { vi = "a", en = "b" }
            [[value]]
            from = 2022-01-01
            area = "rural"
            value = 1500000
            source = "x#1"
            status = "verified"
            [[value]]
            from = 2022-01-01
            area = "urban"
            value = 2000000
            source = "x#1"
            status = "verified"
            [[value]]
            from = 2024-07-01
            value = 8.5
            source = "y#1"
            status = "unverified"
            "#,
        )
        .unwrap()
    }

    #[test]
    fn the_latest_value_of_the_area_holds() {
        let line = line();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(line.on(day("2021-12-31")), None);
        let first = line.on(day("2022-01-01")).unwrap();
        assert_eq!(first.value(Area::Rural).value, Amount::Int(1_500_000));
        assert_eq!(first.value(Area::Urban).value, Amount::Int(2_000_000));
        assert!(!first.is_uniform());
        assert_eq!(line.on(day("2024-06-30")), Some(first));
        let second = line.on(day("2024-07-01")).unwrap();
        assert_eq!(second.value(Area::Urban).value.to_string(), "8,5");
        assert!(second.is_uniform());
    }
}
