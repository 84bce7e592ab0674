//! Changes during the year: the year's list, and recording one for a household.

use super::{household_path, id};
use crate::App;
use crate::failure::Answer;
use crate::fields::{Asked, Fields, Posted};
use crate::flash::{self, Flash};
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, Problems, choices, show, show_with};
use crate::visit::{Visit, form_key};
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use chrono::Datelike;
use vuonlen_app::access::Action;
use vuonlen_app::registry::{EventLine, NewEvent};
use vuonlen_app::{ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let record = Guard::May(Action::HouseholdEvent);
    let path = "/households/{province}/{household}/events";
    routes
        .page("/events", record, year)
        .page(path, record, begin)
        .form(path, record, save)
}

#[derive(Template)]
#[template(path = "registry/events.html")]
struct Year {
    page: Page,
    year: i32,
    years: Vec<i32>,
    lines: Vec<EventLine>,
    may_open: bool,
    reports: bool,
}

async fn year(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    let now = app.context.today().year();
    let year = asked
        .read("year")
        .filter(|year| (2016..=now).contains(year))
        .unwrap_or(now);
    let lines = app.context.events_of_year(visit.actor()?, year).await?;
    let t = Words::of(visit.language);
    let page = visit.page(t.events.title).await.under(t.frame.home, "/");
    show(&Year {
        year,
        years: (now - 4..=now).rev().collect(),
        lines,
        may_open: page.may(Action::HouseholdRead),
        reports: page.may(Action::ChangeReportRead),
        page,
    })
}

#[derive(Template)]
#[template(path = "registry/event_form.html")]
struct EventForm {
    page: Page,
    path: String,
    key: String,
    name: String,
    kinds: Vec<Choice>,
    on: String,
    note: String,
    leaves: bool,
    may_end: bool,
    wrong: Problems,
}

async fn begin(
    State(app): State<App>,
    visit: Visit,
    Path((province, household)): Path<(String, String)>,
) -> Answer {
    draw(
        &app,
        &visit,
        (&province, &household),
        (&Fields::default(), &[]),
    )
    .await
}

async fn save(
    State(app): State<App>,
    visit: Visit,
    Path((province, household)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let new = NewEvent {
        kind: sent.get("kind").to_owned(),
        on: sent.read("on"),
        note: sent.get("note").to_owned(),
        leaves: sent.get("leaves") == "1",
    };
    let id = id(&household)?;
    let recorded = app
        .context
        .record_event(visit.actor()?, (&province, id), new, sent.some("key"))
        .await;
    let t = Words::of(visit.language);
    match recorded {
        Ok(()) => {
            let mut flash = Flash::success(t.events.recorded);
            flash
                .items
                .push((t.events.then_edit.to_owned(), String::new()));
            flash::leave(&visit.session, flash).await?;
            Ok(Redirect::to(&household_path(&province, id)).into_response())
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(
                &app,
                &visit,
                (&province, &household),
                (&sent, &error.fields),
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(
    app: &App,
    visit: &Visit,
    (province, household): (&str, &str),
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let context = &app.context;
    let id = id(household)?;
    let found = context
        .household(visit.actor()?, province, id, None)
        .await?;
    let t = Words::of(visit.language);
    let path = household_path(province, id);
    let name = found.document.head_name().to_owned();
    let page = visit
        .page(t.events.record)
        .await
        .under(t.households.title, "/households")
        .under(t.household.title(&name), path.clone());
    let kinds = context.event_kinds();
    let kinds = kinds
        .iter()
        .map(|(code, label)| (code.clone(), page.say(label).to_owned()));
    let today = context.today().to_string();
    let template = EventForm {
        key: form_key(context, sent),
        kinds: choices(kinds, &[sent.get("kind")]),
        on: sent.some("on").unwrap_or(&today).to_owned(),
        note: sent.get("note").to_owned(),
        leaves: sent.get("leaves") == "1",
        may_end: page.may(Action::HouseholdWrite),
        wrong: Problems::new(&page, wrong),
        path,
        name,
        page,
    };
    show_with(template.wrong.status(), &template)
}
