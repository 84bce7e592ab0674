//! What stands in one cell of a table.

use vuonlen_domain::decimal::group_thousands;
use vuonlen_domain::{Decimal, Ratio};

/// One figure, exact until it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Households, persons or another sum.
    Figure(i64),
    /// A share, printed with so many decimals.
    Share {
        /// The exact fraction.
        ratio: Ratio,
        /// Whether it is printed times 100.
        percent: bool,
        /// Decimals it is printed with.
        decimals: u32,
    },
}

impl Cell {
    /// The figure, if it is one.
    #[must_use]
    pub const fn figure(self) -> Option<i64> {
        match self {
            Self::Figure(figure) => Some(figure),
            Self::Share { .. } => None,
        }
    }

    /// The share rounded as it is printed; none for a figure, or when there is nothing to divide
    /// by.
    #[must_use]
    pub fn share(self) -> Option<Decimal> {
        match self {
            Self::Figure(_) => None,
            Self::Share {
                ratio,
                percent,
                decimals,
            } => ratio.scaled(if percent { 100 } else { 1 }, decimals),
        }
    }

    /// As a form prints it, the Vietnamese way: `1.258.997`, `2,58`; empty when there is nothing
    /// to divide by.
    #[must_use]
    pub fn printed(self) -> String {
        match self {
            Self::Figure(figure) => group_thousands(figure),
            Self::Share { .. } => self
                .share()
                .map(|share| share.to_string())
                .unwrap_or_default(),
        }
    }
}
