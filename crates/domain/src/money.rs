//! Money is a whole number of đồng.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount in đồng (VND). Never a fraction, never a float.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Dong(pub i64);

impl fmt::Display for Dong {
    /// Written the Vietnamese way, thousands apart by dots: `1.500.000`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&crate::decimal::group_thousands(self.0))
    }
}
