//! Statutory tables: what each column counts.

use super::page::{Page, day};
use super::{NothingToShow, unknown};
use crate::expr::Formula;
use crate::law::Law;
use crate::tables::{CellRef, Content, Edition, EditionOptions};
use chrono::NaiveDate;

/// The statutory table `id` as it is drawn up on `date`.
///
/// # Errors
/// [`NothingToShow`] when no standard holds on `date` or there is no such table.
pub fn table(law: &Law, id: &str, date: NaiveDate) -> Result<String, NothingToShow> {
    let standard = law.standard_on(date)?;
    let parameters = standard.whole_parameters(date);
    let options = EditionOptions {
        codes: &law.codes,
        on: date,
        standard: &standard.id,
        parameters: &parameters,
    };
    let missing = || unknown(id, law.tables.ids());
    let edition = law
        .tables
        .edition(&law.scopes.assessed, &options)
        .map_err(|_| missing())?;
    let (_, table) = edition.find(id).ok_or_else(missing)?;
    let mut page = Page::new(&law.instruments);
    page.title(&table.title);
    page.line(0, format!("{}, {}, {}", table.id, standard.id, day(date)));
    page.provenance(1, &table.provenance);
    if let Some(note) = &table.note {
        page.both(1, note);
    }
    page.part("Cột", "Columns");
    for column in &table.columns {
        let heads: Vec<&str> = column.heads.iter().map(|head| head.vi.as_str()).collect();
        let heads = heads
            .iter()
            .map(|head| format!("{head} › "))
            .collect::<String>();
        page.line(
            1,
            format!(
                "({}) {heads}{} / {}",
                column.number, column.label.vi, column.label.en
            ),
        );
        page.line(2, content(&edition, &column.content));
    }
    if !table.invariants.is_empty() {
        page.part("Phải đúng", "Must hold");
    }
    for invariant in &table.invariants {
        page.both(1, &invariant.text);
        page.line(2, &invariant.check);
    }
    Ok(page.finish())
}

fn content(edition: &Edition, content: &Content) -> String {
    let persons = |formula: &Option<Formula>| match formula {
        Some(formula) => format!("; nhân khẩu / persons: {}", formula.source().trim()),
        None => String::new(),
    };
    let name = |at: &CellRef| {
        let table = edition.tables.get(at.table).map_or("?", |table| &table.id);
        let column = edition.column(*at).map_or("?", |column| &column.id);
        format!("{table}.{column}")
    };
    match content {
        Content::Count { rows, persons: of } => {
            format!(
                "đếm hộ / households with: {}{}",
                rows.source().trim(),
                persons(of)
            )
        }
        Content::Sum { value, persons: of } => {
            format!("cộng / sum of: {}{}", value.source().trim(), persons(of))
        }
        Content::Ratio {
            part,
            whole,
            percent,
            decimals,
        } => {
            let unit = if *percent { " %" } else { "" };
            format!(
                "{} / {}{unit}, {decimals} số lẻ / decimals",
                name(part),
                name(whole)
            )
        }
        Content::Field(field) => format!("thông tin / particular: {field:?}"),
        Content::Mark(formula) => {
            format!("đánh dấu khi / mark when: {}", formula.source().trim())
        }
    }
}
