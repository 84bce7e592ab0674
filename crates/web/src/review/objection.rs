//! Objections: the list, entering one, re-checking the household, the answer.

use super::place::{self, Tab};
use super::{id, round_path, village_path};
use crate::App;
use crate::failure::{Answer, Failure};
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, Problems, choices, show, show_with};
use crate::registry::list::class_label;
use crate::visit::{Visit, form_key};
use crate::words::{EN, VI, Words};
use askama::Template;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::registry::HouseholdQuery;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::review::{NewObjection, ObjectionAnswer, RoundRef};
use vuonlen_app::{ErrorKind, FieldError};
use vuonlen_domain::review::ObjectionOutcome;

/// Most households of a village that are offered to choose from.
const MOST_HOUSEHOLDS: u32 = 500;

pub(super) fn routes(routes: Routes) -> Routes {
    let enter = Guard::May(Action::ObjectionRecord);
    let settle = Guard::May(Action::ObjectionSettle);
    let new = "/rounds/{province}/{round}/villages/{village}/objections/new";
    let one = "/objections/{province}/{objection}";
    routes
        .page("/rounds/{province}/{round}/objections", enter, list)
        .page(new, enter, begin)
        .form(new, enter, add)
        .page(one, enter, open)
        .form("/objections/{province}/{objection}/attach", settle, attach)
        .form("/objections/{province}/{objection}/settle", settle, answer)
        .page(
            "/objections/{province}/{objection}/notice/{format}",
            enter,
            notice,
        )
}

pub(super) fn objection_path(province: &str, objection: Uuid) -> String {
    format!("/objections/{province}/{objection}")
}

/// One objection in a list.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) path: String,
    pub(super) head: String,
    pub(super) village: String,
    pub(super) content: String,
    pub(super) raised_on: NaiveDate,
    pub(super) due_on: NaiveDate,
    pub(super) late: bool,
    pub(super) settled: bool,
    pub(super) state: &'static str,
    pub(super) badge: &'static str,
}

fn state(page: &Page, state: &str) -> (&'static str, &'static str) {
    let t = &page.t.objection;
    match state {
        "open" => (t.state_open, "state-wait"),
        "rechecked" => (t.state_rechecked, "state-now"),
        _ => (t.state_settled, "state-good"),
    }
}

/// The objections of a round or one village of it, by due day.
pub(super) async fn lines(
    app: &App,
    visit: &Visit,
    page: &Page,
    key: RoundRef<'_>,
    village: Option<Uuid>,
) -> Result<Vec<Line>, Failure> {
    let context = &app.context;
    let actor = visit.actor()?;
    let found = context.objections(actor, key, village).await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let round = context.round(actor, key).await?;
    let villages: BTreeMap<Uuid, &str> = (round.villages.iter())
        .map(|one| (one.village_id, one.name.as_str()))
        .collect();
    let mut heads: BTreeMap<Uuid, String> = BTreeMap::new();
    for village in villages.keys() {
        let listed = context.review_list(actor, key, Some(*village)).await?;
        heads.extend(
            listed
                .into_iter()
                .map(|line| (line.form_id, line.head_name)),
        );
    }
    let today = context.today();
    let t = &page.t.objection;
    let line = |one: vuonlen_app::review::Objection| {
        let (label, badge) = state(page, &one.state);
        let head = one.form_id.and_then(|form| heads.get(&form));
        Line {
            path: objection_path(key.0, one.objection_id),
            head: head.map_or(t.unknown_household, String::as_str).to_owned(),
            village: (villages.get(&one.village_id).copied())
                .unwrap_or_default()
                .to_owned(),
            late: one.state != "settled" && one.due_on < today,
            settled: one.state == "settled",
            content: one.content,
            raised_on: one.raised_on,
            due_on: one.due_on,
            state: label,
            badge,
        }
    };
    Ok(found.into_iter().map(line).collect())
}

#[derive(Template)]
#[template(path = "review/objections.html")]
struct Objections {
    page: Page,
    tabs: Vec<Tab>,
    list: Vec<Line>,
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Path((province, round)): Path<(String, String)>,
) -> Answer {
    let key = (province.as_str(), id(&round)?);
    let round = place::round(&app, &visit, key).await?;
    let page = visit.page(Words::of(visit.language).objection.title).await;
    let page = place::under_round(page, &round);
    show(&Objections {
        tabs: place::round_tabs(&page, &round, "objections"),
        list: lines(&app, &visit, &page, key, None).await?,
        page,
    })
}

#[derive(Template)]
#[template(path = "review/objection_form.html")]
struct NewTemplate {
    page: Page,
    path: String,
    back: String,
    key: String,
    households: Vec<Choice>,
    raised_on: String,
    sent: Fields,
    problems: Problems,
}

type VillageKey = (String, String, String);

async fn begin(State(app): State<App>, visit: Visit, Path(key): Path<VillageKey>) -> Answer {
    draw_new(&app, &visit, &key, (&Fields::default(), &[])).await
}

async fn add(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<VillageKey>,
    Posted(sent): Posted,
) -> Answer {
    let at = (key.0.as_str(), id(&key.1)?, id(&key.2)?);
    let t = (&VI.objection, &EN.objection);
    let household: Option<Uuid> = sent.read("household_id");
    let day: Option<NaiveDate> = sent.read("raised_on");
    let recorded = match (household, day) {
        (None, _) => Err(place::wrong(
            "household_id",
            t.0.household_wanted,
            t.1.household_wanted,
        )),
        (_, None) => Err(place::wrong("raised_on", t.0.day_wanted, t.1.day_wanted)),
        (Some(household_id), Some(raised_on)) => {
            let new = NewObjection {
                household_id,
                raised_by: sent.get("raised_by").to_owned(),
                on_behalf_of: sent.get("on_behalf_of").to_owned(),
                raised_on,
                content: sent.get("content").to_owned(),
            };
            let once = sent.some("key");
            let actor = visit.actor()?;
            app.context.record_objection(actor, at, new, once).await
        }
    };
    match recorded {
        Ok(objection) => {
            let t = &Words::of(visit.language).objection;
            let path = objection_path(at.0, objection);
            flash::done(&visit.session, &path, t.recorded).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw_new(&app, &visit, &key, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw_new(
    app: &App,
    visit: &Visit,
    key: &VillageKey,
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let (round_id, village_id) = (id(&key.1)?, id(&key.2)?);
    let round = place::round(app, visit, (&key.0, round_id)).await?;
    let village = place::village(&round, village_id)?;
    let t = Words::of(visit.language);
    let page = visit.page(t.objection.new_title(&village.name)).await;
    let path = village_path(&key.0, round_id, village_id);
    let households = of_village(app, visit, village_id, sent.get("household_id")).await?;
    let template = NewTemplate {
        page: place::under_round(page.clone(), &round),
        back: format!("{path}/posting"),
        path: format!("{path}/objections/new"),
        key: form_key(&app.context, sent),
        households,
        raised_on: sent
            .some("raised_on")
            .map_or_else(|| app.context.today().to_string(), str::to_owned),
        sent: sent.clone(),
        problems: Problems::new(&page, wrong),
    };
    show_with(template.problems.status(), &template)
}

/// The households of a village to choose from.
async fn of_village(
    app: &App,
    visit: &Visit,
    village: Uuid,
    chosen: &str,
) -> Result<Vec<Choice>, Failure> {
    let query = HouseholdQuery {
        village: Some(village),
        limit: MOST_HOUSEHOLDS,
        ..HouseholdQuery::default()
    };
    let found = app.context.list_households(visit.actor()?, &query).await?;
    let entries = found.households.into_iter().map(|one| {
        let label = format!("{} · {}", one.code, one.head_name);
        (one.household_id.to_string(), label)
    });
    Ok(choices(entries, &[chosen]))
}

#[derive(Template)]
#[template(path = "review/objection.html")]
struct One {
    page: Page,
    path: String,
    answer: ObjectionAnswer,
    public: bool,
    late: bool,
    state: &'static str,
    badge: &'static str,
    outcome: &'static str,
    rechecks: Vec<Checked>,
    changed: Option<bool>,
    may_settle: bool,
    may_attach: bool,
    may_recheck: bool,
    households: Vec<Choice>,
    reason: String,
    problems: Problems,
    notice: bool,
    refusal: String,
}

/// A visit an objection led to.
struct Checked {
    on: String,
    before: (String, String),
    after: (String, String),
    note: String,
}

type ObjectionKey = (String, String);

async fn open(State(app): State<App>, visit: Visit, Path(key): Path<ObjectionKey>) -> Answer {
    draw(&app, &visit, &key, (&Fields::default(), &[])).await
}

async fn attach(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<ObjectionKey>,
    Posted(sent): Posted,
) -> Answer {
    let at = (key.0.as_str(), id(&key.1)?);
    let Some(household) = sent.read::<Uuid>("household_id") else {
        let (vi, en) = (VI.objection.household_wanted, EN.objection.household_wanted);
        let wrong = place::wrong("household_id", vi, en);
        return draw(&app, &visit, &key, (&sent, &wrong.fields)).await;
    };
    let actor = visit.actor()?;
    app.context.attach_objection(actor, at, household).await?;
    let t = &Words::of(visit.language).objection;
    flash::done(&visit.session, &objection_path(at.0, at.1), t.attached).await
}

async fn answer(
    State(app): State<App>,
    visit: Visit,
    Path(key): Path<ObjectionKey>,
    Posted(sent): Posted,
) -> Answer {
    let at = (key.0.as_str(), id(&key.1)?);
    let outcome = match sent.get("outcome") {
        "upheld" => Some(ObjectionOutcome::Upheld),
        "rejected" => Some(ObjectionOutcome::Rejected),
        _ => None,
    };
    let settled = match outcome {
        Some(outcome) => {
            let actor = visit.actor()?;
            let reason = sent.get("reason");
            app.context
                .settle_objection(actor, at, outcome, reason)
                .await
        }
        None => Err(place::wrong(
            "outcome",
            VI.objection.outcome_wanted,
            EN.objection.outcome_wanted,
        )),
    };
    match settled {
        Ok(()) => {
            let t = &Words::of(visit.language).objection;
            flash::done(&visit.session, &objection_path(at.0, at.1), t.settled).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, &key, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn notice(
    State(app): State<App>,
    visit: Visit,
    Path((province, objection, format)): Path<(String, String, String)>,
) -> Answer {
    let print = place::print(&app, &format)?;
    let at = (province.as_str(), id(&objection)?);
    let actor = visit.actor()?;
    place::download(app.context.recheck_paper(actor, at, print).await?)
}

async fn draw(
    app: &App,
    visit: &Visit,
    key: &ObjectionKey,
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let context = &app.context;
    let actor = visit.actor()?;
    let at = (key.0.as_str(), id(&key.1)?);
    let answer = context.objection_answer(actor, at).await?;
    let objection = &answer.objection;
    let round = place::round(app, visit, (at.0, objection.round_id)).await?;
    let t = &Words::of(visit.language).objection;
    let head = if answer.head_name.is_empty() {
        t.unknown_household
    } else {
        answer.head_name.as_str()
    };
    let page = visit.page(t.one_title(head)).await;
    let path = round_path(at.0, objection.round_id);
    let page = place::under_round(page, &round).under(t.title, format!("{path}/objections"));
    let wording = Wording::new(&context.law);
    let class = |code: &Option<String>| {
        let code = code.clone().unwrap_or_else(|| "none".to_owned());
        (class_label(&page, &wording, &code), code)
    };
    let mut checked = answer.rechecks.iter().filter(|one| one.state == "checked");
    let rechecks: Vec<Checked> = checked
        .clone()
        .map(|one| Checked {
            on: one
                .checked_at
                .map(|at| page.moment(&at))
                .unwrap_or_default(),
            before: class(&one.class_before),
            after: class(&one.class_after),
            note: one.note.clone(),
        })
        .collect();
    let settles = page.may(Action::ObjectionSettle);
    let settled = objection.state == "settled";
    let (label, badge) = state(&page, &objection.state);
    let attaches = settles && !settled && objection.form_id.is_none();
    let not_poor =
        |class: &Option<String>| matches!(class.as_deref(), Some("not_poor" | "average_living"));
    let refusal = objection
        .form_id
        .filter(|_| settled && not_poor(&objection.class_after));
    let template = One {
        path: objection_path(at.0, at.1),
        public: objection.recorded_by.is_none(),
        late: !settled && objection.due_on < context.today(),
        state: label,
        badge,
        outcome: match objection.outcome.as_deref() {
            Some("upheld") => t.upheld,
            Some(_) => t.rejected,
            None => "",
        },
        changed: checked
            .next_back()
            .map(|one| one.class_before != one.class_after),
        may_settle: settles && !settled && objection.form_id.is_some(),
        may_attach: attaches,
        may_recheck: settles && !settled && objection.form_id.is_some(),
        households: if attaches {
            of_village(app, visit, objection.village_id, sent.get("household_id")).await?
        } else {
            Vec::new()
        },
        reason: sent.get("reason").to_owned(),
        problems: Problems::new(&page, wrong),
        notice: settled && !rechecks.is_empty(),
        refusal: refusal
            .map(|form| format!("/refusals/{}/{form}", at.0))
            .unwrap_or_default(),
        rechecks,
        answer: answer.clone(),
        page,
    };
    show_with(template.problems.status(), &template)
}
