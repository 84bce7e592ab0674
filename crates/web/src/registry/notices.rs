//! Persons found in two households: what waits to be settled.

use super::{household_path, id};
use crate::App;
use crate::failure::Answer;
use crate::fields::Posted;
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Page, show};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use vuonlen_app::access::Action;
use vuonlen_app::registry::NoticeView;

pub(super) fn routes(routes: Routes) -> Routes {
    let resolve = Guard::May(Action::DuplicateResolve);
    routes.page("/duplicates", resolve, list).form(
        "/duplicates/{province}/{notice}",
        resolve,
        settle,
    )
}

#[derive(Template)]
#[template(path = "registry/notices.html")]
struct Notices {
    page: Page,
    notices: Vec<(String, NoticeView)>,
}

async fn list(State(app): State<App>, visit: Visit) -> Answer {
    let notices = app.context.notices(visit.actor()?).await?;
    let t = Words::of(visit.language);
    show(&Notices {
        page: visit.page(t.notices.title).await.under(t.frame.home, "/"),
        notices: notices
            .into_iter()
            .map(|one| (household_path(&one.province, one.household_id), one))
            .collect(),
    })
}

async fn settle(
    State(app): State<App>,
    visit: Visit,
    Path((province, notice)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let notice = id(&notice)?;
    let found = sent.get("resolution");
    app.context
        .resolve_notice(visit.actor()?, &province, notice, found)
        .await?;
    let text = Words::of(visit.language).notices.resolved;
    flash::done(&visit.session, "/duplicates", text).await
}
