//! The survey workbook: the questionnaire as a form to fill in a spreadsheet, and read back.
//!
//! One sheet of households, one of members, joined by the household's number; drop-down lists with
//! the words of the questionnaire; a cross for each of several choices. A hidden first row names
//! every column by its key, so that columns may be moved and heads reworded; without it the heads
//! themselves are recognised (`docs/formats/survey-workbook.md`).

mod arena;
mod cells;
mod columns;
mod guide;
mod reader;
mod sheet;
#[cfg(test)]
mod tests;
mod writer;

pub use reader::SurveyReader;
pub use writer::{SurveyError, SurveyWorkbook, write_template};

/// Name of the sheet of households.
pub(super) const HOUSEHOLDS: &str = "Hộ";

/// Name of the sheet of members.
pub(super) const MEMBERS: &str = "Thành viên";

/// Rows of heads on both sheets: keys (hidden), title, sections, questions, choices.
pub(super) const HEAD_ROWS: u32 = 5;
