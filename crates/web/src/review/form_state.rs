//! What becomes of a form beside its answers: explained, opened again, taken off the list.

use super::back::{nowhere, refused};
use super::form::kept;
use super::{form_path, village_path};
use crate::App;
use crate::failure::Answer;
use crate::fields::Posted;
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::visit::Visit;
use crate::words::Words;
use axum::extract::{Path, State};
use vuonlen_app::access::Action;

pub(super) fn routes(routes: Routes) -> Routes {
    let write = Guard::May(Action::SurveyWrite);
    let score = Guard::May(Action::SurveyScore);
    let plan = Guard::May(Action::RoundPlan);
    routes
        .form("/forms/{province}/{form}/explain", write, explain)
        .form("/forms/{province}/{form}/reopen", score, reopen)
        .form("/forms/{province}/{form}/remove", plan, remove)
}

async fn explain(
    State(app): State<App>,
    visit: Visit,
    Path((province, form)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let (id, kept) = kept(&app, &visit, (&province, &form)).await?;
    let version = sent.read("version").unwrap_or_default();
    let why = (sent.some("event"), sent.get("reason"));
    let actor = visit.actor()?;
    let key = (province.as_str(), id);
    match app.context.explain_form(actor, key, version, why).await {
        Ok(_) => {
            let back = village_path(&province, kept.round_id, kept.village_id);
            let said = Words::of(visit.language).survey.explained;
            flash::done(&visit.session, &back, said).await
        }
        Err(error) => refused(&visit, &form_path(&province, id), error, nowhere).await,
    }
}

async fn reopen(
    State(app): State<App>,
    visit: Visit,
    Path((province, form)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let id = super::id(&form)?;
    let path = form_path(&province, id);
    let key = (province.as_str(), id);
    let reopened = app
        .context
        .reopen_form(visit.actor()?, key, sent.get("reason"))
        .await;
    match reopened {
        Ok(_) => {
            let said = Words::of(visit.language).survey.reopened;
            flash::done(&visit.session, &path, said).await
        }
        Err(error) => refused(&visit, &path, error, nowhere).await,
    }
}

async fn remove(
    State(app): State<App>,
    visit: Visit,
    Path((province, form)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let (id, kept) = kept(&app, &visit, (&province, &form)).await?;
    let key = (province.as_str(), id);
    let removed = app
        .context
        .remove_from_list(visit.actor()?, key, sent.get("reason"))
        .await;
    match removed {
        Ok(()) => {
            let back = village_path(&province, kept.round_id, kept.village_id);
            let said = Words::of(visit.language).survey.removed;
            flash::done(&visit.session, &back, said).await
        }
        Err(error) => refused(&visit, &form_path(&province, id), error, nowhere).await,
    }
}
