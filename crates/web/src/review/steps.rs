//! What the person may do next with a round or with one village of it: the buttons and links of
//! their pages, in the order of the procedure.
//!
//! A step is offered where the state allows it and the person's roles do; the use case behind it
//! decides again. Each room that serves a step adds its line here.

use super::{after_survey, round_path, village_path};
use crate::page::Page;
use uuid::Uuid;
use vuonlen_app::access::{Action, Area, authorise};
use vuonlen_app::review::{MatterKind, OpenMatter, RoundPage, VillageProgress};
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
pub(super) const fn to_page(label: &'static str, path: String, main: bool) -> NextStep {
    NextStep {
        label,
        path,
        main,
        at_once: false,
    }
}

/// A step that is done by pressing its button.
pub(super) const fn at_once(label: &'static str, path: String) -> NextStep {
    NextStep {
        label,
        path,
        main: true,
        at_once: true,
    }
}

/// Whether the person may do `action` in the round's commune, or in one village of it.
pub(super) fn may(page: &Page, action: Action, round: &RoundPage, village: Option<Uuid>) -> bool {
    let (province, commune) = (
        round.round.province_code.clone(),
        round.round.commune_code.clone(),
    );
    let area = match village {
        Some(village) => Area::Village {
            province,
            commune,
            village,
        },
        None => Area::Commune { province, commune },
    };
    let scope = page
        .actor
        .as_ref()
        .and_then(|actor| authorise(actor, action));
    scope.is_some_and(|scope| scope.covers(&area))
}

/// What can be done with a round.
pub(super) fn of_round(page: &Page, round: &RoundPage) -> Vec<NextStep> {
    let t = &page.t.round;
    let path = round_path(&round.round.province_code, round.round.round_id);
    let mut steps = Vec::new();
    let waiting = (round.villages.iter()).any(|village| village.state == VillageState::Planned);
    let starts = matches!(round.state, RoundState::Planned | RoundState::UnderWay) && waiting;
    if starts && may(page, Action::RoundPlan, round, None) {
        steps.push(at_once(t.start_all, format!("{path}/start")));
    }
    if page.may(Action::HouseholdList) {
        steps.push(to_page(t.doubts, format!("{path}/doubts"), false));
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
    let t = &page.t.round;
    let key = &round.round;
    let path = village_path(&key.province_code, key.round_id, village.village_id);
    let here = Some(village.village_id);
    let mut steps = Vec::new();
    let open = matches!(round.state, RoundState::Planned | RoundState::UnderWay);
    if open && village.state == VillageState::Planned && may(page, Action::RoundPlan, round, None) {
        steps.push(at_once(t.start_village, format!("{path}/start")));
    }
    if village.state == VillageState::Surveying && may(page, Action::SurveyScore, round, here) {
        let mut close = at_once(t.close_village, format!("{path}/close"));
        close.main = village.coverage.uncovered() == 0;
        steps.push(close);
    }
    steps.extend(after_survey::of_village(page, round, village));
    steps
}

/// Where an open matter is settled.
pub(super) fn of_matter(round: &RoundPage, matter: &OpenMatter) -> String {
    let key = &round.round;
    let path = round_path(&key.province_code, key.round_id);
    match (matter.kind, matter.village_id) {
        (MatterKind::Doubt, _) => format!("{path}/doubts#{}", matter.id),
        (_, Some(village)) => village_path(&key.province_code, key.round_id, village),
        (_, None) => path,
    }
}
