//! Exact fractions: the arithmetic of weights and cut-offs.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// A fraction of non-negative integers in lowest terms.
///
/// `1/3` is itself here, and three of them are one; in binary floating point neither holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fraction {
    numerator: u64,
    denominator: u64,
}

impl Fraction {
    /// One.
    pub const ONE: Self = Self {
        numerator: 1,
        denominator: 1,
    };

    /// Zero.
    pub const ZERO: Self = Self {
        numerator: 0,
        denominator: 1,
    };

    /// `numerator / denominator` in lowest terms; `None` when the denominator is zero.
    #[must_use]
    pub const fn new(numerator: u64, denominator: u64) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let divisor = greatest_common_divisor(numerator, denominator);
        Some(Self {
            numerator: numerator / divisor,
            denominator: denominator / divisor,
        })
    }

    /// Reads `1/3`, `0.25`, `0,25` or `1`; `None` for anything else, a sign included.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((numerator, denominator)) = text.split_once('/') {
            return Self::new(whole(numerator.trim())?, whole(denominator.trim())?);
        }
        match text.split_once(['.', ',']) {
            None => Self::new(whole(text)?, 1),
            Some((integer, decimals)) => {
                let places = u32::try_from(decimals.len()).ok()?;
                let scale = 10_u64.checked_pow(places)?;
                let digits = whole(integer)?
                    .checked_mul(scale)?
                    .checked_add(whole(decimals)?)?;
                Self::new(digits, scale)
            }
        }
    }

    /// Above the line, in lowest terms.
    #[must_use]
    pub const fn numerator(self) -> u64 {
        self.numerator
    }

    /// Below the line, in lowest terms; never zero.
    #[must_use]
    pub const fn denominator(self) -> u64 {
        self.denominator
    }

    /// The nearest floating-point number.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "weights have denominators far below 2^53"
    )]
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// `self + other`; `None` when a term outgrows 64 bits.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let denominator = least_common_multiple(self.denominator, other.denominator)?;
        let numerator = self
            .numerator
            .checked_mul(denominator / self.denominator)?
            .checked_add(
                other
                    .numerator
                    .checked_mul(denominator / other.denominator)?,
            )?;
        Self::new(numerator, denominator)
    }

    /// `self / parts`; `None` when a term outgrows 64 bits or `parts` is zero.
    #[must_use]
    pub fn checked_div(self, parts: u64) -> Option<Self> {
        Self::new(self.numerator, self.denominator.checked_mul(parts)?)
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = u128::from(self.numerator) * u128::from(other.denominator);
        let right = u128::from(other.numerator) * u128::from(self.denominator);
        left.cmp(&right)
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == 1 {
            write!(formatter, "{}", self.numerator)
        } else {
            write!(formatter, "{}/{}", self.numerator, self.denominator)
        }
    }
}

impl TryFrom<String> for Fraction {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| {
            format!(
                "\"{text}\" không phải phân số như \"1/3\" hay \"0.25\" / \
                 \"{text}\" is not a fraction such as \"1/3\" or \"0.25\""
            )
        })
    }
}

impl From<Fraction> for String {
    fn from(fraction: Fraction) -> Self {
        fraction.to_string()
    }
}

/// The least common multiple; `None` when it outgrows 64 bits.
pub(super) fn least_common_multiple(left: u64, right: u64) -> Option<u64> {
    (left / greatest_common_divisor(left, right).max(1)).checked_mul(right)
}

const fn greatest_common_divisor(mut left: u64, mut right: u64) -> u64 {
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left
}

/// Digits only: `u64::from_str` would also take a plus sign.
fn whole(text: &str) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_and_decimals_are_read_exactly() {
        let third = Fraction::parse("1/3").unwrap();
        assert_eq!((third.numerator(), third.denominator()), (1, 3));
        assert_eq!(Fraction::parse("0.25"), Fraction::new(1, 4));
        assert_eq!(Fraction::parse("0,25"), Fraction::new(1, 4));
        assert_eq!(Fraction::parse(" 2 / 6 "), Some(third));
        assert_eq!(Fraction::parse("1"), Some(Fraction::ONE));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "", "a", "1/0", "-1/3", "+1", "1/", "/3", "1.", ".5", "1e3", "1/2/3",
        ] {
            assert_eq!(Fraction::parse(text), None, "{text}");
        }
        assert_eq!(Fraction::parse("0.000000000000000000001"), None);
    }

    #[test]
    fn three_thirds_are_one() {
        let third = Fraction::new(1, 3).unwrap();
        let sum = third
            .checked_add(third)
            .and_then(|two| two.checked_add(third));
        assert_eq!(sum, Some(Fraction::ONE));
        assert!(Fraction::parse("0.3333333").unwrap() < third);
    }
}
