//! Which indicators a household is deprived in: stated by an officer, or found from answers.

use super::prepare::Prepared;
use super::rules::Rules;
use super::table::Results;
use crate::status::Status;

/// A household's deprivations, as bits by index of the indicator in the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Deprivations {
    /// Indicators known either way.
    pub(super) known: u64,
    /// Of these, the deprivations.
    pub(super) deprived: u64,
    /// Of the known, those found from answers.
    pub(super) computed: u64,
    /// Stated one way, answered the other.
    pub(super) contradicted: u64,
}

impl Deprivations {
    /// Of the household at `row`. What an officer stated goes before what answers come to: the
    /// stated list has been through the village meeting.
    pub(super) fn of(indicators: &[Option<Results>], household: &Prepared<'_>, row: usize) -> Self {
        let (mut answered, mut deprived) = (0_u64, 0_u64);
        for (index, results) in indicators.iter().enumerate() {
            if let Some(truth) = results.as_ref().and_then(|results| results.truth(row)) {
                answered |= 1 << index;
                deprived |= u64::from(truth) << index;
            }
        }
        let (stated, stated_deprived) = household
            .stated
            .map_or((0, 0), |stated| (stated.known, stated.deprived));
        Self {
            known: stated | answered,
            deprived: stated_deprived | (deprived & !stated),
            computed: answered & !stated,
            contradicted: (deprived ^ stated_deprived) & stated & answered,
        }
    }

    /// Indicators not known either way.
    pub(super) fn open(&self, rules: &Rules<'_>) -> u64 {
        all(rules) & !self.known
    }

    /// How many deprivations; none while an indicator is open.
    pub(super) fn count(&self, rules: &Rules<'_>) -> Option<i64> {
        (self.open(rules) == 0).then(|| i64::from(self.deprived.count_ones()))
    }

    /// The points of the deprivations; none while an indicator, or the points of one, is not
    /// known.
    pub(super) fn score_b(&self, rules: &Rules<'_>) -> Option<i64> {
        if self.open(rules) != 0 {
            return None;
        }
        let points = rules.indicators.iter().map(|indicator| indicator.points);
        points.enumerate().try_fold(0_i64, |sum, (index, points)| {
            let points = points?;
            let counts = self.deprived >> index & 1 == 1;
            sum.checked_add(if counts { points } else { 0 })
        })
    }

    /// How sure the definitions used are.
    pub(super) fn status(&self, rules: &Rules<'_>, household: &Prepared<'_>) -> Status {
        let used = rules.indicators.iter().enumerate();
        used.filter(|(index, _)| self.computed >> index & 1 == 1)
            .fold(Status::Verified, |status, (_, indicator)| {
                status.weakest(indicator.status(household.area))
            })
    }
}

/// The bits of all indicators.
pub(super) fn all(rules: &Rules<'_>) -> u64 {
    (0..rules.indicators.len()).fold(0, |mask, index| mask | 1 << index)
}

/// The indexes of the set bits.
pub(super) fn bits(mask: u64) -> impl Iterator<Item = usize> {
    (0..64).filter(move |index| mask >> index & 1 == 1)
}
