//! The village meeting: recording it, and its minutes.

use super::place::{self, Tab};
use super::{id, names, village_path};
use crate::App;
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::flash::{self, Flash};
use crate::guard::{Guard, Routes};
use crate::page::{Page, Problems, show_with};
use crate::registry::list::class_label;
use crate::visit::{Visit, form_key};
use crate::words::{EN, VI, Words};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use chrono::NaiveDate;
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::review::{
    FormLine, HouseholdOpinion, MeetingOutcome, MeetingRecord, MinutesLine, ReviewResult, RoundPage,
};
use vuonlen_app::{Error, ErrorKind, FieldError};
use vuonlen_domain::Text;
use vuonlen_domain::review::VillageState;

pub(super) fn routes(routes: Routes) -> Routes {
    let path = "/rounds/{province}/{round}/villages/{village}/meeting";
    routes
        .page(path, Guard::May(Action::HouseholdList), meetings)
        .form(path, Guard::May(Action::MeetingRecord), record)
        .page(
            "/rounds/{province}/{round}/villages/{village}/meeting/{meeting}/{format}",
            Guard::May(Action::HouseholdList),
            minutes,
        )
}

#[derive(Template)]
#[template(path = "review/meeting.html")]
struct Meetings {
    page: Page,
    tabs: Vec<Tab>,
    path: String,
    state: &'static str,
    badge: &'static str,
    waits: bool,
    form: Option<Form>,
    held: Vec<Held>,
}

/// The meeting being recorded.
struct Form {
    key: String,
    percent: Option<u32>,
    sent: Fields,
    held_on: String,
    rows: Vec<Row>,
    problems: Problems,
}

struct Row {
    id: Uuid,
    code: String,
    head: String,
    size: i64,
    before: String,
    class: String,
    class_label: String,
    agree: String,
    disagree: String,
    opinion: String,
    problem: String,
}

/// A meeting that was held.
struct Held {
    id: Uuid,
    number: usize,
    on: NaiveDate,
    place: String,
    attended: String,
    signed: String,
    supervisor: String,
    notes: String,
    passed: bool,
    copies: u32,
    lines: Vec<Said>,
}

struct Said {
    head: String,
    class: &'static str,
    class_label: String,
    agree: u32,
    disagree: u32,
    opinion: String,
    agreed: bool,
}

type Key = (String, String, String);

async fn meetings(State(app): State<App>, visit: Visit, Path(key): Path<Key>) -> Answer {
    draw(&app, &visit, &key, (&Fields::default(), &[])).await
}

async fn record(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<Key>,
    Posted(sent): Posted,
) -> Answer {
    let (round, village) = (id(&key.1)?, id(&key.2)?);
    let at = (key.0.as_str(), round, village);
    let once = sent.some("key");
    let recorded = match read(&sent) {
        Ok(record) => {
            let actor = visit.actor()?;
            app.context.record_meeting(actor, at, record, once).await
        }
        Err(wrong) => Err(Error::invalid(wrong)),
    };
    match recorded {
        Ok(outcome) => {
            flash::leave(&visit.session, told(&visit, &outcome)).await?;
            let path = format!("{}/meeting", village_path(&key.0, round, village));
            Ok(Redirect::to(&path).into_response())
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, &key, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

fn told(visit: &Visit, outcome: &MeetingOutcome) -> Flash {
    let t = &Words::of(visit.language).meeting;
    let mut flash = Flash::success(t.passed);
    if !outcome.passed {
        flash.kind = "warning".to_owned();
        flash.text = t.failed(outcome.not_agreed.len(), outcome.percent);
    }
    flash
}

/// The meeting as the form has it; households nobody gave numbers for are left to the use case.
fn read(sent: &Fields) -> Result<MeetingRecord, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let mut say = |field: String, vi: &str, en: &str| {
        wrong.push(FieldError {
            field,
            text: Text::new(vi, en),
        });
    };
    let held_on: Option<NaiveDate> = sent.read("held_on");
    if held_on.is_none() {
        let (vi, en) = (VI.meeting.day_wanted, EN.meeting.day_wanted);
        say("held_on".to_owned(), vi, en);
    }
    let attendance: Option<u32> = sent.read("attendance");
    let (vi, en) = (VI.meeting.number_wanted, EN.meeting.number_wanted);
    if attendance.is_none() {
        say("attendance".to_owned(), vi, en);
    }
    let mut opinions = Vec::new();
    for (name, agree) in sent.iter() {
        let Some(form) = name.strip_prefix("agree.").map(Uuid::parse_str) else {
            continue;
        };
        let Ok(form_id) = form else { continue };
        let disagree = sent.get(&format!("disagree.{form_id}"));
        let disagree = Some(disagree)
            .filter(|text| !text.is_empty())
            .unwrap_or("0");
        match (agree.trim().parse(), disagree.parse()) {
            (Ok(agree), Ok(disagree)) => opinions.push(HouseholdOpinion {
                form_id,
                agree,
                disagree,
                opinion: sent.get(&format!("opinion.{form_id}")).to_owned(),
            }),
            _ => say(format!("opinions.{form_id}"), vi, en),
        }
    }
    match (held_on, attendance) {
        (Some(held_on), Some(attendance)) if wrong.is_empty() => Ok(MeetingRecord {
            held_on,
            place: sent.get("place").to_owned(),
            chair: sent.get("chair").to_owned(),
            secretary: sent.get("secretary").to_owned(),
            supervisor: sent.get("supervisor").to_owned(),
            attendance,
            notes: sent.get("notes").to_owned(),
            opinions,
        }),
        _ => Err(wrong),
    }
}

async fn minutes(
    State(app): State<App>,
    visit: Visit,
    Path((province, round, village, meeting, format)): Path<(
        String,
        String,
        String,
        String,
        String,
    )>,
) -> Answer {
    let key = (province.as_str(), id(&round)?, id(&village)?);
    let print = place::print(&app, &format)?;
    let actor = visit.actor()?;
    let context = &app.context;
    let paper = context
        .minutes_paper(actor, key, id(&meeting)?, print)
        .await?;
    place::download(paper)
}

async fn draw(
    app: &App,
    visit: &Visit,
    key: &Key,
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let context = &app.context;
    let actor = visit.actor()?;
    let (round_id, village_id) = (id(&key.1)?, id(&key.2)?);
    let round = place::round(app, visit, (&key.0, round_id)).await?;
    let village = place::village(&round, village_id)?;
    let t = Words::of(visit.language);
    let page = visit.page(t.meeting.title(&village.name)).await;
    let page = place::under_round(page, &round);
    let at = (key.0.as_str(), round_id, village_id);
    let records = page.may(Action::MeetingRecord) && village.state == VillageState::Scored;
    let form = if records {
        let agenda = context.meeting_agenda(actor, at).await?;
        Some(form(app, &page, &round, agenda, (sent, wrong)))
    } else {
        None
    };
    let minutes = context.minutes(actor, at).await?;
    let held = minutes.into_iter().rev().map(|one| Held {
        id: one.meeting.meeting_id,
        number: one.number,
        on: one.meeting.held_on,
        attended: t
            .meeting
            .attended(one.meeting.attendance, one.meeting.percent),
        signed: t.meeting.signed(&one.meeting.chair, &one.meeting.secretary),
        place: one.meeting.place,
        supervisor: one.meeting.supervisor,
        notes: one.meeting.notes,
        passed: one.meeting.passed,
        copies: one.copies.unwrap_or(1),
        lines: (one.lines.iter())
            .map(|line| said((app, &page), line))
            .collect(),
    });
    let template = Meetings {
        tabs: place::village_tabs(&page, &round, village_id, "meeting"),
        path: format!("{}/meeting", village_path(&key.0, round_id, village_id)),
        state: names::village_state(&page, village.state),
        badge: names::village_badge(village.state),
        waits: matches!(
            village.state,
            VillageState::Planned | VillageState::Surveying
        ),
        held: held.collect(),
        form,
        page,
    };
    let status = template
        .form
        .as_ref()
        .map_or(axum::http::StatusCode::OK, |form| form.problems.status());
    show_with(status, &template)
}

/// The share of a meeting that must agree, as the procedure of the round has it.
fn quorum(app: &App, round: &RoundPage) -> Option<u32> {
    let procedure = app.context.law.procedure(round.kind.code())?;
    let meeting = procedure.on(round.round.starts_on)?.step("meeting")?;
    Some(meeting.quorum.as_ref()?.percent)
}

fn said((app, page): (&App, &Page), line: &MinutesLine) -> Said {
    let label = line.result.map(ReviewResult::label);
    Said {
        head: line.head_name.clone(),
        class: line.proposed.code(),
        class_label: label.map_or_else(
            || class_label(page, &Wording::new(&app.context.law), line.proposed.code()),
            |label| page.say(&label).to_owned(),
        ),
        agree: line.opinion.agree,
        disagree: line.opinion.disagree,
        opinion: line.opinion.opinion.clone(),
        agreed: line.agreed,
    }
}

fn form(
    app: &App,
    page: &Page,
    round: &RoundPage,
    agenda: Vec<FormLine>,
    (sent, wrong): (&Fields, &[FieldError]),
) -> Form {
    let context = &app.context;
    let wording = Wording::new(&context.law);
    let problems = Problems::new(page, wrong);
    let rows = agenda.into_iter().map(|line| {
        let value = |name: &str| sent.get(&format!("{name}.{}", line.form_id)).to_owned();
        let class = line.class.clone().unwrap_or_default();
        Row {
            agree: value("agree"),
            disagree: value("disagree"),
            opinion: value("opinion"),
            problem: problems
                .of(&format!("opinions.{}", line.form_id))
                .to_owned(),
            before: class_label(page, &wording, &line.previous_class),
            class_label: class_label(page, &wording, &class),
            class,
            id: line.form_id,
            code: line.code,
            head: line.head_name,
            size: line.size,
        }
    });
    Form {
        key: form_key(context, sent),
        percent: quorum(app, round),
        held_on: sent
            .some("held_on")
            .map_or_else(|| context.today().to_string(), str::to_owned),
        rows: rows.collect(),
        sent: sent.clone(),
        problems,
    }
}
