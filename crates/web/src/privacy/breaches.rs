//! Breaches of personal data.

use super::id;
use crate::App;
use crate::board::{Board, Cell, Form, Sheet, said, text};
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::review::{download, print};
use crate::visit::Visit;
use crate::words::Words;
use axum::extract::{Path, State};
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::privacy::breaches::{BreachView, NewBreach, NewStep, step_kinds};
use vuonlen_app::{ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let read = Guard::May(Action::BreachRead);
    let record = Guard::May(Action::BreachRecord);
    routes
        .page("/breaches", read, list)
        .form("/breaches", record, add)
        .page("/breaches/{province}/{breach}", read, open)
        .form("/breaches/{province}/{breach}/steps", record, step)
        .page("/breaches/{province}/{breach}/paper/{format}", read, paper)
}

type At = Path<(String, String)>;

async fn list(State(app): State<App>, visit: Visit) -> Answer {
    draw(&app, &visit, (&Fields::default(), &[])).await
}

async fn add(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let new = NewBreach {
        unit: sent.get("unit").to_owned(),
        found_at: sent.get("found_at").to_owned(),
        what: sent.get("what").to_owned(),
        kinds: sent.get("kinds").to_owned(),
        people: sent.read("people"),
    };
    match app.context.record_breach(visit.actor()?, new).await {
        Ok((province, breach)) => {
            let t = &Words::of(visit.language).breaches;
            let path = format!("/breaches/{province}/{breach}");
            flash::done(&visit.session, &path, t.recorded).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether the authority has been told, and in time.
fn clock(board: &Board, view: &BreachView) -> Cell {
    let t = &board.page.t.breaches;
    let (label, state) = match (view.authority_at, view.late, view.closed_at) {
        (Some(_), false, _) => (t.told_in_time.to_owned(), "state-good"),
        (Some(_), true, _) => (t.told_late.to_owned(), "state-bad"),
        (None, _, Some(_)) => (t.closed_untold.to_owned(), "state-idle"),
        (None, true, None) => (t.overdue.to_owned(), "state-bad"),
        (None, false, None) => (t.until(board.page.moment(&view.due_at)), "state-wait"),
    };
    Cell::Badge(label, state.to_owned())
}

async fn draw(app: &App, visit: &Visit, (sent, wrong): (&Fields, &[FieldError])) -> Answer {
    let (context, actor) = (&app.context, visit.actor()?);
    let views = context.breaches(actor).await?;
    let words = Words::of(visit.language);
    let t = &words.breaches;
    let page = visit.page(t.title).await.under(words.frame.home, "/");
    let mut board = Board::new(page, "/breaches");
    board.lead = t.lead(context.privacy.breach_hours);
    super::tabs(&mut board, "/breaches");
    let heads = [
        &format!("*{}", t.what),
        t.unit,
        t.found_at,
        &format!("#{}", t.people),
        t.authority,
        t.state,
    ];
    let mut sheet = Sheet::new(&heads, (t.none, t.none_text));
    for view in &views {
        let breach = &view.breach;
        let short: String = breach.what.chars().take(80).collect();
        let path = format!("/breaches/{}/{}", breach.province_code, breach.breach_id);
        sheet.rows.push(vec![
            Cell::Link(short, path),
            text(view.place.clone()),
            text(board.page.moment(&breach.found_at)),
            text(people(&board, view)),
            clock(&board, view),
            text(if view.closed_at.is_some() {
                t.closed
            } else {
                t.open
            }),
        ]);
    }
    board.sheets.push(sheet);
    if board.page.may(Action::BreachRecord) {
        let units = context.breach_units(actor)?;
        let only = match &units[..] {
            [(code, _)] => code.clone(),
            _ => String::new(),
        };
        board.forms.push(
            Form::new("new", "/breaches", t.record)
                .choose("unit", t.unit, units, &only)
                .field("datetime-local", "found_at", t.found_at, "")
                .field("textarea", "what", t.what, "")
                .help(t.what_help)
                .field("text", "kinds", t.kinds, "")
                .help(t.kinds_help)
                .field("number", "people", t.people, "")
                .help(t.people_help),
        );
    }
    board.show(sent, wrong)
}

fn people(board: &Board, view: &BreachView) -> String {
    let people = view.people.as_ref().map(|people| board.page.number(people));
    people.unwrap_or_else(|| board.page.t.breaches.unknown.to_owned())
}

async fn open(State(app): State<App>, visit: Visit, Path((province, breach)): At) -> Answer {
    let key = (province.as_str(), id(&breach)?);
    draw_one(&app, &visit, key, (&Fields::default(), &[])).await
}

async fn draw_one(
    app: &App,
    visit: &Visit,
    key: (&str, Uuid),
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let view = app.context.breach(visit.actor()?, key).await?;
    let words = Words::of(visit.language);
    let t = &words.breaches;
    let mut page = visit
        .page(String::new())
        .await
        .under(words.frame.home, "/")
        .under(t.title, "/breaches");
    let found = page.moment(&view.breach.found_at);
    page.title = t.of(&found);
    let path = format!("/breaches/{}/{}", key.0, key.1);
    let mut board = Board::new(page, path.clone());
    board.lead = t.clock(app.context.privacy.breach_hours);
    let page = &board.page;
    let told = |at: Option<chrono::DateTime<chrono::Utc>>| {
        at.map_or_else(|| t.not_yet.to_owned(), |at| page.moment(&at))
    };
    board.facts = vec![
        (t.what.to_owned(), view.breach.what.clone()),
        (t.unit.to_owned(), view.place.clone()),
        (t.found_at.to_owned(), found),
        (t.kinds.to_owned(), view.breach.kinds.clone()),
        (t.people.to_owned(), people(&board, &view)),
        (t.due_at.to_owned(), page.moment(&view.due_at)),
        (t.authority.to_owned(), told(view.authority_at)),
        (t.people_told.to_owned(), told(view.people_at)),
        (t.closed.to_owned(), told(view.closed_at)),
    ];
    let heads = [
        &format!("*{}", t.step),
        t.at,
        t.content,
        &format!("#{}", t.people),
    ];
    let mut steps = Sheet::new(&heads, (t.no_step, t.no_step_text)).titled(t.timeline, "");
    for (label, step) in &view.steps {
        let people = step.people.as_ref().map(|people| page.number(people));
        steps.rows.push(vec![
            text(page.say(label)),
            text(page.moment(&step.at)),
            text(step.content.clone()),
            text(people.unwrap_or_default()),
        ]);
    }
    board.sheets.push(steps);
    for (label, format) in [(t.paper_docx, "docx"), (t.paper_pdf, "pdf")] {
        board.link(label, format!("{path}/paper/{format}"), "download");
    }
    if view.closed_at.is_none() && board.page.may(Action::BreachRecord) {
        let kinds = said(&board.page, step_kinds());
        board.forms.push(
            Form::new("step", format!("{path}/steps"), t.add_step)
                .choose("kind", t.step, kinds, "")
                .field("datetime-local", "at", t.at, "")
                .field("textarea", "content", t.content, "")
                .field("number", "people", t.people, "")
                .help(t.people_better),
        );
    }
    board.show(sent, wrong)
}

async fn step(
    State(app): State<App>,
    visit: Visit,
    Path((province, breach)): At,
    Posted(sent): Posted,
) -> Answer {
    let key = (province.as_str(), id(&breach)?);
    let new = NewStep {
        kind: sent.get("kind").to_owned(),
        at: sent.get("at").to_owned(),
        content: sent.get("content").to_owned(),
        people: sent.read("people"),
    };
    let recorded = app.context.record_breach_step(visit.actor()?, key, new);
    match recorded.await {
        Ok(()) => {
            let t = &Words::of(visit.language).breaches;
            let path = format!("/breaches/{province}/{}", key.1);
            flash::done(&visit.session, &path, t.step_recorded).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw_one(&app, &visit, key, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn paper(
    State(app): State<App>,
    visit: Visit,
    Path((province, breach, format)): Path<(String, String, String)>,
) -> Answer {
    let key = (province.as_str(), id(&breach)?);
    let print = print(&app, &format)?;
    let made = app.context.breach_paper(visit.actor()?, key, print).await?;
    download(made)
}
