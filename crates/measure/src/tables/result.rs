//! A table drawn up: what a spreadsheet, a page or a PDF shows, and none of how.

use super::cell::Cell;
use super::head::HeadNode;
use super::units::UnitId;
use std::collections::BTreeMap;
use vuonlen_domain::Text;
use vuonlen_law::status::Status;
use vuonlen_law::tables::{Column, Invariant, Line, LineKind};

/// One summary table for one unit and its parts.
#[derive(Debug, Clone)]
pub struct TableResult {
    /// `R1`.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// The unit it is drawn up for.
    pub unit: Text,
    /// Its columns, behind the ordinal (TT) and the unit's name that every table begins with.
    pub columns: Vec<ColumnHead>,
    /// The lines each unit has; a table with one line does not print its label.
    pub lines: Vec<Line>,
    /// The parts in order, with their own parts below them; as many rows as there are lines each.
    pub rows: Vec<Row>,
    /// The whole unit, a row per line.
    pub totals: Vec<Row>,
    /// The weakest of the table's definition and the data it was drawn from.
    pub status: Status,
    /// What a reader must know: remarks on the form, households that could not be decided.
    pub notes: Vec<Text>,
    /// Where the form comes from: `instrument-id#place`.
    pub source: String,
    /// Its index in the edition, by which sums name it.
    pub(super) index: usize,
    /// The sums that must hold.
    pub(super) invariants: Vec<Invariant>,
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnHead {
    /// `c3`.
    pub id: String,
    /// The code it stands for, where it is one of an `each`.
    pub code: Option<String>,
    /// What stands in the row of column numbers.
    pub number: String,
    /// The merged heads above it, outermost first.
    pub heads: Vec<Text>,
    /// Its own head.
    pub label: Text,
}

/// One line of one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The unit.
    pub unit: UnitId,
    /// Its code, unique among its siblings.
    pub code: String,
    /// Its name.
    pub label: Text,
    /// Its number in the first column: `2`, `2.1`; empty in the row of totals.
    pub ordinal: String,
    /// How far below the table's unit: 0 for the totals, 1 for its parts.
    pub depth: usize,
    /// What the line counts.
    pub line: LineKind,
    /// A cell per column.
    pub cells: Vec<Cell>,
    /// Households left out of a column's figure because something it asks for is not known, by
    /// column; columns without any are absent.
    pub undecided: BTreeMap<usize, u64>,
}

impl ColumnHead {
    pub(super) fn of(column: &Column) -> Self {
        Self {
            id: column.id.clone(),
            code: column.code.clone(),
            number: column.number.clone(),
            heads: column.heads.clone(),
            label: column.label.clone(),
        }
    }
}

impl TableResult {
    /// The merged heads as a tree.
    #[must_use]
    pub fn heads(&self) -> Vec<HeadNode> {
        let heads: Vec<&[Text]> = self.columns.iter().map(|c| c.heads.as_slice()).collect();
        HeadNode::forest(&heads)
    }

    /// Index of the column with this id, and this code where it is one of an `each`.
    #[must_use]
    pub fn column(&self, id: &str, code: Option<&str>) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| column.id == id && column.code.as_deref() == code)
    }

    /// The cell of a unit's line, the totals among the units.
    #[must_use]
    pub fn cell(&self, unit: UnitId, line: LineKind, column: usize) -> Option<Cell> {
        self.all_rows()
            .find(|row| row.unit == unit && row.line == line)
            .and_then(|row| row.cells.get(column).copied())
    }

    /// The totals, then the rows.
    pub fn all_rows(&self) -> impl Iterator<Item = &Row> {
        self.totals.iter().chain(&self.rows)
    }
}
