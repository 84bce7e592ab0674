//! The parser's values as cells: normal form C, dates as dates, errors by name.

use super::super::cell::Cell;
use super::super::limits::MAX_CELL_CHARS;
use calamine::{CellErrorType, DataRef, ExcelDateTime};
use chrono::NaiveDate;
use vuonlen_domain::text::normalise;

/// Names of formula errors.
pub(crate) const ERRORS: [&str; 8] = [
    "#REF!",
    "#N/A",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#GETTING_DATA",
];

/// `None` for an empty cell.
pub(super) fn cell(value: &DataRef<'_>) -> Option<Cell> {
    match value {
        DataRef::Empty => None,
        DataRef::String(text) | DataRef::DurationIso(text) => self::text(text),
        DataRef::SharedString(text) => self::text(text),
        DataRef::DateTimeIso(text) => text
            .get(..10)
            .and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok())
            .map_or_else(|| self::text(text), |day| Some(Cell::Date(day))),
        #[expect(
            clippy::cast_precision_loss,
            reason = "every number of a sheet is a float"
        )]
        DataRef::Int(number) => Some(Cell::Number(*number as f64)),
        DataRef::Float(number) => self::number(*number),
        DataRef::DateTime(moment) => date(moment),
        DataRef::Bool(value) => Some(Cell::Bool(*value)),
        DataRef::Error(error) => Some(Cell::Error(error_name(error))),
    }
}

fn number(number: f64) -> Option<Cell> {
    number.is_finite().then_some(Cell::Number(number))
}

/// Text in normal form C; the name of an error is an error.
pub(in crate::read) fn text(text: &str) -> Option<Cell> {
    let short: String;
    let bounded = match text.char_indices().nth(MAX_CELL_CHARS) {
        Some((end, _)) => {
            short = text[..end].to_owned();
            &short
        }
        None => text,
    };
    let normal = normalise(bounded);
    if normal.is_empty() {
        return None;
    }
    // A formula that gives text says its error as text.
    let error = ERRORS
        .into_iter()
        .find(|name| normal.eq_ignore_ascii_case(name));
    Some(error.map_or(Cell::Text(normal), Cell::Error))
}

/// A day; a time of day or a duration stays a number.
fn date(moment: &ExcelDateTime) -> Option<Cell> {
    let serial = moment.as_f64();
    if !moment.is_datetime() || !(1.0..=2_958_465.0).contains(&serial) {
        return number(serial);
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
        .map_or_else(|| number(serial), |day| Some(Cell::Date(day)))
}

fn error_name(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        _ => "#GETTING_DATA",
    }
}
