//! The households behind a figure.

use super::{area_name, year_of, year_path};
use crate::App;
use crate::failure::Answer;
use crate::fields::Asked;
use crate::guard::{Guard, Routes};
use crate::page::{Page, show};
use crate::registry::household_path;
use crate::registry::list::{class_label, village_names};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use vuonlen_app::access::Action;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::review::Figure;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.page(
        "/tables/{area}/{year}/behind",
        Guard::May(Action::HouseholdList),
        behind,
    )
}

#[derive(Template)]
#[template(path = "tables/behind.html")]
struct Behind {
    page: Page,
    line: String,
    back: String,
    rows: Vec<Row>,
    opens: bool,
}

struct Row {
    path: String,
    code: String,
    head: String,
    village: String,
    size: i64,
    class: String,
    label: String,
}

async fn behind(
    State(app): State<App>,
    visit: Visit,
    Path((area, year)): Path<(String, String)>,
    Asked(asked): Asked,
) -> Answer {
    let context = &app.context;
    let actor = visit.actor()?;
    let year = year_of(context, (&area, &year), &asked)?;
    let unit = asked.some("unit").map(str::to_owned);
    let of_commune = year.commune.is_some();
    let figure = Figure {
        table: asked.get("table").to_owned(),
        column: asked.get("column").to_owned(),
        code: asked.some("code").map(str::to_owned),
        commune: unit.clone().filter(|_| !of_commune),
        village: unit.clone().filter(|_| of_commune),
    };
    let found = context.households_behind(actor, &year, &figure).await?;
    let t = Words::of(visit.language);
    let page = visit.page(t.tables.behind).await;
    let name = area_name(&app, &visit, &page, &year).await?;
    let communes = found.iter().map(|one| &*one.commune_code);
    let villages = village_names(&app, actor, communes).await?;
    let wording = Wording::new(&context.law);
    let drawn = context.statutory_tables(actor, &year, 1).await?;
    let table = drawn.tables.iter().find(|one| one.id == figure.table);
    let column = table.and_then(|table| {
        let index = table.column(&figure.column, figure.code.as_deref())?;
        let head = table.columns.get(index)?;
        let mut words: Vec<&str> = head.heads.iter().map(|text| page.say(text)).collect();
        words.push(page.say(&head.label));
        Some(words.join(" · "))
    });
    let back = year_path(&year, "", &[("table", &figure.table)]);
    let place = match unit {
        Some(unit) if of_commune => format!("{unit}, {name}"),
        Some(unit) => {
            let found = context.law.units.unit(&unit, context.today());
            found.map_or(unit, |unit| unit.name.clone())
        }
        None => name,
    };
    let line = t.tables.behind_of(
        format!("{} {}", figure.table, year.year),
        column.unwrap_or_default(),
        found.len(),
    );
    let rows = found.into_iter().map(|one| Row {
        path: household_path(&one.province_code, one.household_id),
        village: villages.get(&one.village_id).cloned().unwrap_or_default(),
        label: class_label(&page, &wording, &one.class),
        class: one.class,
        code: one.code,
        head: one.head_name,
        size: one.size,
    });
    show(&Behind {
        rows: rows.collect(),
        line: format!("{place}. {line}"),
        opens: page.may(Action::HouseholdRead),
        page: page
            .under(t.tables.title, "/tables")
            .under(figure.table, back.clone()),
        back,
    })
}
