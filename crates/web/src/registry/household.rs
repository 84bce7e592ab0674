//! A household's page.

use super::{household_path, id};
use crate::App;
use crate::board::Board;
use crate::failure::Answer;
use crate::fields::{Asked, Fields, Posted, address};
use crate::guard::{Guard, Routes};
use crate::page::{Page, show};
use crate::registry::list::class_label;
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use chrono::NaiveDate;
use vuonlen_app::access::Action;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::registry::{HouseholdView, Ruling};
use vuonlen_domain::Text;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page(
            "/households/{province}/{household}",
            Guard::May(Action::HouseholdRead),
            household,
        )
        .form(
            "/households/{province}/{household}/identity",
            Guard::May(Action::IdentityReveal),
            reveal,
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
    may_reveal: bool,
    /// Where one of its members asks about own data.
    ask: Option<String>,
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
        may_reveal: as_of.is_none()
            && page.may(Action::IdentityReveal)
            && view.members.iter().any(|one| !one.identity.is_empty()),
        ask: page.may(Action::DataRequestRecord).then(|| {
            let household = id.to_string();
            let pairs = [("province", &*province), ("household", &household)];
            address("/data-requests/new", pairs)
        }),
        view,
        page,
    })
}

/// One identity number whole, on a page of its own that nothing keeps.
async fn reveal(
    State(app): State<App>,
    visit: Visit,
    Path((province, household)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let key = (province.as_str(), id(&household)?);
    let person = id(sent.get("person"))?;
    let reason = sent.get("because");
    let found = app
        .context
        .reveal_identity(visit.actor()?, key, person, reason)
        .await?;
    let t = &Words::of(visit.language).household;
    let path = household_path(&province, key.1);
    let page = visit
        .page(t.revealed)
        .await
        .under(&found.name, path.clone());
    let mut board = Board::new(page, path);
    t.revealed_text.clone_into(&mut board.lead);
    board.facts.push((t.member_name.to_owned(), found.name));
    board.facts.push((t.identity.to_owned(), found.number));
    board
        .facts
        .push((t.reveal_reason.to_owned(), reason.to_owned()));
    let mut answer = board.show(&Fields::default(), &[])?;
    let no_store = HeaderValue::from_static("no-store");
    answer.headers_mut().insert(header::CACHE_CONTROL, no_store);
    Ok(answer)
}
