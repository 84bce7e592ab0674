//! Splitting a household: who leaves, who heads each side, where the new household lives.

use super::{household_path, id};
use crate::App;
use crate::failure::Answer;
use crate::fields::{Fields, Posted};
use crate::flash::{self, Flash};
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, Problems, choices, show_with};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::registry::NewSplit;
use vuonlen_app::{ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let write = Guard::May(Action::HouseholdWrite);
    let path = "/households/{province}/{household}/split";
    routes.page(path, write, begin).form(path, write, save)
}

#[derive(Template)]
#[template(path = "registry/split.html")]
struct SplitForm {
    page: Page,
    path: String,
    base: i64,
    members: Vec<Choice>,
    heads: Vec<Choice>,
    remaining_heads: Vec<Choice>,
    villages: Vec<Choice>,
    code: String,
    address: String,
    on: String,
    note: String,
    wrong: Problems,
}

async fn begin(
    State(app): State<App>,
    visit: Visit,
    Path((province, household)): Path<(String, String)>,
) -> Answer {
    let id = id(&household)?;
    draw(&app, &visit, (&province, id), (&Fields::default(), &[])).await
}

async fn save(
    State(app): State<App>,
    visit: Visit,
    Path((province, household)): Path<(String, String)>,
    Posted(sent): Posted,
) -> Answer {
    let id = id(&household)?;
    let leaving = sent.all("leaving");
    let new = NewSplit {
        base: sent.read("base").unwrap_or_default(),
        leaving: leaving
            .filter_map(|person| Uuid::parse_str(person).ok())
            .collect(),
        head: sent.read("head"),
        remaining_head: sent.read("remaining_head"),
        code: sent.get("code").to_owned(),
        village_id: sent.read("village_id"),
        address: sent.get("address").to_owned(),
        on: sent.read("on"),
        note: sent.get("note").to_owned(),
    };
    let split = app
        .context
        .split_household(visit.actor()?, (&province, id), &new)
        .await;
    match split {
        Ok(made) => {
            let t = Words::of(visit.language);
            let mut flash = Flash::success(t.split.done);
            flash.items.push((t.split.then.to_owned(), String::new()));
            flash::leave(&visit.session, flash).await?;
            Ok(Redirect::to(&household_path(&province, made)).into_response())
        }
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, (&province, id), (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(
    app: &App,
    visit: &Visit,
    (province, id): (&str, Uuid),
    (sent, wrong): (&Fields, &[FieldError]),
) -> Answer {
    let context = &app.context;
    let actor = visit.actor()?;
    let found = context.household(actor, province, id, None).await?;
    let document = &found.document;
    let villages = context.villages(actor, &document.commune_code).await?;
    let t = Words::of(visit.language);
    let path = household_path(province, id);
    let name = document.head_name();
    let page = visit
        .page(t.split.title(name))
        .await
        .under(t.households.title, "/households")
        .under(t.household.title(name), path.clone());
    let people = || {
        let members = document.members.iter();
        members.map(|member| (member.person_id.to_string(), member.name.clone()))
    };
    let here = document.village_id.to_string();
    let today = context.today().to_string();
    let template = SplitForm {
        base: sent.read("base").unwrap_or(found.version),
        members: choices(people(), &sent.all("leaving").collect::<Vec<_>>()),
        heads: choices(people(), &[sent.get("head")]),
        remaining_heads: choices(people(), &[sent.get("remaining_head")]),
        villages: choices(
            villages
                .into_iter()
                .map(|village| (village.village_id.to_string(), village.name)),
            &[sent.some("village_id").unwrap_or(&here)],
        ),
        code: sent.get("code").to_owned(),
        address: sent.get("address").to_owned(),
        on: sent.some("on").unwrap_or(&today).to_owned(),
        note: sent.get("note").to_owned(),
        wrong: Problems::new(&page, wrong),
        path,
        page,
    };
    show_with(template.wrong.status(), &template)
}
