//! R1–R13 of a population: for the country or any unit of it, and the units below.

use super::open::{MeasureError, Opened};
use crate::demo::synthetic_notice;
use crate::forms::{self, Headings};
use serde_json::{Value, json};
use std::fs::File;
use std::io::BufWriter;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use vuonlen_documents::report::Book;
use vuonlen_documents::report::csv::{CsvValue, CsvWriter};
use vuonlen_law::law::Law;
use vuonlen_law::status::Status;
use vuonlen_law::tables::EditionOptions;
use vuonlen_measure::index::HouseholdTables;
use vuonlen_measure::tables::{
    Breakdown, Cell, Row, TablePlan, TableResult, UnitTree, Violation, check_invariants,
};

/// Tables drawn up and written.
#[derive(Debug)]
pub struct TablesOutcome {
    /// Files written.
    pub files: Vec<PathBuf>,
    /// Sums that do not hold.
    pub violations: Vec<Violation>,
    /// The tables for the whole population, by province and commune.
    pub results: Vec<TableResult>,
}

/// Draws up every summary table for `unit` (the country when left out) and writes `tables.xlsx`
/// (its total and a row for each unit below it), `tables.csv` and `tables.json` (two levels below).
///
/// # Errors
/// [`MeasureError`] when the households cannot be counted, the unit is not among them, or a file
/// cannot be written.
pub fn tables(
    law: &Law,
    opened: &Opened,
    unit: Option<&str>,
    out: &Path,
    threads: NonZeroUsize,
) -> Result<TablesOutcome, MeasureError> {
    let standard = law.standard_on(opened.on)?;
    let edition = law.tables.edition(
        &law.scopes.assessed,
        &EditionOptions {
            codes: &law.codes,
            on: opened.on,
            standard: &standard.id,
            parameters: &standard.whole_parameters(opened.on),
        },
    )?;
    let plan = TablePlan::new(edition);
    let mut source =
        HouseholdTables::new(&opened.households, &law.units, opened.on, false, threads);
    let tree = source.tree().clone();
    let scope = match unit {
        None => UnitTree::ROOT,
        Some(code) => {
            let mut units = tree.iter();
            let found = units.find(|(_, unit)| unit.code == code);
            found
                .map(|(id, _)| id)
                .ok_or_else(|| MeasureError::UnitNotThere {
                    code: code.to_owned(),
                })?
        }
    };
    let counted = plan.count(&mut source, &tree)?;
    let drawn = |depth| {
        let breakdown = Breakdown {
            scope,
            depth,
            status: Status::Verified,
        };
        plan.results(&counted, &tree, &breakdown)
    };
    std::fs::create_dir_all(out).map_err(|source| unwritten(out, source))?;
    let book = out.join("tables.xlsx");
    write_book(opened, &drawn(1), &book)?;
    let results = drawn(2);
    let csv = out.join("tables.csv");
    write_csv(&results, &csv).map_err(|source| unwritten(&csv, source))?;
    let json = out.join("tables.json");
    let value: Vec<Value> = results.iter().map(table_value).collect();
    std::fs::write(&json, Value::from(value).to_string())
        .map_err(|source| unwritten(&json, source))?;
    Ok(TablesOutcome {
        violations: check_invariants(&results),
        files: vec![book, csv, json],
        results,
    })
}

fn write_book(opened: &Opened, results: &[TableResult], path: &Path) -> Result<(), MeasureError> {
    let notice = opened.synthetic.then(synthetic_notice);
    let headings = Headings::new(opened.on, notice.as_ref());
    let banner = headings.banner(Status::Verified);
    let mut book = Book::new(opened.on);
    for result in results {
        book.add_report(&result.id, &forms::page(result, &headings, &banner))?;
    }
    Ok(book.save(path)?)
}

/// One line per figure: table, unit, what is counted, column, figure.
fn write_csv(results: &[TableResult], path: &Path) -> std::io::Result<()> {
    let head = [
        "table", "depth", "code", "unit", "line", "column", "head", "figure",
    ];
    let mut csv = CsvWriter::new(BufWriter::new(File::create(path)?), &head)?;
    for result in results {
        for row in result.totals.iter().chain(&result.rows) {
            for (column, cell) in result.columns.iter().zip(&row.cells) {
                let name = column
                    .code
                    .as_ref()
                    .map_or_else(|| column.id.clone(), |code| format!("{}.{code}", column.id));
                csv.row(&[
                    result.id.as_str().into(),
                    i64::try_from(row.depth).unwrap_or(i64::MAX).into(),
                    row.code.as_str().into(),
                    row.label.vi.as_str().into(),
                    line_name(result, row).into(),
                    name.as_str().into(),
                    column.label.vi.as_str().into(),
                    match cell {
                        Cell::Figure(figure) => CsvValue::Whole(*figure),
                        Cell::Share { .. } => cell.printed().as_str().into(),
                    },
                ])?;
            }
        }
    }
    csv.finish().map(|_| ())
}

fn table_value(result: &TableResult) -> Value {
    let rows = result.totals.iter().chain(&result.rows).map(|row| {
        let cells = result.columns.iter().zip(&row.cells).map(|(column, cell)| {
            json!({
                "column": column.id,
                "code": column.code,
                "figure": match cell {
                    Cell::Figure(figure) => json!(figure),
                    Cell::Share { ratio, .. } => json!({ "part": ratio.part, "whole": ratio.whole }),
                },
            })
        });
        json!({
            "code": row.code,
            "unit": row.label.vi,
            "depth": row.depth,
            "line": line_name(result, row),
            "cells": cells.collect::<Vec<_>>(),
        })
    });
    json!({
        "table": result.id,
        "title": result.title,
        "status": result.status,
        "rows": rows.collect::<Vec<_>>(),
    })
}

fn line_name<'a>(result: &'a TableResult, row: &Row) -> &'a str {
    let line = result.lines.iter().find(|line| line.id == row.line);
    line.map_or("", |line| line.label.en.as_str())
}

pub(super) fn unwritten(path: &Path, source: std::io::Error) -> MeasureError {
    MeasureError::Write {
        path: path.to_owned(),
        source,
    }
}
