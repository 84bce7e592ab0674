//! Which steps a review has.

/// The kinds of review, each a procedure of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RoundKind {
    /// Rà soát định kỳ hằng năm: every household in the lists and every one that asks.
    Annual,
    /// Rà soát thường xuyên hằng tháng: households that asked since the month before.
    Monthly,
    /// Xác định hộ nông, lâm, ngư, diêm nghiệp có mức sống trung bình.
    AverageLiving,
}

/// The steps of one review, beside those every review has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Track {
    /// The villagers' meeting gives its opinion.
    pub meeting: bool,
    /// Somebody above the commune gives an opinion before the decision.
    pub opinion: bool,
    /// The result is sealed, for the year's tables are drawn from it.
    pub sealing: bool,
}

impl RoundKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Annual, Self::Monthly, Self::AverageLiving];

    /// The code used in the database; it is the id of the procedure in `law/procedures/`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Annual => "annual",
            Self::Monthly => "monthly",
            Self::AverageLiving => "average-living",
        }
    }

    /// Reads a code written by [`RoundKind::code`].
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether the review closes the year. The others change single households during it.
    #[must_use]
    pub const fn closes_the_year(self) -> bool {
        matches!(self, Self::Annual)
    }
}
