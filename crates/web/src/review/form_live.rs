//! A form while it is filled in: saved as it goes, its result drawn anew, for browsers that run
//! the page's script. Everything here the form's buttons do too.

use super::form::{Kept, is_editable, kept, read, sent_form};
use super::result;
use crate::App;
use crate::failure::Answer;
use crate::fields::Posted;
use crate::guard::{Guard, Routes};
use crate::page::Page;
use crate::registry::form::{in_form, name_in_form};
use crate::visit::Visit;
use crate::words::Words;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use serde::Serialize;
use std::collections::BTreeMap;
use vuonlen_app::access::Action;
use vuonlen_app::{Error, ErrorKind};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.form(
        "/forms/{province}/{form}/live",
        Guard::May(Action::SurveyWrite),
        live,
    )
}

/// What the page's script is told.
#[derive(Debug, Default, Serialize)]
struct Told {
    /// The form's version now.
    version: i64,
    /// The form as it is kept now; empty where nothing was saved.
    base: String,
    /// Ids of members by row.
    ids: BTreeMap<usize, String>,
    /// Fields that are not asked.
    left_out: Vec<String>,
    /// What is wrong, by field.
    wrong: BTreeMap<String, String>,
    /// The panel of the result; empty where it could not be drawn.
    result: String,
    /// What happened to the answers, in words.
    said: String,
    /// Whether they are saved.
    saved: bool,
    /// Somebody else saved: the script stops, the button leads to both versions.
    conflict: bool,
}

async fn live(
    State(app): State<App>,
    visit: Visit,
    Path((province, form)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let context = &app.context;
    let actor = visit.actor()?;
    let (id, kept) = kept(&app, &visit, (&province, &form)).await?;
    let key = (province.as_str(), id);
    let t = &Words::of(visit.language).survey;
    let page = Page::new(&visit, String::new(), None);
    let shown = sent_form(&sent);
    let read = read(context, &shown.typed, &kept);
    let mut wrong = read.wrong.clone();
    let mut told = Told {
        version: shown.version,
        ..Told::default()
    };
    let mut verdict = None;
    let saves = wrong.is_empty() && is_editable(&page, &province, &kept);
    if saves {
        let draft = read.draft.clone();
        match context.save_form(actor, key, shown.version, draft).await {
            Ok(saved) => {
                told.version = saved.version;
                told.base =
                    serde_json::to_string(&Kept::from(&read.draft)).map_err(Error::internal)?;
                told.saved = true;
                told.said = t.autosaved(page.moment(&context.now()));
                let members = read.rows.iter().zip(&read.draft.document.members);
                told.ids = members
                    .map(|(row, member)| (*row, member.person_id.to_string()))
                    .collect();
                verdict = Some(saved.verdict);
            }
            Err(error) if error.kind == ErrorKind::Conflict => {
                told.conflict = true;
                told.said = t.autosave_conflict.to_owned();
            }
            Err(error) if error.kind == ErrorKind::Invalid => {
                wrong.extend(in_form(&read.rows, error.fields));
            }
            Err(error) => return Err(error.into()),
        }
    }
    if verdict.is_none() {
        match context.assess_draft(actor, key, read.draft.clone()).await {
            Ok(found) => verdict = Some(found),
            Err(error) if error.kind == ErrorKind::Invalid => {
                wrong.extend(in_form(&read.rows, error.fields));
            }
            Err(error) => return Err(error.into()),
        }
    }
    if !wrong.is_empty() {
        told.said = t.autosave_wrong.to_owned();
    }
    for error in wrong {
        let text = page.say(&error.text).to_owned();
        told.wrong.entry(error.field).or_insert(text);
    }
    if let Some(verdict) = verdict {
        told.result = result::panel(&app, &page, &verdict)?;
    }
    let left_out = context.not_asked(&read.draft.document, kept.reviewed_on);
    told.left_out = (left_out.iter())
        .map(|name| name_in_form(&read.rows, name))
        .collect();
    Ok(Json(told).into_response())
}
