//! Measures of a register: whole numbers of households by mask, merged exactly.

use super::deprivations::every_indicator;
use super::error::{PovertyError, Reason};
use super::report::{GroupMeasures, GroupedMeasures, Measures, Report};
use super::structure::Structure;
use super::totals::{Sum, Totals, for_each_bit};
use super::{Estimate, Scorer};
use std::collections::BTreeMap;
use vuonlen_domain::Text;

/// How many households (or people) have each combination of deprivations.
///
/// Millions of rows fall into a few thousand combinations, so a country is counted once and
/// measured in microseconds; counts of provinces add up to the country's without rounding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskCounts {
    indicators: usize,
    /// Counts by mask, as long as every mask has a place.
    dense: Vec<u64>,
    sparse: BTreeMap<u64, u64>,
}

/// Up to this many indicators every mask has its own place: half a megabyte.
const DENSE: usize = 16;

impl MaskCounts {
    /// No household yet.
    ///
    /// # Errors
    /// No indicator, or more than 64.
    pub fn new(indicators: usize) -> Result<Self, PovertyError> {
        every_indicator(indicators)?;
        let places = if indicators <= DENSE {
            1 << indicators
        } else {
            0
        };
        Ok(Self {
            indicators,
            dense: vec![0; places],
            sparse: BTreeMap::new(),
        })
    }

    /// From counts by mask.
    ///
    /// # Errors
    /// As [`Self::new`], or a bit set beyond the last indicator.
    pub fn from_mask_counts(
        indicators: usize,
        counts: &BTreeMap<u64, u64>,
    ) -> Result<Self, PovertyError> {
        let mut all = Self::new(indicators)?;
        let every = every_indicator(indicators)?;
        for (mask, count) in counts {
            if mask & !every != 0 {
                return Err(Reason::ShapeMismatch {
                    what: format!("{mask:#b} / {indicators}"),
                }
                .into());
            }
            all.add(*mask, *count);
        }
        Ok(all)
    }

    /// Counts `count` more of `mask`. Bits beyond the last indicator are ignored.
    #[inline]
    pub fn add(&mut self, mask: u64, count: u64) {
        if self.dense.is_empty() {
            let every = every_indicator(self.indicators).unwrap_or(u64::MAX);
            let counted = self.sparse.entry(mask & every).or_default();
            *counted = counted.saturating_add(count);
        } else {
            // The number of places is a power of two.
            let place = mask & (self.dense.len() as u64 - 1);
            let counted = &mut self.dense[place as usize];
            *counted = counted.saturating_add(count);
        }
    }

    /// Counts each of `masks` once.
    pub fn add_all(&mut self, masks: &[u64]) {
        for mask in masks {
            self.add(*mask, 1);
        }
    }

    /// Adds the counts of another part of the country.
    ///
    /// # Errors
    /// [`Reason::ShapeMismatch`] for counts of another number of indicators.
    pub fn merge(&mut self, other: &Self) -> Result<(), PovertyError> {
        if self.indicators != other.indicators {
            return Err(Reason::ShapeMismatch {
                what: format!("{} / {}", self.indicators, other.indicators),
            }
            .into());
        }
        for (mask, count) in other.iter() {
            self.add(mask, count);
        }
        Ok(())
    }

    /// Masks that occur, ascending, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        let dense = (0..).zip(self.dense.iter().copied());
        let sparse = self.sparse.iter().map(|(mask, count)| (*mask, *count));
        dense.chain(sparse).filter(|(_, count)| *count > 0)
    }

    /// All households counted.
    #[must_use]
    pub fn population(&self) -> u64 {
        self.iter()
            .fold(0, |all, (_, count)| all.saturating_add(count))
    }

    /// Exact sums, rounded once to floating point.
    fn totals(&self, structure: &Structure, scorer: &Scorer) -> Totals {
        let weights = structure.weights();
        let mut population = 0_u128;
        let mut poor = 0_u128;
        let mut score = 0_u128;
        let mut deprived = vec![0_u128; self.indicators];
        let mut censored = vec![0_u128; self.indicators];
        for (mask, count) in self.iter() {
            let units = scorer.score(mask);
            let count = u128::from(count);
            population += count;
            for_each_bit(mask, |j| deprived[j] += count);
            if scorer.is_poor(units) {
                poor += count;
                score += u128::from(units) * count;
                for_each_bit(mask, |j| censored[j] += count);
            }
        }
        let mut totals = Totals::zero(self.indicators);
        totals.set(Sum::Population, rounded(population));
        totals.set(Sum::Poor, rounded(poor));
        totals.set(Sum::Score, rounded(score));
        for (j, units) in weights.units().iter().enumerate() {
            totals.set(Sum::Observed(j), rounded(population));
            totals.set(Sum::Deprived(j), rounded(deprived[j]));
            totals.set(Sum::Censored(j), rounded(censored[j]));
            totals.set(
                Sum::Contribution(j),
                rounded(censored[j] * u128::from(*units)),
            );
        }
        totals
    }
}

/// Measures a register: the total and each division, given as (id, name, counts by value).
///
/// Everybody is counted, so no figure has a standard error. Values are reported in the order of
/// the map.
///
/// # Errors
/// [`Reason::NoPopulation`] when nobody was counted, [`Reason::ShapeMismatch`] for counts of
/// another number of indicators.
pub fn measure_counts(
    structure: &Structure,
    total: &MaskCounts,
    divisions: &[(String, Text, BTreeMap<String, MaskCounts>)],
) -> Result<Report, PovertyError> {
    let scorer = Scorer::new(structure.weights(), structure.cutoff());
    let measure = |counts: &MaskCounts| {
        if counts.indicators != structure.weights().count() {
            return Err(PovertyError::from(Reason::ShapeMismatch {
                what: format!("{} / {}", counts.indicators, structure.weights().count()),
            }));
        }
        let totals = counts.totals(structure, &scorer);
        let measures = Measures::from_totals(
            structure,
            structure.weights(),
            counts.population(),
            &totals,
            None,
            |_, value| Estimate::exact(value),
        );
        Ok((totals, measures))
    };
    let (whole, total_measures) = measure(total)?;
    let divisions = divisions
        .iter()
        .map(|(by, label, counts)| {
            let mut in_groups = 0_u64;
            let groups = counts
                .iter()
                .map(|(value, counts)| {
                    let (totals, measures) = measure(counts)?;
                    in_groups = counts.population().saturating_add(in_groups);
                    Ok(GroupMeasures::of_whole(value, &totals, &whole, measures))
                })
                .collect::<Result<_, PovertyError>>()?;
            Ok(GroupedMeasures {
                by: by.clone(),
                label: label.clone(),
                rows_without_group: total.population().saturating_sub(in_groups),
                groups,
            })
        })
        .collect::<Result<_, PovertyError>>()?;
    Ok(Report {
        measure: structure.id.clone(),
        title: structure.title.clone(),
        unit: structure.unit,
        cutoff: structure.cutoff(),
        rows_read: total.population(),
        rows_dropped: 0,
        design: None,
        total: total_measures.ok_or(Reason::NoPopulation)?,
        divisions,
    })
}

/// The nearest floating-point number.
#[expect(
    clippy::cast_precision_loss,
    reason = "the one rounding of an exact sum"
)]
const fn rounded(sum: u128) -> f64 {
    sum as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dense_and_sparse_counts_agree() {
        let masks = [0b11, 0b1, 0b11, 0];
        let mut dense = MaskCounts::new(2).unwrap();
        dense.add_all(&masks);
        let mut sparse = MaskCounts::new(40).unwrap();
        sparse.add_all(&masks);
        assert!(dense.iter().eq(sparse.iter()));
        assert_eq!(dense.iter().collect::<Vec<_>>(), [(0, 1), (1, 1), (3, 2)]);
        assert_eq!(dense.population(), 4);
        assert!(dense.merge(&sparse).is_err());
    }

    #[test]
    fn a_mask_beyond_the_last_indicator_is_refused() {
        let counts = BTreeMap::from([(0b100, 1)]);
        assert!(MaskCounts::from_mask_counts(2, &counts).is_err());
        assert!(MaskCounts::from_mask_counts(3, &counts).is_ok());
    }
}
