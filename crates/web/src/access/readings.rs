//! Who looked at a household's data: the report a household may ask for.

use super::audit::{action_name, workbook};
use crate::App;
use crate::failure::Answer;
use crate::fields::id;
use crate::guard::{Guard, Routes};
use crate::page::{Page, show};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use vuonlen_app::access::Action;
use vuonlen_app::access::readings::Readings;

pub(super) fn routes(routes: Routes) -> Routes {
    let read = Guard::May(Action::HouseholdRead);
    let path = "/households/{province}/{household}/readings";
    let file = "/households/{province}/{household}/readings/export";
    routes.page(path, read, look).page(file, read, export)
}

#[derive(Template)]
#[template(path = "access/readings.html")]
struct ReadingsTemplate {
    page: Page,
    report: Readings,
    export: String,
}

impl ReadingsTemplate {
    fn action(&self, code: &str) -> String {
        action_name(self.page.t, code)
    }
}

async fn look(
    State(app): State<App>,
    visit: Visit,
    Path((province, household)): Path<(String, String)>,
) -> Answer {
    let id = id(&household)?;
    let report = app
        .context
        .readings(visit.actor()?, (&province, id))
        .await?;
    let t = Words::of(visit.language);
    let path = format!("/households/{province}/{id}");
    show(&ReadingsTemplate {
        page: visit
            .page(t.audit.readings_title)
            .await
            .under(t.frame.home, "/")
            .under(t.household.title(&report.head_name), path.clone()),
        export: format!("{path}/readings/export"),
        report,
    })
}

async fn export(
    State(app): State<App>,
    visit: Visit,
    Path((province, household)): Path<(String, String)>,
) -> Answer {
    let id = id(&household)?;
    let t = Words::of(visit.language);
    let book = app
        .context
        .export_readings(visit.actor()?, (&province, id), visit.language, &|code| {
            action_name(t, code)
        })
        .await?;
    Ok(workbook(book))
}
