//! Measures of a register: whole numbers of households by mask, merged exactly.

use super::Scorer;
use super::deprivations::every_indicator;
use super::error::{PovertyError, Reason};
use super::register::{RegisterDivision, RegisterSums, measure_sums};
use super::report::Report;
use super::structure::Structure;
use super::totals::for_each_bit;
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

    /// The sums that measures are made of.
    ///
    /// # Errors
    /// [`Reason::ShapeMismatch`] for a measure of another number of indicators.
    pub fn sums(&self, structure: &Structure) -> Result<RegisterSums, PovertyError> {
        let indicators = structure.weights().count();
        if self.indicators != indicators {
            return Err(Reason::ShapeMismatch {
                what: format!("{} / {indicators}", self.indicators),
            }
            .into());
        }
        let scorer = Scorer::new(structure.weights(), structure.cutoff());
        let mut sums = RegisterSums::zero(indicators);
        for (mask, count) in self.iter() {
            let add = |sum: &mut u64| *sum = sum.saturating_add(count);
            add(&mut sums.population);
            for_each_bit(mask, |j| add(&mut sums.deprived[j]));
            if scorer.is_poor(scorer.score(mask)) {
                add(&mut sums.poor);
                for_each_bit(mask, |j| add(&mut sums.censored[j]));
            }
        }
        sums.rows = sums.population;
        Ok(sums)
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
    let divisions = divisions
        .iter()
        .map(|(by, label, counts)| {
            let groups = counts
                .iter()
                .map(|(value, counts)| Ok((value.clone(), counts.sums(structure)?)))
                .collect::<Result<_, PovertyError>>()?;
            Ok(RegisterDivision {
                by: by.clone(),
                label: label.clone(),
                groups,
            })
        })
        .collect::<Result<Vec<_>, PovertyError>>()?;
    measure_sums(structure, &total.sums(structure)?, &divisions, 0)
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
