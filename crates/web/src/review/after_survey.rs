//! What may be done next once a village is surveyed: the lines this half of the procedure adds to
//! the steps of a round and of a village.

use super::place::{round_tabs, village_tabs};
use super::steps::NextStep;
use super::{round_path, village_path};
use crate::page::Page;
use vuonlen_app::access::Action;
use vuonlen_app::review::{RoundPage, VillageProgress};
use vuonlen_domain::review::{RoundState, VillageState};

fn step(label: &'static str, path: String, main: bool) -> NextStep {
    NextStep {
        label,
        path,
        main,
        at_once: false,
    }
}

/// The decision's page first where it is somebody's turn there, then the other pages.
pub(super) fn of_round(page: &Page, round: &RoundPage) -> Vec<NextStep> {
    let t = &page.t.decision;
    let path = round_path(&round.round.province_code, round.round.round_id);
    let decision = format!("{path}/decision");
    let settled = VillageState::ObjectionsSettled;
    let done = round
        .villages
        .iter()
        .all(|village| village.state == settled);
    let turn = match round.state {
        RoundState::UnderWay if done => Some((t.submit, Action::RoundSubmit)),
        RoundState::Submitted if round.track.opinion => Some((t.opinion, Action::RoundSubmit)),
        RoundState::Submitted | RoundState::OpinionGiven => {
            Some((t.recognise, Action::RoundRecognise))
        }
        RoundState::Recognised if round.track.sealing => Some((t.seal, Action::RoundSeal)),
        _ => None,
    };
    let turn = turn.filter(|(_, action)| page.may(*action));
    let mut steps: Vec<NextStep> = turn
        .iter()
        .map(|(label, _)| step(label, decision.clone(), true))
        .collect();
    let begun = round.state != RoundState::Planned;
    let tabs = round_tabs(page, round, "").into_iter();
    steps.extend(
        tabs.filter(|tab| begun && (turn.is_none() || tab.path != decision))
            .map(|tab| step(tab.label, tab.path, false)),
    );
    steps
}

/// The village's step that is due, then the pages of those before.
pub(super) fn of_village(
    page: &Page,
    round: &RoundPage,
    village: &VillageProgress,
) -> Vec<NextStep> {
    let t = page.t;
    let key = (&round.round.province_code, round.round.round_id);
    let path = village_path(key.0, key.1, village.village_id);
    let (meeting, posting) = (format!("{path}/meeting"), format!("{path}/posting"));
    let post = || Some((t.posting.post, posting.clone(), Action::PostingMake));
    let due = match village.state {
        VillageState::Scored if round.track.meeting => {
            Some((t.meeting.record, meeting, Action::MeetingRecord))
        }
        VillageState::Scored | VillageState::MeetingHeld => post(),
        VillageState::Posted => Some((t.posting.conclude, posting, Action::ObjectionSettle)),
        VillageState::Planned | VillageState::Surveying | VillageState::ObjectionsSettled => None,
    };
    let due = due.filter(|(.., action)| page.may(*action));
    let begun = !matches!(
        village.state,
        VillageState::Planned | VillageState::Surveying
    );
    let tabs = village_tabs(page, round, village.village_id, "");
    let others = tabs
        .into_iter()
        .filter(|tab| begun && due.as_ref().is_none_or(|(_, path, _)| *path != tab.path))
        .map(|tab| step(tab.label, tab.path, false));
    let others: Vec<NextStep> = others.collect();
    let due = due.map(|(label, path, _)| step(label, path, true));
    due.into_iter().chain(others).collect()
}
