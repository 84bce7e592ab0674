//! From measures back to cells: the rows of a table.

use super::accumulators::Accumulators;
use super::cell::Cell;
use super::measures::MeasureId;
use super::plan::{Breakdown, Slot};
use super::result::{ColumnHead, Row, TableResult};
use super::units::{UnitId, UnitTree};
use std::collections::BTreeMap;
use vuonlen_domain::{Ratio, Text};
use vuonlen_law::status::Status;
use vuonlen_law::tables::{Line, Table};

/// A unit that gets a row, as every table prints it.
pub(super) struct PrintedUnit {
    id: UnitId,
    code: String,
    label: Text,
    ordinal: String,
    depth: usize,
}

/// The scope and the units below it that get rows, in the order they are printed.
pub(super) fn units(tree: &UnitTree, breakdown: &Breakdown) -> Vec<PrintedUnit> {
    let parts = tree.parts();
    let mut printed = Vec::new();
    let mut open = vec![(breakdown.scope, String::new(), 0)];
    while let Some((id, ordinal, depth)) = open.pop() {
        let Some(unit) = tree.unit(id) else { continue };
        if depth < breakdown.depth {
            let below = parts.get(id.index()).map(Vec::as_slice).unwrap_or_default();
            let below = below.iter().enumerate();
            // The stack hands them back last first.
            open.extend(below.rev().map(|(position, part)| {
                let dot = if ordinal.is_empty() { "" } else { "." };
                (*part, format!("{ordinal}{dot}{}", position + 1), depth + 1)
            }));
        }
        printed.push(PrintedUnit {
            id,
            code: unit.code.clone(),
            label: unit.label.clone(),
            ordinal,
            depth,
        });
    }
    printed
}

/// One table from the figures of all units, rolled up.
pub(super) fn draw_up(
    index: usize,
    table: &Table,
    slots: &[Vec<Option<Slot>>],
    totals: &Accumulators,
    units: &[PrintedUnit],
    data: Status,
) -> TableResult {
    let rows_of = |unit: &PrintedUnit| -> Vec<Row> {
        let lines = table.lines.iter().zip(slots);
        lines
            .map(|(line, slots)| row(unit, line, slots, totals))
            .collect()
    };
    let (scope, parts) = match units {
        [scope, parts @ ..] => (Some(scope), parts),
        [] => (None, units),
    };
    let total_rows: Vec<Row> = scope.map(rows_of).unwrap_or_default();
    let columns: Vec<ColumnHead> = table.columns.iter().map(ColumnHead::of).collect();
    let mut notes: Vec<Text> = table.note.iter().cloned().collect();
    notes.extend(undecided_notes(&columns, &total_rows));
    TableResult {
        id: table.id.clone(),
        title: table.title.clone(),
        unit: scope.map(|scope| scope.label.clone()).unwrap_or_default(),
        columns,
        lines: table.lines.clone(),
        rows: parts.iter().flat_map(rows_of).collect(),
        totals: total_rows,
        status: table.provenance.status.weakest(data),
        notes,
        source: table.provenance.source.clone(),
        index,
        invariants: table.invariants.clone(),
    }
}

fn row(unit: &PrintedUnit, line: &Line, slots: &[Option<Slot>], totals: &Accumulators) -> Row {
    let figure = |measure: MeasureId| totals.value(unit.id, measure);
    let mut undecided = BTreeMap::new();
    let mut cells = Vec::with_capacity(slots.len());
    for (column, slot) in slots.iter().enumerate() {
        // A summary's columns all have a figure: the loader sees to it.
        let (cell, behind) = match slot {
            None => (Cell::Figure(0), vec![]),
            Some(Slot::Figure(measure)) => (Cell::Figure(figure(*measure)), vec![*measure]),
            Some(Slot::Share {
                part,
                whole,
                percent,
                decimals,
            }) => {
                let cell = Cell::Share {
                    ratio: Ratio::new(figure(*part), figure(*whole)),
                    percent: *percent,
                    decimals: *decimals,
                };
                (cell, vec![*part, *whole])
            }
        };
        cells.push(cell);
        let unknown = behind.iter().map(|m| totals.undecided(unit.id, *m)).max();
        if let Some(rows) = unknown.filter(|rows| *rows > 0) {
            undecided.insert(column, rows);
        }
    }
    Row {
        unit: unit.id,
        code: unit.code.clone(),
        label: unit.label.clone(),
        ordinal: unit.ordinal.clone(),
        depth: unit.depth,
        line: line.id,
        cells,
        undecided,
    }
}

/// One remark for all columns that lack the same number of households.
fn undecided_notes(columns: &[ColumnHead], totals: &[Row]) -> Vec<Text> {
    let mut by_rows: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for row in totals {
        for (column, rows) in &row.undecided {
            let lacking = by_rows.entry(*rows).or_default();
            if !lacking.contains(column) {
                lacking.push(*column);
            }
        }
    }
    by_rows
        .into_iter()
        .rev()
        .map(|(rows, mut lacking)| {
            lacking.sort_unstable();
            let numbers = stretches(columns, &lacking);
            Text::new(
                format!(
                    "{rows} hộ chưa đủ thông tin nên không được tính ở cột {numbers}; cần bổ sung."
                ),
                format!(
                    "{rows} households lack what columns {numbers} ask for and are not counted \
                     there; please complete them."
                ),
            )
        })
        .collect()
}

/// Numbers of columns, neighbours drawn together: `2, 5–9`.
fn stretches(columns: &[ColumnHead], indices: &[usize]) -> String {
    let number = |index: &usize| columns.get(*index).map_or("", |column| &column.number);
    let stretches: Vec<String> = indices
        .chunk_by(|left, right| left + 1 == *right)
        .map(|stretch| match stretch {
            [first, .., last] => format!("{}–{}", number(first), number(last)),
            _ => stretch.iter().map(number).collect(),
        })
        .collect();
    stretches.join(", ")
}
