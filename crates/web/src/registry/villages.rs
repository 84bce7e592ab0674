//! The villages of a commune: list, add, merge.

use crate::App;
use crate::failure::Answer;
use crate::fields::{Asked, Posted, address};
use crate::flash;
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, Problems, choices, show_with};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use chrono::NaiveDate;
use uuid::Uuid;
use vuonlen_app::access::Action;
use vuonlen_app::{Error, ErrorKind, FieldError};

pub(super) fn routes(routes: Routes) -> Routes {
    let write = Guard::May(Action::VillageWrite);
    routes
        .page("/villages", write, list)
        .form("/villages", write, add)
        .form("/villages/merge", write, merge)
}

#[derive(Template)]
#[template(path = "registry/villages.html")]
struct Villages {
    page: Page,
    commune: String,
    commune_name: String,
    communes: Vec<Choice>,
    rows: Vec<Row>,
    from: Vec<Choice>,
    into: Vec<Choice>,
    name: String,
    since: String,
    on: String,
    wrong: Problems,
    counts: bool,
    lists: bool,
}

struct Row {
    id: Uuid,
    name: String,
    households: i64,
    persons: i64,
}

async fn list(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    draw(
        &app,
        &visit,
        asked.get("commune"),
        (&Default::default(), &[]),
    )
    .await
}

async fn add(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let (commune, name) = (sent.get("commune"), sent.get("name"));
    let since: Option<NaiveDate> = sent.read("since");
    let added = match since {
        Some(since) => {
            app.context
                .add_village(visit.actor()?, commune, name, since)
                .await
        }
        None => Err(Error::field("since", "Nhập ngày.", "Enter the day.")),
    };
    let there = address("/villages", [("commune", commune)]);
    let t = Words::of(visit.language);
    match added {
        Ok(_) => flash::done(&visit.session, &there, &t.villages.added(name)).await,
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, commune, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn merge(State(app): State<App>, visit: Visit, Posted(sent): Posted) -> Answer {
    let commune = sent.get("commune");
    let pair = (
        sent.read("from").unwrap_or_default(),
        sent.read("into").unwrap_or_default(),
    );
    let merged = match sent.read::<NaiveDate>("on") {
        Some(on) => {
            app.context
                .merge_villages(visit.actor()?, commune, pair, on)
                .await
        }
        None => Err(Error::field("on", "Nhập ngày.", "Enter the day.")),
    };
    let there = address("/villages", [("commune", commune)]);
    let t = Words::of(visit.language);
    match merged {
        Ok(count) => flash::done(&visit.session, &there, &t.villages.merged(count)).await,
        Err(error) if error.kind == ErrorKind::Invalid => {
            draw(&app, &visit, commune, (&sent, &error.fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn draw(
    app: &App,
    visit: &Visit,
    asked: &str,
    (sent, wrong): (&crate::fields::Fields, &[FieldError]),
) -> Answer {
    let context = &app.context;
    let actor = visit.actor()?;
    let communes = context.communes_of(actor, Action::VillageWrite)?;
    let chosen = communes
        .iter()
        .find(|(code, _)| code == asked)
        .or_else(|| communes.first());
    let (commune, commune_name) = chosen.cloned().ok_or_else(Error::not_found)?;
    let villages = context.villages(actor, &commune).await?;
    let counts = context.count_by_village(actor, &commune).await?;
    let t = Words::of(visit.language);
    let page = visit.page(t.villages.title).await.under(t.frame.home, "/");
    let entries = || {
        villages
            .iter()
            .map(|one| (one.village_id.to_string(), one.name.clone()))
    };
    let today = context.today().to_string();
    let or_today = |name: &str| sent.some(name).unwrap_or(&today).to_owned();
    let rows = villages.iter().map(|village| {
        let classes = counts.iter().flatten();
        let mine = classes.filter(|line| line.village_id == village.village_id);
        let (households, persons) = mine.fold((0, 0), |sum, line| {
            (sum.0 + line.households, sum.1 + line.persons)
        });
        Row {
            id: village.village_id,
            name: village.name.clone(),
            households,
            persons,
        }
    });
    let template = Villages {
        rows: rows.collect(),
        counts: counts.is_some(),
        lists: page.may(Action::HouseholdList),
        from: choices(entries(), &[sent.get("from")]),
        into: choices(entries(), &[sent.get("into")]),
        name: sent.get("name").to_owned(),
        since: or_today("since"),
        on: or_today("on"),
        wrong: Problems::new(&page, wrong),
        communes: if communes.len() > 1 {
            choices(communes.iter().cloned(), &[&commune])
        } else {
            Vec::new()
        },
        commune,
        commune_name,
        page,
    };
    show_with(template.wrong.status(), &template)
}
