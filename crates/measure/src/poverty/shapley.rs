//! Where a change in M0 comes from, shared out fairly between two causes.
//!
//! With two factors the Shapley value is the mean of both orders of changing them (Shorrocks 2013,
//! "Decomposition procedures for distributional analysis", *Journal of Economic Inequality* 11:
//! 99–126; for M0 Alkire et al. 2015, section 9.2). Effects add up to the change exactly.

use super::report::{GroupedMeasures, Measures};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A change in M0 = H · A by its two components.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ComponentEffects {
    /// Due to more or fewer poor people: `ΔH · (A₀ + A₁)/2`.
    pub incidence: f64,
    /// Due to the poor being more or less deprived: `ΔA · (H₀ + H₁)/2`.
    pub intensity: f64,
}

/// A change in M0 by groups of one division.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupEffects {
    /// Sum of the effects within groups.
    pub within: f64,
    /// Sum of the effects of people moving between groups, or groups growing at other speeds.
    pub between: f64,
    /// What rows without a group leave unexplained; zero when every row has one.
    pub rest: f64,
    /// Each group of either period, sorted.
    pub groups: Vec<GroupEffect>,
}

/// What one group adds to a change in M0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupEffect {
    /// Value that the members share.
    pub value: String,
    /// Due to its own M0: `ΔM0_g · (ν₀ + ν₁)/2`.
    pub within: f64,
    /// Due to its share ν of the population: `Δν · (M0_g₀ + M0_g₁)/2`.
    pub between: f64,
}

impl ComponentEffects {
    /// F17. When nobody is poor in one period, the poor of the other have no intensity to compare
    /// with: then all is incidence.
    pub(super) fn of(earlier: &Measures, later: &Measures) -> Self {
        let intensity = |measures: &Measures| measures.intensity.map(|estimate| estimate.value);
        let (before, after) = (intensity(earlier), intensity(later));
        let before_or_after = before.or(after).unwrap_or(0.0);
        let after_or_before = after.or(before).unwrap_or(0.0);
        let (incidence, intensity) = two_factors(
            [earlier.headcount.value, later.headcount.value],
            [before_or_after, after_or_before],
        );
        Self {
            incidence,
            intensity,
        }
    }
}

impl GroupEffects {
    /// F18. A group that one period does not have keeps the M0 of the other: its coming or going
    /// is a change between groups.
    pub(super) fn of(
        earlier: (&Measures, &GroupedMeasures),
        later: (&Measures, &GroupedMeasures),
    ) -> Self {
        let before = shares(earlier.1);
        let after = shares(later.1);
        let mut groups: Vec<GroupEffect> = Vec::new();
        for value in values(earlier.1, later.1) {
            let ours = before.get(value).copied();
            let theirs = after.get(value).copied();
            let m0 = |first: Option<(f64, Option<f64>)>, second: Option<(f64, Option<f64>)>| {
                let of = |group: Option<(f64, Option<f64>)>| group.and_then(|(_, m0)| m0);
                of(first).or(of(second)).unwrap_or(0.0)
            };
            let share = |group: Option<(f64, Option<f64>)>| group.map_or(0.0, |(share, _)| share);
            let (within, between) = two_factors(
                [m0(ours, theirs), m0(theirs, ours)],
                [share(ours), share(theirs)],
            );
            groups.push(GroupEffect {
                value: value.to_owned(),
                within,
                between,
            });
        }
        let within = groups.iter().map(|group| group.within).sum();
        let between = groups.iter().map(|group| group.between).sum();
        let change = later.0.adjusted_headcount.value - earlier.0.adjusted_headcount.value;
        Self {
            within,
            between,
            rest: change - within - between,
            groups,
        }
    }
}

/// The effects of a change in `x` and of one in `y` on the product `x · y`.
fn two_factors(x: [f64; 2], y: [f64; 2]) -> (f64, f64) {
    (
        (x[1] - x[0]) * (y[0] + y[1]) / 2.0,
        (y[1] - y[0]) * (x[0] + x[1]) / 2.0,
    )
}

/// Population share and M0 of each group.
fn shares(division: &GroupedMeasures) -> BTreeMap<&str, (f64, Option<f64>)> {
    division
        .groups
        .iter()
        .map(|group| {
            let m0 = group
                .measures
                .as_ref()
                .map(|measures| measures.adjusted_headcount.value);
            (group.value.as_str(), (group.population_share, m0))
        })
        .collect()
}

/// The groups of the later period in its order, then those only the earlier one has.
pub(super) fn values<'a>(
    earlier: &'a GroupedMeasures,
    later: &'a GroupedMeasures,
) -> impl Iterator<Item = &'a str> {
    let in_later = |value: &str| later.groups.iter().any(|group| group.value == value);
    let gone = earlier
        .groups
        .iter()
        .map(|group| group.value.as_str())
        .filter(move |value| !in_later(value));
    later
        .groups
        .iter()
        .map(|group| group.value.as_str())
        .chain(gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_effects_add_up_to_the_change_of_the_product() {
        // H from 0.4 to 0.3, A from 0.5 to 0.45: ΔM0 = 0.135 − 0.2 = −0.065
        // = −0.1 · 0.475 + −0.05 · 0.35 = −0.0475 − 0.0175.
        let (x, y) = two_factors([0.4, 0.3], [0.5, 0.45]);
        assert!((x + 0.0475).abs() < 1e-15);
        assert!((y + 0.0175).abs() < 1e-15);
    }
}
