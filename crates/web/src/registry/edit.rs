//! Adding and editing a household.

use super::controls::{Control, ControlGroup, Controls, Look, MemberControls};
use super::form::{Filled, FormState};
use super::{household_path, id, merge};
use crate::App;
use crate::failure::{Answer, Failure};
use crate::fields::{Asked, Posted};
use crate::flash::{self, Flash};
use crate::guard::{Guard, Routes};
use crate::page::{Page, show_with};
use crate::visit::{Visit, random_hex};
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::registry::wording::area_text;
use vuonlen_app::registry::{Duplicate, Editable, Saved};
use vuonlen_app::{Error, ErrorKind, FieldError};
use vuonlen_domain::{Area, Text};

pub(super) fn routes(routes: Routes) -> Routes {
    let write = Guard::May(Action::HouseholdWrite);
    let edit = "/households/{province}/{household}/edit";
    routes
        .page("/households/new", write, new)
        .form("/households/new", write, add)
        .page(edit, write, begin)
        .form(edit, write, save)
}

#[derive(Template)]
#[template(path = "registry/household_form.html")]
struct FormTemplate {
    page: Page,
    action: String,
    back: String,
    key: String,
    base: i64,
    commune: String,
    rows: usize,
    problems: Vec<(String, String)>,
    place: Vec<Control>,
    groups: Vec<ControlGroup>,
    members: Vec<MemberControls>,
    record: Vec<Control>,
    may_choose_commune: bool,
}

/// Which household a form is about.
#[derive(Debug, Clone, Copy)]
enum Target<'a> {
    New,
    Known(&'a str, Uuid),
}

/// What a form shows beside its state.
#[derive(Debug, Default)]
struct Shown {
    base: i64,
    key: String,
    wrong: Vec<FieldError>,
    new_row: Option<usize>,
}

async fn new(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    let t = Words::of(visit.language);
    let today = app.context.today();
    let mut state = FormState::new(today, t.household_form.first_reason);
    state.set("village_id", asked.get("village"));
    state.set("commune", &commune(&app, &visit, asked.get("commune"))?);
    let shown = Shown {
        key: random_hex(&app.context, 12),
        ..Shown::default()
    };
    draw(&app, &visit, Target::New, (&state, shown)).await
}

async fn add(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let mut state = FormState::sent(&sent);
    state.set("commune", &commune(&app, &visit, sent.get("commune"))?);
    let mut shown = Shown {
        key: sent.get("key").to_owned(),
        ..Shown::default()
    };
    if let Some(row) = add_row(&mut state, sent.get("do")) {
        shown.new_row = row;
        return draw(&app, &visit, Target::New, (&state, shown)).await;
    }
    let context = &app.context;
    let saved = match check(&app, &state, None) {
        Ok(filled) => {
            let document = filled.document.clone();
            let when = (filled.effective_on, filled.reason.as_str());
            let key = Some(shown.key.as_str()).filter(|key| !key.is_empty());
            let saved = context
                .add_household_once(visit.actor()?, document, when, key)
                .await;
            saved.map_err(|error| in_form(error, &filled))
        }
        Err(wrong) => Err(Error::invalid(wrong)),
    };
    match saved {
        Ok(saved) => {
            let province = context.commune_area(state.value("commune"))?;
            let path = household_path(province.province().unwrap_or_default(), saved.household_id);
            let text = Words::of(visit.language).household.added;
            finished(&app, &visit, &path, (text, &saved)).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            shown.wrong = error.fields;
            draw(&app, &visit, Target::New, (&state, shown)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn begin(
    State(app): State<App>,
    visit: Visit,
    Path((province, household)): Path<(String, String)>,
) -> Answer {
    let id = id(&household)?;
    let context = &app.context;
    let editable = context
        .edit_household(visit.actor()?, (&province, id), None)
        .await?;
    let state = FormState::of(&editable.document, context.today());
    let shown = Shown {
        base: editable.version,
        ..Shown::default()
    };
    draw(&app, &visit, Target::Known(&province, id), (&state, shown)).await
}

async fn save(
    State(app): State<App>,
    visit: Visit,
    Path((province, household)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let id = id(&household)?;
    let target = Target::Known(&province, id);
    let context = &app.context;
    let actor = visit.actor()?;
    let mut state = FormState::sent(&sent);
    let mut shown = Shown {
        base: sent.read("base").unwrap_or_default(),
        ..Shown::default()
    };
    let household = (province.as_str(), id);
    let begun = context
        .edit_household(actor, household, Some(shown.base))
        .await?;
    // The commune is not for this form to change: moving is an event of its own.
    state.set("commune", &begun.document.commune_code);
    if let Some(row) = add_row(&mut state, sent.get("do")) {
        shown.new_row = row;
        return draw(&app, &visit, target, (&state, shown)).await;
    }
    let filled = match check(&app, &state, Some(&begun)) {
        Ok(filled) => filled,
        Err(wrong) => {
            shown.wrong = wrong;
            return draw(&app, &visit, target, (&state, shown)).await;
        }
    };
    let path = household_path(&province, id);
    let t = Words::of(visit.language);
    let mut document = filled.document.clone();
    document.normalise();
    if begun.version == shown.base && document == begun.document {
        return flash::done(&visit.session, &path, t.household.unchanged).await;
    }
    let when = (filled.effective_on, filled.reason.as_str());
    let saved = context
        .save_household(actor, household, shown.base, document.clone(), when)
        .await;
    match saved.map_err(|error| in_form(error, &filled)) {
        Ok(saved) => finished(&app, &visit, &path, (t.household.saved, &saved)).await,
        Err(error) if error.kind == ErrorKind::Conflict => {
            let mine = merge::Mine {
                document,
                base: shown.base,
                effective_on: filled.effective_on,
                reason: filled.reason,
            };
            merge::draw(&app, &visit, household, mine).await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            shown.wrong = error.fields;
            draw(&app, &visit, target, (&state, shown)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Reads the form and checks what no use case can know: what its questions allow.
fn check(
    app: &App,
    state: &FormState,
    newest: Option<&Editable>,
) -> Result<Filled, Vec<FieldError>> {
    let filled = state.read(&app.context, newest.map(|newest| &newest.document))?;
    let mut wrong = app
        .context
        .check_answers(&filled.document, filled.effective_on);
    if let Some(newest) = newest.filter(|newest| filled.effective_on < newest.effective_on) {
        let since = vuonlen_domain::date::written(newest.effective_on);
        wrong.push(FieldError {
            field: "effective_on".to_owned(),
            text: Text::new(
                format!("Thông tin hiện có đã có hiệu lực từ {since}; chọn ngày đó hoặc sau đó."),
                format!("What is recorded holds from {since}; choose that day or a later one."),
            ),
        });
    }
    if wrong.is_empty() {
        Ok(filled)
    } else {
        Err(filled.in_form(wrong))
    }
}

fn in_form(mut error: Error, filled: &Filled) -> Error {
    error.fields = filled.in_form(std::mem::take(&mut error.fields));
    error
}

/// Adds an empty row when that was asked for; the row, once added.
fn add_row(state: &mut FormState, asked: &str) -> Option<Option<usize>> {
    (asked == "add_member").then(|| {
        state.rows += 1;
        Some(state.rows - 1)
    })
}

/// The commune of a new household: the one asked for, or the only one there is.
fn commune(app: &App, visit: &Visit, asked: &str) -> Result<String, Failure> {
    let communes = app
        .context
        .communes_of(visit.actor()?, Action::HouseholdWrite)?;
    let found = communes.iter().find(|(code, _)| code == asked);
    let found = found
        .or_else(|| communes.first())
        .map(|(code, _)| code.clone());
    found.ok_or_else(|| Error::not_found().into())
}

async fn draw(
    app: &App,
    visit: &Visit,
    target: Target<'_>,
    (state, shown): (&FormState, Shown),
) -> Answer {
    let context = &app.context;
    let t = Words::of(visit.language);
    let actor = visit.actor()?;
    let (title, action, back) = match target {
        Target::New => (
            t.household_form.add_title,
            "/households/new".to_owned(),
            "/households".to_owned(),
        ),
        Target::Known(province, id) => {
            let path = household_path(province, id);
            (t.household_form.edit_title, format!("{path}/edit"), path)
        }
    };
    let commune = state.value("commune").to_owned();
    let villages = context.villages(actor, &commune).await?;
    let page = visit
        .page(title)
        .await
        .under(t.households.title, "/households");
    let page = match target {
        Target::New => page,
        Target::Known(..) => page.under(t.household.title(head_name(state)), back.clone()),
    };
    let asked = context.form_on(context.today());
    let controls = Controls {
        page: &page,
        state,
        wrong: &shown.wrong,
        asked: &asked,
        new_row: shown.new_row,
        left_out: &BTreeSet::new(),
        before: &BTreeMap::new(),
    };
    let form = &t.household_form;
    let areas = [Area::Rural, Area::Urban];
    let areas = areas.map(|area| {
        (
            area.code().to_owned(),
            page.say(&area_text(area)).to_owned(),
        )
    });
    let villages = villages
        .into_iter()
        .map(|one| (one.village_id.to_string(), one.name));
    let place = vec![
        controls.text("code", form.code, form.code_help),
        controls.select("village_id", t.common.village, villages.collect()),
        controls.text("address", form.address, form.address_help),
        controls.select("area", t.household.area, areas.to_vec()),
    ];
    let mut day = controls.text("effective_on", form.effective_on, form.effective_on_help);
    day.look = Look::Date;
    let record = vec![day, controls.text("reason", form.reason, form.reason_help)];
    let problems = shown
        .wrong
        .iter()
        .map(|error| (error.field.clone(), page.say(&error.text).to_owned()));
    let status = if shown.wrong.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let template = FormTemplate {
        action,
        back,
        key: shown.key.clone(),
        base: shown.base,
        may_choose_commune: matches!(target, Target::New),
        commune,
        rows: state.rows,
        problems: problems.collect(),
        place,
        groups: controls.household(),
        members: controls.members(),
        record,
        page: page.clone(),
    };
    show_with(status, &template)
}

fn head_name(state: &FormState) -> String {
    (0..state.rows)
        .find(|row| state.value(&format!("members.{row}.answers.relation")) == "head")
        .map(|row| state.value(&format!("members.{row}.name")).to_owned())
        .unwrap_or_else(|| state.value("members.0.name").to_owned())
}

/// To the household's page, with those of its members who are elsewhere too.
pub(super) async fn finished(
    app: &App,
    visit: &Visit,
    path: &str,
    (text, saved): (&str, &Saved),
) -> Answer {
    let t = Words::of(visit.language);
    let mut flash = Flash::success(text);
    if !saved.duplicates.is_empty() {
        flash.kind = "warning".to_owned();
        flash.text = t.household.duplicates_title.to_owned();
        for duplicate in &saved.duplicates {
            flash.items.push(duplicate_line(app, t, duplicate));
        }
    }
    flash::leave(&visit.session, flash).await?;
    Ok(Redirect::to(path).into_response())
}

fn duplicate_line(app: &App, t: &Words, duplicate: &Duplicate) -> (String, String) {
    let commune = app.context.unit_name(&duplicate.commune_code);
    let matched = if duplicate.by_identity {
        t.household.by_identity
    } else {
        t.household.by_name
    };
    let name = &duplicate.name;
    let (line, path) = match duplicate.household_id {
        Some(id) => {
            let area = app.context.commune_area(&duplicate.commune_code).ok();
            let province = area.as_ref().and_then(|area| area.province());
            let path = household_path(province.unwrap_or_default(), id);
            (t.household.duplicate_here(name), path)
        }
        None => (t.household.duplicate_there(name, commune), String::new()),
    };
    (format!("{line} ({matched})"), path)
}
