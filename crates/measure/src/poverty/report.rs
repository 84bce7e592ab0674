//! What a measurement gives back: plain figures that serialise to JSON.

use super::design::SingleCluster;
use super::structure::{Structure, Unit};
use super::totals::{Sum, Totals, units};
use super::variance::Ratio;
use super::{Cutoff, Estimate, Fraction, Inference, Weights};
use serde::{Deserialize, Serialize};
use vuonlen_domain::Text;

/// Alkire–Foster measures of a population and its groups. All rates are shares of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Id of the measure.
    pub measure: String,
    /// Its name.
    pub title: Text,
    /// Whether rates are of people or of households.
    pub unit: Unit,
    /// The cut-off `k`.
    pub cutoff: Cutoff,
    /// Rows read from the source.
    pub rows_read: u64,
    /// Rows left out because an indicator was missing.
    pub rows_dropped: u64,
    /// The sample's design; absent when everybody was asked or no design was stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub design: Option<DesignSummary>,
    /// The whole population.
    pub total: Measures,
    /// Its groups, one entry per division asked for.
    pub divisions: Vec<GroupedMeasures>,
}

/// How the sample was drawn and how its errors were computed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DesignSummary {
    /// Number of strata.
    pub strata: u64,
    /// Number of clusters drawn.
    pub clusters: u64,
    /// What was done with strata of one cluster.
    pub single_cluster: SingleCluster,
    /// Level and scale of the intervals.
    pub inference: Inference,
}

/// The measures of one set of people or households.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// Rows it rests on.
    pub rows: u64,
    /// Σ of their weights.
    pub population: f64,
    /// Clusters less strata of the sample; absent without a design.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub degrees_of_freedom: Option<u64>,
    /// F3: H, the share of the population that is poor.
    pub headcount: Estimate,
    /// F4: A, the mean score of the poor; absent when nobody is poor.
    pub intensity: Option<Estimate>,
    /// F5: M0 = H · A.
    pub adjusted_headcount: Estimate,
    /// Each indicator in the order of the measure.
    pub indicators: Vec<IndicatorMeasures>,
}

/// What one indicator says about a population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndicatorMeasures {
    /// Id of the indicator.
    pub id: String,
    /// Its name.
    pub label: Text,
    /// Its weight.
    pub weight: Fraction,
    /// F6: share of the population deprived in it; absent when it was observed for nobody.
    pub uncensored: Option<Estimate>,
    /// F7: share of the population poor and deprived in it.
    pub censored: Option<Estimate>,
    /// F8: what it adds to M0; the contributions add up to M0.
    pub contribution: Estimate,
    /// F9: the same as a share of M0; absent when nobody is poor.
    pub contribution_share: Option<Estimate>,
}

/// A division of the population into groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupedMeasures {
    /// Id of the division, such as `area`.
    pub by: String,
    /// Its name.
    pub label: Text,
    /// Rows that belong to no group because the value is missing.
    pub rows_without_group: u64,
    /// The groups, sorted.
    pub groups: Vec<GroupMeasures>,
}

/// One group and its part in the whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupMeasures {
    /// Value that the members share.
    pub value: String,
    /// F10: the group's share of the population.
    pub population_share: f64,
    /// The group's share of the poor; absent when nobody is poor.
    pub poor_share: Option<f64>,
    /// F11: the group's share of M0; absent when nobody is poor.
    pub contribution_share: Option<f64>,
    /// Its measures; absent when all its weights are zero.
    pub measures: Option<Measures>,
}

impl Measures {
    /// The indicator of this id.
    #[must_use]
    pub fn indicator(&self, id: &str) -> Option<&IndicatorMeasures> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }

    /// The measures of a set of sums; `None` when it has no population. `estimate` gives each
    /// ratio its error.
    pub(super) fn from_totals(
        structure: &Structure,
        weights: &Weights,
        rows: u64,
        totals: &Totals,
        degrees_of_freedom: Option<u64>,
        estimate: impl Fn(Ratio, f64) -> Estimate,
    ) -> Option<Self> {
        let whole = units(weights.whole());
        let get = |numerator, denominator, divisor| {
            let ratio = Ratio {
                numerator,
                denominator,
                divisor,
            };
            ratio.value(totals).map(|value| estimate(ratio, value))
        };
        let indicators = structure
            .indicators()
            .enumerate()
            .map(|(j, indicator)| {
                Some(IndicatorMeasures {
                    id: indicator.id.clone(),
                    label: indicator.label.clone(),
                    weight: weights.share(j),
                    uncensored: get(Sum::Deprived(j), Sum::Observed(j), 1.0),
                    censored: get(Sum::Censored(j), Sum::Observed(j), 1.0),
                    contribution: get(Sum::Contribution(j), Sum::Population, whole)?,
                    contribution_share: get(Sum::Contribution(j), Sum::Score, 1.0),
                })
            })
            .collect::<Option<_>>()?;
        Some(Self {
            rows,
            population: totals.get(Sum::Population),
            degrees_of_freedom,
            headcount: get(Sum::Poor, Sum::Population, 1.0)?,
            intensity: get(Sum::Score, Sum::Poor, whole),
            adjusted_headcount: get(Sum::Score, Sum::Population, whole)?,
            indicators,
        })
    }
}

impl GroupMeasures {
    /// A group with its shares of the whole.
    pub(super) fn of_whole(
        value: &str,
        group: &Totals,
        whole: &Totals,
        measures: Option<Measures>,
    ) -> Self {
        let share = |sum| {
            let all = whole.get(sum);
            (all > 0.0).then(|| group.get(sum) / all)
        };
        Self {
            value: value.to_owned(),
            population_share: share(Sum::Population).unwrap_or(0.0),
            poor_share: share(Sum::Poor),
            contribution_share: share(Sum::Score),
            measures,
        }
    }
}
