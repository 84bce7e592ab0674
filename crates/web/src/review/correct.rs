//! Forms in which a household's answers are entered once more: the visit an objection led to, a
//! drawn or chosen re-check, a correction of a signed result.

use super::place;
use super::{id, objection, round_path};
use crate::App;
use crate::failure::{Answer, Failure};
use crate::fields::{Fields, Posted};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Page, Problems, show_with};
use crate::registry::draft::Draft;
use crate::visit::{Visit, form_key};
use crate::words::{EN, VI, Words};
use askama::Template;
use axum::extract::{Path, State};
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::review::{Amendment, DecisionPaper, FormDraft, FormPage};
use vuonlen_app::{Error, ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let settle = Guard::May(Action::ObjectionSettle);
    let recheck = Guard::May(Action::RecheckRecord);
    let seal = Guard::May(Action::RoundSeal);
    let objection = "/objections/{province}/{objection}/recheck";
    let drawn = "/rounds/{province}/{round}/rechecks/{recheck}";
    let amendment = "/rounds/{province}/{round}/amendments/{form}";
    routes
        .page(objection, settle, begin_objection)
        .form(objection, settle, save_objection)
        .page(drawn, recheck, begin_recheck)
        .form(drawn, recheck, save_recheck)
        .page(amendment, seal, begin_amendment)
        .form(amendment, seal, save_amendment)
}

/// What is being corrected.
enum Target {
    Objection(Uuid),
    Recheck(Uuid, Uuid),
    Amendment(Uuid),
}

#[derive(Template)]
#[template(path = "review/correct.html")]
struct Correct {
    page: Page,
    path: String,
    back: String,
    lead: &'static str,
    /// Why the household is looked at again.
    because: String,
    questions: String,
    note: String,
    /// The decision, for a correction of a signed result.
    paper: Option<Paper>,
    submit: &'static str,
    problems: Problems,
}

struct Paper {
    key: String,
    number: String,
    signed_on: String,
    signer: String,
    reason: String,
}

/// A form looked at again, with where its pages are.
struct Opened {
    form: FormPage,
    form_id: Uuid,
    because: String,
}

async fn begin_objection(
    State(app): State<App>,
    visit: Visit,
    Path((province, objection)): Path<(String, String)>,
) -> Answer {
    let target = Target::Objection(id(&objection)?);
    draw(&app, &visit, (&province, &target), (None, &[])).await
}

async fn save_objection(
    State(app): State<App>,
    visit: Visit,
    Path((province, objection)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let target = Target::Objection(id(&objection)?);
    save(&app, &visit, (&province, &target), &sent).await
}

async fn begin_recheck(
    State(app): State<App>,
    visit: Visit,
    Path((province, round, recheck)): Path<(String, String, String)>,
) -> Answer {
    let target = Target::Recheck(id(&round)?, id(&recheck)?);
    draw(&app, &visit, (&province, &target), (None, &[])).await
}

async fn save_recheck(
    State(app): State<App>,
    visit: Visit,
    Path((province, round, recheck)): Path<(String, String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let target = Target::Recheck(id(&round)?, id(&recheck)?);
    save(&app, &visit, (&province, &target), &sent).await
}

async fn begin_amendment(
    State(app): State<App>,
    visit: Visit,
    Path((province, _, form)): Path<(String, String, String)>,
) -> Answer {
    let target = Target::Amendment(id(&form)?);
    draw(&app, &visit, (&province, &target), (None, &[])).await
}

async fn save_amendment(
    State(app): State<App>,
    visit: Visit,
    Path((province, _, form)): Path<(String, String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let target = Target::Amendment(id(&form)?);
    save(&app, &visit, (&province, &target), &sent).await
}

/// The form behind a target.
async fn opened(
    app: &App,
    visit: &Visit,
    (province, target): (&str, &Target),
) -> Result<Opened, Failure> {
    let context = &app.context;
    let actor = visit.actor()?;
    let (form_id, because) = match target {
        Target::Objection(objection) => {
            let at = (province, *objection);
            let answer = context.objection_answer(actor, at).await?;
            let form = answer.objection.form_id.ok_or_else(Error::not_found)?;
            (form, answer.objection.content)
        }
        Target::Recheck(round, recheck) => {
            let report = context.rechecks(actor, (province, *round)).await?;
            let mut all = report.rechecks.into_iter();
            let found = all.find(|one| one.recheck_id == *recheck);
            let found = found.ok_or_else(Error::not_found)?;
            (found.form_id, found.reason)
        }
        Target::Amendment(form) => (*form, String::new()),
    };
    Ok(Opened {
        form: context.form_to_correct(actor, (province, form_id)).await?,
        form_id,
        because,
    })
}

async fn save(
    app: &App,
    visit: &Visit,
    (province, target): (&str, &Target),
    sent: &Fields,
) -> Answer {
    let context = &app.context;
    let actor = visit.actor()?;
    let opened = opened(app, visit, (province, target)).await?;
    let before = &opened.form.document;
    let mut draft = Draft::sent(context, sent, before);
    if draft.grew(sent.get("do")) {
        return show_draft(app, visit, (province, target), (opened, draft), (sent, &[])).await;
    }
    let read = match draft.read(context, before) {
        Ok(read) => read,
        Err(wrong) => {
            return show_draft(
                app,
                visit,
                (province, target),
                (opened, draft),
                (sent, &wrong),
            )
            .await;
        }
    };
    let corrected = FormDraft {
        document: read.document(),
        event: opened.form.event.clone(),
        appraisal: opened.form.appraisal.clone(),
    };
    let t = Words::of(visit.language);
    let note = sent.get("note");
    let round = round_path(province, opened.form.round_id);
    let done = match target {
        Target::Objection(one) => context
            .recheck_objection(actor, (province, *one), corrected, note)
            .await
            .map(|_| {
                let path = objection::objection_path(province, *one);
                (path, t.recheck.saved.to_owned())
            }),
        Target::Recheck(_, recheck) => context
            .record_recheck(actor, (province, *recheck), corrected, note)
            .await
            .map(|_| (format!("{round}/rechecks"), t.recheck.saved.to_owned())),
        Target::Amendment(form) => amend(app, visit, (province, &opened, *form), (corrected, sent))
            .await
            .map(|changed| (format!("{round}/decision"), t.decision.amended(changed))),
    };
    match done {
        Ok((path, text)) => flash::done(&visit.session, &path, &text).await,
        Err(error) if error.kind == ErrorKind::Invalid => {
            let wrong = read.in_form(error.fields);
            show_draft(
                app,
                visit,
                (province, target),
                (opened, draft),
                (sent, &wrong),
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}

async fn amend(
    app: &App,
    visit: &Visit,
    (province, opened, form): (&str, &Opened, Uuid),
    (corrected, sent): (FormDraft, &Fields),
) -> Result<u32, Error> {
    let actor = visit.actor.as_ref().ok_or_else(Error::denied)?;
    let amendment = Amendment {
        paper: paper(sent)?,
        reason: sent.get("reason").to_owned(),
        corrections: vec![(form, corrected)],
        synthetic: app.options.demo,
    };
    let key = (province, opened.form.round_id);
    let amended = app
        .context
        .amend_round(actor, key, amendment, sent.some("key"))
        .await?;
    Ok(amended.changed)
}

/// The decision a form names.
pub(super) fn paper(sent: &Fields) -> Result<DecisionPaper, Error> {
    let signed_on = sent.read("signed_on").ok_or_else(|| {
        let (vi, en) = (VI.decision.day_wanted, EN.decision.day_wanted);
        place::wrong("signed_on", vi, en)
    })?;
    Ok(DecisionPaper {
        number: sent.get("number").to_owned(),
        signed_on,
        signer: sent.get("signer").to_owned(),
    })
}

async fn draw(
    app: &App,
    visit: &Visit,
    at: (&str, &Target),
    (sent, wrong): (Option<&Fields>, &[FieldError]),
) -> Answer {
    let opened = opened(app, visit, at).await?;
    let draft = Draft::of(&app.context, &opened.form.document);
    let nothing = Fields::default();
    let sent = sent.unwrap_or(&nothing);
    show_draft(app, visit, at, (opened, draft), (sent, wrong)).await
}

async fn show_draft(
    app: &App,
    visit: &Visit,
    (province, target): (&str, &Target),
    (opened, draft): (Opened, Draft),
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let context = &app.context;
    let t = Words::of(visit.language);
    let head = opened.form.document.head_name().to_owned();
    let round_id = opened.form.round_id;
    let round = place::round(app, visit, (province, round_id)).await?;
    let above = round_path(province, round_id);
    let (title, path, back, lead, submit) = match target {
        Target::Objection(one) => {
            let path = objection::objection_path(province, *one);
            (
                t.objection.recheck_title(&head),
                format!("{path}/recheck"),
                path,
                t.recheck.form_text,
                t.recheck.save,
            )
        }
        Target::Recheck(_, recheck) => (
            t.recheck.one_title(&head),
            format!("{above}/rechecks/{recheck}"),
            format!("{above}/rechecks"),
            t.recheck.form_text,
            t.recheck.save,
        ),
        Target::Amendment(_) => (
            t.decision.amend_one(&head),
            format!("{above}/amendments/{}", opened.form_id),
            format!("{above}/decision"),
            t.decision.amend_text,
            t.decision.amend_submit,
        ),
    };
    let page = place::under_round(visit.page(title).await, &round);
    let given = |name: &str, otherwise: &str| sent.some(name).unwrap_or(otherwise).to_owned();
    let paper = matches!(target, Target::Amendment(_)).then(|| Paper {
        key: form_key(context, sent),
        number: given("number", ""),
        signed_on: given("signed_on", &context.today().to_string()),
        signer: given(
            "signer",
            visit.actor.as_ref().map_or("", |one| &one.display_name),
        ),
        reason: given("reason", ""),
    });
    let template = Correct {
        questions: draft.html(context, &page, wrong)?,
        note: sent.get("note").to_owned(),
        because: opened.because,
        problems: Problems::new(&page, wrong),
        path,
        back,
        lead,
        submit,
        paper,
        page,
    };
    show_with(template.problems.status(), &template)
}
