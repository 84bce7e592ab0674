//! Rural or urban: the one distinction every poverty standard makes.

use serde::{Deserialize, Serialize};

/// The kind of area a household is reviewed in.
///
/// A unit has a default (a ward is urban, a commune rural: `law/units/units.toml`), which a
/// household's own review may override.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// Nông thôn.
    Rural,
    /// Thành thị (from 2027: khu vực đô thị).
    Urban,
}

impl Area {
    /// Both areas, in the order of `law/codes/areas.toml`.
    pub const ALL: [Self; 2] = [Self::Rural, Self::Urban];

    /// The code used in files and formulas.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Rural => "rural",
            Self::Urban => "urban",
        }
    }

    /// Reads a code written by [`Area::code`].
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|area| area.code() == code)
    }
}
