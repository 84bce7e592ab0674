//! What to do next, what is late, and where things stand.
//!
//! Every context adds its own tasks: [`tasks`] asks them one after the other.

use crate::App;
use crate::failure::Answer;
use crate::guard::{Guard, Routes};
use crate::page::{Page, show};
use crate::registry::list::class_label;
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_app::Error;
use vuonlen_app::access::{Action, Actor};
use vuonlen_app::registry::VillageClass;
use vuonlen_app::registry::topic::Topic;
use vuonlen_app::registry::wording::Wording;

/// Classes in the order of bars and tables.
const CLASSES: [&str; 5] = ["poor", "near_poor", "average_living", "not_poor", "none"];

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.page("/", Guard::SignedIn, home)
}

/// Something that waits for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Task {
    pub(crate) title: String,
    pub(crate) text: String,
    /// How many of them.
    pub(crate) count: i64,
    /// Where it is done.
    pub(crate) path: String,
    /// Past its day.
    pub(crate) late: bool,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Page,
    today: NaiveDate,
    name: String,
    tasks: Vec<Task>,
    figures: Option<Figures>,
    villages: Vec<VillageRow>,
    has_roles: bool,
    lists: bool,
}

struct Figures {
    lines: Vec<ClassLine>,
    households: i64,
    persons: i64,
}

struct ClassLine {
    class: &'static str,
    label: String,
    households: i64,
    persons: i64,
    /// Where its bar begins and how wide it is, of 1000.
    x: i64,
    width: i64,
}

struct VillageRow {
    id: Uuid,
    name: String,
    poor: i64,
    near_poor: i64,
    households: i64,
    width: i64,
}

async fn home(State(app): State<App>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let t = Words::of(visit.language);
    let page = visit.page(t.home.title).await;
    let counts = app.context.area_figures(actor).await?;
    let classes = counts.as_ref().map(|counts| counts.classes.as_slice());
    let commune = counts.as_ref().and_then(|counts| counts.commune.as_ref());
    show(&Home {
        today: app.context.today(),
        name: actor.display_name.clone(),
        tasks: tasks(&app, &page, actor, classes).await?,
        figures: classes.map(|classes| figures(&app, &page, classes)),
        villages: match commune {
            Some((commune, counts)) => villages(&app, actor, commune, counts).await?,
            None => Vec::new(),
        },
        has_roles: !actor.roles.is_empty(),
        lists: page.may(Action::HouseholdList),
        page,
    })
}

/// Everything that waits, most pressing first.
async fn tasks(
    app: &App,
    page: &Page,
    actor: &Actor,
    counts: Option<&[(String, i64, i64)]>,
) -> Result<Vec<Task>, Error> {
    let mut tasks = crate::review::tasks::of(app, page, actor).await?;
    tasks.extend(registry_tasks(app, page, actor, counts).await?);
    tasks.extend(crate::privacy::tasks(app, page, actor).await?);
    tasks.sort_by_key(|task| !task.late);
    Ok(tasks)
}

async fn registry_tasks(
    app: &App,
    page: &Page,
    actor: &Actor,
    counts: Option<&[(String, i64, i64)]>,
) -> Result<Vec<Task>, Error> {
    let context = &app.context;
    let t = &page.t.home;
    let mut tasks = Vec::new();
    let mut add = |title: &str, text: &str, count: i64, path: &str| {
        tasks.push(Task {
            title: title.to_owned(),
            text: text.to_owned(),
            count,
            path: path.to_owned(),
            late: false,
        });
    };
    if page.may(Action::DuplicateResolve) {
        let waiting = context.count_notices(actor).await?;
        if waiting > 0 {
            add(t.duplicates, t.duplicates_text, waiting, "/duplicates");
        }
    }
    if page.may(Action::HouseholdWrite) {
        for (commune, _) in context.communes_of(actor, Action::HouseholdWrite)? {
            if context.villages(actor, &commune).await?.is_empty() {
                add(t.no_village, t.no_village_text, 0, "/villages");
            }
        }
        let all: i64 = counts
            .unwrap_or_default()
            .iter()
            .map(|(_, households, _)| households)
            .sum();
        if counts.is_some() && all == 0 {
            add(t.no_household, t.no_household_text, 0, "/households/new");
        }
    }
    if page.may(Action::HouseholdList) {
        let missing = context.count_uncovered(actor).await?;
        if missing > 0 {
            add(t.coverage, page.t.coverage.lead, missing, "/coverage");
        }
        if Topic::Merit.is_open_to(actor) {
            let merit = context.merit_alerts(actor).await?;
            if merit > 0 {
                add(t.merit, t.merit_text, merit, "/lists/merit");
            }
        }
        let open = counts
            .unwrap_or_default()
            .iter()
            .find(|(class, ..)| class == "none");
        if let Some((_, open, _)) = open.filter(|(_, open, _)| *open > 0) {
            let path = "/households?class=none";
            add(t.unclassified, t.unclassified_text, *open, path);
        }
    }
    Ok(tasks)
}

fn figures(app: &App, page: &Page, counts: &[(String, i64, i64)]) -> Figures {
    let wording = Wording::new(&app.context.law);
    let households: i64 = counts.iter().map(|(_, households, _)| households).sum();
    let mut x = 0;
    let lines = CLASSES.into_iter().filter_map(|class| {
        let (_, of_class, persons) = counts.iter().find(|(code, ..)| code == class)?;
        let width = of_class * 1000 / households.max(1);
        let line = ClassLine {
            class,
            label: class_label(page, &wording, class),
            households: *of_class,
            persons: *persons,
            x,
            width,
        };
        x += width;
        Some(line)
    });
    Figures {
        lines: lines.collect(),
        households,
        persons: counts.iter().map(|(.., persons)| persons).sum(),
    }
}

/// Villages of the person's only commune, with their poor and near-poor households.
async fn villages(
    app: &App,
    actor: &Actor,
    commune: &str,
    counts: &[VillageClass],
) -> Result<Vec<VillageRow>, Error> {
    let mut by_village: BTreeMap<Uuid, (i64, i64, i64)> = BTreeMap::new();
    for line in counts {
        let sum = by_village.entry(line.village_id).or_default();
        sum.2 += line.households;
        match line.class.as_str() {
            "poor" => sum.0 += line.households,
            "near_poor" => sum.1 += line.households,
            _ => {}
        }
    }
    let villages = app.context.villages(actor, commune).await?;
    Ok(villages
        .into_iter()
        .map(|village| {
            let (poor, near_poor, households) = by_village
                .get(&village.village_id)
                .copied()
                .unwrap_or_default();
            VillageRow {
                id: village.village_id,
                name: village.name,
                poor,
                near_poor,
                households,
                width: (poor + near_poor) * 1000 / households.max(1),
            }
        })
        .collect())
}
