//! Households whose class is doubtful: kept poor or near-poor year after year, though what is
//! recorded of them is not difficult. Somebody named resolves each.

use super::back::{nowhere, refused};
use super::village::frame;
use super::{form_path, id, round_path, steps};
use crate::App;
use crate::failure::Answer;
use crate::fields::Posted;
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Page, show};
use crate::registry::list::class_label;
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::review::DoubtResolution;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page(
            "/rounds/{province}/{round}/doubts",
            Guard::May(Action::HouseholdList),
            list,
        )
        .form(
            "/rounds/{province}/{round}/doubts/{doubt}",
            Guard::May(Action::FlagResolve),
            resolve,
        )
}

#[derive(Template)]
#[template(path = "review/doubts.html")]
struct Doubts {
    page: Page,
    path: String,
    rows: Vec<Row>,
    may_open: bool,
}

struct Row {
    id: Uuid,
    form: String,
    code: String,
    village: String,
    label: String,
    years: i64,
    class: String,
    class_label: String,
    resolution: Option<bool>,
    reason: String,
    may_resolve: bool,
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Path((province, round)): Path<(String, String)>,
) -> Answer {
    let key = (province.as_str(), id(&round)?);
    let context = &app.context;
    let actor = visit.actor()?;
    let found = context.round(actor, key).await?;
    let doubts = context.doubts(actor, key).await?;
    let title = Words::of(visit.language).doubts.title;
    let page = frame(&visit, title, (&found, None)).await;
    let wording = Wording::new(&context.law);
    let rows = doubts.into_iter().map(|one| {
        let village = found
            .villages
            .iter()
            .find(|v| v.village_id == one.village_id);
        let class = one.class.unwrap_or_default();
        let resolution = one.flag.resolution.as_deref();
        Row {
            id: one.flag.flag_id,
            form: form_path(&province, one.flag.form_id),
            code: one.household_code,
            village: village
                .map(|village| village.name.clone())
                .unwrap_or_default(),
            label: page.say(&one.label).to_owned(),
            years: one.flag.years,
            class_label: class_label(&page, &wording, &class),
            class,
            resolution: resolution.map(|code| code == DoubtResolution::Kept.code()),
            reason: one.flag.resolution_reason.unwrap_or_default(),
            may_resolve: found.state.is_open()
                && steps::may(&page, Action::FlagResolve, &found, Some(one.village_id)),
        }
    });
    show(&Doubts {
        rows: rows.collect(),
        path: round_path(&province, key.1),
        may_open: page.may(Action::HouseholdRead),
        page,
    })
}

async fn resolve(
    State(app): State<App>,
    visit: Visit,
    Path((province, round, doubt)): Path<(String, String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let round = id(&round)?;
    let doubt = id(&doubt)?;
    let path = format!("{}/doubts", round_path(&province, round));
    let resolution = match sent.get("resolution") {
        "removed" => DoubtResolution::Removed,
        _ => DoubtResolution::Kept,
    };
    let key = (province.as_str(), doubt);
    let resolved = app
        .context
        .resolve_doubt(visit.actor()?, key, resolution, sent.get("reason"))
        .await;
    match resolved {
        Ok(()) => {
            let said = Words::of(visit.language).doubts.resolved;
            flash::done(&visit.session, &path, said).await
        }
        Err(error) => refused(&visit, &path, error, nowhere).await,
    }
}
