//! What a review came to for a household, as it is told to the public.

use serde::{Deserialize, Serialize};
use vuonlen_domain::{Class, Text};
use vuonlen_law::assess::PreviousClass;
use vuonlen_store::review::FormLine;

/// The lists a decision names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewResult {
    /// Hộ nghèo.
    Poor,
    /// Hộ cận nghèo.
    NearPoor,
    /// Hộ có mức sống trung bình.
    AverageLiving,
    /// Hộ thoát nghèo.
    EscapedPoor,
    /// Hộ thoát cận nghèo.
    EscapedNearPoor,
    /// In none of the lists: only told where a list that was posted is corrected.
    NotListed,
}

impl ReviewResult {
    /// All results, in the order of a decision's lists.
    pub const ALL: [Self; 5] = [
        Self::Poor,
        Self::NearPoor,
        Self::AverageLiving,
        Self::EscapedPoor,
        Self::EscapedNearPoor,
    ];

    /// What it is called.
    #[must_use]
    pub fn label(self) -> Text {
        match self {
            Self::Poor => Text::new("Hộ nghèo", "Poor household"),
            Self::NearPoor => Text::new("Hộ cận nghèo", "Near-poor household"),
            Self::AverageLiving => Text::new(
                "Hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp, diêm nghiệp có mức sống trung bình",
                "Farm, forestry, fishery or salt household of average living standard",
            ),
            Self::EscapedPoor => Text::new("Hộ thoát nghèo", "Household that left poverty"),
            Self::EscapedNearPoor => {
                Text::new("Hộ thoát cận nghèo", "Household that left near-poverty")
            }
            Self::NotListed => Text::new(
                "Không thuộc hộ nghèo, hộ cận nghèo",
                "Neither poor nor near-poor",
            ),
        }
    }

    /// The result of a confirmed form, as it is told to the public; none for a form that is not
    /// confirmed or a household that was and is in no list.
    #[must_use]
    pub fn of_line(line: &FormLine) -> Option<Self> {
        result_of(line)
    }

    /// From the class before and the class now; none for a household that was and is in no list.
    #[must_use]
    pub fn of(before: PreviousClass, now: Class) -> Option<Self> {
        match (before, now) {
            (_, Class::Poor) => Some(Self::Poor),
            (_, Class::NearPoor) => Some(Self::NearPoor),
            (PreviousClass::Class(Class::Poor), _) => Some(Self::EscapedPoor),
            (PreviousClass::Class(Class::NearPoor), _) => Some(Self::EscapedNearPoor),
            (_, Class::AverageLiving) => Some(Self::AverageLiving),
            (_, Class::NotPoor) => None,
        }
    }
}

/// The result of a confirmed form that is public.
pub(super) fn result_of(line: &FormLine) -> Option<ReviewResult> {
    let confirmed = line.state == "confirmed";
    let now = Class::parse(line.class.as_deref()?).filter(|_| confirmed)?;
    ReviewResult::of(PreviousClass::parse(&line.previous_class)?, now)
}
