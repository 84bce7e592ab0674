//! Figures of sealed years for everybody, on a page and as a file.

use super::kept;
use crate::App;
use crate::board::{Board, Cell, Filter, Sheet, send, text};
use crate::failure::Answer;
use crate::fields::{Asked, Fields, address};
use crate::guard::{Guard, Routes};
use crate::page::Page;
use crate::visit::Visit;
use crate::words::Words;
use axum::extract::{Path, State};
use vuonlen_app::Error;
use vuonlen_app::review::{FigureRow, PublicCounts, PublicFigures, figures_csv};

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .page("/posted/figures/{unit}", Guard::Public, figures)
        .page("/posted/figures/{unit}/{format}", Guard::Public, file)
}

/// The year asked for; one that is no year names nothing.
fn year(asked: &Fields) -> Result<Option<i64>, Error> {
    let asked = asked.some("year");
    let year = asked.map(|year| year.parse().map_err(|_| Error::not_found()));
    year.transpose()
}

async fn figures(
    State(app): State<App>,
    visit: Visit,
    Path(unit): Path<String>,
    Asked(asked): Asked,
) -> Answer {
    let figures = app.context.public_figures(&unit, year(&asked)?).await?;
    let t = &Words::of(visit.language).public_figures;
    let page = Page::new(&visit, format!("{}: {}", t.title, figures.name), None);
    let path = format!("/posted/figures/{unit}");
    let mut board = Board::new(page, path.clone());
    t.lead.clone_into(&mut board.lead);
    let mut sheet = Sheet::new(
        &[
            &format!("*{}", t.place),
            &format!("#{}", t.households),
            &format!("#{}", t.poor),
            &format!("#{}", t.poor_share),
            &format!("#{}", t.near_poor),
            &format!("#{}", t.near_poor_share),
        ],
        (t.none, t.none_text),
    );
    if let Some(year) = figures.year {
        let years = figures
            .years
            .iter()
            .map(|one| (one.to_string(), one.to_string()));
        let label = Words::of(visit.language).figures.year;
        let filter = Filter::new("year", label, years, &year.to_string());
        board.filters.push(filter.closed());
        let year = year.to_string();
        for (label, format) in [(t.download_csv, "csv"), (t.download_xlsx, "xlsx")] {
            let wanted = [("year", year.as_str())];
            let path = address(&format!("{path}/{format}"), wanted);
            board.link(label, path, "download");
        }
        sheet.lead = t.why((figures.threshold - 1).to_string());
        sheet.title = year;
    }
    for line in &figures.lines {
        let name = match &line.commune {
            Some(code) => Cell::Link(line.name.clone(), format!("/posted/figures/{code}")),
            None => text(line.name.clone()),
        };
        let row = cells(&board.page, name, line.counts);
        sheet.rows.push(row);
    }
    if !figures.lines.is_empty() {
        let row = cells(&board.page, text(t.total), figures.total);
        sheet.rows.push(row);
    }
    board.sheets.push(sheet);
    let answer = board.show(&Fields::default(), &[])?;
    Ok(kept(&visit, false, answer))
}

fn cells(page: &Page, name: Cell, counts: Option<PublicCounts>) -> Vec<Cell> {
    let hidden = page.t.public_figures.hidden;
    let Some(counts) = counts else {
        let hidden = std::iter::repeat_with(|| text(hidden)).take(5);
        return std::iter::once(name).chain(hidden).collect();
    };
    vec![
        name,
        text(page.number(&counts.households)),
        text(page.number(&counts.poor)),
        text(page.percent(&counts.poor, &counts.households)),
        text(page.number(&counts.near_poor)),
        text(page.percent(&counts.near_poor, &counts.households)),
    ]
}

async fn file(
    State(app): State<App>,
    visit: Visit,
    Path((unit, format)): Path<(String, String)>,
    Asked(asked): Asked,
) -> Answer {
    let figures = app.context.public_figures(&unit, year(&asked)?).await?;
    let t = &Words::of(visit.language).public_figures;
    let heads = [t.place, t.households, t.poor, t.near_poor];
    let (place, total) = (figures.name.clone(), t.total.to_owned());
    let rows = rows(&figures, total, t.hidden);
    let year = figures.year.unwrap_or_default();
    let name = format!("so-lieu-{unit}-{year}.{format}");
    match format.as_str() {
        "csv" => {
            let bytes = figures_csv(&heads, &rows)?;
            send((name, "text/csv; charset=utf-8".to_owned(), bytes))
        }
        "xlsx" => {
            let title = format!("{}: {place}, {year}", t.title);
            let bytes = app.context.figures_book(&title, &heads, &rows)?;
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            send((name, kind.to_owned(), bytes))
        }
        _ => Err(Error::not_found().into()),
    }
}

/// The lines and their total as a file holds them.
fn rows(figures: &PublicFigures, total: String, hidden: &str) -> Vec<FigureRow> {
    let values = |counts: Option<PublicCounts>| {
        counts
            .map(|counts| [counts.households, counts.poor, counts.near_poor])
            .ok_or_else(|| hidden.to_owned())
    };
    let lines = figures.lines.iter();
    lines
        .map(|line| (line.name.clone(), values(line.counts)))
        .chain([(total, values(figures.total))])
        .collect()
}
