//! Indicator weights as integers over one common denominator.

use super::error::{PovertyError, Reason};
use super::fraction::least_common_multiple;
use super::{Fraction, MAX_INDICATORS};

/// The finest common denominator accepted, so that scores times survey weights stay exact in
/// double precision for any realistic population.
const FINEST: u64 = 1_000_000_000;

/// The weights of the indicators, in order, adding up to one.
///
/// Kept as whole units: indicator `j` weighs `units[j] / whole` (AF 2011, "General
/// weights"; here the weights add up to one instead of to the number of indicators).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    units: Vec<u64>,
    whole: u64,
}

impl Weights {
    /// The weights as given.
    ///
    /// # Errors
    /// No indicator, more than 64, a weight of zero, a sum that is not exactly one, or
    /// denominators without a common one up to a billion.
    pub fn new(shares: &[Fraction]) -> Result<Self, PovertyError> {
        if shares.is_empty() {
            return Err(Reason::NoIndicators.into());
        }
        if shares.len() > MAX_INDICATORS {
            return Err(Reason::TooManyIndicators {
                count: shares.len(),
            }
            .into());
        }
        if let Some(position) = shares.iter().position(|share| *share == Fraction::ZERO) {
            return Err(Reason::WeightNotPositive {
                indicator: (position + 1).to_string(),
            }
            .into());
        }
        let whole = shares
            .iter()
            .try_fold(1, |whole, share| {
                least_common_multiple(whole, share.denominator()).filter(|whole| *whole <= FINEST)
            })
            .ok_or(Reason::WeightsTooFine)?;
        let units: Vec<u64> = shares
            .iter()
            .map(|share| {
                share
                    .numerator()
                    .checked_mul(whole / share.denominator())
                    .ok_or(Reason::WeightsTooFine)
            })
            .collect::<Result<_, _>>()?;
        let sum = units
            .iter()
            .try_fold(0_u64, |sum, unit| sum.checked_add(*unit))
            .ok_or(Reason::WeightsTooFine)?;
        if sum != whole {
            let sum = Fraction::new(sum, whole).unwrap_or(Fraction::ZERO);
            return Err(Reason::WeightsDoNotAddUp {
                sum: sum.to_string(),
            }
            .into());
        }
        Ok(Self { units, whole })
    }

    /// The same weight for each of `count` indicators.
    ///
    /// # Errors
    /// No indicator, or more than 64.
    pub fn equal(count: usize) -> Result<Self, PovertyError> {
        Self::nested(&vec![1; count])
    }

    /// Equal weights for the dimensions, and within a dimension of `sizes[d]` indicators equal
    /// weights for its indicators: the usual choice of national indices.
    ///
    /// # Errors
    /// No indicator, more than 64, an empty dimension, or weights finer than a billionth.
    pub fn nested(sizes: &[usize]) -> Result<Self, PovertyError> {
        let mut shares = Vec::new();
        for size in sizes {
            if *size == 0 {
                return Err(Reason::NoIndicators.into());
            }
            let share = (sizes.len() as u64)
                .checked_mul(*size as u64)
                .and_then(|parts| Fraction::new(1, parts))
                .ok_or(Reason::WeightsTooFine)?;
            shares.extend(std::iter::repeat_n(share, *size));
        }
        Self::new(&shares)
    }

    /// How many indicators.
    #[must_use]
    pub fn count(&self) -> usize {
        self.units.len()
    }

    /// The weight of each indicator in units of `1 / whole()`.
    #[must_use]
    pub fn units(&self) -> &[u64] {
        &self.units
    }

    /// The common denominator; the units add up to it.
    #[must_use]
    pub const fn whole(&self) -> u64 {
        self.whole
    }

    /// The weight of one indicator, zero when there is no such indicator.
    #[must_use]
    pub fn share(&self, indicator: usize) -> Fraction {
        let units = self.units.get(indicator).copied().unwrap_or(0);
        Fraction::new(units, self.whole).unwrap_or(Fraction::ZERO)
    }

    /// The smallest weight.
    #[must_use]
    pub fn lightest(&self) -> Fraction {
        let units = self.units.iter().copied().min().unwrap_or(self.whole);
        Fraction::new(units, self.whole).unwrap_or(Fraction::ONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(texts: &[&str]) -> Vec<Fraction> {
        texts
            .iter()
            .map(|text| Fraction::parse(text).unwrap())
            .collect()
    }

    #[test]
    fn nested_weights_of_unequal_dimensions() {
        // The global MPI: three dimensions of two, two and six indicators: 1/6, 1/6, 1/18.
        let weights = Weights::nested(&[2, 2, 6]).unwrap();
        assert_eq!(weights.whole(), 18);
        assert_eq!(weights.units(), [3, 3, 3, 3, 1, 1, 1, 1, 1, 1]);
        assert_eq!(weights.lightest().to_string(), "1/18");
    }

    #[test]
    fn weights_must_add_up_to_exactly_one() {
        assert!(Weights::new(&shares(&["0.5", "1/3", "1/6"])).is_ok());
        let reason = Weights::new(&shares(&["0.3333333", "0.3333333", "0.3333333"]))
            .unwrap_err()
            .reason;
        assert_eq!(
            reason,
            Reason::WeightsDoNotAddUp {
                sum: "9999999/10000000".to_owned()
            }
        );
    }

    #[test]
    fn sixty_four_indicators_fit_and_one_more_does_not() {
        assert_eq!(Weights::equal(64).unwrap().count(), 64);
        assert_eq!(
            Weights::equal(65).unwrap_err().reason,
            Reason::TooManyIndicators { count: 65 }
        );
        assert_eq!(Weights::equal(0).unwrap_err().reason, Reason::NoIndicators);
    }

    #[test]
    fn a_weight_of_zero_and_hopeless_denominators_are_refused() {
        assert!(matches!(
            Weights::new(&shares(&["0", "1"])).unwrap_err().reason,
            Reason::WeightNotPositive { .. }
        ));
        assert_eq!(
            Weights::new(&shares(&["1/999999937", "1/999999929"]))
                .unwrap_err()
                .reason,
            Reason::WeightsTooFine
        );
    }
}
