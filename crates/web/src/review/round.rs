//! A round's page: where it stands, what is late, what is open, what happened.

use super::back::{nowhere, refused};
use super::steps::{self, NextStep};
use super::{id, names, round_path, village_path};
use crate::App;
use crate::failure::Answer;
use crate::fields::Posted;
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Page, show};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_app::Context;
use vuonlen_app::access::Action;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::review::{DueReport, DueStep, RoundPage, Standing};
use vuonlen_domain::review::{RoundState, VillageState};

pub(super) fn routes(routes: Routes) -> Routes {
    let round = "/rounds/{province}/{round}";
    let plan = Guard::May(Action::RoundPlan);
    routes
        .page(round, Guard::May(Action::RoundRead), show_round)
        .form("/rounds/{province}/{round}/start", plan, start)
        .form("/rounds/{province}/{round}/list", plan, add_missing)
}

#[derive(Template)]
#[template(path = "review/round.html")]
struct RoundTemplate {
    page: Page,
    path: String,
    round: RoundPage,
    state: &'static str,
    badge: &'static str,
    steps: Vec<NextStep>,
    facts: Vec<(&'static str, String)>,
    listed: u32,
    confirmed: u32,
    classes: Vec<(String, String, u32)>,
    villages: Vec<VillageRow>,
    calendar: Vec<CalendarRow>,
    reports: Vec<DueReport>,
    /// What it is, where it is settled, whether its day is past.
    open: Vec<(String, String, bool)>,
    missing: Vec<MissingRow>,
    may_add: bool,
    timeline: Vec<Moment>,
}

struct VillageRow {
    path: String,
    name: String,
    state: &'static str,
    badge: &'static str,
    listed: u32,
    done: u32,
    uncovered: u32,
    width: u32,
    poor: u32,
    near_poor: u32,
}

/// One step of the procedure over all villages.
struct CalendarRow {
    label: String,
    actors: String,
    due_on: Option<NaiveDate>,
    done: usize,
    all: usize,
    /// `done`, `now`, `late` or nothing.
    look: &'static str,
    late: Vec<(String, i64)>,
    status: String,
    status_code: &'static str,
}

struct MissingRow {
    id: Uuid,
    code: String,
    head: String,
    class: String,
    class_label: String,
}

struct Moment {
    at: chrono::DateTime<chrono::Utc>,
    what: String,
    who: String,
    reason: String,
}

async fn show_round(
    State(app): State<App>,
    visit: Visit,
    Path((province, round)): Path<(String, String)>,
) -> Answer {
    let key = (province.as_str(), id(&round)?);
    let context = &app.context;
    let actor = visit.actor()?;
    let found = context.round(actor, key).await?;
    let missing = if visit
        .actor
        .as_ref()
        .is_some_and(|a| a.may(Action::HouseholdList))
    {
        context.missing_from_list(actor, key).await?
    } else {
        Vec::new()
    };
    let t = Words::of(visit.language);
    let mut page = visit.page("").await.under(t.round.title, "/rounds");
    let wording = Wording::new(&context.law);
    page.title = t.round.of(
        names::kind(&page, found.kind),
        found.round.year,
        &found.commune_name,
    );
    let path = round_path(&province, key.1);
    let counts = found.villages.iter().flat_map(|village| &village.classes);
    let counts = counts.map(|(class, count)| (class.as_str(), *count));
    let classes = names::class_counts(&page, &wording, counts);
    let missing = missing.into_iter().map(|one| MissingRow {
        id: one.household_id,
        code: one.code,
        head: one.head_name,
        class_label: crate::registry::list::class_label(&page, &wording, &one.class),
        class: one.class,
    });
    let open = found.open.iter().map(|matter| {
        let text = page.say(&matter.text).to_owned();
        let late = matter.due_on.is_some_and(|due| due < context.today());
        (text, steps::of_matter(&found, matter), late)
    });
    show(&RoundTemplate {
        state: names::round_state(&page, found.state),
        badge: names::round_badge(found.state),
        steps: steps::of_round(&page, &found),
        facts: facts(context, &page, &found),
        listed: found.villages.iter().map(|one| one.coverage.listed).sum(),
        confirmed: (found.villages.iter())
            .map(|one| one.coverage.confirmed)
            .sum(),
        classes,
        villages: villages(&page, &found),
        calendar: calendar(&page, &wording, &found),
        reports: context.due_reports(&found.round)?,
        open: open.collect(),
        missing: missing.collect(),
        may_add: steps::may(&page, Action::RoundPlan, &found, None)
            && matches!(found.state, RoundState::Planned | RoundState::UnderWay),
        timeline: timeline(&page, &found),
        path,
        round: found,
        page,
    })
}

/// What was fixed when the round was planned.
fn facts(context: &Context, page: &Page, found: &RoundPage) -> Vec<(&'static str, String)> {
    let t = &page.t.round;
    let law = &context.law;
    let row = &found.round;
    let standard = |id: &str| {
        let known = law.standards.iter().find(|one| one.id == id);
        known.map_or_else(|| id.to_owned(), |one| page.say(&one.title).to_owned())
    };
    let mut facts = vec![
        (t.reviewed_on, page.date(&row.reviewed_on)),
        (t.starts_on, page.date(&row.starts_on)),
        (t.ends, page.date(&row.ends_on)),
        (t.standard, standard(&row.standard)),
    ];
    if let Some(opening) = &row.opening_standard {
        facts.push((t.opening_standard, standard(opening)));
    }
    if let Some(table) = &row.score_table {
        let known = law.score_table(table);
        let title = known.map_or(table.as_str(), |known| page.say(&known.title));
        facts.push((t.score_table, title.to_owned()));
    }
    if let Some(overlay) = &row.overlay {
        let known = law.overlays.iter().find(|one| &one.id == overlay);
        let title = known.map_or(overlay.as_str(), |known| page.say(&known.title));
        facts.push((t.overlay, title.to_owned()));
    }
    if let Some(who) = &row.opinion_by {
        let who = Wording::new(law).label("review_actors", who);
        facts.push((t.opinion_by, page.say(&who).to_owned()));
    }
    facts
}

fn villages(page: &Page, found: &RoundPage) -> Vec<VillageRow> {
    let key = &found.round;
    let rows = found.villages.iter().map(|village| {
        let coverage = village.coverage;
        let done = coverage.confirmed + coverage.explained;
        let of = |class: &str| village.classes.get(class).copied().unwrap_or_default();
        VillageRow {
            path: village_path(&key.province_code, key.round_id, village.village_id),
            name: village.name.clone(),
            state: names::village_state(page, village.state),
            badge: names::village_badge(village.state),
            listed: coverage.listed,
            done,
            uncovered: coverage.uncovered(),
            width: done * 1000 / coverage.listed.max(1),
            poor: of("poor"),
            near_poor: of("near_poor"),
        }
    });
    rows.collect()
}

fn calendar(page: &Page, wording: &Wording<'_>, found: &RoundPage) -> Vec<CalendarRow> {
    let mut order: Vec<&str> = Vec::new();
    let mut by_step: BTreeMap<&str, Vec<&DueStep>> = BTreeMap::new();
    for due in &found.calendar {
        if !order.contains(&due.step.as_str()) {
            order.push(&due.step);
        }
        by_step.entry(&due.step).or_default().push(due);
    }
    let name = |village: Option<Uuid>| {
        let known = found
            .villages
            .iter()
            .find(|one| Some(one.village_id) == village);
        known.map_or_else(|| found.commune_name.clone(), |one| one.name.clone())
    };
    let rows = order.into_iter().filter_map(|step| {
        let dues = by_step.get(step)?;
        let first = dues.first()?;
        let done = dues
            .iter()
            .filter(|due| due.standing == Standing::Done)
            .count();
        let late = dues.iter().filter_map(|due| match due.standing {
            Standing::Late { days } => Some((name(due.village_id), days)),
            _ => None,
        });
        let late: Vec<(String, i64)> = late.collect();
        let current = dues.iter().any(|due| due.standing == Standing::Current);
        let open = dues.iter().filter(|due| due.standing != Standing::Done);
        let actors = first.actors.iter();
        let actors = actors.map(|code| page.say(&wording.label("review_actors", code)).to_owned());
        Some(CalendarRow {
            label: page.say(&first.label).to_owned(),
            actors: actors.collect::<Vec<_>>().join(", "),
            due_on: open.filter_map(|due| due.due_on).min().or(first.due_on),
            done,
            all: dues.len(),
            look: if !late.is_empty() {
                "late"
            } else if done == dues.len() {
                "done"
            } else if current {
                "now"
            } else {
                ""
            },
            late,
            status: page.say(&first.status.label()).to_owned(),
            status_code: first.status.code(),
        })
    });
    rows.collect()
}

/// Every change of state, newest first.
fn timeline(page: &Page, found: &RoundPage) -> Vec<Moment> {
    let moments = found.transitions.iter().rev().filter_map(|one| {
        let what = match one.village_id {
            None => {
                let state = RoundState::parse(&one.to_state)?;
                names::round_state(page, state).to_owned()
            }
            Some(village) => {
                let state = VillageState::parse(&one.to_state)?;
                // A village outside the person's area is none of his.
                let known = found.villages.iter().find(|v| v.village_id == village)?;
                format!("{}: {}", known.name, names::village_state(page, state))
            }
        };
        let who = one
            .account_id
            .and_then(|account| found.people.get(&account));
        Some(Moment {
            at: one.at,
            what,
            who: who.cloned().unwrap_or_default(),
            reason: one.reason.clone(),
        })
    });
    moments.collect()
}

async fn start(
    State(app): State<App>,
    visit: Visit,
    Path((province, round)): Path<(String, String)>,
) -> Answer {
    let key = (province.as_str(), id(&round)?);
    let path = round_path(&province, key.1);
    match app.context.start_survey(visit.actor()?, key, None).await {
        Ok(started) => {
            let t = Words::of(visit.language);
            flash::done(&visit.session, &path, &t.round.started(started.len())).await
        }
        Err(error) => refused(&visit, &path, error, nowhere).await,
    }
}

/// Puts a household on the list: one that is missing, or one an officer adds by its number.
async fn add_missing(
    State(app): State<App>,
    visit: Visit,
    Path((province, round)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let key = (province.as_str(), id(&round)?);
    let household = id(sent.get("household"))?;
    let t = Words::of(visit.language);
    let reason = sent.some("reason").unwrap_or(t.round.missing_reason);
    let path = round_path(&province, key.1);
    let added = app
        .context
        .add_to_list(visit.actor()?, key, household, reason)
        .await;
    match added {
        Ok(_) => flash::done(&visit.session, &path, t.round.added_to_list).await,
        Err(error) => refused(&visit, &path, error, nowhere).await,
    }
}
