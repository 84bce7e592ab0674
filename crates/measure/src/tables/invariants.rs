//! Checks the sums that must hold, within a table, between tables, and between units.

use super::result::{Row, TableResult};
use super::units::UnitId;
use std::collections::BTreeMap;
use vuonlen_domain::Text;
use vuonlen_domain::decimal::group_thousands;
use vuonlen_law::tables::{CellRef, Invariant, LineKind, Relation};

/// A sum that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Id of the table: `R2`.
    pub table: String,
    /// The unit's name.
    pub unit: Text,
    /// Its code.
    pub code: String,
    /// The line.
    pub line: LineKind,
    /// What should hold, and what stands there instead.
    pub text: Text,
    /// Households of the row that lack information: where there are any, they are the likely
    /// reason.
    pub undecided: u64,
}

/// Every violation in tables drawn up together, in order of table and row. A sum that names a
/// table not among them is left out.
#[must_use]
pub fn check_invariants(results: &[TableResult]) -> Vec<Violation> {
    let book: Book<'_> = results
        .iter()
        .map(|result| {
            let rows = result.all_rows().map(|row| ((row.unit, row.line), row));
            (result.index, (result, rows.collect()))
        })
        .collect();
    let mut violations = Vec::new();
    for result in results {
        for row in result.all_rows() {
            for invariant in &result.invariants {
                violations.extend(broken(invariant, result, row, &book));
            }
        }
        violations.extend(wrong_totals(result));
    }
    violations
}

/// Results with their rows by unit and line, by index of the table.
type Book<'a> = BTreeMap<usize, (&'a TableResult, BTreeMap<(UnitId, LineKind), &'a Row>)>;

fn broken(
    invariant: &Invariant,
    result: &TableResult,
    row: &Row,
    book: &Book<'_>,
) -> Vec<Violation> {
    if invariant.line.is_some_and(|line| line != row.line) {
        return Vec::new();
    }
    let find = |at: CellRef| {
        let (table, rows) = book.get(&at.table)?;
        // A table with one line has it for every line of the others.
        let line = match table.lines.as_slice() {
            [only] => only.id,
            _ => row.line,
        };
        rows.get(&(row.unit, line)).copied()
    };
    let value = |at: CellRef| find(at)?.cells.get(at.column)?.figure();
    let check = |relation: &Relation<CellRef>| {
        let (left, right) = relation.sides(&value)?;
        (!relation.comparison.holds(left, right)).then(|| {
            let sign = relation.comparison.sign();
            let found = format!("{} {sign} {}", printed(left), printed(right));
            let check = &invariant.check;
            let (vi, en) = (&invariant.text.vi, &invariant.text.en);
            let lacking = lacking(row);
            let text = Text::new(
                format!("{vi}; không đúng: {check}, tức là {found}{}.", lacking.vi),
                format!("{en}; not so: {check}, that is {found}{}.", lacking.en),
            );
            Violation::new(result, row, text)
        })
    };
    invariant.relations.iter().filter_map(check).collect()
}

/// Every unit's figures must be the sum of its parts', where the parts have rows.
fn wrong_totals(result: &TableResult) -> Vec<Violation> {
    let mut violations = Vec::new();
    for line in &result.lines {
        let rows: Vec<&Row> = result
            .all_rows()
            .filter(|row| row.line == line.id)
            .collect();
        for (position, whole) in rows.iter().enumerate() {
            let below = rows[position + 1..]
                .iter()
                .take_while(|row| row.depth > whole.depth);
            let parts: Vec<&&Row> = below.filter(|row| row.depth == whole.depth + 1).collect();
            if parts.is_empty() {
                continue;
            }
            for (column, cell) in whole.cells.iter().enumerate() {
                let Some(total) = cell.figure() else { continue };
                let sum: i128 = parts
                    .iter()
                    .filter_map(|part| part.cells.get(column)?.figure())
                    .map(i128::from)
                    .sum();
                if sum != i128::from(total) {
                    let number = result.columns.get(column).map_or("", |c| &c.number);
                    let (total, sum) = (group_thousands(total), printed(sum));
                    let text = Text::new(
                        format!("Cột {number}: tổng {total} không bằng tổng các đơn vị {sum}."),
                        format!(
                            "Column {number}: the total {total} is not the sum of the units, {sum}."
                        ),
                    );
                    violations.push(Violation::new(result, whole, text));
                }
            }
        }
    }
    violations
}

impl Violation {
    fn new(result: &TableResult, row: &Row, text: Text) -> Self {
        Self {
            table: result.id.clone(),
            unit: row.label.clone(),
            code: row.code.clone(),
            line: row.line,
            text,
            undecided: row.undecided.values().copied().max().unwrap_or(0),
        }
    }
}

/// Why a sum may fail through no fault of the law data: households nobody could decide.
fn lacking(row: &Row) -> Text {
    match row.undecided.values().max() {
        None => Text::default(),
        Some(rows) => Text::new(
            format!(" ({rows} hộ chưa đủ thông tin)"),
            format!(" ({rows} households lack information)"),
        ),
    }
}

fn printed(value: i128) -> String {
    i64::try_from(value).map_or_else(|_| value.to_string(), group_thousands)
}
