//! What the person may do next with a round or with one village of it: the buttons and links of
//! their pages, in the order of the procedure.
//!
//! A step is offered where the state allows it and the person's roles do; the use case behind it
//! decides again. Each room that serves a step adds its line here.

use super::{after_survey, round_path};
use crate::page::Page;
use vuonlen_app::access::Action;
use vuonlen_app::review::{RoundPage, VillageProgress};
use vuonlen_domain::review::{RoundState, VillageState};

/// One thing that can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NextStep {
    /// What the button says.
    pub(super) label: &'static str,
    /// Where it leads.
    pub(super) path: String,
    /// The step the procedure waits for, rather than one that is possible beside it.
    pub(super) main: bool,
    /// Sent as a form at once, rather than a page to go to.
    pub(super) at_once: bool,
}

/// A step that is a page of its own.
const fn page_step(label: &'static str, path: String, main: bool) -> NextStep {
    NextStep {
        label,
        path,
        main,
        at_once: false,
    }
}

/// What can be done with a round.
pub(super) fn of_round(page: &Page, round: &RoundPage) -> Vec<NextStep> {
    let t = &page.t.round;
    let path = round_path(&round.round.province_code, round.round.round_id);
    let mut steps = Vec::new();
    let waiting = (round.villages.iter()).any(|village| village.state == VillageState::Planned);
    let starts = matches!(round.state, RoundState::Planned | RoundState::UnderWay) && waiting;
    if starts && page.may(Action::RoundPlan) {
        steps.push(NextStep {
            label: t.start_all,
            path: format!("{path}/start"),
            main: true,
            at_once: true,
        });
    }
    if page.may(Action::HouseholdList) {
        steps.push(page_step(t.doubts, format!("{path}/doubts"), false));
    }
    steps.extend(after_survey::of_round(page, round));
    steps
}

/// What can be done with a village of a round.
pub(super) fn of_village(
    page: &Page,
    round: &RoundPage,
    village: &VillageProgress,
) -> Vec<NextStep> {
    after_survey::of_village(page, round, village)
}
