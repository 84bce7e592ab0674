//! One table of a sealed year on the page, the detailed lists, and all of them as files.

use super::heads::{self, Head};
use super::{area_name, year_of, year_path};
use crate::App;
use crate::failure::Answer;
use crate::fields::Asked;
use crate::guard::{Guard, Routes};
use crate::page::{Page, show};
use crate::review::download;
use crate::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use vuonlen_app::Error;
use vuonlen_app::access::Action;
use vuonlen_app::review::{
    Cell, ColumnHead, LineKind, ListCell, Row, SealedSnapshot, TableFormat, TableResult, YearRef,
};
use vuonlen_domain::text::Language;

/// More columns than this are shown only where somebody counts (ethnic groups).
const LONG: usize = 40;

/// The detailed lists, which name persons.
const LISTS: [&str; 2] = ["R14", "R15"];

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page(
            "/tables/{area}/{year}",
            Guard::May(Action::TableRead),
            table,
        )
        .page(
            "/tables/{area}/{year}/file/{format}",
            Guard::May(Action::Export),
            file,
        )
        .page(
            "/tables/{area}/{year}/lists/{list}",
            Guard::May(Action::HouseholdList),
            list,
        )
        .page(
            "/tables/{area}/{year}/lists/{list}/{format}",
            Guard::May(Action::Export),
            list_file,
        )
}

/// One entry of the choice of tables.
struct Entry {
    id: String,
    title: String,
    path: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "tables/table.html")]
struct TablePage {
    page: Page,
    entries: Vec<Entry>,
    title: String,
    note: String,
    remarks: Vec<String>,
    synthetic: bool,
    heads: Vec<Vec<Head>>,
    numbers: Vec<String>,
    rows: Vec<BodyRow>,
    violations: Vec<String>,
    unsealed: usize,
    states: Vec<(String, String, bool)>,
    old: bool,
    newest: String,
    seal: String,
    compare: String,
    xlsx: String,
    pdf: String,
}

struct BodyRow {
    total: bool,
    ordinal: String,
    label: String,
    line: Option<String>,
    cells: Vec<BodyCell>,
}

/// A figure and the page of the households behind it.
struct BodyCell {
    text: String,
    path: String,
}

type Key = (String, String);

async fn table(
    State(app): State<App>,
    visit: Visit,
    Path((area, year)): Path<Key>,
    Asked(asked): Asked,
) -> Answer {
    let context = &app.context;
    let actor = visit.actor()?;
    let year = year_of(context, (&area, &year), &asked)?;
    let drawn = context.statutory_tables(actor, &year, 1).await?;
    let wanted = asked.some("table").unwrap_or("R1");
    let found = drawn.tables.iter().find(|table| table.id == wanted);
    let result = found.ok_or_else(Error::not_found)?;
    let t = &Words::of(visit.language).tables;
    let page = visit.page(String::new()).await;
    let name = area_name(&app, &visit, &page, &year).await?;
    let page = titled(page, &t.of(&result.id, year.year, &name));
    let kept = kept(result);
    let columns: Vec<&ColumnHead> = kept.iter().map(|index| &result.columns[*index]).collect();
    let several = result.lines.len() > 1;
    let mut leading = vec![t.ordinal, t.unit];
    if several {
        leading.push(t.line);
    }
    let opens = page.may(Action::HouseholdList);
    let rows = result.totals.iter().chain(&result.rows).map(|row| BodyRow {
        total: row.depth == 0,
        ordinal: row.ordinal.clone(),
        label: if row.depth == 0 {
            page.t.common.total.to_owned()
        } else {
            page.say(&row.label).to_owned()
        },
        line: several.then(|| line_label(&page, result, row.line)),
        cells: kept
            .iter()
            .filter_map(|index| Some((*index, row.cells.get(*index)?)))
            .map(|(index, cell)| BodyCell {
                text: written(&page, *cell),
                path: if opens && counts(*cell) {
                    behind(&year, result, row, index)
                } else {
                    String::new()
                },
            })
            .collect(),
    });
    let status = result.status.label();
    let mut all = context.seals(actor, &year).await.unwrap_or_default();
    all.retain(|_| year.village.is_none());
    let exports = page.may(Action::Export);
    let file = |format: &str| {
        if exports {
            year_path(&year, &format!("/file/{format}"), &[])
        } else {
            String::new()
        }
    };
    let shown = drawn.snapshots.first();
    show(&TablePage {
        entries: entries(&page, &year, &drawn.tables, &result.id),
        title: page.say(&result.title).to_owned(),
        note: t.status(page.say(&status), &result.source),
        remarks: (result.notes.iter())
            .map(|note| page.say(note).to_owned())
            .collect(),
        synthetic: drawn.synthetic()?,
        heads: heads::rows(&page, &leading, &columns),
        numbers: numbers(several, &columns),
        rows: rows.collect(),
        violations: drawn
            .violations
            .iter()
            .filter(|one| one.table == result.id)
            .map(|one| format!("{}: {}", page.say(&one.unit), page.say(&one.text)))
            .collect(),
        unsealed: drawn.unsealed.len(),
        old: is_old(&all, &year),
        newest: year_path(
            &YearRef {
                amendment: None,
                ..year.clone()
            },
            "",
            &[("table", &result.id)],
        ),
        seal: match (shown, drawn.snapshots.len()) {
            (Some(one), 1) => {
                let short = one.sha256.get(..16).unwrap_or(&one.sha256);
                t.sealed_at(page.moment(&one.sealed_at), format!("{short}…"))
            }
            _ => String::new(),
        },
        states: states(&page, &all, (&year, shown)),
        compare: if page.may(Action::FiguresRead) {
            year_path(&year, "/compare", &[])
        } else {
            String::new()
        },
        xlsx: file("xlsx"),
        pdf: file("pdf"),
        page: page.clone(),
    })
}

/// The same frame with another title, under the list of areas.
fn titled(mut page: Page, title: &str) -> Page {
    title.clone_into(&mut page.title);
    let label = page.t.tables.title;
    page.under(label, "/tables")
}

fn is_old(all: &[SealedSnapshot], year: &YearRef) -> bool {
    let newest = all.iter().map(|one| one.amendment).max();
    year.amendment.is_some() && year.amendment != newest
}

/// The seal and its amendments, each with its page.
fn states(
    page: &Page,
    all: &[SealedSnapshot],
    (year, shown): (&YearRef, Option<&SealedSnapshot>),
) -> Vec<(String, String, bool)> {
    let t = &page.t.tables;
    if all.len() < 2 {
        return Vec::new();
    }
    let state = |one: &SealedSnapshot| {
        let moment = page.moment(&one.sealed_at);
        let label = if one.amendment == 0 {
            t.first_state(moment)
        } else {
            t.amendment_of(one.amendment, moment, &one.reason)
        };
        let then = YearRef {
            amendment: Some(one.amendment),
            ..year.clone()
        };
        let current = shown.is_some_and(|shown| shown.snapshot_id == one.snapshot_id);
        (label, year_path(&then, "", &[]), current)
    };
    all.iter().map(state).collect()
}

fn entries(page: &Page, year: &YearRef, tables: &[TableResult], current: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = tables
        .iter()
        .map(|table| Entry {
            id: table.id.clone(),
            title: page.say(&table.title).to_owned(),
            path: year_path(year, "", &[("table", &table.id)]),
            current: table.id == current,
        })
        .collect();
    if page.may(Action::HouseholdList) && year.province != vuonlen_app::review::COUNTRY {
        entries.extend(LISTS.map(|id| Entry {
            id: id.to_owned(),
            title: String::new(),
            path: year_path(year, &format!("/lists/{id}"), &[]),
            current: id == current,
        }));
    }
    entries
}

fn numbers(several: bool, columns: &[&ColumnHead]) -> Vec<String> {
    let leading = ["A", "B", "C"].into_iter().take(2 + usize::from(several));
    let numbers = columns.iter().map(|column| column.number.clone());
    leading.map(str::to_owned).chain(numbers).collect()
}

fn line_label(page: &Page, result: &TableResult, line: LineKind) -> String {
    let found = result.lines.iter().find(|one| one.id == line);
    found
        .map(|one| page.say(&one.label).to_owned())
        .unwrap_or_default()
}

/// The columns shown: those of a long code list only where somebody counts.
fn kept(result: &TableResult) -> Vec<usize> {
    let long = result.columns.len() > LONG;
    let counted = |index: usize| {
        let mut rows = result.totals.iter().chain(&result.rows);
        rows.any(|row| row.cells.get(index).is_some_and(|cell| counts(*cell)))
    };
    (0..result.columns.len())
        .filter(|index| !long || result.columns[*index].code.is_none() || counted(*index))
        .collect()
}

fn counts(cell: Cell) -> bool {
    match cell {
        Cell::Figure(figure) => figure != 0,
        Cell::Share { ratio, .. } => ratio.part != 0,
    }
}

fn written(page: &Page, cell: Cell) -> String {
    match (cell, page.language) {
        (Cell::Figure(figure), _) => page.number(&figure),
        (cell, Language::Vietnamese) => cell.printed(),
        (cell, Language::English) => cell.printed().replace(',', "."),
    }
}

/// The page of the households behind a figure.
fn behind(year: &YearRef, result: &TableResult, row: &Row, column: usize) -> String {
    let Some(head) = result.columns.get(column) else {
        return String::new();
    };
    let unit = if row.depth == 0 { "" } else { &*row.code };
    let code = head.code.as_deref().unwrap_or_default();
    let more = [
        ("table", &*result.id),
        ("column", &*head.id),
        ("code", code),
        ("unit", unit),
    ];
    year_path(year, "/behind", &more)
}

async fn file(
    State(app): State<App>,
    visit: Visit,
    Path((area, year, format)): Path<(String, String, String)>,
    Asked(asked): Asked,
) -> Answer {
    let year = year_of(&app.context, (&area, &year), &asked)?;
    let format = TableFormat::parse(&format).ok_or_else(Error::not_found)?;
    let actor = visit.actor()?;
    download(app.context.tables_file(actor, &year, (1, format)).await?)
}

async fn list_file(
    State(app): State<App>,
    visit: Visit,
    Path((area, year, list, format)): Path<(String, String, String, String)>,
    Asked(asked): Asked,
) -> Answer {
    let year = year_of(&app.context, (&area, &year), &asked)?;
    let format = TableFormat::parse(&format).ok_or_else(Error::not_found)?;
    let actor = visit.actor()?;
    download(app.context.list_file(actor, &year, (&list, format)).await?)
}

#[derive(Template)]
#[template(path = "tables/list.html")]
struct ListPage {
    page: Page,
    title: String,
    heads: Vec<Vec<Head>>,
    rows: Vec<(bool, Vec<String>)>,
    back: String,
    xlsx: String,
    pdf: String,
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Path((area, year, list)): Path<(String, String, String)>,
    Asked(asked): Asked,
) -> Answer {
    let year = year_of(&app.context, (&area, &year), &asked)?;
    let actor = visit.actor()?;
    let found = app.context.statutory_list(actor, &year, &list).await?;
    let page = visit.page(String::new()).await;
    let name = area_name(&app, &visit, &page, &year).await?;
    let t = &Words::of(visit.language).tables;
    let page = titled(page, &t.of(&list, year.year, &name));
    let columns: Vec<&ColumnHead> = found.columns.iter().collect();
    let rows = found.lines.iter().map(|line| {
        let cells = line.cells.iter().map(|cell| match cell {
            ListCell::Empty => String::new(),
            ListCell::Mark => "×".to_owned(),
            ListCell::Number(number) => number.to_string(),
            ListCell::Text(text) => page.say(text).to_owned(),
        });
        (line.first, cells.collect())
    });
    let exports = page.may(Action::Export);
    let file = |format: &str| {
        if exports {
            year_path(&year, &format!("/lists/{list}/{format}"), &[])
        } else {
            String::new()
        }
    };
    show(&ListPage {
        title: page.say(&found.title).to_owned(),
        heads: heads::rows(&page, &[], &columns),
        rows: rows.collect(),
        back: year_path(&year, "", &[]),
        xlsx: file("xlsx"),
        pdf: file("pdf"),
        page: page.clone(),
    })
}
