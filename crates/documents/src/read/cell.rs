//! One cell as it was written, one row of them.

use chrono::NaiveDate;

/// What a cell holds. An empty cell is absent from its row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text, in normal form C, trimmed, never empty.
    Text(String),
    /// A number.
    Number(f64),
    /// A number shown as a date.
    Date(NaiveDate),
    /// A logical value.
    Bool(bool),
    /// A formula that failed: `#REF!`, `#N/A`.
    Error(&'static str),
}

/// A row with content.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Row as the spreadsheet program counts, from 1.
    pub number: u32,
    /// Cells with content by column (0 = A), in order of column.
    pub cells: Vec<(u16, Cell)>,
}

impl Row {
    /// The cell in `column` (0 = A).
    #[must_use]
    pub fn get(&self, column: u16) -> Option<&Cell> {
        let position = self
            .cells
            .binary_search_by_key(&column, |(column, _)| *column)
            .ok()?;
        self.cells.get(position).map(|(_, cell)| cell)
    }
}

impl Cell {
    /// The cell as a person reads it; dates as `20/11/2026`, whole numbers without a mark.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => written_number(*number),
            Self::Date(date) => vuonlen_domain::date::written(*date),
            Self::Bool(true) => "TRUE".to_owned(),
            Self::Bool(false) => "FALSE".to_owned(),
            Self::Error(name) => (*name).to_owned(),
        }
    }
}

/// A float without exponent or trailing zeros: `14203004567`, `45.5`.
fn written_number(number: f64) -> String {
    format!("{number}")
}

/// Letters of a column as spreadsheets write them: 0 → `A`, 27 → `AB`.
#[must_use]
pub fn column_letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (column, letters) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            assert_eq!(column_letters(column), letters);
        }
    }

    #[test]
    fn a_long_number_keeps_its_digits() {
        assert_eq!(Cell::Number(14_203_004_567.0).written(), "14203004567");
        assert_eq!(Cell::Number(45.5).written(), "45.5");
    }
}
