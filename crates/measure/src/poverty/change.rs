//! Two periods side by side.

use super::error::{PovertyError, Reason};
use super::report::{GroupedMeasures, IndicatorMeasures, Measures, Report};
use super::shapley::{self, ComponentEffects, GroupEffects};
use super::{Estimate, Inference, IntervalScale};
use serde::{Deserialize, Serialize};
use vuonlen_domain::Text;

/// What changed between two reports of the same measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Id of the measure.
    pub measure: String,
    /// Years between the two periods; need not be whole.
    pub years: f64,
    /// The whole population.
    pub total: Changes,
    /// The divisions both reports have.
    pub divisions: Vec<GroupedChanges>,
}

/// A division of the population, compared group by group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupedChanges {
    /// Id of the division.
    pub by: String,
    /// Its name.
    pub label: Text,
    /// What each group added to the change in M0.
    pub effects: GroupEffects,
    /// The groups both periods have.
    pub groups: Vec<GroupChanges>,
}

/// The changes within one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupChanges {
    /// Value that the members share.
    pub value: String,
    /// Its changes.
    pub changes: Changes,
}

/// What changed in one population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// H.
    pub headcount: Change,
    /// A; absent when nobody is poor in one of the periods.
    pub intensity: Option<Change>,
    /// M0.
    pub adjusted_headcount: Change,
    /// The change in M0 by incidence and intensity.
    pub components: ComponentEffects,
    /// Each indicator.
    pub indicators: Vec<IndicatorChange>,
}

/// What changed in one indicator. The changes of the contributions add up to that of M0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndicatorChange {
    /// Id of the indicator.
    pub id: String,
    /// Share of the population deprived in it.
    pub uncensored: Option<Change>,
    /// Share of the population poor and deprived in it.
    pub censored: Option<Change>,
    /// What it adds to M0.
    pub contribution: Change,
}

/// F16: a figure in two periods (Alkire et al. 2015, section 9.2).
///
/// Errors hold for independent samples; where the same clusters were visited twice they are too
/// large or, rarely, too small.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The earlier figure.
    pub earlier: f64,
    /// The later figure.
    pub later: f64,
    /// `y₁ − y₀`.
    pub absolute: Estimate,
    /// `(y₁ − y₀) / y₀`; absent when the earlier figure is zero.
    pub relative: Option<Estimate>,
    /// `(y₁ − y₀) / years`.
    pub annual_absolute: Estimate,
    /// `(y₁ / y₀)^(1/years) − 1`, the compound rate; absent when the earlier figure is zero.
    pub annual_relative: Option<Estimate>,
}

/// Compares two reports, `years` apart.
///
/// # Errors
/// [`Reason::NotComparable`] when they differ in measure, cut-off, indicators or weights;
/// [`Reason::YearsNotPositive`].
pub fn compare(earlier: &Report, later: &Report, years: f64) -> Result<Comparison, PovertyError> {
    if !(years.is_finite() && years > 0.0) {
        return Err(Reason::YearsNotPositive.into());
    }
    check(earlier, later)?;
    let design = later.design.or(earlier.design);
    let comparer = Comparer {
        years,
        inference: design.map(|design| design.inference).unwrap_or_default(),
    };
    let divisions = later
        .divisions
        .iter()
        .filter_map(|after| {
            let before = earlier
                .divisions
                .iter()
                .find(|before| before.by == after.by)?;
            Some(GroupedChanges {
                by: after.by.clone(),
                label: after.label.clone(),
                effects: GroupEffects::of((&earlier.total, before), (&later.total, after)),
                groups: comparer.groups(before, after),
            })
        })
        .collect();
    Ok(Comparison {
        measure: later.measure.clone(),
        years,
        total: comparer.changes(&earlier.total, &later.total),
        divisions,
    })
}

struct Comparer {
    years: f64,
    inference: Inference,
}

impl Comparer {
    fn groups(&self, before: &GroupedMeasures, after: &GroupedMeasures) -> Vec<GroupChanges> {
        let find = |division: &'_ GroupedMeasures, value: &str| {
            let group = division.groups.iter().find(|group| group.value == value);
            group.and_then(|group| group.measures.clone())
        };
        shapley::values(before, after)
            .filter_map(|value| {
                Some(GroupChanges {
                    value: value.to_owned(),
                    changes: self.changes(&find(before, value)?, &find(after, value)?),
                })
            })
            .collect()
    }

    fn changes(&self, earlier: &Measures, later: &Measures) -> Changes {
        let degrees = match (earlier.degrees_of_freedom, later.degrees_of_freedom) {
            (None, None) => 0,
            (one, other) => one.unwrap_or(0) + other.unwrap_or(0),
        };
        let critical = self.inference.critical(degrees);
        let change = |before: &Estimate, after: &Estimate| {
            Change::between(before, after, self.years, critical)
        };
        let optional =
            |before: Option<Estimate>, after: Option<Estimate>| Some(change(&before?, &after?));
        let indicator =
            |(before, after): (&IndicatorMeasures, &IndicatorMeasures)| IndicatorChange {
                id: after.id.clone(),
                uncensored: optional(before.uncensored, after.uncensored),
                censored: optional(before.censored, after.censored),
                contribution: change(&before.contribution, &after.contribution),
            };
        Changes {
            headcount: change(&earlier.headcount, &later.headcount),
            intensity: optional(earlier.intensity, later.intensity),
            adjusted_headcount: change(&earlier.adjusted_headcount, &later.adjusted_headcount),
            components: ComponentEffects::of(earlier, later),
            indicators: earlier
                .indicators
                .iter()
                .zip(&later.indicators)
                .map(indicator)
                .collect(),
        }
    }
}

impl Change {
    fn between(earlier: &Estimate, later: &Estimate, years: f64, critical: Option<f64>) -> Self {
        let (before, after) = (earlier.value, later.value);
        let estimate = |value: f64, error: Option<f64>| match error {
            None => Estimate::exact(value),
            Some(error) => Estimate::sampled(value, error, critical, IntervalScale::Linear),
        };
        // A figure everybody was asked for adds no error to the other's.
        let errors = match (earlier.standard_error, later.standard_error) {
            (None, None) => None,
            (one, other) => Some((one.unwrap_or(0.0), other.unwrap_or(0.0))),
        };
        let absolute = after - before;
        let of_absolute = errors.map(|(before, after)| before.hypot(after));
        let ratio = (before > 0.0).then(|| after / before);
        // The delta method on y₁/y₀.
        let of_ratio = |ratio: f64| errors.map(|(e0, e1)| e1.hypot(ratio * e0) / before);
        Self {
            earlier: before,
            later: after,
            absolute: estimate(absolute, of_absolute),
            relative: ratio.map(|ratio| estimate(ratio - 1.0, of_ratio(ratio))),
            annual_absolute: estimate(absolute / years, of_absolute.map(|error| error / years)),
            annual_relative: ratio.map(|ratio| {
                let rate = ratio.powf(1.0 / years);
                // Down to nothing the rate has no slope, hence no error.
                let error = of_ratio(ratio)
                    .filter(|_| ratio > 0.0)
                    .map(|error| error * rate / (ratio * years));
                estimate(rate - 1.0, error)
            }),
        }
    }
}

fn check(earlier: &Report, later: &Report) -> Result<(), PovertyError> {
    let why = |vi: &str, en: &str| {
        Err(Reason::NotComparable {
            why: Text::new(vi, en),
        }
        .into())
    };
    if earlier.measure != later.measure {
        return why("hai thước đo khác nhau", "they are of two measures");
    }
    if earlier.cutoff != later.cutoff {
        return why("hai ngưỡng k khác nhau", "they have two cut-offs");
    }
    let weights = |report: &Report| -> Vec<_> {
        let indicators = report.total.indicators.iter();
        indicators
            .map(|indicator| (indicator.id.clone(), indicator.weight))
            .collect()
    };
    if weights(earlier) != weights(later) {
        return why(
            "chỉ số hoặc quyền số khác nhau",
            "their indicators or weights differ",
        );
    }
    Ok(())
}
