//! Tables with lines around their cells: heads repeated on every page, rows never split.

use super::paper::{Align, printable};
use serde::Serialize;

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Part of the width each column takes, against the others' shares.
    pub shares: Vec<u16>,
    /// Size of the letters in points.
    pub points: u8,
    /// Rows repeated at the head of every page.
    pub head: Vec<TableRow>,
    /// Its rows.
    pub rows: Vec<TableRow>,
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TableRow {
    /// Its cells from left to right, but for places that a cell above reaches into.
    pub cells: Vec<TableCell>,
    /// Points it is at least high, so that there is room to write.
    pub room: u8,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableCell {
    /// Its words.
    pub text: String,
    /// How they stand.
    pub align: Align,
    /// Heavy.
    pub bold: bool,
    /// Slanted.
    pub italic: bool,
    /// On grey.
    pub shaded: bool,
    /// Columns it covers, itself counted.
    pub columns: u16,
    /// Rows it covers, itself counted.
    pub rows: u16,
}

impl Table {
    /// A table of columns with one head each, of which the shares are given.
    #[must_use]
    pub fn with_heads(points: u8, columns: &[(&str, u16)]) -> Self {
        Self {
            shares: columns.iter().map(|column| column.1).collect(),
            points,
            head: vec![TableRow::new(
                columns.iter().map(|column| TableCell::head(column.0)),
            )],
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = TableCell>) {
        self.rows.push(TableRow::new(cells));
    }

    /// Adds a line of numbers to the head: 1, 2, 3 …
    pub fn number_columns(&mut self) {
        let numbers = (1..=self.shares.len()).map(|number| TableCell {
            italic: true,
            ..TableCell::centred(number.to_string())
        });
        self.head.push(TableRow::new(numbers));
    }
}

impl TableRow {
    /// A row of cells.
    #[must_use]
    pub fn new(cells: impl IntoIterator<Item = TableCell>) -> Self {
        Self {
            cells: cells.into_iter().collect(),
            room: 0,
        }
    }
}

impl TableCell {
    /// Text from the left.
    #[must_use]
    pub fn text(text: impl AsRef<str>) -> Self {
        Self {
            text: printable(text.as_ref()),
            align: Align::Left,
            bold: false,
            italic: false,
            shaded: false,
            columns: 1,
            rows: 1,
        }
    }

    /// Text in the middle.
    #[must_use]
    pub fn centred(text: impl AsRef<str>) -> Self {
        Self {
            align: Align::Centre,
            ..Self::text(text)
        }
    }

    /// A figure, from the right.
    #[must_use]
    pub fn figure(text: impl AsRef<str>) -> Self {
        Self {
            align: Align::Right,
            ..Self::text(text)
        }
    }

    /// A head: heavy, in the middle.
    #[must_use]
    pub fn head(text: impl AsRef<str>) -> Self {
        Self {
            bold: true,
            ..Self::centred(text)
        }
    }

    /// Nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self::text("")
    }

    /// The same cell, heavy.
    #[must_use]
    pub fn strong(mut self) -> Self {
        self.bold = true;
        self
    }

    /// The same cell over several columns.
    #[must_use]
    pub const fn across(mut self, columns: u16) -> Self {
        self.columns = columns;
        self
    }

    /// The same cell over several rows.
    #[must_use]
    pub const fn down(mut self, rows: u16) -> Self {
        self.rows = rows;
        self
    }
}
