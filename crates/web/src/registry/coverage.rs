//! Who must be reviewed this year and has no form yet.

use super::household_path;
use crate::App;
use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use crate::page::{Page, show};
use crate::registry::list::{class_label, village_names};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use vuonlen_app::access::Action;
use vuonlen_app::registry::wording::Wording;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.page("/coverage", Guard::May(Action::HouseholdList), list)
}

#[derive(Template)]
#[template(path = "registry/coverage.html")]
struct Coverage {
    page: Page,
    rows: Vec<Row>,
    may_open: bool,
}

struct Row {
    path: String,
    code: String,
    head: String,
    village: String,
    size: i64,
    class: String,
    class_label: String,
    escaped: bool,
}

async fn list(State(app): State<App>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let lists = app.context.coverage(actor).await?;
    let communes = lists.iter().map(|list| &*list.commune);
    let villages = village_names(&app, actor, communes).await?;
    let t = Words::of(visit.language);
    let page = visit.page(t.coverage.title).await.under(t.frame.home, "/");
    let wording = Wording::new(&app.context.law);
    let mut rows = Vec::new();
    for list in lists {
        for one in list.households {
            rows.push(Row {
                path: household_path(&list.province, one.household_id),
                code: one.code,
                head: one.head_name,
                village: villages.get(&one.village_id).cloned().unwrap_or_default(),
                size: one.size,
                class_label: class_label(&page, &wording, &one.class),
                class: one.class,
                escaped: one.escaped,
            });
        }
    }
    show(&Coverage {
        rows,
        may_open: page.may(Action::HouseholdRead),
        page,
    })
}
