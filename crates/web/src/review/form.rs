//! A household's survey form: shown, checked, saved, confirmed.

use super::form_merge;
use super::village::{find, frame};
use super::{form_path, id, names, result, village_path};
use crate::App;
use crate::failure::{Answer, Failure};
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, choices, show_with};
use crate::registry::controls::{Control, ControlGroup, Controls, Look, MemberControls};
use crate::registry::form::{Answered, FormState as Typed, in_form, name_in_form};
use crate::registry::household_path;
use crate::registry::list::{class_label, codes};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use vuonlen_app::access::{Action, Area, authorise};
use vuonlen_app::registry::HouseholdDocument;
use vuonlen_app::registry::document::Answers;
use vuonlen_app::registry::wording::{Wording, area_text};
use vuonlen_app::review::{Appraisal, FormDraft, FormPage, LEAVING, Verdict};
use vuonlen_app::{Context, Error, ErrorKind, FieldError};
use vuonlen_domain::Area as LivingArea;
use vuonlen_domain::review::{FormState, VillageState};

/// How a household's prospect is judged.
const PROSPECTS: [&str; 3] = ["this_year", "later", "cannot"];

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page(
            "/forms/{province}/{form}",
            Guard::May(Action::HouseholdRead),
            show_form,
        )
        .form(
            "/forms/{province}/{form}",
            Guard::May(Action::SurveyWrite),
            save,
        )
}

#[derive(Template)]
#[template(path = "review/form.html")]
struct FormTemplate {
    page: Page,
    path: String,
    back: String,
    household: String,
    form: FormPage,
    state: &'static str,
    badge: &'static str,
    because: &'static str,
    previous: (String, String),
    history: Vec<(i32, &'static str, String)>,
    editable: bool,
    version: i64,
    base: String,
    rows: usize,
    problems: Vec<(String, String)>,
    first: Vec<Control>,
    members: Vec<MemberControls>,
    groups: Vec<ControlGroup>,
    appraisal: AppraisalView,
    respondent: String,
    respondent_problem: String,
    result: String,
    leaving: Vec<Choice>,
    may: Doors,
}

/// The judgement of a household's circumstances, as its part of the form.
struct AppraisalView {
    circumstances: String,
    prospects: Vec<Choice>,
    target_year: String,
    target_year_problem: String,
    support: String,
    wish: String,
}

/// What the person may do with the form beside filling it in.
#[derive(Debug, Clone, Copy)]
struct Doors {
    confirm: bool,
    explain: bool,
    reopen: bool,
    remove: bool,
}

/// A form as it was sent or as it is kept, ready to be drawn.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) typed: Typed,
    /// Saved over this version.
    pub(super) version: i64,
    /// The form as it was when the page was drawn first, for joining two people's work.
    pub(super) base: String,
    pub(super) wrong: Vec<FieldError>,
    pub(super) new_row: Option<usize>,
    /// What the law makes of what was typed; none: of what is kept.
    pub(super) verdict: Option<Verdict>,
}

/// What was typed, read against the form as it is kept.
#[derive(Debug, Clone)]
pub(super) struct Read {
    pub(super) draft: FormDraft,
    /// The row in the form of each member.
    pub(super) rows: Vec<usize>,
    pub(super) wrong: Vec<FieldError>,
}

async fn show_form(
    State(app): State<App>,
    visit: Visit,
    Path((province, form)): Path<(String, String)>,
) -> Answer {
    let key = (province.as_str(), id(&form)?);
    let kept = app.context.form(visit.actor()?, key).await?;
    let shown = shown(&kept)?;
    draw(&app, &visit, &province, kept, shown).await
}

/// The form as it is kept.
pub(super) fn shown(kept: &FormPage) -> Result<Shown, Error> {
    let draft = draft_of(kept);
    Ok(Shown {
        typed: typed(&draft, &kept.respondent),
        version: kept.version,
        base: serde_json::to_string(&Kept::from(&draft)).map_err(Error::internal)?,
        ..Shown::default()
    })
}

/// A draft as a page carries it along.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Kept {
    document: HouseholdDocument,
    event: Option<String>,
    appraisal: Appraisal,
}

impl From<&FormDraft> for Kept {
    fn from(draft: &FormDraft) -> Self {
        Self {
            document: draft.document.clone(),
            event: draft.event.clone(),
            appraisal: draft.appraisal.clone(),
        }
    }
}

impl From<Kept> for FormDraft {
    fn from(kept: Kept) -> Self {
        Self {
            document: kept.document,
            event: kept.event,
            appraisal: kept.appraisal,
        }
    }
}

pub(super) fn draft_of(kept: &FormPage) -> FormDraft {
    FormDraft {
        document: kept.document.clone(),
        event: kept.event.clone(),
        appraisal: kept.appraisal.clone(),
    }
}

fn typed(draft: &FormDraft, respondent: &str) -> Typed {
    let mut typed = Typed::of(&draft.document, chrono::NaiveDate::MIN);
    let appraisal = &draft.appraisal;
    typed.set("event", draft.event.as_deref().unwrap_or_default());
    typed.set("circumstances", &appraisal.circumstances);
    typed.set("prospect", &appraisal.prospect);
    let year = appraisal.target_year.map(|year| year.to_string());
    typed.set("target_year", &year.unwrap_or_default());
    typed.set("support", &appraisal.support);
    typed.set("wish", &appraisal.wish);
    typed.set("respondent", respondent);
    typed
}

/// Reads what was sent. What cannot be read is left out and named.
pub(super) fn read(context: &Context, typed: &Typed, kept: &FormPage) -> Read {
    let asked = context.form_on(kept.reviewed_on);
    let (answered, wrong) = typed.read_answers(context, &asked, &kept.document);
    let Answered { mut document, rows } = answered;
    document.normalise();
    let mut wrong = wrong;
    let year = typed.value("target_year");
    let target_year = year.parse().ok();
    if !year.is_empty() && target_year.is_none() {
        wrong.extend(
            Error::field(
                "target_year",
                "Ghi năm, ví dụ 2027.",
                "Write a year, such as 2027.",
            )
            .fields,
        );
    }
    let prospect = typed.value("prospect");
    let event = Some(typed.value("event")).filter(|event| !event.is_empty());
    let constraints = context.check_answers(&document, kept.reviewed_on);
    wrong.extend(in_form(&rows, constraints));
    let draft = FormDraft {
        document,
        event: event.map(str::to_owned),
        appraisal: Appraisal {
            circumstances: typed.value("circumstances").to_owned(),
            prospect: if PROSPECTS.contains(&prospect) {
                prospect.to_owned()
            } else {
                String::new()
            },
            target_year,
            support: typed.value("support").to_owned(),
            wish: typed.value("wish").to_owned(),
        },
    };
    Read { draft, rows, wrong }
}

async fn save(
    State(app): State<App>,
    visit: Visit,
    Path((province, form)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let key = (province.as_str(), id(&form)?);
    let context = &app.context;
    let actor = visit.actor()?;
    let kept = context.form(actor, key).await?;
    let mut shown = sent_form(&sent);
    if sent.get("do") == "add_member" {
        shown.typed.rows += 1;
        shown.new_row = Some(shown.typed.rows - 1);
        return draw(&app, &visit, &province, kept, shown).await;
    }
    let read = read(context, &shown.typed, &kept);
    shown.wrong.clone_from(&read.wrong);
    if sent.get("do") == "check" || !read.wrong.is_empty() {
        match context.assess_draft(actor, key, read.draft.clone()).await {
            Ok(verdict) => shown.verdict = Some(verdict),
            Err(error) if error.kind == ErrorKind::Invalid => {
                add(&mut shown.wrong, in_form(&read.rows, error.fields));
            }
            Err(error) => return Err(error.into()),
        }
        return draw(&app, &visit, &province, kept, shown).await;
    }
    let saved = context
        .save_form(actor, key, shown.version, read.draft.clone())
        .await;
    let saved = match saved {
        Ok(saved) => saved,
        Err(error) if error.kind == ErrorKind::Conflict => {
            let base = base_of(&shown.base)?;
            let mine = form_merge::Mine {
                base,
                draft: read.draft,
            };
            return form_merge::draw(&app, &visit, key, mine).await;
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            shown.wrong = in_form(&read.rows, error.fields);
            return draw(&app, &visit, &province, kept, shown).await;
        }
        Err(error) => return Err(error.into()),
    };
    let path = form_path(&province, key.1);
    let t = Words::of(visit.language);
    if sent.get("do") != "confirm" {
        return flash::done(&visit.session, &path, t.survey.saved).await;
    }
    let respondent = sent.get("respondent");
    match context
        .confirm_form(actor, key, saved.version, respondent)
        .await
    {
        Ok(_) => {
            let back = village_path(&province, kept.round_id, kept.village_id);
            flash::done(
                &visit.session,
                &back,
                &t.survey.confirmed(kept.document.head_name()),
            )
            .await
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            // What was entered is saved; what keeps it from being confirmed is named.
            let kept = context.form(actor, key).await?;
            let mut shown = Shown {
                typed: shown.typed,
                ..self::shown(&kept)?
            };
            shown.wrong = error.fields;
            shown.verdict = Some(saved.verdict);
            draw(&app, &visit, &province, kept, shown).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The form as it was sent.
pub(super) fn sent_form(sent: &Fields) -> Shown {
    Shown {
        typed: Typed::sent(sent),
        version: sent.read("version").unwrap_or_default(),
        base: sent.get("base").to_owned(),
        ..Shown::default()
    }
}

/// The draft a page began from.
pub(super) fn base_of(text: &str) -> Result<FormDraft, Failure> {
    let kept: Kept = serde_json::from_str(text).map_err(|_| Error::not_found())?;
    Ok(kept.into())
}

/// Adds errors, each field once.
fn add(wrong: &mut Vec<FieldError>, more: Vec<FieldError>) {
    for error in more {
        if !wrong.iter().any(|known| known.field == error.field) {
            wrong.push(error);
        }
    }
}

/// Whether the form can be filled in by this person now.
pub(super) fn is_editable(page: &Page, province: &str, kept: &FormPage) -> bool {
    let open = matches!(
        kept.state,
        FormState::Listed | FormState::Draft | FormState::Explained
    );
    let surveying = kept.village_state == VillageState::Surveying;
    open && surveying && may(page, Action::SurveyWrite, province, kept)
}

fn may(page: &Page, action: Action, province: &str, kept: &FormPage) -> bool {
    let area = Area::Village {
        province: province.to_owned(),
        commune: kept.document.commune_code.clone(),
        village: kept.village_id,
    };
    let scope = page
        .actor
        .as_ref()
        .and_then(|actor| authorise(actor, action));
    scope.is_some_and(|scope| scope.covers(&area))
}

async fn draw(
    app: &App,
    visit: &Visit,
    province: &str,
    kept: FormPage,
    mut shown: Shown,
) -> Answer {
    let context = &app.context;
    let t = Words::of(visit.language);
    let (round, village) = find(app, visit, (province, kept.round_id, kept.village_id)).await?;
    let title = t.survey.title(kept.document.head_name());
    let page = frame(visit, title, (&round, Some(&village))).await;
    let asked = context.form_on(kept.reviewed_on);
    let typed = &shown.typed;
    let read = read(context, typed, &kept);
    let left_out = context.not_asked(&read.draft.document, kept.reviewed_on);
    let left_out: BTreeSet<String> = (left_out.iter())
        .map(|name| name_in_form(&read.rows, name))
        .collect();
    // Errors of a confirmation name facts; those of a form name its fields.
    for error in &mut shown.wrong {
        error.field = field_of(&asked, &error.field);
    }
    let before = before(context, &page, &kept, (typed, &read.rows));
    let controls = Controls {
        page: &page,
        state: typed,
        wrong: &shown.wrong,
        asked: &asked,
        new_row: shown.new_row,
        left_out: &left_out,
        before: &before,
    };
    let wording = Wording::new(&context.law);
    let verdict = shown.verdict.as_ref().unwrap_or(&kept.verdict);
    let editable = is_editable(&page, province, &kept);
    let doors = doors(&page, province, &kept);
    let status = if shown.wrong.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let problem = |name: &str| {
        let found = shown.wrong.iter().find(|error| error.field == name);
        found
            .map(|error| page.say(&error.text).to_owned())
            .unwrap_or_default()
    };
    let label = |class: &str| class_label(&page, &wording, class);
    let template = FormTemplate {
        path: form_path(province, kept.form_id),
        back: village_path(province, kept.round_id, kept.village_id),
        household: household_path(province, kept.household_id),
        state: names::form_state(&page, kept.state),
        badge: names::form_badge(kept.state),
        because: names::because(&page, &kept.listed_because),
        previous: (kept.previous_class.clone(), label(&kept.previous_class)),
        history: (kept.history.iter())
            .map(|(year, class)| (*year, class.code(), label(class.code())))
            .collect(),
        editable,
        version: shown.version,
        base: shown.base.clone(),
        rows: typed.rows,
        problems: (shown.wrong.iter())
            .map(|error| (error.field.clone(), page.say(&error.text).to_owned()))
            .collect(),
        first: first(context, &page, &controls),
        members: controls.members(),
        groups: controls.household(),
        appraisal: appraisal(&page, typed, problem("target_year")),
        respondent: typed.value("respondent").to_owned(),
        respondent_problem: problem("respondent"),
        result: result::panel(app, &page, verdict)?,
        leaving: leaving(&page, &wording, kept.event.as_deref()),
        may: doors,
        form: kept,
        page: page.clone(),
    };
    show_with(status, &template)
}

/// The name of a form's control for what an error names.
fn field_of(asked: &[vuonlen_app::registry::form::FormSection], field: &str) -> String {
    let of = |member: bool| {
        let sections = asked
            .iter()
            .filter(move |section| section.of_member == member);
        sections
            .flat_map(|section| &section.questions)
            .any(|question| question.name == field)
    };
    if of(false) {
        format!("answers.{field}")
    } else if of(true) || field == "members" {
        "members".to_owned()
    } else {
        field.to_owned()
    }
}

fn doors(page: &Page, province: &str, kept: &FormPage) -> Doors {
    let surveying = kept.village_state == VillageState::Surveying;
    let listing = surveying || kept.village_state == VillageState::Planned;
    let must = ["poor", "near_poor"].contains(&kept.listed_because.as_str());
    let may = |action| may(page, action, province, kept);
    Doors {
        confirm: may(Action::SurveyConfirm),
        explain: surveying
            && matches!(kept.state, FormState::Listed | FormState::Draft)
            && may(Action::SurveyWrite),
        reopen: surveying && kept.state == FormState::Confirmed && may(Action::SurveyScore),
        remove: listing && !must && kept.state == FormState::Listed && may(Action::RoundPlan),
    }
}

/// What happened to the household and where it lives: the first part of the form.
fn first(context: &Context, page: &Page, controls: &Controls<'_>) -> Vec<Control> {
    let t = page.t;
    let wording = Wording::new(&context.law);
    let events = codes(context, "household_events");
    let events = events
        .into_iter()
        .filter(|code| code != "none" && !LEAVING.contains(&code.as_str()))
        .map(|code| {
            let label = page
                .say(&wording.label("household_events", &code))
                .to_owned();
            (code, label)
        });
    let areas = [LivingArea::Rural, LivingArea::Urban];
    let areas = areas.map(|area| {
        (
            area.code().to_owned(),
            page.say(&area_text(area)).to_owned(),
        )
    });
    let mut event = controls.select("event", t.survey.event, events.collect());
    event.help = t.survey.event_help.to_owned();
    let address = controls.text("address", t.household_form.address, "");
    let area = controls.select("area", t.household.area, areas.to_vec());
    vec![event, address, area]
}

fn appraisal(page: &Page, typed: &Typed, problem: String) -> AppraisalView {
    let t = &page.t.survey;
    let labels = [t.prospect_this_year, t.prospect_later, t.prospect_cannot];
    let entries = PROSPECTS.iter().zip(labels);
    let entries = entries.map(|(code, label)| ((*code).to_owned(), label.to_owned()));
    AppraisalView {
        circumstances: typed.value("circumstances").to_owned(),
        prospects: choices(entries, &[typed.value("prospect")]),
        target_year: typed.value("target_year").to_owned(),
        target_year_problem: problem,
        support: typed.value("support").to_owned(),
        wish: typed.value("wish").to_owned(),
    }
}

fn leaving(page: &Page, wording: &Wording<'_>, chosen: Option<&str>) -> Vec<Choice> {
    let entries = LEAVING.map(|code| {
        let label = page
            .say(&wording.label("household_events", code))
            .to_owned();
        (code.to_owned(), label)
    });
    choices(entries, &[chosen.unwrap_or_default()])
}

/// What was answered at the last review, in words, where it differs from what stands in the form.
fn before(
    context: &Context,
    page: &Page,
    kept: &FormPage,
    (typed, rows): (&Typed, &[usize]),
) -> BTreeMap<String, String> {
    let mut before = BTreeMap::new();
    let Some(last) = &kept.last_time else {
        return before;
    };
    let wording = Wording::new(&context.law);
    let mut tell = |scope: &str, at: &str, answers: &Answers| {
        for (name, answer) in answers {
            let field = format!("{at}answers.{name}");
            if typed.values(&field) == vuonlen_app::registry::form::typed(answer) {
                continue;
            }
            let text = wording.answer(wording.fact(scope, name), answer);
            before.insert(field, page.t.survey.last_time(page.say(&text)));
        }
    };
    tell("household", "", &last.answers);
    for (member, row) in kept.document.members.iter().zip(rows) {
        let known = last
            .members
            .iter()
            .find(|one| one.person_id == member.person_id);
        if let Some(known) = known {
            tell("member", &format!("members.{row}."), &known.answers);
        }
    }
    before
}

/// The id of a form out of its address, with the form as it is kept.
pub(super) async fn kept(
    app: &App,
    visit: &Visit,
    (province, form): (&str, &str),
) -> Result<(Uuid, FormPage), Failure> {
    let id = id(form)?;
    let kept = app.context.form(visit.actor()?, (province, id)).await?;
    Ok((id, kept))
}
