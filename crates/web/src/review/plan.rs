//! Planning a round: what the law proposes, and the form that plans it.

use super::{names, round_path};
use crate::App;
use crate::failure::Answer;
use crate::fields::{Asked, Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, Problems, choices, show_with};
use crate::visit::{Visit, form_key};
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use chrono::{Datelike, NaiveDate};
use vuonlen_app::access::Action;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::review::{PlanRound, RoundProposal};
use vuonlen_app::{Error, ErrorKind, FieldError};
use vuonlen_domain::review::RoundKind;

pub(super) fn routes(routes: Routes) -> Routes {
    let plan = Guard::May(Action::RoundPlan);
    routes
        .page("/rounds/new", plan, begin)
        .form("/rounds/new", plan, save)
}

#[derive(Template)]
#[template(path = "review/plan.html")]
struct PlanTemplate {
    page: Page,
    key: String,
    commune: String,
    communes: Vec<Choice>,
    kind: &'static str,
    kinds: Vec<Choice>,
    starts_on: String,
    reviewed_on: String,
    tables: Vec<Choice>,
    overlays: Vec<Choice>,
    ask_opinion: bool,
    proposal: Option<Proposed>,
    problems: Vec<String>,
    wrong: Problems,
}

/// What the law proposes, in words.
struct Proposed {
    year: i32,
    ends_on: NaiveDate,
    standard: String,
    opening: Option<String>,
    opinion_by: Option<String>,
    opinion_optional: bool,
    steps: Vec<StepRow>,
    note: String,
}

struct StepRow {
    label: String,
    actors: String,
    days: String,
    latest: Option<NaiveDate>,
    source: String,
    status: String,
    status_code: &'static str,
}

async fn begin(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    draw(&app, &visit, (&asked, &[])).await
}

async fn save(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let kind = RoundKind::parse(sent.get("kind")).unwrap_or(RoundKind::Annual);
    let some = |name: &str| sent.some(name).map(str::to_owned);
    let (Some(starts_on), Some(reviewed_on)) = (
        sent.read::<NaiveDate>("starts_on"),
        sent.read::<NaiveDate>("reviewed_on"),
    ) else {
        let error = Error::field("starts_on", "Nhập đủ hai ngày.", "Enter both days.");
        return draw(&app, &visit, (&sent, &error.fields)).await;
    };
    let plan = PlanRound {
        commune: sent.get("commune").to_owned(),
        year: starts_on.year(),
        kind,
        starts_on,
        reviewed_on,
        score_table: some("score_table"),
        overlay: some("overlay"),
        ask_opinion: sent.get("ask_opinion") == "1",
    };
    let context = &app.context;
    let area = context.commune_area(&plan.commune)?;
    let planned = context
        .plan_round(visit.actor()?, plan, sent.some("key"))
        .await;
    let t = Words::of(visit.language);
    match planned {
        Ok(planned) => {
            let path = round_path(area.province().unwrap_or_default(), planned.round_id);
            let said = t.plan.planned(planned.villages, planned.households);
            flash::done(&visit.session, &path, &said).await
        }
        Err(error) if matches!(error.kind, ErrorKind::Invalid | ErrorKind::State) => {
            let fields = if error.fields.is_empty() {
                vec![FieldError {
                    field: String::new(),
                    text: error.text.clone(),
                }]
            } else {
                error.fields
            };
            draw(&app, &visit, (&sent, &fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(app: &App, visit: &Visit, (sent, wrong): (&Fields, &[FieldError])) -> Answer {
    let context = &app.context;
    let t = Words::of(visit.language);
    let communes = context.communes_of(visit.actor()?, Action::RoundPlan)?;
    let asked = sent.get("commune");
    let chosen = communes.iter().find(|(code, _)| code == asked);
    let (commune, _) = chosen
        .or_else(|| communes.first())
        .ok_or_else(Error::not_found)?;
    let kind = RoundKind::parse(sent.get("kind")).unwrap_or(RoundKind::Annual);
    let starts_on = sent.read("starts_on");
    // A kind chosen anew begins on its own day.
    let starts_on = starts_on.filter(|_| sent.get("seen") == kind.code());
    let starts_on: NaiveDate = starts_on.unwrap_or_else(|| context.proposed_start(kind));
    let page = visit
        .page(t.plan.title)
        .await
        .under(t.round.title, "/rounds");
    let mut wrong = wrong.to_vec();
    let proposal = match context.propose_round(kind, starts_on.year(), starts_on) {
        Ok(proposal) => Some(proposal),
        Err(error) if wrong.is_empty() => {
            wrong = error.fields.clone();
            if wrong.is_empty() {
                wrong.push(FieldError {
                    field: "starts_on".to_owned(),
                    text: error.text,
                });
            }
            None
        }
        Err(_) => None,
    };
    let law = &context.law;
    // A table of which points are missing scores nobody.
    let tables = proposal
        .iter()
        .flat_map(|one| &one.score_tables)
        .filter_map(|id| {
            let table = law.score_table(id).filter(|table| table.complete)?;
            Some((id.clone(), page.say(&table.title).to_owned()))
        });
    let area = context.commune_area(commune)?;
    let overlays = proposal.iter().flat_map(|one| &one.overlays);
    let overlays = overlays.filter_map(|id| {
        let overlay = law.overlays.iter().find(|one| &one.id == id)?;
        let here = Some(overlay.province.as_str()) == area.province();
        here.then(|| (id.clone(), page.say(&overlay.title).to_owned()))
    });
    let today = context.today();
    let within = proposal
        .as_ref()
        .is_some_and(|one| today >= starts_on && today <= one.ends_on);
    let default = if within { today } else { starts_on };
    let reviewed_on = sent.some("reviewed_on").map(str::to_owned);
    let kinds = RoundKind::ALL;
    let kinds = kinds.map(|one| (one.code().to_owned(), names::kind(&page, one).to_owned()));
    let template = PlanTemplate {
        key: form_key(context, sent),
        communes: if communes.len() > 1 {
            choices(communes.clone(), &[commune])
        } else {
            Vec::new()
        },
        commune: commune.clone(),
        kind: kind.code(),
        kinds: choices(kinds, &[kind.code()]),
        starts_on: starts_on.to_string(),
        reviewed_on: reviewed_on.unwrap_or_else(|| default.to_string()),
        tables: choices(tables, &[sent.get("score_table")]),
        overlays: choices(overlays, &[sent.get("overlay")]),
        ask_opinion: sent.get("ask_opinion") == "1",
        proposal: proposal.map(|one| proposed(app, &page, starts_on, &one)),
        problems: (wrong.iter())
            .map(|error| page.say(&error.text).to_owned())
            .collect(),
        wrong: Problems::new(&page, &wrong),
        page,
    };
    show_with(template.wrong.status(), &template)
}

fn proposed(app: &App, page: &Page, starts_on: NaiveDate, one: &RoundProposal) -> Proposed {
    let law = &app.context.law;
    let t = &page.t.plan;
    let wording = Wording::new(law);
    let standard = |id: &str| {
        let known = law.standards.iter().find(|known| known.id == id);
        known.map_or_else(|| id.to_owned(), |known| page.say(&known.title).to_owned())
    };
    let actor = |code: &str| page.say(&wording.label("review_actors", code)).to_owned();
    let steps = one.steps.iter().map(|step| {
        let days = step.days.map(|(count, working)| {
            if working {
                t.working_days(count)
            } else {
                t.days(count)
            }
        });
        let quorum = step.quorum.map(|percent| t.quorum(percent));
        let only = step.only_on_complaint.then(|| t.on_complaint.to_owned());
        let said: Vec<String> = [days, quorum, only].into_iter().flatten().collect();
        StepRow {
            label: page.say(&step.label).to_owned(),
            actors: step
                .actors
                .iter()
                .map(|code| actor(code))
                .collect::<Vec<_>>()
                .join(", "),
            days: said.join(" · "),
            latest: step.latest,
            source: step.source.clone(),
            status: page.say(&step.status.label()).to_owned(),
            status_code: step.status.code(),
        }
    });
    Proposed {
        year: starts_on.year(),
        ends_on: one.ends_on,
        standard: standard(&one.standard),
        opening: one.opening_standard.as_deref().map(standard),
        opinion_by: one.opinion_by.as_deref().map(actor),
        opinion_optional: one.opinion_optional,
        steps: steps.collect(),
        note: page.say(&one.note).to_owned(),
    }
}
