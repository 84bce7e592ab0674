//! The list of households: search, filters, pages, and the same as a workbook.

use super::household_path;
use crate::App;
use crate::failure::Answer;
use crate::fields::{Asked, Fields, address};
use crate::guard::{Guard, Routes};
use crate::page::{Choice, Page, choices, show};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_app::Error;
use vuonlen_app::access::{Action, Actor};
use vuonlen_app::privacy::kinds::FieldKind;
use vuonlen_app::privacy::masking::Sight;
use vuonlen_app::registry::HouseholdQuery;
use vuonlen_app::registry::wording::Wording;

/// Households on one page.
const PAGE: u32 = 50;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page("/households", Guard::May(Action::HouseholdList), list)
        .page("/households/export", Guard::May(Action::Export), export)
}

#[derive(Template)]
#[template(path = "registry/households.html")]
struct List {
    page: Page,
    text: String,
    communes: Vec<Choice>,
    villages: Vec<Choice>,
    classes: Vec<Choice>,
    groups: Vec<Choice>,
    with_left: bool,
    filtered: bool,
    rows: Vec<Row>,
    households: i64,
    persons: i64,
    first: String,
    next: String,
    export: String,
    show_commune: bool,
    imports: bool,
}

struct Row {
    path: Option<String>,
    code: String,
    head: String,
    village: String,
    commune: String,
    size: i64,
    class: String,
    class_label: String,
    class_year: Option<i64>,
    groups: Vec<String>,
    active: bool,
}

async fn list(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    let actor = visit.actor()?;
    let context = &app.context;
    let query = read_query(&asked);
    let found = context.list_households(actor, &query).await?;
    let communes = context.communes_of(actor, Action::HouseholdList)?;
    let page = visit.page(Words::of(visit.language).households.title).await;
    let wording = Wording::new(&context.law);
    let villages = village_names(
        &app,
        actor,
        found.households.iter().map(|one| &*one.commune_code),
    )
    .await?;
    let label = |list: &str, code: &str| page.say(&wording.label(list, code)).to_owned();
    let commune_names: BTreeMap<&str, &str> = communes
        .iter()
        .map(|(code, name)| (&**code, &**name))
        .collect();
    // Who may see the list but not a household's own page is not led to it.
    let opens = page.may(Action::HouseholdRead);
    let rows = found.households.iter().map(|one| Row {
        path: opens.then(|| household_path(&one.province_code, one.household_id)),
        code: one.code.clone(),
        head: one.head_name.clone(),
        village: villages.get(&one.village_id).cloned().unwrap_or_default(),
        commune: commune_names
            .get(&*one.commune_code)
            .map_or_else(|| one.commune_code.clone(), ToString::to_string),
        size: one.size,
        class_label: class_label(&page, &wording, &one.class),
        class: one.class.clone(),
        class_year: one.class_year,
        groups: one
            .groups
            .split(',')
            .filter(|code| !code.is_empty())
            .map(|code| label("groups", code))
            .collect(),
        active: one.active,
    });
    let rows: Vec<Row> = rows.collect();
    let only = (communes.len() == 1).then(|| communes.first().map(|(code, _)| code.clone()));
    let commune = query.commune.clone().or(only.flatten());
    let village_choices = match &commune {
        Some(commune) => context.villages(actor, commune).await?,
        None => Vec::new(),
    };
    let pairs: Vec<(&str, &str)> = asked.iter().filter(|(name, _)| *name != "after").collect();
    let after = found.more.then(|| found.households.last()).flatten();
    let after = after.map(|one| format!("{}|{}", one.household_id, one.head_sort_name));
    let sight = Sight::anywhere(actor);
    let t = page.t;
    show(&List {
        text: query.text.clone(),
        filtered: pairs
            .iter()
            .any(|(name, value)| *name != "lang" && !value.is_empty()),
        show_commune: communes.len() > 1,
        imports: page.may(Action::HouseholdImport),
        communes: if communes.len() > 1 {
            choices(communes.iter().cloned(), &[asked.get("commune")])
        } else {
            Vec::new()
        },
        villages: choices(
            village_choices
                .into_iter()
                .map(|one| (one.village_id.to_string(), one.name)),
            &[asked.get("village")],
        ),
        classes: class_choices(&page, &wording, asked.get("class")),
        groups: choices(
            codes(context, "groups")
                .into_iter()
                .filter(|code| sight.sees(FieldKind::of_group(code)))
                .map(|code| {
                    let name = label("groups", &code);
                    (code, name)
                }),
            &[asked.get("group")],
        ),
        with_left: query.with_left,
        rows,
        households: found.total,
        persons: found.persons,
        first: query
            .after
            .map(|_| address("/households", pairs.clone()))
            .unwrap_or_default(),
        next: after
            .map(|after| {
                let cursor = [("after", after.as_str())];
                address("/households", pairs.iter().copied().chain(cursor))
            })
            .unwrap_or_default(),
        export: if page.may(Action::Export) {
            address("/households/export", pairs)
        } else {
            String::new()
        },
        page: page.under(t.frame.home, "/"),
    })
}

async fn export(State(app): State<App>, visit: Visit, Asked(asked): Asked) -> Answer {
    let query = read_query(&asked);
    let book = app
        .context
        .export_households(visit.actor()?, &query, visit.language)
        .await?;
    let disposition = format!("attachment; filename=\"{}\"", book.file_name);
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, book.bytes).into_response())
}

fn read_query(asked: &Fields) -> HouseholdQuery {
    let after = asked.some("after").and_then(|after| after.split_once('|'));
    let classes = asked
        .get("class")
        .split(',')
        .filter(|class| !class.is_empty());
    HouseholdQuery {
        text: asked.get("text").to_owned(),
        commune: asked.some("commune").map(str::to_owned),
        village: asked.read("village"),
        classes: classes.map(str::to_owned).collect(),
        group: asked.some("group").map(str::to_owned),
        with_left: asked.get("left") == "1",
        after: after.and_then(|(id, name)| Some((name.to_owned(), Uuid::parse_str(id).ok()?))),
        limit: PAGE,
    }
}

/// What a class is called; a household no review has decided about has none.
pub(crate) fn class_label(page: &Page, wording: &Wording<'_>, class: &str) -> String {
    match class {
        "none" | "" => page.t.common.no_class.to_owned(),
        class => page.say(&wording.label("classes", class)).to_owned(),
    }
}

fn class_choices(page: &Page, wording: &Wording<'_>, chosen: &str) -> Vec<Choice> {
    let both = (
        "poor,near_poor".to_owned(),
        page.t.home.poor_and_near_poor.to_owned(),
    );
    let classes = ["poor", "near_poor", "average_living", "not_poor", "none"];
    let each = classes.map(|class| (class.to_owned(), class_label(page, wording, class)));
    choices([both].into_iter().chain(each), &[chosen])
}

/// The codes of a list in force today.
pub(crate) fn codes(context: &vuonlen_app::Context, list: &str) -> Vec<String> {
    let list = context.law.codes.list(list);
    let version = list.and_then(|list| list.as_of(context.today()));
    version
        .map(|version| version.codes.iter().map(|code| code.code.clone()).collect())
        .unwrap_or_default()
}

/// Names of the villages of some communes.
pub(crate) async fn village_names<'a>(
    app: &App,
    actor: &Actor,
    communes: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<Uuid, String>, Error> {
    let mut names = BTreeMap::new();
    let mut known: Vec<&str> = Vec::new();
    for commune in communes {
        if known.contains(&commune) {
            continue;
        }
        known.push(commune);
        let villages = app.context.villages(actor, commune).await?;
        names.extend(villages.into_iter().map(|one| (one.village_id, one.name)));
    }
    Ok(names)
}
