//! Posting a village's list, its papers, and concluding it.

use super::place::{self, Tab};
use super::{id, names, round_path, village_path};
use crate::App;
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, Problems, choices, show_with};
use crate::public::posted_path;
use crate::registry::list::codes;
use crate::visit::Visit;
use crate::words::{EN, VI, Words};
use askama::Template;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::review::{PostedEntry, PostingSheet, PostingView, RoundPage};
use vuonlen_app::{Error, ErrorKind, FieldError};
use vuonlen_domain::review::VillageState;

pub(super) fn routes(routes: Routes) -> Routes {
    let read = Guard::May(Action::RoundRead);
    let path = "/rounds/{province}/{round}/villages/{village}/posting";
    routes
        .page(path, read, postings)
        .form(path, Guard::May(Action::PostingMake), post)
        .form(
            "/rounds/{province}/{round}/villages/{village}/conclude",
            Guard::May(Action::ObjectionSettle),
            conclude,
        )
        .page(
            "/rounds/{province}/{round}/postings/{posting}/{sheet}/{format}",
            read,
            paper,
        )
        .page(
            "/rounds/{province}/{round}/posted/{sheet}/{format}",
            read,
            commune_paper,
        )
}

#[derive(Template)]
#[template(path = "review/posting.html")]
struct Postings {
    page: Page,
    tabs: Vec<Tab>,
    round: String,
    path: String,
    public_path: String,
    state: &'static str,
    badge: &'static str,
    form: Option<Form>,
    may_conclude: bool,
    /// Every list has run its days and no objection is open.
    concludes: bool,
    may_object: bool,
    stands: bool,
    list: Vec<Shown>,
    objections: Vec<super::objection::Line>,
}

struct Form {
    from: String,
    places: Vec<Choice>,
    days: String,
    problems: Problems,
}

struct Shown {
    id: Uuid,
    because: String,
    from: NaiveDate,
    last: NaiveDate,
    state: &'static str,
    badge: &'static str,
    places: String,
    entries: Vec<EntryRow>,
    announcement: String,
}

/// One line of a list as it hangs out.
#[derive(Debug, Clone)]
pub(crate) struct EntryRow {
    pub(crate) head: String,
    pub(crate) badge: &'static str,
    pub(crate) result: String,
    pub(crate) persons: i64,
}

type Key = (String, String, String);

async fn postings(State(app): State<App>, visit: Visit, Path(key): Path<Key>) -> Answer {
    draw(&app, &visit, &key, (&Fields::default(), &[])).await
}

async fn post(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<Key>,
    Posted(sent): Posted,
) -> Answer {
    let (round, village) = (id(&key.1)?, id(&key.2)?);
    let places: Vec<String> = sent.all("places").map(str::to_owned).collect();
    let posted = match sent.read::<NaiveDate>("from") {
        Some(from) => {
            let at = (key.0.as_str(), round, village);
            let actor = visit.actor()?;
            app.context.post_list(actor, at, from, &places).await
        }
        None => Err(place::wrong(
            "from",
            VI.posting.day_wanted,
            EN.posting.day_wanted,
        )),
    };
    match posted {
        Ok(_) => {
            let t = &Words::of(visit.language).posting;
            let path = format!("{}/posting", village_path(&key.0, round, village));
            flash::done(&visit.session, &path, t.done).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, &key, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn conclude(State(app): State<App>, visit: Visit, Path(key): Path<Key>) -> Answer {
    let (round, village) = (id(&key.1)?, id(&key.2)?);
    let at = (key.0.as_str(), round, village);
    app.context.conclude_posting(visit.actor()?, at).await?;
    let t = &Words::of(visit.language).posting;
    let path = format!("{}/posting", village_path(&key.0, round, village));
    flash::done(&visit.session, &path, t.concluded).await
}

async fn paper(
    State(app): State<App>,
    visit: Visit,
    Path((province, round, posting, sheet, format)): Path<(String, String, String, String, String)>,
) -> Answer {
    let posting = Some(id(&posting)?);
    let wanted = (&*province, &*round, posting);
    give(&app, &visit, wanted, (&sheet, &format)).await
}

async fn commune_paper(
    State(app): State<App>,
    visit: Visit,
    Path((province, round, sheet, format)): Path<(String, String, String, String)>,
) -> Answer {
    give(&app, &visit, (&province, &round, None), (&sheet, &format)).await
}

async fn give(
    app: &App,
    visit: &Visit,
    (province, round, posting): (&str, &str, Option<Uuid>),
    (sheet, format): (&str, &str),
) -> Answer {
    let print = place::print(app, format)?;
    let sheet = PostingSheet::parse(sheet).ok_or_else(Error::not_found)?;
    let key = (province, id(round)?);
    let actor = visit.actor()?;
    let context = &app.context;
    let paper = context
        .posting_paper(actor, key, posting, (sheet, print))
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
    let page = visit.page(t.posting.title(&village.name)).await;
    let page = place::under_round(page, &round);
    let ready = match village.state {
        VillageState::MeetingHeld => true,
        VillageState::Scored => !round.track.meeting,
        _ => false,
    };
    let form =
        (ready && page.may(Action::PostingMake)).then(|| form(app, &page, &round, (sent, wrong)));
    let at = (key.0.as_str(), round_id, village_id);
    let views = context.postings(actor, at).await?;
    let may_object = page.may(Action::ObjectionRecord);
    let objections = if may_object {
        super::objection::lines(app, visit, &page, (&key.0, round_id), Some(village_id)).await?
    } else {
        Vec::new()
    };
    let stands = views.iter().any(|view| view.stands);
    let posted = village.state == VillageState::Posted;
    let template = Postings {
        tabs: place::village_tabs(&page, &round, village_id, "posting"),
        round: round_path(&key.0, round_id),
        path: village_path(&key.0, round_id, village_id),
        public_path: posted_path(&round.round.commune_code, village_id),
        state: names::village_state(&page, village.state),
        badge: names::village_badge(village.state),
        concludes: !views.iter().any(|view| view.last >= context.today())
            && objections.iter().all(|one| one.settled),
        may_conclude: posted && page.may(Action::ObjectionSettle),
        may_object: posted && may_object,
        stands,
        list: views
            .into_iter()
            .rev()
            .map(|view| shown(app, &page, view))
            .collect(),
        objections,
        form,
        page,
    };
    let status =
        (template.form.as_ref()).map_or(axum::http::StatusCode::OK, |form| form.problems.status());
    show_with(status, &template)
}

fn form(
    app: &App,
    page: &Page,
    round: &RoundPage,
    (sent, wrong): (&Fields, &[FieldError]),
) -> Form {
    let context = &app.context;
    let list = context.law.codes.list("posting_places");
    let all = codes(context, "posting_places");
    let entries = all.iter().map(|code| {
        let label = list.and_then(|list| list.label(code));
        let label = label.map_or(code.as_str(), |label| page.say(label));
        (code.clone(), label.to_owned())
    });
    let given: Vec<&str> = sent.all("places").collect();
    let chosen: Vec<&str> = if sent.iter().next().is_none() {
        all.iter().map(String::as_str).collect()
    } else {
        given
    };
    let procedure = context.law.procedure(round.kind.code());
    let step = procedure.and_then(|found| found.on(round.round.starts_on)?.step("posting"));
    let days = step.and_then(|step| step.days.as_ref());
    Form {
        from: sent
            .some("from")
            .map_or_else(|| context.today().to_string(), str::to_owned),
        places: choices(entries, &chosen),
        days: days
            .map(|days| {
                let status = days.status.label();
                page.t.posting.days(days.value, page.say(&status))
            })
            .unwrap_or_default(),
        problems: Problems::new(page, wrong),
    }
}

/// The lines of a list, as they hang out.
pub(crate) fn entry_rows(page: &Page, entries: &[PostedEntry]) -> Vec<EntryRow> {
    let row = |entry: &PostedEntry| EntryRow {
        head: entry.head.clone(),
        badge: place::result_badge(entry.result),
        result: page.say(&entry.result.label()).to_owned(),
        persons: entry.persons,
    };
    entries.iter().map(row).collect()
}

fn shown(app: &App, page: &Page, view: PostingView) -> Shown {
    let t = &page.t.posting;
    let (state, badge) = if view.stands {
        (t.stands, "state-now")
    } else if view.from > app.context.today() {
        (t.coming, "state-wait")
    } else {
        (t.ended, "state-idle")
    };
    let list = app.context.law.codes.list("posting_places");
    let places: Vec<&str> = (view.places.iter())
        .map(|code| {
            let label = list.and_then(|list| list.label(code));
            label.map_or(code.as_str(), |label| page.say(label))
        })
        .collect();
    Shown {
        id: view.posting_id,
        from: view.from,
        last: view.last,
        state,
        badge,
        places: places.join("; "),
        entries: entry_rows(page, &view.entries),
        announcement: page.say(&view.announcement).to_owned(),
        because: view.because,
    }
}
