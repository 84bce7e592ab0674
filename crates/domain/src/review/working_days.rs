//! Counting days the way time limits are counted.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::BTreeSet;

/// Which days are worked on: Monday to Friday, but for holidays, and the weekend days worked in
/// exchange for a holiday.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkingDays {
    holidays: BTreeSet<NaiveDate>,
    exchanged: BTreeSet<NaiveDate>,
}

impl WorkingDays {
    /// Weekends and nothing else are free.
    #[must_use]
    pub const fn weekends_only() -> Self {
        Self {
            holidays: BTreeSet::new(),
            exchanged: BTreeSet::new(),
        }
    }

    /// With public holidays, and weekend days that are worked in exchange.
    #[must_use]
    pub fn new(
        holidays: impl IntoIterator<Item = NaiveDate>,
        exchanged: impl IntoIterator<Item = NaiveDate>,
    ) -> Self {
        Self {
            holidays: holidays.into_iter().collect(),
            exchanged: exchanged.into_iter().collect(),
        }
    }

    /// Whether `day` is worked on.
    #[must_use]
    pub fn is_working(&self, day: NaiveDate) -> bool {
        if self.exchanged.contains(&day) {
            return true;
        }
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        !weekend && !self.holidays.contains(&day)
    }

    /// The last day of a limit of `count` days that begins with what happened on `from`: that day
    /// itself is not counted. `working` counts working days only; otherwise every day counts, and
    /// a limit that would end on a free day ends on the next working day.
    ///
    /// A limit beyond the calendar's end ends there.
    #[must_use]
    pub fn last_day(&self, from: NaiveDate, count: u32, working: bool) -> NaiveDate {
        if !working {
            let last = from
                .checked_add_days(Days::new(count.into()))
                .unwrap_or(NaiveDate::MAX);
            return self.on_or_after(last);
        }
        let mut day = from;
        let mut left = count;
        while left > 0 {
            let Some(next) = day.succ_opt() else {
                return day;
            };
            day = next;
            if self.is_working(day) {
                left -= 1;
            }
        }
        day
    }

    fn on_or_after(&self, day: NaiveDate) -> NaiveDate {
        let mut day = day;
        while !self.is_working(day) {
            let Some(next) = day.succ_opt() else {
                return day;
            };
            day = next;
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn working_days_skip_weekends_and_holidays() {
        let plain = WorkingDays::weekends_only();
        // 20 November 2026 is a Friday.
        let friday = day(2026, 11, 20);
        assert_eq!(plain.last_day(friday, 0, true), friday);
        assert_eq!(plain.last_day(friday, 1, true), day(2026, 11, 23));
        assert_eq!(plain.last_day(friday, 3, true), day(2026, 11, 25));
        let holiday = WorkingDays::new([day(2026, 11, 24)], [day(2026, 11, 21)]);
        assert_eq!(holiday.last_day(friday, 1, true), day(2026, 11, 21));
        assert_eq!(holiday.last_day(friday, 3, true), day(2026, 11, 25));
    }

    #[test]
    fn calendar_days_end_on_a_working_day() {
        let plain = WorkingDays::weekends_only();
        assert_eq!(
            plain.last_day(day(2026, 11, 16), 5, false),
            day(2026, 11, 23)
        );
        assert_eq!(
            plain.last_day(day(2026, 11, 16), 4, false),
            day(2026, 11, 20)
        );
    }

    #[test]
    fn the_end_of_the_calendar_is_no_panic() {
        let plain = WorkingDays::weekends_only();
        assert!(plain.last_day(NaiveDate::MAX, 5, true) <= NaiveDate::MAX);
        assert!(plain.last_day(NaiveDate::MAX, 5, false) <= NaiveDate::MAX);
    }
}
