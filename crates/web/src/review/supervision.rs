//! Findings of the Fatherland Front and the commune's answers.

use super::place::{self, Tab};
use super::{id, round_path};
use crate::App;
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, Problems, choices, show_with};
use crate::visit::{Visit, form_key};
use crate::words::{EN, VI, Words};
use askama::Template;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::{ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let path = "/rounds/{province}/{round}/supervision";
    routes
        .page(path, Guard::May(Action::SupervisionRead), list)
        .form(path, Guard::May(Action::SupervisionRecord), record)
        .form(
            "/rounds/{province}/{round}/supervision/{finding}",
            Guard::May(Action::SupervisionAnswer),
            answer,
        )
}

#[derive(Template)]
#[template(path = "review/supervision.html")]
struct Supervision {
    page: Page,
    tabs: Vec<Tab>,
    path: String,
    key: String,
    villages: Vec<Choice>,
    found_on: String,
    content: String,
    may_record: bool,
    may_answer: bool,
    findings: Vec<Row>,
    problems: Problems,
}

struct Row {
    id: Uuid,
    on: NaiveDate,
    village: String,
    content: String,
    answer: Option<(String, String)>,
    typed: String,
}

type Key = (String, String);

async fn list(State(app): State<App>, visit: Visit, Path(key): Path<Key>) -> Answer {
    draw(&app, &visit, &key, (&Fields::default(), &[])).await
}

async fn record(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<Key>,
    Posted(sent): Posted,
) -> Answer {
    let at = (key.0.as_str(), id(&key.1)?);
    let recorded = match sent.read::<NaiveDate>("found_on") {
        Some(day) => {
            let what = (sent.get("content"), day);
            let (village, once) = (sent.read("village"), sent.some("key"));
            let actor = visit.actor()?;
            app.context
                .record_finding(actor, at, village, what, once)
                .await
        }
        None => Err(place::wrong(
            "found_on",
            VI.supervision.day_wanted,
            EN.supervision.day_wanted,
        )),
    };
    match recorded {
        Ok(_) => {
            let t = &Words::of(visit.language).supervision;
            let path = format!("{}/supervision", round_path(at.0, at.1));
            flash::done(&visit.session, &path, t.recorded).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, &key, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn answer(
    State(app): State<App>,
    visit: Visit,
    Path((province, round, finding)): Path<(String, String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let finding = id(&finding)?;
    let actor = visit.actor()?;
    let said = sent.get("answer");
    let answered = app
        .context
        .answer_finding(actor, (&province, finding), said)
        .await;
    let key = (province, round);
    match answered {
        Ok(()) => {
            let t = &Words::of(visit.language).supervision;
            let path = format!("{}/supervision", round_path(&key.0, id(&key.1)?));
            flash::done(&visit.session, &path, t.answered).await
        }
        Err(mut error) if error.kind == ErrorKind::Invalid => {
            for field in &mut error.fields {
                field.field = format!("answer.{finding}");
            }
            draw(&app, &visit, &key, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(
    app: &App,
    visit: &Visit,
    key: &Key,
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let context = &app.context;
    let at = (key.0.as_str(), id(&key.1)?);
    let round = place::round(app, visit, at).await?;
    let t = Words::of(visit.language);
    let page = visit.page(t.supervision.title).await;
    let page = place::under_round(page, &round);
    let found = context.findings(visit.actor()?, at).await?;
    let name = |id: Uuid| {
        let found = round.villages.iter().find(|one| one.village_id == id);
        found.map(|one| one.name.clone()).unwrap_or_default()
    };
    let findings = found.into_iter().rev().map(|one| Row {
        id: one.finding_id,
        on: one.found_on,
        village: one
            .village_id
            .map_or_else(|| t.supervision.whole.to_owned(), name),
        content: one.content,
        answer: one.answer.map(|answer| {
            let when = one.answered_at.map(|at| page.moment(&at));
            (answer, when.unwrap_or_default())
        }),
        typed: sent.get("answer").to_owned(),
    });
    let open = round.state.is_open();
    let villages =
        (round.villages.iter()).map(|one| (one.village_id.to_string(), one.name.clone()));
    let template = Supervision {
        tabs: place::round_tabs(&page, &round, "supervision"),
        path: format!("{}/supervision", round_path(at.0, at.1)),
        key: form_key(context, sent),
        villages: choices(villages, &[sent.get("village")]),
        found_on: sent
            .some("found_on")
            .map_or_else(|| context.today().to_string(), str::to_owned),
        content: sent.get("content").to_owned(),
        may_record: open && page.may(Action::SupervisionRecord),
        may_answer: open && page.may(Action::SupervisionAnswer),
        findings: findings.collect(),
        problems: Problems::new(&page, wrong),
        page,
    };
    show_with(template.problems.status(), &template)
}
