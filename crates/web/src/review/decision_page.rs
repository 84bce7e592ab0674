//! The decision's page: where a round stands, what is open with where it is settled, and what may
//! be done next.

use super::place::{self, Tab};
use super::{id, names, objection, round_path, village_path};
use crate::App;
use crate::failure::Answer;
use crate::fields::Fields;
use crate::page::{Page, Problems, show_with};
use crate::registry::household_path;
use crate::visit::{Visit, random_hex};
use crate::words::Words;
use askama::Template;
use axum::http::StatusCode;
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::review::{
    DecisionData, FormLine, MatterKind, ReviewResult, RoundPage, SealedSnapshot, YearRef,
};
use vuonlen_app::{Error, ErrorKind, FieldError};
use vuonlen_domain::review::{RoundState, VillageState};

#[derive(Template)]
#[template(path = "review/decision.html")]
struct DecisionPage {
    page: Page,
    tabs: Vec<Tab>,
    path: String,
    state: &'static str,
    badge: &'static str,
    refused: String,
    refused_items: Vec<(String, String)>,
    problems: Problems,
    open: Vec<(String, String)>,
    unfinished: Vec<(String, String)>,
    under_way: bool,
    may_submit: bool,
    asks_opinion: bool,
    opinions: Vec<(String, bool, String)>,
    signs: bool,
    preview: Vec<ListRow>,
    key: String,
    today: String,
    signer: String,
    sent: Fields,
    decisions: Vec<Decided>,
    refused_households: Vec<(String, String)>,
    may_seal: bool,
    snapshots: Vec<Snapshot>,
    tables: String,
    may_amend: bool,
    may_remove: bool,
}

/// Households of one result.
struct ListRow {
    badge: &'static str,
    label: String,
    heads: Vec<(String, String, i64)>,
}

struct Decided {
    id: Uuid,
    kind: &'static str,
    line: String,
    reason: String,
    lists: Vec<ListRow>,
}

struct Snapshot {
    label: String,
    moment: String,
    sha256: String,
}

/// Province and round out of the address.
pub(super) type Key = (String, String);

/// What a form that was refused leaves on the page.
#[derive(Default)]
pub(super) struct Refused<'a> {
    pub(super) sent: Fields,
    pub(super) error: Option<&'a Error>,
}

/// Where an open matter is settled.
fn matter_path(province: &str, round: Uuid, kind: MatterKind, matter: Uuid) -> String {
    let path = round_path(province, round);
    match kind {
        MatterKind::Objection => objection::objection_path(province, matter),
        MatterKind::Finding => format!("{path}/supervision#finding-{matter}"),
        MatterKind::Doubt => format!("{path}/doubts#doubt-{matter}"),
        MatterKind::Recheck => format!("{path}/rechecks/{matter}"),
    }
}

/// Where what a refusal names is put right.
fn named_path(round: &RoundPage, field: &str) -> String {
    let (province, round_id) = (&round.round.province_code, round.round.round_id);
    if let Some((kind, matter)) = field.split_once(':') {
        let kinds = [
            MatterKind::Objection,
            MatterKind::Finding,
            MatterKind::Doubt,
            MatterKind::Recheck,
        ];
        let kind = kinds.into_iter().find(|known| known.code() == kind);
        return match (kind, Uuid::parse_str(matter)) {
            (Some(kind), Ok(matter)) => matter_path(province, round_id, kind, matter),
            _ => String::new(),
        };
    }
    match Uuid::parse_str(field) {
        Ok(one) if round.villages.iter().any(|v| v.village_id == one) => village_step(round, one),
        Ok(household) => household_path(province, household),
        Err(_) => String::new(),
    }
}

/// The page of a village's next step.
fn village_step(round: &RoundPage, village: Uuid) -> String {
    let path = village_path(&round.round.province_code, round.round.round_id, village);
    let found = round.villages.iter().find(|one| one.village_id == village);
    match found.map(|one| one.state) {
        Some(VillageState::Scored) if round.track.meeting => format!("{path}/meeting"),
        Some(VillageState::Scored | VillageState::MeetingHeld | VillageState::Posted) => {
            format!("{path}/posting")
        }
        _ => path,
    }
}

pub(super) async fn draw(app: &App, visit: &Visit, key: &Key, refused: Refused<'_>) -> Answer {
    let context = &app.context;
    let actor = visit.actor()?;
    let at = (key.0.as_str(), id(&key.1)?);
    let round = place::round(app, visit, at).await?;
    let t = Words::of(visit.language);
    let page = place::under_round(visit.page(t.decision.title).await, &round);
    let may_list = page.may(Action::HouseholdList);
    let lines = if may_list {
        context.review_list(actor, at, None).await?
    } else {
        Vec::new()
    };
    let signed = !round.state.is_open();
    let decisions = if may_list && signed {
        // A head of one village sees that village's list, not the commune's decision.
        match context.decision_data(actor, at).await {
            Ok(decisions) => decisions,
            Err(error) if error.kind == ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error.into()),
        }
    } else {
        Vec::new()
    };
    let snapshots = if round.state == RoundState::Sealed && page.may(Action::TableRead) {
        sealed(app, visit, &round).await?
    } else {
        Vec::new()
    };
    let waits = match round.state {
        RoundState::Submitted => !round.track.opinion,
        RoundState::OpinionGiven => true,
        _ => false,
    };
    let names: BTreeMap<Uuid, &str> = (round.villages.iter())
        .map(|one| (one.village_id, one.name.as_str()))
        .collect();
    let unfinished = round
        .villages
        .iter()
        .filter(|one| one.state != VillageState::ObjectionsSettled)
        .map(|one| {
            let state = names::village_state(&page, one.state);
            let path = village_step(&round, one.village_id);
            (t.decision.unfinished(&one.name, state), path)
        });
    let open = round.open.iter().map(|matter| {
        let path = matter_path(at.0, at.1, matter.kind, matter.id);
        (page.say(&matter.text).to_owned(), path)
    });
    let opinions = round.opinions.iter().map(|one| {
        let line = t
            .decision
            .opinion_line(&one.number, page.date(&one.given_on));
        (line, one.agrees, one.content.clone())
    });
    let error = refused.error;
    let invalid = error.filter(|error| error.kind == ErrorKind::Invalid);
    let blocked = error.filter(|error| error.kind == ErrorKind::State);
    let items = |wrong: &[FieldError]| -> Vec<(String, String)> {
        let item = |one: &FieldError| {
            (
                page.say(&one.text).to_owned(),
                named_path(&round, &one.field),
            )
        };
        wrong.iter().map(item).collect()
    };
    let given =
        |name: &str, otherwise: &str| refused.sent.some(name).unwrap_or(otherwise).to_owned();
    let template = DecisionPage {
        tabs: place::round_tabs(&page, &round, "decision"),
        path: round_path(at.0, at.1),
        state: names::round_state(&page, round.state),
        badge: names::round_badge(round.state),
        refused: error
            .map(|error| page.say(&error.text).to_owned())
            .unwrap_or_default(),
        refused_items: blocked
            .map(|error| items(&error.fields))
            .unwrap_or_default(),
        problems: Problems::new(
            &page,
            invalid.map(|error| &*error.fields).unwrap_or_default(),
        ),
        open: open.collect(),
        unfinished: unfinished.collect(),
        under_way: matches!(round.state, RoundState::Planned | RoundState::UnderWay),
        may_submit: round.state == RoundState::UnderWay && page.may(Action::RoundSubmit),
        asks_opinion: round.state == RoundState::Submitted
            && round.track.opinion
            && page.may(Action::RoundSubmit),
        opinions: opinions.collect(),
        signs: waits && page.may(Action::RoundRecognise),
        preview: if waits {
            preview(&page, &lines, &names)
        } else {
            Vec::new()
        },
        key: random_hex(context, 12),
        today: given("signed_on", &context.today().to_string()),
        signer: given("signer", &actor.display_name),
        decisions: decisions.iter().map(|one| decided(&page, one)).collect(),
        refused_households: if signed && page.may(Action::HouseholdRead) {
            not_recognised(at.0, &lines)
        } else {
            Vec::new()
        },
        may_seal: round.state == RoundState::Recognised
            && round.track.sealing
            && page.may(Action::RoundSeal),
        snapshots: snapshots.iter().map(|one| snapshot(&page, one)).collect(),
        tables: format!("/tables/{}/{}", round.round.commune_code, round.round.year),
        may_amend: round.state == RoundState::Sealed && page.may(Action::RoundSeal),
        may_remove: signed && page.may(Action::RoundRecognise),
        sent: refused.sent.clone(),
        page: page.clone(),
    };
    let status = match error.map(|error| error.kind) {
        None => StatusCode::OK,
        Some(ErrorKind::Invalid) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(_) => StatusCode::CONFLICT,
    };
    show_with(status, &template)
}

async fn sealed(app: &App, visit: &Visit, round: &RoundPage) -> Result<Vec<SealedSnapshot>, Error> {
    let year = YearRef {
        province: round.round.province_code.clone(),
        commune: Some(round.round.commune_code.clone()),
        village: None,
        year: i32::try_from(round.round.year).unwrap_or_default(),
        amendment: None,
    };
    let actor = visit.actor.as_ref().ok_or_else(Error::denied)?;
    match app.context.seals(actor, &year).await {
        Err(error) if error.kind == ErrorKind::NotFound => Ok(Vec::new()),
        other => other,
    }
}

fn snapshot(page: &Page, one: &SealedSnapshot) -> Snapshot {
    let t = &page.t.decision;
    Snapshot {
        label: if one.amendment == 0 {
            t.seal_first.to_owned()
        } else {
            t.seal_amended(one.amendment, &one.reason)
        },
        moment: page.moment(&one.sealed_at),
        sha256: one.sha256.clone(),
    }
}

/// What would be recognised, from the forms as they stand.
fn preview(page: &Page, lines: &[FormLine], villages: &BTreeMap<Uuid, &str>) -> Vec<ListRow> {
    let mut lists: BTreeMap<ReviewResult, Vec<(String, String, i64)>> = BTreeMap::new();
    for line in lines {
        if let Some(result) = ReviewResult::of_line(line) {
            let village = villages.get(&line.village_id).copied().unwrap_or_default();
            lists.entry(result).or_default().push((
                line.head_name.clone(),
                village.to_owned(),
                line.size,
            ));
        }
    }
    let row = |(result, heads)| list_row(page, result, heads);
    lists.into_iter().map(row).collect()
}

fn list_row(page: &Page, result: ReviewResult, heads: Vec<(String, String, i64)>) -> ListRow {
    let persons: i64 = heads.iter().map(|(_, _, persons)| persons).sum();
    let label = result.label();
    ListRow {
        badge: place::result_badge(result),
        label: page
            .t
            .decision
            .list_of(page.say(&label), heads.len(), persons),
        heads,
    }
}

fn decided(page: &Page, data: &DecisionData) -> Decided {
    let t = &page.t.decision;
    let decision = &data.decision;
    let lists = data.lists.iter().map(|(result, lines)| {
        let heads = lines
            .iter()
            .map(|line| (line.head_name.clone(), line.village.clone(), line.persons));
        list_row(page, *result, heads.collect())
    });
    Decided {
        id: decision.decision_id,
        kind: match decision.kind.as_str() {
            "amendment" => t.kind_amendment,
            "removal" => t.kind_removal,
            _ => t.kind_recognition,
        },
        line: t.decision_line(
            &decision.number,
            page.date(&decision.signed_on),
            &decision.signer,
        ),
        reason: decision.reason.clone(),
        lists: lists.collect(),
    }
}

/// Households that asked or were reviewed and are in no list, with the path of their letter.
fn not_recognised(province: &str, lines: &[FormLine]) -> Vec<(String, String)> {
    let out = |line: &&FormLine| {
        line.state == "confirmed"
            && matches!(line.class.as_deref(), Some("not_poor" | "average_living"))
    };
    let letter = |line: &FormLine| {
        let path = format!("/refusals/{province}/{}", line.form_id);
        (place::line_label(line), path)
    };
    lines.iter().filter(out).map(letter).collect()
}
