//! What is done on which day, in which commune.

use super::{YEAR, before};
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Communes of the demonstration by what this year's review shows in them.
pub(super) const SEALED: usize = 0;
pub(super) const RECOGNISED: usize = 1;
pub(super) const POSTING: usize = 2;
pub(super) const SURVEYING: usize = 3;

/// One thing done in one commune.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) on: NaiveDate,
    pub(super) commune: usize,
    pub(super) deed: Deed,
}

/// What is done, in the order in which it is done in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deed {
    /// Households that think themselves poor ask to be reviewed.
    Requests,
    Plan,
    Survey,
    /// Some villages are surveyed, some under way, one has not begun.
    SurveyInPart,
    Meet,
    Post,
    /// An objection and a finding that nobody has answered yet.
    Object,
    Conclude,
    Submit,
    Recognise,
    Seal,
}

/// Every step, day by day.
pub(super) fn schedule(today: NaiveDate) -> Vec<Step> {
    let mut steps = Vec::new();
    for commune in [SEALED, RECOGNISED, POSTING, SURVEYING] {
        for year in YEAR - 3..YEAR {
            let whole = whole(year, Deed::Seal);
            steps.extend(
                whole
                    .into_iter()
                    .map(|(on, deed)| Step { on, commune, deed }),
            );
        }
        let this_year = match commune {
            SEALED => whole(YEAR, Deed::Seal),
            RECOGNISED => whole(YEAR, Deed::Recognise),
            POSTING => posting(today),
            _ => surveying(today),
        };
        steps.extend(
            this_year
                .into_iter()
                .map(|(on, deed)| Step { on, commune, deed }),
        );
    }
    steps.sort_by_key(|step| (step.on, step.deed, step.commune));
    steps
}

/// A year's review up to `last`.
fn whole(year: i32, last: Deed) -> Vec<(NaiveDate, Deed)> {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let all = [
        (day(8, 25), Deed::Requests),
        (day(9, 3), Deed::Plan),
        (day(9, 22), Deed::Survey),
        (day(10, 14), Deed::Meet),
        (day(10, 16), Deed::Post),
        (day(10, 27), Deed::Conclude),
        (day(10, 29), Deed::Submit),
        (day(11, 10), Deed::Recognise),
        (day(11, 13), Deed::Seal),
    ];
    all.into_iter().filter(|(_, deed)| *deed <= last).collect()
}

/// The list hangs out today.
fn posting(today: NaiveDate) -> Vec<(NaiveDate, Deed)> {
    let posted = working_day_before(today);
    let mut steps = whole(YEAR, Deed::Plan);
    steps.extend([
        (before(posted, 12), Deed::Survey),
        (before(posted, 2), Deed::Meet),
        (posted, Deed::Post),
        (posted, Deed::Object),
    ]);
    steps
}

fn surveying(today: NaiveDate) -> Vec<(NaiveDate, Deed)> {
    let mut steps = whole(YEAR, Deed::Plan);
    steps.push((before(today, 9), Deed::SurveyInPart));
    steps
}

fn working_day_before(day: NaiveDate) -> NaiveDate {
    let mut day = before(day, 1);
    while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        day = day.checked_sub_days(Days::new(1)).unwrap_or(day);
    }
    day
}

#[cfg(test)]
mod tests {
    use super::super::DemoPlan;
    use super::*;

    #[test]
    fn nothing_is_done_after_the_day_it_is_shown_on() {
        let (first, last) = DemoPlan::days();
        for today in first.iter_days().take_while(|day| *day <= last) {
            let steps = schedule(today);
            assert!(steps.iter().all(|step| step.on < today), "{today}");
            assert!(steps.is_sorted_by_key(|step| step.on));
            let of = |commune| steps.iter().filter(move |step| step.commune == commune);
            let last = |commune| of(commune).next_back().map(|step| step.deed);
            assert_eq!(last(SEALED), Some(Deed::Seal));
            assert_eq!(last(RECOGNISED), Some(Deed::Recognise));
            assert_eq!(last(POSTING), Some(Deed::Object));
            assert_eq!(last(SURVEYING), Some(Deed::SurveyInPart));
        }
    }
}
