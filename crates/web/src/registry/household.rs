//! A household's page.

use super::{household_path, id};
use crate::App;
use crate::failure::Answer;
use crate::fields::Asked;
use crate::guard::{Guard, Routes};
use crate::page::{Page, show};
use crate::registry::list::class_label;
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use vuonlen_app::access::Action;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::registry::{HouseholdView, Ruling};
use vuonlen_domain::Text;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.page(
        "/households/{province}/{household}",
        Guard::May(Action::HouseholdRead),
        household,
    )
}

#[derive(Template)]
#[template(path = "registry/household.html")]
struct HouseholdTemplate {
    page: Page,
    path: String,
    view: HouseholdView,
    class_label: String,
    plain_labels: Vec<Text>,
    as_of: Option<NaiveDate>,
    today: NaiveDate,
    may_edit: bool,
    may_record: bool,
    may_dossier: bool,
    may_notes: bool,
}

async fn household(
    State(app): State<App>,
    visit: Visit,
    Path((province, household)): Path<(String, String)>,
    Asked(asked): Asked,
) -> Answer {
    let context = &app.context;
    let id = id(&household)?;
    let as_of: Option<NaiveDate> = asked.read("on");
    let view = context
        .household_view(visit.actor()?, (&province, id), as_of)
        .await?;
    let t = Words::of(visit.language);
    let page = visit
        .page(t.household.title(view.page.document.head_name()))
        .await;
    let wording = Wording::new(&context.law);
    let commune = &view.page.household.commune_code;
    let unit = context.law.units.unit(commune, context.today());
    let village = format!("/households?village={}", view.page.household.village_id);
    let page = page
        .under(t.households.title, "/households")
        .under(
            unit.map_or(commune.as_str(), |unit| &*unit.name),
            "/households",
        )
        .under(view.village_name.clone(), village);
    show(&HouseholdTemplate {
        path: household_path(&province, id),
        plain_labels: view.plain_labels.clone(),
        class_label: class_label(&page, &wording, &view.page.household.class),
        as_of,
        today: context.today(),
        may_edit: as_of.is_none() && page.may(Action::HouseholdWrite),
        may_record: as_of.is_none() && page.may(Action::HouseholdEvent),
        may_dossier: page.may(Action::DossierRead),
        may_notes: page.may(Action::NoteRead),
        view,
        page,
    })
}
