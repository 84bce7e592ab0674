//! Statutory tables of sealed years: on the page, as files, compared with the years before.
//!
//! Addresses name the area and the year: `/tables/03703/2026` is a commune's, `/tables/14/2026` a
//! province's, `/tables/VN/2026` the country's; `?village=` narrows to one village and
//! `?amendment=` goes back to an earlier state.

mod behind;
mod chart;
mod compare;
mod heads;
mod sheet;

use crate::App;
use crate::failure::{Answer, Failure};
use crate::fields::{Fields, address};
use crate::guard::{Guard, Routes};
use crate::page::{Page, show};
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::State;
use vuonlen_app::access::Action;
use vuonlen_app::review::{COUNTRY, SealedArea, YearRef};
use vuonlen_app::{Context, Error};

pub(crate) fn routes(routes: Routes) -> Routes {
    let routes = routes.page("/tables", Guard::May(Action::TableRead), index);
    let routes = sheet::routes(routes);
    let routes = behind::routes(routes);
    compare::routes(routes)
}

#[derive(Template)]
#[template(path = "tables/index.html")]
struct Index {
    page: Page,
    areas: Vec<Row>,
    compares: bool,
}

struct Row {
    area: SealedArea,
    /// Each year's path, in the order of the area's years.
    years: Vec<(i64, usize, String, String)>,
}

async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let areas = app.context.sealed_areas(visit.actor()?).await?;
    let t = Words::of(visit.language);
    let page = visit.page(t.tables.title).await.under(t.frame.home, "/");
    let row = |area: SealedArea| {
        let village = area.village.map(|one| one.to_string()).unwrap_or_default();
        let narrow = [("village", village.as_str())];
        let years = area.years.iter().map(|(year, communes)| {
            let path = format!("/tables/{}/{year}", area.code);
            let compare = address(&format!("{path}/compare"), narrow);
            (*year, *communes, address(&path, narrow), compare)
        });
        Row {
            years: years.collect(),
            area,
        }
    };
    show(&Index {
        areas: areas.into_iter().map(row).collect(),
        compares: page.may(Action::FiguresRead),
        page,
    })
}

/// Province and commune of an area out of an address: the country, a province or a commune.
pub(crate) fn place_of(context: &Context, area: &str) -> Result<(String, Option<String>), Error> {
    if area == COUNTRY || area.len() == 2 {
        return Ok((area.to_owned(), None));
    }
    let found = context.commune_area(area)?;
    let province = found.province().unwrap_or_default().to_owned();
    Ok((province, Some(area.to_owned())))
}

/// A year out of an address.
fn year_of(
    context: &Context,
    (area, year): (&str, &str),
    asked: &Fields,
) -> Result<YearRef, Failure> {
    let year: i32 = year.parse().map_err(|_| Error::not_found())?;
    let (province, commune) = place_of(context, area)?;
    Ok(YearRef {
        village: commune.as_ref().and_then(|_| asked.read("village")),
        province,
        commune,
        year,
        amendment: asked.read("amendment"),
    })
}

/// What an area is called.
async fn area_name(
    app: &App,
    visit: &Visit,
    page: &Page,
    year: &YearRef,
) -> Result<String, Failure> {
    let context = &app.context;
    if year.province == COUNTRY {
        return Ok(page.t.tables.country.to_owned());
    }
    let code = year.commune.as_deref().unwrap_or(&year.province);
    let unit = context.law.units.unit(code, context.today());
    let name = unit.map_or_else(|| code.to_owned(), |unit| unit.name.clone());
    let (Some(commune), Some(village)) = (&year.commune, year.village) else {
        return Ok(name);
    };
    let villages = context.villages(visit.actor()?, commune).await?;
    let found = villages.into_iter().find(|one| one.village_id == village);
    let village = found.ok_or_else(Error::not_found)?;
    Ok(format!("{}, {name}", village.name))
}

/// The address of a page of a year, keeping how it is narrowed.
fn year_path(year: &YearRef, part: &str, more: &[(&str, &str)]) -> String {
    let village = year.village.map(|one| one.to_string()).unwrap_or_default();
    let amendment = year
        .amendment
        .map(|one| one.to_string())
        .unwrap_or_default();
    let path = format!("/tables/{}/{}{part}", year.code(), year.year);
    let narrow = [("village", &*village), ("amendment", &*amendment)];
    address(&path, more.iter().copied().chain(narrow))
}
