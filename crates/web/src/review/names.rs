//! What states, kinds and reasons of a review are called, and which badge they wear.

use crate::page::Page;
use crate::registry::list::class_label;
use std::collections::BTreeMap;
use vuonlen_app::registry::wording::Wording;
use vuonlen_domain::Class;
use vuonlen_domain::review::{FormState, RoundKind, RoundState, VillageState};

pub(super) const fn kind(page: &Page, kind: RoundKind) -> &'static str {
    let t = &page.t.round;
    match kind {
        RoundKind::Annual => t.kind_annual,
        RoundKind::Monthly => t.kind_monthly,
        RoundKind::AverageLiving => t.kind_average_living,
    }
}

pub(super) const fn round_state(page: &Page, state: RoundState) -> &'static str {
    let t = &page.t.round;
    match state {
        RoundState::Planned => t.state_planned,
        RoundState::UnderWay => t.state_under_way,
        RoundState::Submitted => t.state_submitted,
        RoundState::OpinionGiven => t.state_opinion_given,
        RoundState::Recognised => t.state_recognised,
        RoundState::Sealed => t.state_sealed,
    }
}

pub(super) const fn round_badge(state: RoundState) -> &'static str {
    match state {
        RoundState::Planned => "state-idle",
        RoundState::UnderWay => "state-now",
        RoundState::Submitted | RoundState::OpinionGiven => "state-wait",
        RoundState::Recognised | RoundState::Sealed => "state-good",
    }
}

pub(super) const fn village_state(page: &Page, state: VillageState) -> &'static str {
    let t = &page.t.round;
    match state {
        VillageState::Planned => t.village_planned,
        VillageState::Surveying => t.village_surveying,
        VillageState::Scored => t.village_scored,
        VillageState::MeetingHeld => t.village_meeting_held,
        VillageState::Posted => t.village_posted,
        VillageState::ObjectionsSettled => t.village_objections_settled,
    }
}

pub(super) const fn village_badge(state: VillageState) -> &'static str {
    match state {
        VillageState::Planned => "state-idle",
        VillageState::Surveying => "state-now",
        VillageState::Scored | VillageState::MeetingHeld | VillageState::Posted => "state-wait",
        VillageState::ObjectionsSettled => "state-good",
    }
}

pub(super) const fn form_state(page: &Page, state: FormState) -> &'static str {
    let t = &page.t.round;
    match state {
        FormState::Listed => t.form_listed,
        FormState::Draft => t.form_draft,
        FormState::Confirmed => t.form_confirmed,
        FormState::Explained => t.form_explained,
        FormState::Removed => t.form_removed,
    }
}

pub(super) const fn form_badge(state: FormState) -> &'static str {
    match state {
        FormState::Listed | FormState::Removed => "state-idle",
        FormState::Draft => "state-now",
        FormState::Confirmed => "state-good",
        FormState::Explained => "state-wait",
    }
}

/// How many households of each class, poorest first: code, name, count.
pub(super) fn class_counts<'a>(
    page: &Page,
    wording: &Wording<'_>,
    counts: impl IntoIterator<Item = (&'a str, u32)>,
) -> Vec<(String, String, u32)> {
    let mut sums: BTreeMap<&str, u32> = BTreeMap::new();
    for (class, count) in counts {
        *sums.entry(class).or_default() += count;
    }
    let mut sums: Vec<(&str, u32)> = sums.into_iter().collect();
    sums.sort_by_key(|(class, _)| Class::parse(class).map_or(Class::ALL.len(), |one| one as usize));
    sums.into_iter()
        .map(|(class, count)| (class.to_owned(), class_label(page, wording, class), count))
        .collect()
}

/// Why a household is on the list, by its stored code.
pub(super) fn because(page: &Page, code: &str) -> &'static str {
    let t = &page.t.round;
    match code {
        "poor" => t.because_poor,
        "near_poor" => t.because_near_poor,
        "newly_escaped" => t.because_newly_escaped,
        "requested" => t.because_requested,
        "objection" => t.because_objection,
        _ => t.because_added,
    }
}
