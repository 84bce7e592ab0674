//! What hangs out today in a commune, and objecting to it.

use super::{kept, posted_path};
use crate::App;
use crate::failure::{Answer, Failure};
use crate::fields::{Asked, Fields, Posted};
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, Problems, choices, show_with};
use crate::review::{EntryRow, entry_rows};
use crate::visit::Visit;
use crate::words::{EN, VI, Words};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use chrono::NaiveDate;
use uuid::Uuid;
use vuonlen_app::review::{PostingView, PublicObjection};
use vuonlen_app::{Error, ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let village = "/posted/{commune}/{village}";
    routes
        .page("/posted/{commune}", Guard::Public, commune)
        .page(village, Guard::Public, open)
        .form(village, Guard::Public, object)
}

#[derive(Template)]
#[template(path = "public/commune.html")]
struct Commune {
    page: Page,
    commune: String,
    code: String,
    villages: Vec<(String, String, NaiveDate)>,
}

async fn commune(State(app): State<App>, visit: Visit, Path(code): Path<String>) -> Answer {
    let views = app.context.public_postings(&code).await?;
    let t = Words::of(visit.language);
    let page = Page::new(&visit, t.posting.public_title.to_owned(), None);
    let mut villages: Vec<(String, String, NaiveDate)> = Vec::new();
    for view in views {
        let path = posted_path(&code, view.village_id);
        match villages.iter_mut().find(|(_, known, _)| *known == path) {
            Some((.., last)) => *last = view.last.max(*last),
            None => villages.push((view.village_name, path, view.last)),
        }
    }
    villages.sort_by(|a, b| vuonlen_domain::text::collation::compare(&a.0, &b.0));
    let answer = show_with(
        StatusCode::OK,
        &Commune {
            commune: app.context.unit_name(&code),
            code,
            villages,
            page,
        },
    )?;
    Ok(kept(&visit, false, answer))
}

#[derive(Template)]
#[template(path = "public/village.html")]
struct Village {
    page: Page,
    path: String,
    lists: Vec<List>,
    about: Vec<Choice>,
    sent: Fields,
    was_sent: bool,
    problems: Problems,
}

struct List {
    lead: String,
    because: String,
    span: String,
    entries: Vec<EntryRow>,
}

async fn open(
    State(app): State<App>,
    visit: Visit,
    Path((commune, village)): Path<(String, String)>,
    Asked(asked): Asked,
) -> Answer {
    let was_sent = asked.get("sent") == "1";
    let at = (commune.as_str(), village.as_str());
    let answer = draw(&app, &visit, at, (&Fields::default(), &[], was_sent)).await?;
    Ok(kept(&visit, was_sent, answer))
}

async fn object(
    State(app): State<App>,
    visit: Visit,
    Path((commune, village)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    if !app.gate.takes_form(&visit.address, app.context.now()) {
        let (vi, en) = (VI.posting.too_often, EN.posting.too_often);
        let status = StatusCode::TOO_MANY_REQUESTS;
        return Err(Failure::new(status, "too_often", vi, en));
    }
    // "posting:number of the line", or the posting alone for a household that is missing from it.
    let about = sent.get("about");
    let (posting, entry) = about.split_once(':').unwrap_or((about, ""));
    let posting = Uuid::parse_str(posting).map_err(|_| Error::not_found())?;
    let objection = PublicObjection {
        posting_id: posting,
        entry: entry.parse().ok(),
        raised_by: sent.get("raised_by").chars().take(120).collect(),
        content: sent.get("content").to_owned(),
        address: visit.address.clone(),
    };
    let raised = app.context.raise_public_objection(&commune, objection);
    match raised.await {
        Ok(_) => {
            let village = Uuid::parse_str(&village).map_err(|_| Error::not_found())?;
            let path = format!("{}?sent=1", posted_path(&commune, village));
            Ok(Redirect::to(&path).into_response())
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            let at = (commune.as_str(), village.as_str());
            draw(&app, &visit, at, (&sent, &error.fields, false)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(
    app: &App,
    visit: &Visit,
    (commune, village): (&str, &str),
    (sent, wrong, was_sent): (&Fields, &[FieldError], bool),
) -> Answer {
    let village = Uuid::parse_str(village).map_err(|_| Error::not_found())?;
    let mut views = app.context.public_postings(commune).await?;
    views.retain(|view| view.village_id == village);
    let t = Words::of(visit.language);
    let page = Page::new(visit, t.posting.public_title.to_owned(), None);
    let mut about: Vec<(String, String)> = Vec::new();
    for view in &views {
        let entries = view.entries.iter().enumerate();
        about.extend(entries.map(|(number, entry)| {
            let result = entry.result.label();
            let label = format!("{} ({})", entry.head, page.say(&result));
            (format!("{}:{number}", view.posting_id), label)
        }));
    }
    if let Some(view) = views.first() {
        let missing = t.posting.about_missing.to_owned();
        about.push((view.posting_id.to_string(), missing));
    }
    let commune_name = app.context.unit_name(commune);
    let template = Village {
        path: posted_path(commune, village),
        lists: views
            .iter()
            .map(|view| list(&page, &commune_name, view))
            .collect(),
        about: choices(about, &[sent.get("about")]),
        sent: sent.clone(),
        was_sent,
        problems: Problems::new(&page, wrong),
        page: page.clone(),
    };
    show_with(template.problems.status(), &template)
}

fn list(page: &Page, commune: &str, view: &PostingView) -> List {
    let t = &page.t.posting;
    List {
        lead: t.public_lead(&view.village_name, commune, page.date(&view.last)),
        because: if view.because.is_empty() {
            String::new()
        } else {
            // Why a result changed may say more of a household than may be public.
            t.public_changed.to_owned()
        },
        span: t.span(page.date(&view.from), page.date(&view.last)),
        entries: entry_rows(page, &view.entries),
    }
}
