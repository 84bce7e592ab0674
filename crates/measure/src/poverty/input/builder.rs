//! Rows of cells become masks, weights, design and groups.

use crate::poverty::error::{PovertyError, Reason};
use crate::poverty::groups::GroupingRows;
use crate::poverty::kernel::Sample;
use crate::poverty::rule::number;
use crate::poverty::survey::{GroupColumns, Missing, Survey};
use crate::poverty::{Deprivations, DesignRows};
use vuonlen_domain::Text;
use vuonlen_domain::text::normalise;

/// Builds a sample row by row.
#[derive(Debug)]
pub(super) struct SampleBuilder<'a> {
    survey: &'a Survey,
    columns: Vec<String>,
    roles: Roles,
    masks: Vec<u64>,
    observed: Vec<u64>,
    weights: Vec<f64>,
    design: DesignRows,
    groups: Vec<GroupingRows>,
    read: u64,
}

/// Where each role's cell stands among the columns asked for.
#[derive(Debug, Default)]
struct Roles {
    indicators: Vec<usize>,
    weight: Option<usize>,
    size: Option<usize>,
    stratum: Option<usize>,
    cluster: Option<usize>,
    clusters_in_population: Option<usize>,
    groups: Vec<Vec<usize>>,
}

impl<'a> SampleBuilder<'a> {
    pub(super) fn new(survey: &'a Survey) -> Self {
        let mut columns = Vec::new();
        let mut place = |name: &str| {
            let name = normalise(name);
            columns
                .iter()
                .position(|column| *column == name)
                .unwrap_or_else(|| {
                    columns.push(name);
                    columns.len() - 1
                })
        };
        let mut optional = |name: &Option<String>| name.as_deref().map(&mut place);
        let mut roles = Roles {
            weight: optional(&survey.weight),
            size: optional(&survey.size),
            ..Roles::default()
        };
        if let Some(design) = &survey.design {
            roles.stratum = optional(&design.stratum);
            roles.cluster = optional(&design.cluster);
            roles.clusters_in_population = optional(&design.clusters_in_population);
        }
        for indicator in &survey.indicators {
            roles.indicators.push(place(&indicator.column));
        }
        for group in &survey.groups {
            let of_group = group.columns().iter().map(|column| place(column));
            roles.groups.push(of_group.collect());
        }
        Self {
            survey,
            columns,
            roles,
            masks: Vec::new(),
            observed: Vec::new(),
            weights: Vec::new(),
            design: DesignRows::new(),
            groups: survey
                .groups
                .iter()
                .map(|_| GroupingRows::default())
                .collect(),
            read: 0,
        }
    }

    /// Where in `found` each needed column stands, in the order of the cells of [`Self::push`].
    pub(super) fn locate(&self, found: &[String]) -> Result<Vec<usize>, PovertyError> {
        let found: Vec<String> = found.iter().map(|name| normalise(name)).collect();
        self.columns
            .iter()
            .map(|column| {
                found.iter().position(|name| name == column).ok_or_else(|| {
                    PovertyError::from(Reason::UnknownColumn {
                        found: found.join(", "),
                    })
                    .in_column(column)
                })
            })
            .collect()
    }

    /// Adds one row. `cells` are the needed columns in order; an absent cell is missing.
    pub(super) fn push(&mut self, line: u64, cells: &[Option<&str>]) -> Result<(), PovertyError> {
        self.try_push(line, cells)
            .map_err(|error| error.at_line(line))
    }

    fn try_push(&mut self, line: u64, cells: &[Option<&str>]) -> Result<(), PovertyError> {
        self.read += 1;
        let cell = |place: usize| {
            cells
                .get(place)
                .copied()
                .flatten()
                .filter(|text| !self.is_missing(text))
        };
        let weight = self.row_weight(&cell)?;
        let row = self.deprivations(&cell)?;
        let design = self.row_design(&cell, line)?;
        let groups: Vec<Option<String>> = self
            .roles
            .groups
            .iter()
            .map(|places| {
                let values: Option<Vec<String>> = places
                    .iter()
                    .map(|place| cell(*place).map(normalise))
                    .collect();
                values.map(|values| values.join(GroupColumns::AND))
            })
            .collect();
        if let Some((stratum, cluster, in_population)) = design {
            self.design
                .push(&stratum, &cluster, in_population, row.is_some())?;
        }
        let Some((mask, observed)) = row else {
            return Ok(());
        };
        self.masks.push(mask);
        self.observed.push(observed);
        self.weights.push(weight);
        for (grouping, value) in self.groups.iter_mut().zip(&groups) {
            grouping.push(value.as_deref());
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Sample, PovertyError> {
        let kept = self.masks.len() as u64;
        let rows_dropped = self.read - kept;
        if kept == 0 {
            return Err(Reason::NoRows {
                dropped: rows_dropped,
            }
            .into());
        }
        let indicators = self.survey.indicators.len();
        let deprivations = if self.survey.missing == Missing::Reweight {
            Deprivations::partly_observed(indicators, self.masks, self.observed)?
        } else {
            Deprivations::new(indicators, self.masks)?
        };
        let design = match &self.survey.design {
            None => None,
            Some(columns) => Some(self.design.finish(columns.single_cluster)?),
        };
        let groupings = self
            .groups
            .into_iter()
            .zip(&self.survey.groups)
            .map(|(rows, group)| rows.finish(&group.id(), group.label.clone()))
            .collect();
        Ok(Sample {
            deprivations,
            weights: self.weights,
            design,
            groupings,
            rows_read: self.read,
            rows_dropped,
        })
    }

    fn is_missing(&self, cell: &str) -> bool {
        let cell = cell.trim();
        cell.is_empty() || self.survey.missing_values.contains(cell)
    }

    /// Survey weight times household size.
    fn row_weight<'c>(
        &self,
        cell: &impl Fn(usize) -> Option<&'c str>,
    ) -> Result<f64, PovertyError> {
        let mut weight = 1.0;
        if let Some(place) = self.roles.weight {
            let column = &self.columns[place];
            let text = cell(place)
                .ok_or_else(|| PovertyError::from(Reason::WeightMissing).in_column(column))?;
            weight = number(text).map_err(|error| error.in_column(column))?;
            if weight < 0.0 {
                return Err(PovertyError::from(Reason::WeightNegative {
                    value: text.to_owned(),
                })
                .in_column(column));
            }
        }
        if let Some(place) = self.roles.size {
            let text = cell(place).unwrap_or_default();
            let size = number(text).ok().filter(|size| *size > 0.0);
            weight *= size.ok_or_else(|| {
                PovertyError::from(Reason::WrongValue {
                    value: text.to_owned(),
                    expected: Text::new("số nhân khẩu lớn hơn 0", "a household size above 0"),
                })
                .in_column(&self.columns[place])
            })?;
        }
        Ok(weight)
    }

    /// Mask of deprivations and of known indicators; `None` when the row is to be left out.
    fn deprivations<'c>(
        &self,
        cell: &impl Fn(usize) -> Option<&'c str>,
    ) -> Result<Option<(u64, u64)>, PovertyError> {
        let mut mask = 0;
        let mut observed = 0_u64;
        let mut complete = true;
        for (j, (place, indicator)) in self
            .roles
            .indicators
            .iter()
            .zip(&self.survey.indicators)
            .enumerate()
        {
            let column = &self.columns[*place];
            let Some(text) = cell(*place) else {
                if self.survey.missing == Missing::Refuse {
                    return Err(PovertyError::from(Reason::IndicatorMissing).in_column(column));
                }
                complete = false;
                continue;
            };
            let deprived = indicator
                .rule
                .is_deprived(text)
                .map_err(|error| error.in_column(column))?;
            observed |= 1 << j;
            mask |= u64::from(deprived) << j;
        }
        let kept = match self.survey.missing {
            Missing::NotDeprived | Missing::Refuse => true,
            Missing::DropRow => complete,
            Missing::Reweight => observed != 0,
        };
        Ok(kept.then_some((mask, observed)))
    }

    /// Stratum, cluster and number of clusters; without a column of clusters each row is one.
    fn row_design<'c>(
        &self,
        cell: &impl Fn(usize) -> Option<&'c str>,
        line: u64,
    ) -> Result<Option<(String, String, Option<f64>)>, PovertyError> {
        if self.survey.design.is_none() {
            return Ok(None);
        }
        let text = |place: Option<usize>, otherwise: String| match place {
            None => Ok(otherwise),
            Some(place) => cell(place).map(normalise).ok_or_else(|| {
                PovertyError::from(Reason::DesignMissing).in_column(&self.columns[place])
            }),
        };
        let in_population = match self.roles.clusters_in_population {
            None => None,
            Some(place) => {
                let column = &self.columns[place];
                let text = text(Some(place), String::new())?;
                Some(number(&text).map_err(|error| error.in_column(column))?)
            }
        };
        Ok(Some((
            text(self.roles.stratum, String::new())?,
            text(self.roles.cluster, line.to_string())?,
            in_population,
        )))
    }
}
