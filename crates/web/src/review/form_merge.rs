//! Two people filled in one form: both side by side, nothing lost.

use super::form::{Kept, base_of};
use super::village::{find, frame};
use super::{form_path, id};
use crate::App;
use crate::failure::Answer;
use crate::fields::Posted;
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Page, show_with};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::registry::difference::Change;
use vuonlen_app::registry::merge::Side;
use vuonlen_app::review::{FormDraft, FormMeanwhile};
use vuonlen_app::{Error, ErrorKind};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.form(
        "/forms/{province}/{form}/merge",
        Guard::May(Action::SurveyWrite),
        save,
    )
}

/// A form that could not be saved because somebody was faster.
#[derive(Debug, Clone)]
pub(super) struct Mine {
    /// The form as the page began from.
    pub(super) base: FormDraft,
    /// The form as it was to be saved.
    pub(super) draft: FormDraft,
}

#[derive(Template)]
#[template(path = "review/merge.html")]
struct MergeTemplate {
    page: Page,
    path: String,
    base: String,
    mine: String,
    who: String,
    meanwhile: FormMeanwhile,
}

impl MergeTemplate {
    /// What only one of the two changed, under its heading.
    fn one_sided(&self) -> [(&'static str, &[Change]); 2] {
        let (t, merged) = (&self.page.t.merge, &self.meanwhile.merged);
        [
            (t.only_mine, &merged.only_mine),
            (t.only_theirs, &merged.only_theirs),
        ]
    }
}

async fn save(
    State(app): State<App>,
    visit: Visit,
    Path((province, form)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let key = (province.as_str(), id(&form)?);
    let mine = Mine {
        base: base_of(sent.get("base"))?,
        draft: base_of(sent.get("mine"))?,
    };
    let choices: BTreeMap<String, Side> = sent
        .iter()
        .filter_map(|(name, value)| {
            let path = name.strip_prefix("choose.")?;
            let side = match value {
                "mine" => Side::Mine,
                _ => Side::Theirs,
            };
            Some((path.to_owned(), side))
        })
        .collect();
    let context = &app.context;
    let actor = visit.actor()?;
    let meanwhile = context
        .merge_form(actor, key, (&mine.base, &mine.draft), &choices)
        .await?;
    let seen: i64 = sent.read("seen").unwrap_or_default();
    if meanwhile.version != seen || !meanwhile.merged.is_decided() {
        return page(&app, &visit, key, (mine, meanwhile)).await;
    }
    let path = form_path(&province, key.1);
    let t = Words::of(visit.language);
    let joined = meanwhile.draft;
    match context.save_form(actor, key, seen, joined).await {
        Ok(_) => flash::done(&visit.session, &path, t.survey.merged).await,
        // And once more somebody was faster.
        Err(error) if error.kind == ErrorKind::Conflict => draw(&app, &visit, key, mine).await,
        Err(error) => Err(error.into()),
    }
}

/// The page on which both stand, nothing chosen yet.
pub(super) async fn draw(app: &App, visit: &Visit, key: (&str, Uuid), mine: Mine) -> Answer {
    let none = BTreeMap::new();
    let meanwhile = app
        .context
        .merge_form(visit.actor()?, key, (&mine.base, &mine.draft), &none)
        .await?;
    page(app, visit, key, (mine, meanwhile)).await
}

async fn page(
    app: &App,
    visit: &Visit,
    (province, form): (&str, Uuid),
    (mine, meanwhile): (Mine, FormMeanwhile),
) -> Answer {
    let kept = app.context.form(visit.actor()?, (province, form)).await?;
    let t = Words::of(visit.language);
    let place = (province, kept.round_id, kept.village_id);
    let (round, village) = find(app, visit, place).await?;
    let page = frame(visit, t.survey.merge_title, (&round, Some(&village))).await;
    let text =
        |draft: &FormDraft| serde_json::to_string(&Kept::from(draft)).map_err(Error::internal);
    let template = MergeTemplate {
        path: form_path(province, form),
        base: text(&mine.base)?,
        mine: text(&mine.draft)?,
        who: meanwhile
            .changed_by
            .clone()
            .unwrap_or_else(|| t.common.system.to_owned()),
        meanwhile,
        page,
    };
    show_with(StatusCode::CONFLICT, &template)
}
