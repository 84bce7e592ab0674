//! The poverty cut-off `k`: from union to intersection.

use super::error::{PovertyError, Reason};
use super::{Fraction, Weights};
use serde::{Deserialize, Serialize};

/// The share of the weights in which a person must be deprived to be poor, in `(0, 1]`
/// (AF 2011, "Identifying the poor", the function ρ_k).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cutoff(Fraction);

impl Cutoff {
    /// Deprived in everything: the intersection approach.
    pub const INTERSECTION: Self = Self(Fraction::ONE);

    /// A cut-off of `share`.
    ///
    /// # Errors
    /// [`Reason::CutoffOutOfRange`] outside `(0, 1]`: at zero everybody would be poor.
    pub fn new(share: Fraction) -> Result<Self, PovertyError> {
        if share == Fraction::ZERO || share > Fraction::ONE {
            return Err(Reason::CutoffOutOfRange {
                cutoff: share.to_string(),
            }
            .into());
        }
        Ok(Self(share))
    }

    /// Deprived in anything: the union approach, a cut-off at the lightest weight.
    #[must_use]
    pub fn union(weights: &Weights) -> Self {
        Self(weights.lightest())
    }

    /// The share of the weights.
    #[must_use]
    pub const fn share(self) -> Fraction {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cutoff_lies_above_zero_and_up_to_one() {
        let at = |text| Cutoff::new(Fraction::parse(text).unwrap());
        assert!(at("0").is_err());
        assert!(at("0.001").is_ok());
        assert_eq!(at("1").unwrap(), Cutoff::INTERSECTION);
        assert!(matches!(
            at("1.001").unwrap_err().reason,
            Reason::CutoffOutOfRange { .. }
        ));
    }
}
