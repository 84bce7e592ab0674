//! The list of rounds: by year, kind and state, with how far the villages of each are.

use super::{names, round_path};
use crate::App;
use crate::failure::Answer;
use crate::fields::Asked;
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, choices, show};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;
use vuonlen_app::access::{Action, Actor};
use vuonlen_app::review::RoundLine;
use vuonlen_app::{Context, Error};
use vuonlen_domain::review::{RoundKind, RoundState, VillageState};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.page("/rounds", Guard::May(Action::RoundRead), list)
}

#[derive(Template)]
#[template(path = "review/rounds.html")]
struct Rounds {
    page: Page,
    years: Vec<Choice>,
    kinds: Vec<Choice>,
    states: Vec<Choice>,
    communes: Vec<Choice>,
    filtered: bool,
    rows: Vec<Row>,
    without: Option<Without>,
    may_plan: bool,
}

struct Row {
    path: String,
    title: String,
    kind: &'static str,
    year: i64,
    state: &'static str,
    badge: &'static str,
    ends_on: NaiveDate,
    late: bool,
    villages: u32,
    begun: u32,
    settled: u32,
    segments: Vec<Segment>,
}

/// One part of a progress bar, of 1000.
struct Segment {
    fill: &'static str,
    x: u32,
    width: u32,
}

/// What a level above the communes must know of a year.
struct Without {
    year: i32,
    communes: Vec<String>,
    closed: bool,
}

/// The provinces an actor sees rounds of.
pub(super) fn provinces(context: &Context, actor: &Actor) -> Result<BTreeSet<String>, Error> {
    let mut provinces = BTreeSet::new();
    for (commune, _) in context.communes_of(actor, Action::RoundRead)? {
        let area = context.commune_area(&commune)?;
        provinces.extend(area.province().map(str::to_owned));
    }
    Ok(provinces)
}

async fn list(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    let actor = visit.actor()?;
    let context = &app.context;
    let today = context.today();
    let page = visit.page(Words::of(visit.language).round.title).await;
    let communes = context.communes_of(actor, Action::RoundRead)?;
    let mut lines = Vec::new();
    let mut without = None;
    let year: Option<i32> = asked.read("year");
    for province in provinces(context, actor)? {
        lines.extend(
            context
                .rounds(actor, &province, asked.some("commune"), None)
                .await?,
        );
        if communes.len() > 1 && without.is_none() {
            let year = year.unwrap_or_else(|| today.year());
            let progress = context.year_progress(actor, &province, year).await?;
            without = Some(Without {
                year,
                communes: (progress.without_round.iter())
                    .map(|code| name_of(&communes, code))
                    .collect(),
                closed: progress.closed,
            });
        }
    }
    let years: BTreeSet<i64> = lines.iter().map(|line| line.round.year).collect();
    let (kind, state) = (asked.get("kind"), asked.get("state"));
    lines.retain(|line| {
        year.is_none_or(|year| line.round.year == i64::from(year))
            && (kind.is_empty() || line.round.kind == kind)
            && (state.is_empty() || line.state.code() == state)
    });
    let years = (years.iter().rev()).map(|year| (year.to_string(), year.to_string()));
    let kinds =
        RoundKind::ALL.map(|one| (one.code().to_owned(), names::kind(&page, one).to_owned()));
    let states = RoundState::ALL.map(|one| {
        (
            one.code().to_owned(),
            names::round_state(&page, one).to_owned(),
        )
    });
    let filtered = (asked.iter()).any(|(name, value)| name != "lang" && !value.is_empty());
    show(&Rounds {
        years: choices(years, &[asked.get("year")]),
        kinds: choices(kinds, &[kind]),
        states: choices(states, &[state]),
        communes: if communes.len() > 1 {
            choices(communes.clone(), &[asked.get("commune")])
        } else {
            Vec::new()
        },
        filtered,
        rows: lines.iter().map(|line| row(&page, line, today)).collect(),
        without,
        may_plan: page.may(Action::RoundPlan),
        page,
    })
}

fn name_of(communes: &[(String, String)], code: &str) -> String {
    let found = communes.iter().find(|(known, _)| known == code);
    found.map_or_else(|| code.to_owned(), |(_, name)| name.clone())
}

fn row(page: &Page, line: &RoundLine, today: NaiveDate) -> Row {
    let round = &line.round;
    let kind = RoundKind::parse(&round.kind).unwrap_or(RoundKind::Annual);
    let kind = names::kind(page, kind);
    let count = |wanted: fn(VillageState) -> bool| -> u32 {
        let found = line.villages.iter().filter(|(state, _)| wanted(**state));
        found.map(|(_, count)| count).sum()
    };
    let villages: u32 = line.villages.values().sum();
    let mut x = 0;
    let segments = (VillageState::ALL.into_iter().rev()).filter_map(|state| {
        let count = *line.villages.get(&state)?;
        let width = count * 1000 / villages.max(1);
        let segment = Segment {
            fill: fill(state),
            x,
            width,
        };
        x += width;
        Some(segment)
    });
    Row {
        segments: segments.collect(),
        path: round_path(&round.province_code, round.round_id),
        title: line.commune_name.clone(),
        kind,
        year: round.year,
        state: names::round_state(page, line.state),
        badge: names::round_badge(line.state),
        ends_on: round.ends_on,
        late: line.state.is_open() && round.ends_on < today,
        villages,
        begun: count(|state| state > VillageState::Planned),
        settled: count(|state| state == VillageState::ObjectionsSettled),
    }
}

/// The colour of a village's state in a bar: the further, the deeper.
const fn fill(state: VillageState) -> &'static str {
    match state {
        VillageState::Planned => "fill-step-0",
        VillageState::Surveying => "fill-step-1",
        VillageState::Scored => "fill-step-2",
        VillageState::MeetingHeld => "fill-step-3",
        VillageState::Posted => "fill-step-4",
        VillageState::ObjectionsSettled => "fill-step-5",
    }
}
