//! What a review says of a household.

use serde::{Deserialize, Serialize};

/// The class a household is recognised in.
///
/// Which households belong to which class is law (`law/standards/`), not this type's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Hộ nghèo.
    Poor,
    /// Hộ cận nghèo.
    NearPoor,
    /// Hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp, diêm nghiệp có mức sống trung bình.
    AverageLiving,
    /// Hộ không nghèo.
    NotPoor,
}

impl Class {
    /// All classes, poorest first; the order of `law/codes/classes.toml`.
    pub const ALL: [Self; 4] = [
        Self::Poor,
        Self::NearPoor,
        Self::AverageLiving,
        Self::NotPoor,
    ];

    /// The code used in files and formulas.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Poor => "poor",
            Self::NearPoor => "near_poor",
            Self::AverageLiving => "average_living",
            Self::NotPoor => "not_poor",
        }
    }

    /// Reads a code written by [`Class::code`].
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }

    /// Poor or near-poor: the two classes whose households hold a certificate.
    #[must_use]
    pub const fn is_poor_or_near_poor(self) -> bool {
        matches!(self, Self::Poor | Self::NearPoor)
    }
}
