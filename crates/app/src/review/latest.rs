//! By when each step must be finished so that those after it still have the days the procedure
//! gives them: counted back from the last day for the decision.
//!
//! These days are computed, not law: a step without a day of its own gets one to plan by.

use super::days::last_day;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use vuonlen_domain::Text;
use vuonlen_domain::review::WorkingDays;
use vuonlen_law::procedures::{ProcedureVersion, Step};
use vuonlen_law::status::Status;

/// No step of a procedure is looked for further back than this, in days.
const FURTHEST_BACK: usize = 400;

/// One step of a round that is not planned yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedStep {
    /// Id of the step in the procedure.
    pub step: String,
    /// What is done.
    pub label: Text,
    /// Who does it (codes of `review_actors`), the responsible one first.
    pub actors: Vec<String>,
    /// How many days it lasts or may take, and whether only working days count.
    pub days: Option<(u32, bool)>,
    /// The share of a meeting that must agree, in hundredths.
    pub quorum: Option<u32>,
    /// Only when somebody complains.
    pub only_on_complaint: bool,
    /// Last day on which it leaves the later steps their days; none for a step that has no fixed
    /// place.
    pub latest: Option<NaiveDate>,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are of the step and its days.
    pub status: Status,
}

/// The last day of each step by its id; steps that only a complaint brings, and an opinion nobody
/// is asked for, have none.
pub(super) fn latest_days(
    (procedure, working): (&ProcedureVersion, &WorkingDays),
    ends_on: NaiveDate,
    opinion: bool,
) -> BTreeMap<String, NaiveDate> {
    let mut latest = BTreeMap::new();
    let mut limit = ends_on;
    for step in procedure.steps.iter().rev() {
        if step.only_on.is_some() || (step.id == "opinion" && !opinion) {
            continue;
        }
        latest.insert(step.id.clone(), limit);
        if let Some(begin) = latest_begin(step, working, limit) {
            limit = begin;
        }
    }
    latest
}

/// The steps of a procedure as they lie before `ends_on`.
pub(super) fn proposed_steps(
    (procedure, working): (&ProcedureVersion, &WorkingDays),
    ends_on: NaiveDate,
    opinion: bool,
) -> Vec<ProposedStep> {
    let latest = latest_days((procedure, working), ends_on, opinion);
    let steps = procedure.steps.iter();
    steps
        .filter(|step| opinion || step.id != "opinion" || step.optional)
        .map(|step| ProposedStep {
            step: step.id.clone(),
            label: step.label.clone(),
            actors: step.actors.clone(),
            days: step.days.as_ref().map(|days| (days.value, days.working)),
            quorum: step.quorum.as_ref().map(|quorum| quorum.percent),
            only_on_complaint: step.only_on.is_some(),
            latest: latest.get(&step.id).copied(),
            source: step.source.clone(),
            status: step
                .days
                .as_ref()
                .map_or(step.status, |days| days.status.weakest(step.status)),
        })
        .collect()
}

/// The last day on which a step of several days can begin and still end by `limit`. What hangs
/// out must have come down before the next step; an answer may come on the last day itself.
fn latest_begin(step: &Step, working: &WorkingDays, limit: NaiveDate) -> Option<NaiveDate> {
    let days = step.days.as_ref()?;
    let fits = |begin: &NaiveDate| {
        let last = last_day(working, *begin, days);
        last < limit || (last == limit && step.places.is_empty())
    };
    let back = std::iter::successors(Some(limit), NaiveDate::pred_opt);
    back.take(FURTHEST_BACK).find(fits)
}

#[cfg(all(test, feature = "testing"))]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;
    use crate::testing::law;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn the_days_leave_room_for_what_comes_after() {
        let law = law();
        let annual = law.procedure("annual").unwrap();
        let procedure = annual.on(day(9, 1)).unwrap();
        let planned = (procedure, &law.holidays.working);
        let latest = latest_days(planned, day(12, 13), false);
        assert_eq!(latest["recognition"], day(12, 13));
        assert_eq!(latest["posting"], day(12, 13));
        // Sunday 13 December: posted on Tuesday the 8th, three working days to Friday the 11th.
        assert_eq!(latest["meeting"], day(12, 8));
        assert_eq!(latest["survey"], latest["meeting"]);
        assert!(!latest.contains_key("recheck") && !latest.contains_key("opinion"));
        let asked = latest_days(planned, day(12, 13), true);
        assert!(asked["meeting"] < latest["meeting"]);
        let steps = proposed_steps(planned, day(12, 13), false);
        assert!(
            steps
                .iter()
                .any(|step| step.only_on_complaint && step.latest.is_none())
        );
        assert!(steps.iter().any(|step| step.quorum == Some(50)));
    }
}
