//! After the signature: taking a household out of the lists, choosing one to correct, and the list
//! a coming standard begins with.

use super::correct::paper;
use super::place::{self, Tab};
use super::{id, round_path};
use crate::App;
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, Problems, choices, show, show_with};
use crate::registry::household_path;
use crate::registry::list::class_label;
use crate::visit::Visit;
use crate::words::{EN, VI, Words};
use askama::Template;
use axum::extract::{Path, State};
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::review::{FormLine, Removal};
use vuonlen_app::{ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let removal = "/rounds/{province}/{round}/removal";
    routes
        .page(removal, Guard::May(Action::RoundRecognise), begin)
        .form(removal, Guard::May(Action::RoundRecognise), remove)
        .page(
            "/rounds/{province}/{round}/amendments",
            Guard::May(Action::RoundSeal),
            amendments,
        )
        .page(
            "/rounds/{province}/{round}/opening",
            Guard::May(Action::HouseholdList),
            opening,
        )
}

#[derive(Template)]
#[template(path = "review/removal.html")]
struct RemovalPage {
    page: Page,
    path: String,
    back: String,
    households: Vec<Choice>,
    signed_on: String,
    signer: String,
    sent: Fields,
    problems: Problems,
}

type Key = (String, String);

async fn begin(State(app): State<App>, visit: Visit, Path(key): Path<Key>) -> Answer {
    draw(&app, &visit, &key, (&Fields::default(), &[])).await
}

async fn remove(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<Key>,
    Posted(sent): Posted,
) -> Answer {
    let at = (key.0.as_str(), id(&key.1)?);
    let household: Option<Uuid> = sent.read("household_id");
    let removed = match (household, paper(&sent)) {
        (_, Err(error)) => Err(error),
        (None, _) => Err(place::wrong(
            "household_id",
            VI.decision.household_wanted,
            EN.decision.household_wanted,
        )),
        (Some(household_id), Ok(paper)) => {
            let removal = Removal {
                household_id,
                criterion: sent.get("criterion").to_owned(),
                reason: sent.get("reason").to_owned(),
                paper,
            };
            app.context
                .remove_household(visit.actor()?, at, removal)
                .await
        }
    };
    match removed {
        Ok(_) => {
            let t = &Words::of(visit.language).decision;
            let path = format!("{}/decision", round_path(at.0, at.1));
            flash::done(&visit.session, &path, t.removed).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, &key, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether a line's household was found poor or near-poor.
fn listed(line: &FormLine) -> bool {
    matches!(line.class.as_deref(), Some("poor" | "near_poor"))
}

async fn draw(
    app: &App,
    visit: &Visit,
    key: &Key,
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let context = &app.context;
    let actor = visit.actor()?;
    let at = (key.0.as_str(), id(&key.1)?);
    let round = place::round(app, visit, at).await?;
    let page = visit.page(Words::of(visit.language).decision.remove).await;
    let lines = context.review_list(actor, at, None).await?;
    let households = (lines.iter().filter(|line| listed(line)))
        .map(|line| (line.household_id.to_string(), place::line_label(line)));
    let path = round_path(at.0, at.1);
    let template = RemovalPage {
        back: format!("{path}/decision"),
        path: format!("{path}/removal"),
        households: choices(households, &[sent.get("household_id")]),
        signed_on: sent
            .some("signed_on")
            .map_or_else(|| context.today().to_string(), str::to_owned),
        signer: sent
            .some("signer")
            .unwrap_or(&actor.display_name)
            .to_owned(),
        sent: sent.clone(),
        problems: Problems::new(&page, wrong),
        page: place::under_round(page, &round),
    };
    show_with(template.problems.status(), &template)
}

#[derive(Template)]
#[template(path = "review/amendments.html")]
struct Amendments {
    page: Page,
    rows: Vec<Row>,
}

/// A household and what is done with it.
struct Row {
    path: String,
    code: String,
    head: String,
    class: String,
    label: String,
    then: (String, String),
}

async fn amendments(State(app): State<App>, visit: Visit, Path(key): Path<Key>) -> Answer {
    let at = (key.0.as_str(), id(&key.1)?);
    let round = place::round(&app, &visit, at).await?;
    let page = visit
        .page(Words::of(visit.language).decision.amend_title)
        .await;
    let page = place::under_round(page, &round);
    let lines = app.context.review_list(visit.actor()?, at, None).await?;
    let path = round_path(at.0, at.1);
    let confirmed = lines.into_iter().filter(|line| line.state == "confirmed");
    let rows = confirmed.map(|line| {
        let path = format!("{path}/amendments/{}", line.form_id);
        row(&app, &page, line, path)
    });
    show(&Amendments {
        rows: rows.collect(),
        page,
    })
}

fn row(app: &App, page: &Page, line: FormLine, path: String) -> Row {
    let wording = Wording::new(&app.context.law);
    let class = line.class.unwrap_or_else(|| "none".to_owned());
    let then = line.opening_class.unwrap_or_else(|| "none".to_owned());
    Row {
        path,
        label: class_label(page, &wording, &class),
        then: (class_label(page, &wording, &then), then),
        code: line.code,
        head: line.head_name,
        class,
    }
}

#[derive(Template)]
#[template(path = "review/opening.html")]
struct Opening {
    page: Page,
    tabs: Vec<Tab>,
    lead: String,
    moves: Vec<Move>,
    changed: Vec<Row>,
    undecided: Vec<Row>,
    opens: bool,
}

struct Move {
    now: (String, String),
    then: (String, String),
    households: u32,
}

async fn opening(State(app): State<App>, visit: Visit, Path(key): Path<Key>) -> Answer {
    let context = &app.context;
    let at = (key.0.as_str(), id(&key.1)?);
    let round = place::round(&app, &visit, at).await?;
    let list = context.opening_list(visit.actor()?, at).await?;
    let t = Words::of(visit.language);
    let page = place::under_round(visit.page(t.tables.opening_title).await, &round);
    let wording = Wording::new(&context.law);
    let title = |id: &str| {
        let standard = context.law.standard(id);
        standard.map_or_else(|| id.to_owned(), |one| page.say(&one.title).to_owned())
    };
    let class = |code: &str| (class_label(&page, &wording, code), code.to_owned());
    let rows = |lines: Vec<FormLine>| -> Vec<Row> {
        let row = |line: FormLine| {
            let path = household_path(at.0, line.household_id);
            row(&app, &page, line, path)
        };
        lines.into_iter().map(row).collect()
    };
    show(&Opening {
        opens: page.may(Action::HouseholdRead),
        tabs: place::round_tabs(&page, &round, "opening"),
        lead: t
            .tables
            .opening_lead(title(&list.standard), title(&list.opening_standard)),
        moves: list
            .moves
            .iter()
            .map(|((now, then), households)| Move {
                now: class(now),
                then: class(then),
                households: *households,
            })
            .collect(),
        changed: rows(list.changed),
        undecided: rows(list.undecided),
        page: page.clone(),
    })
}
