//! The deprivation score of a bit mask, and whether it is a poor person's.

use super::{Cutoff, Weights};

/// Scores rows: bit `j` of a mask is set when the row is deprived in indicator `j`.
///
/// F1, F2: `c = Σ_j w_j g⁰_j` and `poor ⇔ c ≥ k` (AF 2011, "Identifying the poor"), in whole units, with eight
/// table look-ups a row however many indicators there are.
#[derive(Debug, Clone)]
pub struct Scorer {
    tables: [[u64; 256]; 8],
    bytes: usize,
    whole: u64,
    cutoff: Cutoff,
    threshold: u64,
}

impl Scorer {
    /// A scorer for these weights and this cut-off.
    #[must_use]
    pub fn new(weights: &Weights, cutoff: Cutoff) -> Self {
        let mut tables = [[0; 256]; 8];
        for (indicator, units) in weights.units().iter().enumerate() {
            let bit = 1 << (indicator % 8);
            for (value, score) in tables[indicator / 8].iter_mut().enumerate() {
                if value & bit != 0 {
                    *score += units;
                }
            }
        }
        Self {
            tables,
            bytes: weights.count().div_ceil(8),
            whole: weights.whole(),
            cutoff,
            threshold: threshold(cutoff, weights.whole()),
        }
    }

    /// The weights of the set bits, in units of `1 / whole()`.
    #[must_use]
    pub fn score(&self, mask: u64) -> u64 {
        mask.to_le_bytes()[..self.bytes]
            .iter()
            .zip(&self.tables)
            .map(|(byte, table)| table[usize::from(*byte)])
            .sum()
    }

    /// Whether a fully observed row of this score is poor: at the cut-off counts as poor.
    #[must_use]
    pub const fn is_poor(&self, score: u64) -> bool {
        score >= self.threshold
    }

    /// Whether a row of this score is poor when only `observed` units of weight were observed:
    /// the cut-off then is a share of those.
    #[must_use]
    pub fn is_poor_of(&self, score: u64, observed: u64) -> bool {
        observed > 0 && score >= threshold(self.cutoff, observed)
    }

    /// The least score of a fully observed poor row.
    #[must_use]
    pub const fn threshold(&self) -> u64 {
        self.threshold
    }

    /// The units that make up the whole weight.
    #[must_use]
    pub const fn whole(&self) -> u64 {
        self.whole
    }
}

/// The least number of units, out of `whole`, that reaches the cut-off.
fn threshold(cutoff: Cutoff, whole: u64) -> u64 {
    let share = cutoff.share();
    let units = (u128::from(share.numerator()) * u128::from(whole))
        .div_ceil(u128::from(share.denominator()));
    // A cut-off is at most one, so the units are at most the whole.
    u64::try_from(units).unwrap_or(whole)
}

#[cfg(test)]
mod tests {
    use super::super::Fraction;
    use super::*;

    fn scorer(sizes: &[usize], cutoff: &str) -> Scorer {
        let cutoff = Cutoff::new(Fraction::parse(cutoff).unwrap()).unwrap();
        Scorer::new(&Weights::nested(sizes).unwrap(), cutoff)
    }

    #[test]
    fn exactly_one_third_is_poor() {
        // The global MPI: 1/6 + 1/18 + 1/18 + 1/18 = 1/3, in whole units 3 + 1 + 1 + 1 = 18/3.
        let scorer = scorer(&[2, 2, 6], "1/3");
        assert!(!scorer.is_poor(scorer.score(0b00_0011_0001)));
        assert!(scorer.is_poor(scorer.score(0b00_0111_0001)));
        assert!(scorer.is_poor(scorer.score(0b00_1111_0001)));
    }

    #[test]
    fn half_of_twelve_is_half_whatever_binary_fractions_say() {
        let in_floating_point: f64 = [1.0 / 12.0; 6].iter().sum();
        assert!(in_floating_point < 0.5, "six twelfths fall short of a half");
        let scorer = scorer(&[1; 12], "1/2");
        assert!(!scorer.is_poor(scorer.score(0b11111)));
        assert!(scorer.is_poor(scorer.score(0b11_1111)));
    }

    #[test]
    fn a_third_of_ten_equal_indicators_takes_four() {
        let scorer = scorer(&[1; 10], "1/3");
        assert!(!scorer.is_poor(scorer.score(0b111)));
        assert!(scorer.is_poor(scorer.score(0b1111)));
    }

    #[test]
    fn union_and_intersection() {
        let weights = Weights::nested(&[1, 3]).unwrap();
        let union = Scorer::new(&weights, Cutoff::union(&weights));
        let intersection = Scorer::new(&weights, Cutoff::INTERSECTION);
        for mask in 0..16_u64 {
            assert_eq!(union.is_poor(union.score(mask)), mask != 0);
            assert_eq!(
                intersection.is_poor(intersection.score(mask)),
                mask == 0b1111
            );
        }
    }

    #[test]
    fn the_last_of_sixty_four_indicators_counts() {
        let scorer = scorer(&[1; 64], "1");
        assert_eq!(scorer.score(1 << 63), 1);
        assert_eq!(scorer.score(u64::MAX), 64);
    }

    #[test]
    fn an_unobserved_weight_moves_the_cutoff_with_it() {
        let scorer = scorer(&[1; 4], "1/2");
        assert!(!scorer.is_poor(1));
        assert!(scorer.is_poor_of(1, 2));
        assert!(!scorer.is_poor_of(1, 3));
        assert!(!scorer.is_poor_of(0, 0));
    }
}
