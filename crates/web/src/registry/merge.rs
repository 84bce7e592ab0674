//! Two people edited one household: both versions side by side, nothing lost.

use super::{edit, household_path, id};
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
use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::registry::difference::Change;
use vuonlen_app::registry::merge::Side;
use vuonlen_app::registry::{HouseholdDocument, Meanwhile};
use vuonlen_app::{Error, ErrorKind};

pub(super) fn routes(routes: Routes) -> Routes {
    let path = "/households/{province}/{household}/merge";
    routes.form(path, Guard::May(Action::HouseholdWrite), save)
}

/// A change that could not be saved because somebody was faster.
#[derive(Debug, Clone)]
pub(super) struct Mine {
    pub(super) document: HouseholdDocument,
    pub(super) base: i64,
    pub(super) effective_on: NaiveDate,
    pub(super) reason: String,
}

#[derive(Template)]
#[template(path = "registry/merge.html")]
struct MergeTemplate {
    page: Page,
    path: String,
    base: i64,
    document: String,
    effective_on: NaiveDate,
    reason: String,
    who: String,
    meanwhile: Meanwhile,
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
    Path((province, household)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let id = id(&household)?;
    let document = serde_json::from_str(sent.get("document")).map_err(|_| Error::not_found())?;
    let mine = Mine {
        document,
        base: sent.read("base").unwrap_or_default(),
        effective_on: sent.read("effective_on").ok_or_else(Error::not_found)?,
        reason: sent.get("reason").to_owned(),
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
    let household = (province.as_str(), id);
    let meanwhile = context
        .merge_household(actor, household, mine.base, &mine.document, &choices)
        .await?;
    let seen: i64 = sent.read("seen").unwrap_or_default();
    if meanwhile.version != seen || !meanwhile.merged.is_decided() {
        return page(&app, &visit, household, (mine, meanwhile)).await;
    }
    let path = household_path(&province, id);
    let t = Words::of(visit.language);
    if !meanwhile.differs {
        return flash::done(&visit.session, &path, t.household.unchanged).await;
    }
    let joined = meanwhile.merged.document.clone();
    let when = (mine.effective_on, mine.reason.as_str());
    match context
        .save_household(actor, household, seen, joined, when)
        .await
    {
        Ok(saved) => edit::finished(&app, &visit, &path, (t.household.saved, &saved)).await,
        // And once more somebody was faster.
        Err(error) if error.kind == ErrorKind::Conflict => {
            draw(&app, &visit, household, mine).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page on which both changes stand, nothing chosen yet.
pub(super) async fn draw(app: &App, visit: &Visit, household: (&str, Uuid), mine: Mine) -> Answer {
    let meanwhile = app
        .context
        .merge_household(
            visit.actor()?,
            household,
            mine.base,
            &mine.document,
            &BTreeMap::new(),
        )
        .await?;
    page(app, visit, household, (mine, meanwhile)).await
}

async fn page(
    _: &App,
    visit: &Visit,
    (province, id): (&str, Uuid),
    (mine, meanwhile): (Mine, Meanwhile),
) -> Answer {
    let t = Words::of(visit.language);
    let path = household_path(province, id);
    let head = t.household.title(mine.document.head_name());
    let page = visit
        .page(t.merge.title)
        .await
        .under(t.households.title, "/households")
        .under(head, path.clone());
    let template = MergeTemplate {
        path,
        base: mine.base,
        document: serde_json::to_string(&mine.document).map_err(Error::internal)?,
        effective_on: mine.effective_on,
        reason: mine.reason,
        who: meanwhile
            .recorded_by
            .clone()
            .unwrap_or_else(|| t.common.system.to_owned()),
        meanwhile,
        page,
    };
    show_with(StatusCode::CONFLICT, &template)
}
