//! What a target asks of an indicator.

use super::decimal;
use serde::Deserialize;
use vuonlen_domain::{Decimal, Text};

/// What is to be reached: shares in percent, numbers as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// No more than this.
    AtMost(Decimal),
    /// Less than this.
    Below(Decimal),
    /// No less than this.
    AtLeast(Decimal),
    /// A share that falls by so many percentage points a year.
    FallsBy(FallsBy),
    /// A share lower than the whole country's.
    BelowCountry,
}

/// Percentage points a year, on average since the earlier figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FallsBy {
    /// The least fall that reaches the target.
    #[serde(deserialize_with = "decimal::required")]
    pub at_least: Decimal,
    /// The upper end of a range such as “1 to 1.5”; more is no failure.
    #[serde(default, deserialize_with = "decimal::optional")]
    pub up_to: Option<Decimal>,
}

impl Goal {
    /// Whether it needs a share, and not a number.
    #[must_use]
    pub const fn needs_share(self) -> bool {
        matches!(self, Self::FallsBy(_) | Self::BelowCountry)
    }

    /// The goal in words; `share` says that figures are percent.
    #[must_use]
    pub fn text(self, share: bool) -> Text {
        let unit = if share { " %" } else { "" };
        match self {
            Self::AtMost(most) => Text::new(
                format!("không quá {most}{unit}"),
                format!("at most {most}{unit}"),
            ),
            Self::Below(limit) => Text::new(
                format!("dưới {limit}{unit}"),
                format!("below {limit}{unit}"),
            ),
            Self::AtLeast(least) => Text::new(
                format!("từ {least}{unit} trở lên"),
                format!("at least {least}{unit}"),
            ),
            Self::FallsBy(FallsBy {
                at_least,
                up_to: None,
            }) => Text::new(
                format!("giảm từ {at_least} điểm phần trăm mỗi năm"),
                format!("down by {at_least} percentage points a year"),
            ),
            Self::FallsBy(FallsBy {
                at_least,
                up_to: Some(up_to),
            }) => Text::new(
                format!("giảm {at_least} – {up_to} điểm phần trăm mỗi năm"),
                format!("down by {at_least} to {up_to} percentage points a year"),
            ),
            Self::BelowCountry => Text::new("thấp hơn cả nước", "below the country"),
        }
    }
}
