//! The sums every measure is a ratio of.

use super::{Deprivations, Scorer, Weights};

/// One of the sums of a set of rows. Scores and contributions are in units of `1 / whole`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sum {
    /// Σ of the weights of all rows.
    Population,
    /// Σ of the weights of the poor.
    Poor,
    /// Σ of weight × score of the poor.
    Score,
    /// Σ of the weights of the rows in which indicator `j` is known.
    Observed(usize),
    /// Σ of the weights of the rows deprived in indicator `j`.
    Deprived(usize),
    /// The same, of the poor only.
    Censored(usize),
    /// Σ of weight × what indicator `j` adds to the score of the poor.
    Contribution(usize),
}

/// The sums of a set of rows, laid out flat.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Totals(Vec<f64>);

const PER_INDICATOR: usize = 4;
const COMMON: usize = 3;

impl Sum {
    const fn position(self) -> usize {
        match self {
            Self::Population => 0,
            Self::Poor => 1,
            Self::Score => 2,
            Self::Observed(j) => COMMON + PER_INDICATOR * j,
            Self::Deprived(j) => COMMON + PER_INDICATOR * j + 1,
            Self::Censored(j) => COMMON + PER_INDICATOR * j + 2,
            Self::Contribution(j) => COMMON + PER_INDICATOR * j + 3,
        }
    }
}

impl Totals {
    /// Zeros for this many indicators.
    pub(super) fn zero(indicators: usize) -> Self {
        Self(vec![0.0; COMMON + PER_INDICATOR * indicators])
    }

    /// One of the sums.
    pub(super) fn get(&self, sum: Sum) -> f64 {
        self.0[sum.position()]
    }

    /// Sets one of the sums.
    pub(super) fn set(&mut self, sum: Sum, value: f64) {
        self.0[sum.position()] = value;
    }

    /// Adds the sums of other rows.
    pub(super) fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine += theirs;
        }
    }
}

/// Adds rows to totals.
#[derive(Debug)]
pub(super) struct Accumulator<'a> {
    deprivations: &'a Deprivations,
    row_weights: &'a [f64],
    weights: &'a Weights,
    scorer: Scorer,
}

impl<'a> Accumulator<'a> {
    pub(super) const fn new(
        deprivations: &'a Deprivations,
        row_weights: &'a [f64],
        weights: &'a Weights,
        scorer: Scorer,
    ) -> Self {
        Self {
            deprivations,
            row_weights,
            weights,
            scorer,
        }
    }

    /// Adds one row (F1–F7).
    pub(super) fn add(&self, totals: &mut Totals, row: usize) {
        let weight = self.row_weights[row];
        let mask = self.deprivations.masks()[row];
        let score = self.scorer.score(mask);
        // A partly observed row has its known weights stretched to the whole.
        let (poor, stretch) = match self.deprivations.observed() {
            None => {
                let all = 0..self.weights.count();
                all.for_each(|j| totals.0[Sum::Observed(j).position()] += weight);
                (self.scorer.is_poor(score), 1.0)
            }
            Some(observed) => {
                let known = self.scorer.score(observed[row]);
                for_each_bit(observed[row], |j| {
                    totals.0[Sum::Observed(j).position()] += weight;
                });
                (
                    self.scorer.is_poor_of(score, known),
                    units(self.weights.whole()) / units(known),
                )
            }
        };
        totals.0[Sum::Population.position()] += weight;
        for_each_bit(mask, |j| {
            totals.0[Sum::Deprived(j).position()] += weight;
        });
        if poor {
            totals.0[Sum::Poor.position()] += weight;
            totals.0[Sum::Score.position()] += weight * (units(score) * stretch);
            for_each_bit(mask, |j| {
                totals.0[Sum::Censored(j).position()] += weight;
                totals.0[Sum::Contribution(j).position()] +=
                    weight * (units(self.weights.units()[j]) * stretch);
            });
        }
    }
}

/// Weight units as a floating-point number: at most a billion, hence exact.
#[expect(clippy::cast_precision_loss, reason = "at most a billion")]
pub(super) const fn units(count: u64) -> f64 {
    count as f64
}

/// Calls `visit` with the number of each set bit, lowest first.
pub(super) fn for_each_bit(mut mask: u64, mut visit: impl FnMut(usize)) {
    while mask != 0 {
        visit(mask.trailing_zeros() as usize);
        mask &= mask - 1;
    }
}
