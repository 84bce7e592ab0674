//! A sealed year beside the year before, movements, relapses, and the rates over the years.

use super::chart::{self, Chart};
use super::{area_name, year_of, year_path};
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
use vuonlen_app::access::Action;
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::review::{Comparison, YearFigures};
use vuonlen_domain::text::Language;
use vuonlen_domain::{Class, Decimal};

/// How many years back the series goes.
const YEARS: i32 = 9;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.page(
        "/tables/{area}/{year}/compare",
        Guard::May(Action::FiguresRead),
        compare,
    )
}

#[derive(Template)]
#[template(path = "tables/compare.html")]
struct Compare {
    page: Page,
    back: String,
    year: i32,
    has_before: bool,
    warnings: Vec<String>,
    classes: Vec<ClassRow>,
    movements: Vec<(String, i64)>,
    relapse: String,
    relapse_warning: String,
    series: Vec<SeriesRow>,
    series_warnings: Vec<String>,
    yearly: String,
    chart: Option<Chart>,
    keys: Vec<(&'static str, String)>,
}

struct ClassRow {
    class: &'static str,
    label: String,
    before: String,
    before_rate: String,
    now: String,
    now_rate: String,
    change: String,
}

struct SeriesRow {
    year: i32,
    households: String,
    poor: String,
    poor_rate: String,
    near: String,
    near_rate: String,
    communes: usize,
}

async fn compare(
    State(app): State<App>,
    visit: Visit,
    Path((area, year)): Path<(String, String)>,
    Asked(asked): Asked,
) -> Answer {
    let context = &app.context;
    let actor = visit.actor()?;
    let year = year_of(context, (&area, &year), &asked)?;
    let compared = context.compare_years(actor, &year).await?;
    let series = context.year_series(actor, &year, year.year - YEARS).await?;
    let t = &Words::of(visit.language).tables;
    let page = visit.page(String::new()).await;
    let name = area_name(&app, &visit, &page, &year).await?;
    let mut page = page;
    page.title = t.compare_of(year.year, &name);
    let back = year_path(&year, "", &[]);
    let page = page
        .under(t.title, "/tables")
        .under(format!("{name} {}", year.year), back.clone());
    let wording = Wording::new(&context.law);
    let label = |class: Class| class_label(&page, &wording, class.code());
    let classes = Class::ALL.map(|class| class_row(&page, &compared, class, label(class)));
    let movements = compared.now.movement.iter().map(|(code, count)| {
        let label = wording.label("transitions", code);
        (page.say(&label).to_owned(), *count)
    });
    let relapse = compared.relapse;
    let share = page.percent(&relapse.ratio.part, &relapse.ratio.whole);
    let said = |texts: &[vuonlen_domain::Text]| -> Vec<String> {
        texts.iter().map(|text| page.say(text).to_owned()).collect()
    };
    show(&Compare {
        year: year.year,
        has_before: compared.before.is_some(),
        warnings: said(&compared.warnings),
        classes: classes.into(),
        movements: movements.collect(),
        relapse: t.relapse_text(relapse.ratio.part, relapse.ratio.whole, share),
        relapse_warning: if relapse.warns {
            t.relapse_warning(relapse.limit)
        } else {
            String::new()
        },
        series: series
            .years
            .iter()
            .map(|one| series_row(&page, one))
            .collect(),
        series_warnings: said(&series.warnings),
        yearly: series
            .yearly_change
            .map(|points| t.yearly(decimal(&page, points)))
            .unwrap_or_default(),
        chart: chart::of(&series.years),
        keys: [Class::Poor, Class::NearPoor]
            .map(|class| (class.code(), label(class)))
            .to_vec(),
        back,
        page: page.clone(),
    })
}

/// A number with its decimals, as the language writes it.
fn decimal(page: &Page, number: Decimal) -> String {
    let text = number.to_string();
    match page.language {
        Language::Vietnamese => text,
        Language::English => text.replace(',', "."),
    }
}

fn figures(page: &Page, year: &YearFigures, class: Class) -> (String, String) {
    let rate = year.rate(class);
    (
        page.number(&rate.part),
        page.percent(&rate.part, &rate.whole),
    )
}

fn class_row(page: &Page, compared: &Comparison, class: Class, label: String) -> ClassRow {
    let (now, now_rate) = figures(page, &compared.now, class);
    let before = compared.before.as_ref();
    let (before, before_rate) = before
        .map(|before| figures(page, before, class))
        .unwrap_or_default();
    let change = compared.change.get(&class).map(|points| {
        let text = decimal(page, *points);
        if text.starts_with('-') || text.chars().all(|c| matches!(c, '0' | ',' | '.')) {
            text
        } else {
            format!("+{text}")
        }
    });
    ClassRow {
        class: class.code(),
        label,
        before,
        before_rate,
        now,
        now_rate,
        change: change.unwrap_or_default(),
    }
}

fn series_row(page: &Page, year: &YearFigures) -> SeriesRow {
    let (poor, poor_rate) = figures(page, year, Class::Poor);
    let (near, near_rate) = figures(page, year, Class::NearPoor);
    SeriesRow {
        year: year.year,
        households: page.number(&year.households),
        poor,
        poor_rate,
        near,
        near_rate,
        communes: year.communes,
    }
}
