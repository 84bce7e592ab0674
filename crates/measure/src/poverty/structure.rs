//! What is measured: dimensions, indicators, weights and the cut-off, as a file of
//! `law/measures/` or the `[structure]` of a survey's specification states them.

use super::error::{PovertyError, Reason};
use super::{Cutoff, Fraction, Weights};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use vuonlen_domain::Text;
use vuonlen_law::status::{Provenance, Status};
use vuonlen_law::validity::optional_toml_date;

/// A multidimensional measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Structure {
    /// Its id, such as `national-mpi`.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// Whether rates are of people or of households.
    pub unit: Unit,
    /// First day it applies; absent when not limited.
    pub from: Option<NaiveDate>,
    /// First day it no longer applies; absent when not limited.
    pub until: Option<NaiveDate>,
    /// Where dimensions and indicators come from.
    pub indicators_from: Option<Provenance>,
    /// Where weights and cut-off come from.
    pub method_from: Option<Provenance>,
    /// The dimensions in order, with their indicators.
    pub dimensions: Vec<Dimension>,
    weights: Weights,
    cutoff: Cutoff,
}

/// What a rate is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Everybody in a poor household is poor.
    Person,
    /// Households are counted.
    Household,
}

/// A dimension of poverty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dimension {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: Text,
    /// Its indicators in order.
    pub indicators: Vec<Indicator>,
}

/// An indicator of a dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Its id, also the name of its column where nothing else is said.
    pub id: String,
    /// Its name.
    pub label: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StructureFile {
    id: String,
    title: Text,
    unit: Unit,
    #[serde(default, with = "optional_toml_date")]
    from: Option<NaiveDate>,
    #[serde(default, with = "optional_toml_date")]
    until: Option<NaiveDate>,
    source: Option<String>,
    status: Option<Status>,
    method: MethodTable,
    #[serde(default, rename = "dimension")]
    dimensions: Vec<DimensionTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MethodTable {
    cutoff: Fraction,
    source: Option<String>,
    status: Option<Status>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DimensionTable {
    id: String,
    label: Text,
    weight: Option<Fraction>,
    #[serde(default, rename = "indicator")]
    indicators: Vec<IndicatorTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorTable {
    id: String,
    label: Text,
    weight: Option<Fraction>,
}

impl Structure {
    /// Reads a file of `law/measures/`.
    ///
    /// # Errors
    /// What is wrong in the file, with its line where it is known.
    pub fn parse(file: &str, text: &str) -> Result<Self, PovertyError> {
        let table: StructureFile = from_toml(file, text)?;
        Self::try_from(table).map_err(|error| error.in_file(file))
    }

    /// Every indicator in the order of the bits of a mask.
    pub fn indicators(&self) -> impl Iterator<Item = &Indicator> {
        self.dimensions
            .iter()
            .flat_map(|dimension| &dimension.indicators)
    }

    /// The weights of the indicators.
    #[must_use]
    pub const fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The cut-off `k`.
    #[must_use]
    pub const fn cutoff(&self) -> Cutoff {
        self.cutoff
    }

    /// The same measure at another cut-off.
    #[must_use]
    pub fn with_cutoff(self, cutoff: Cutoff) -> Self {
        Self { cutoff, ..self }
    }
}

impl TryFrom<StructureFile> for Structure {
    type Error = PovertyError;

    fn try_from(file: StructureFile) -> Result<Self, PovertyError> {
        check_ids(&file.dimensions)?;
        Ok(Self {
            weights: Weights::new(&shares(&file.dimensions)?)?,
            cutoff: Cutoff::new(file.method.cutoff)?,
            id: file.id,
            title: file.title,
            unit: file.unit,
            from: file.from,
            until: file.until,
            indicators_from: provenance(file.source, file.status),
            method_from: provenance(file.method.source, file.method.status),
            dimensions: file.dimensions.into_iter().map(Dimension::from).collect(),
        })
    }
}

impl From<DimensionTable> for Dimension {
    fn from(table: DimensionTable) -> Self {
        let indicators = table.indicators.into_iter().map(|indicator| Indicator {
            id: indicator.id,
            label: indicator.label,
        });
        Self {
            id: table.id,
            label: table.label,
            indicators: indicators.collect(),
        }
    }
}

/// Reads TOML, turning a fault into an error with its line.
pub(super) fn from_toml<T: serde::de::DeserializeOwned>(
    file: &str,
    text: &str,
) -> Result<T, PovertyError> {
    toml::from_str(text).map_err(|error| {
        let fault = PovertyError::from(Reason::SpecificationForm {
            why: error.message().to_owned(),
        })
        .in_file(file);
        match error.span() {
            Some(span) => {
                let before = text.as_bytes().iter().take(span.start);
                fault.at_line(before.filter(|byte| **byte == b'\n').count() as u64 + 1)
            }
            None => fault,
        }
    })
}

/// The weight of every indicator: stated, or an equal part of its dimension, which weighs what it
/// states or an equal part of the whole.
fn shares(dimensions: &[DimensionTable]) -> Result<Vec<Fraction>, PovertyError> {
    let mut shares = Vec::new();
    for dimension in dimensions {
        let stated: Vec<Fraction> = dimension
            .indicators
            .iter()
            .filter_map(|indicator| indicator.weight)
            .collect();
        let count = dimension.indicators.len();
        if count == 0 {
            return Err(Reason::NoIndicators.into());
        }
        if stated.len() == count && dimension.weight.is_none() {
            shares.extend(stated);
        } else if stated.is_empty() {
            let share = dimension
                .weight
                .or_else(|| Fraction::ONE.checked_div(dimensions.len() as u64))
                .and_then(|weight| weight.checked_div(count as u64))
                .ok_or(Reason::WeightsTooFine)?;
            shares.extend(std::iter::repeat_n(share, count));
        } else {
            return Err(Reason::WeightsMixed {
                dimension: dimension.id.clone(),
            }
            .into());
        }
    }
    Ok(shares)
}

fn check_ids(dimensions: &[DimensionTable]) -> Result<(), PovertyError> {
    let mut of_dimensions = BTreeSet::new();
    let mut of_indicators = BTreeSet::new();
    for dimension in dimensions {
        if !of_dimensions.insert(&dimension.id) {
            return Err(Reason::DuplicateId {
                id: dimension.id.clone(),
            }
            .into());
        }
        for indicator in &dimension.indicators {
            if !of_indicators.insert(&indicator.id) {
                return Err(Reason::DuplicateId {
                    id: indicator.id.clone(),
                }
                .into());
            }
        }
    }
    Ok(())
}

fn provenance(source: Option<String>, status: Option<Status>) -> Option<Provenance> {
    Some(Provenance {
        source: source?,
        status: status?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "id = 'm'\ntitle.vi = 'Thước đo'\ntitle.en = 'Measure'\nunit = 'person'\n\
                        [method]\ncutoff = '1/3'\n";

    fn dimension(id: &str, weight: &str, indicators: &[(&str, &str)]) -> String {
        let mut text =
            format!("[[dimension]]\nid = '{id}'\nlabel.vi = '{id}'\nlabel.en = '{id}'\n{weight}\n");
        for (id, weight) in indicators {
            text += &format!(
                "[[dimension.indicator]]\nid = '{id}'\nlabel.vi = '{id}'\nlabel.en = '{id}'\n{weight}\n"
            );
        }
        text
    }

    fn parse(dimensions: &[String]) -> Result<Structure, PovertyError> {
        Structure::parse("m.toml", &(HEAD.to_owned() + &dimensions.concat()))
    }

    #[test]
    fn weights_are_nested_unless_stated() {
        let nested = parse(&[
            dimension("a", "", &[("x", ""), ("y", "")]),
            dimension("b", "", &[("z", "")]),
        ])
        .unwrap();
        assert_eq!(nested.weights().units(), [1, 1, 2]);

        let by_dimension = parse(&[
            dimension("a", "weight = '3/4'", &[("x", ""), ("y", "")]),
            dimension("b", "weight = '0.25'", &[("z", "")]),
        ])
        .unwrap();
        assert_eq!(by_dimension.weights().units(), [3, 3, 2]);

        let by_indicator = parse(&[
            dimension("a", "", &[("x", "weight = '0.2'"), ("y", "weight = '0.3'")]),
            dimension("b", "", &[("z", "weight = '1/2'")]),
        ])
        .unwrap();
        assert_eq!(by_indicator.weights().units(), [2, 3, 5]);
    }

    #[test]
    fn faults_are_named() {
        let reason = |dimensions: &[String]| parse(dimensions).unwrap_err().reason;
        assert_eq!(reason(&[]), Reason::NoIndicators);
        assert_eq!(reason(&[dimension("a", "", &[])]), Reason::NoIndicators);
        assert!(matches!(
            reason(&[dimension("a", "weight = '1/2'", &[("x", "")])]),
            Reason::WeightsDoNotAddUp { .. }
        ));
        assert!(matches!(
            reason(&[dimension("a", "", &[("x", "weight = '1'"), ("y", "")])]),
            Reason::WeightsMixed { .. }
        ));
        assert!(matches!(
            reason(&[dimension("a", "", &[("x", ""), ("x", "")])]),
            Reason::DuplicateId { .. }
        ));
        let many: Vec<(String, &str)> = (0..65).map(|j| (format!("i{j}"), "")).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|(id, none)| (id.as_str(), *none)).collect();
        assert_eq!(
            reason(&[dimension("a", "", &many)]),
            Reason::TooManyIndicators { count: 65 }
        );
    }

    #[test]
    fn an_unknown_key_is_told_with_its_line() {
        let error = parse(&[dimension("a", "wieght = '1'", &[("x", "")])]).unwrap_err();
        assert_eq!(error.place.file.as_deref(), Some("m.toml"));
        assert_eq!(error.place.line, Some(11));
        assert!(error.to_string().contains("wieght"));
    }
}
