//! What a cell means when a date, a number, a yes or a no is expected.
//!
//! Officials type these in many ways; each is read rightly or refused with the words that stand
//! in the cell. Nothing is guessed: `1.5` is no whole number, `30/02/1990` no day.

mod number;
#[cfg(test)]
mod tests;

use super::cell::Cell;
use chrono::{Days, NaiveDate};
use vuonlen_domain::text::key::search_key;
use vuonlen_domain::{BirthDate, IdentityNumber, Text};

pub use number::{decimal, whole};

/// Why a cell does not say what was expected of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// A formula that failed.
    Formula(&'static str),
    /// Not a date, or no day of the calendar.
    NotADate(String),
    /// Not a number.
    NotANumber(String),
    /// A number with a fraction, or beyond all counting.
    NotWhole(String),
    /// Neither yes nor no.
    NotYesOrNo(String),
    /// Not 9 or 12 digits; says how many there are, not which.
    NotAnIdentityNumber(usize),
}

/// Years in which somebody alive may be born.
const YEARS: std::ops::RangeInclusive<i32> = 1880..=2100;

/// The cell as text, without the apostrophe that keeps a spreadsheet from reading a number.
///
/// # Errors
/// [`Unreadable::Formula`].
pub fn text(cell: &Cell) -> Result<String, Unreadable> {
    match cell {
        Cell::Error(name) => Err(Unreadable::Formula(name)),
        Cell::Text(text) => {
            let text = text.strip_prefix('\'').unwrap_or(text);
            // So that one list can hold 5 and "5" in one column.
            Ok(text
                .strip_suffix(".0")
                .filter(|t| is_digits(t))
                .unwrap_or(text)
                .to_owned())
        }
        other => Ok(other.written()),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A date or a year: a date cell, `15/03/1985`, `15-3-1985`, `1985-03-15`, `15 tháng 3 năm 1985`,
/// `1985`, each with a time of day behind it or not, or Excel's count of days.
///
/// # Errors
/// [`Unreadable::NotADate`], [`Unreadable::Formula`].
pub fn date(cell: &Cell) -> Result<BirthDate, Unreadable> {
    let refused = || Unreadable::NotADate(cell.written());
    let found = match cell {
        Cell::Error(name) => return Err(Unreadable::Formula(name)),
        Cell::Bool(_) => None,
        Cell::Date(day) => Some(BirthDate::Day(*day)),
        Cell::Number(number) => from_number(*number),
        Cell::Text(text) => from_text(text),
    };
    found
        .filter(|date| YEARS.contains(&date.year()))
        .ok_or_else(refused)
}

/// Numbers up to 2100 are years, above it Excel's count of days from 30 December 1899.
fn from_number(number: f64) -> Option<BirthDate> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked"
    )]
    let whole = (1.0..=100_000.0)
        .contains(&number)
        .then_some(number.trunc() as u32)?;
    match i32::try_from(whole)
        .ok()
        .filter(|year| YEARS.contains(year))
    {
        Some(year) if number.fract() == 0.0 => Some(BirthDate::Year(year)),
        // Small counts are days of 1900 to 1905, far likelier a slip than a birth.
        _ if whole <= 2_100 => None,
        _ => NaiveDate::from_ymd_opt(1899, 12, 30)?
            .checked_add_days(Days::new(u64::from(whole)))
            .map(BirthDate::Day),
    }
}

fn from_text(text: &str) -> Option<BirthDate> {
    let text = text.trim_matches(['\'', ' ']);
    let day = text
        .split_once(['T', ' '])
        .filter(|(_, time)| is_time(time));
    let text = day.map_or(text, |(day, _)| day);
    if let Some(date) = BirthDate::parse(text) {
        return Some(date);
    }
    if is_digits(text) {
        return from_number(text.parse().ok()?).filter(|_| text.len() == 5);
    }
    let words = search_key(text);
    let numbers: Vec<&str> = words
        .split(' ')
        .filter(|word| !matches!(*word, "ngay" | "thang" | "nam"))
        .collect();
    (words.contains("thang") && numbers.iter().all(|word| is_digits(word)))
        .then(|| BirthDate::parse(&numbers.join("/")))
        .flatten()
}

fn is_time(text: &str) -> bool {
    text.contains(':')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b'Z' | b'+' | b' '))
}

/// Yes or no: `x`, `có`, `1`, `TRUE`, a tick; `không`, `0`, `-`, `FALSE`.
///
/// # Errors
/// [`Unreadable::NotYesOrNo`], [`Unreadable::Formula`].
pub fn yes_or_no(cell: &Cell) -> Result<bool, Unreadable> {
    let refused = || Unreadable::NotYesOrNo(cell.written());
    match cell {
        Cell::Error(name) => Err(Unreadable::Formula(name)),
        Cell::Bool(value) => Ok(*value),
        Cell::Number(1.0) => Ok(true),
        Cell::Number(0.0) => Ok(false),
        Cell::Number(_) | Cell::Date(_) => Err(refused()),
        Cell::Text(text) => match search_key(text.trim_matches(['\'', '.', ' '])).as_str() {
            "x" | "co" | "1" | "true" | "yes" | "dung" | "✓" | "✔" | "√" | "v" | "☑" => {
                Ok(true)
            }
            "khong" | "0" | "false" | "no" | "sai" | "-" | "k" | "ko" | "☐" => Ok(false),
            _ => Err(refused()),
        },
    }
}

/// An identity number; a spreadsheet that took it for a number lost its leading zero.
///
/// # Errors
/// [`Unreadable::NotAnIdentityNumber`], [`Unreadable::Formula`].
pub fn identity(cell: &Cell) -> Result<IdentityNumber, Unreadable> {
    IdentityNumber::parse(&text(cell)?)
        .map_err(|invalid| Unreadable::NotAnIdentityNumber(invalid.digits))
}

impl Unreadable {
    /// Stable name of the problem.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Formula(_) => "cell_formula_error",
            Self::NotADate(_) => "cell_not_a_date",
            Self::NotANumber(_) => "cell_not_a_number",
            Self::NotWhole(_) => "cell_not_whole",
            Self::NotYesOrNo(_) => "cell_not_yes_or_no",
            Self::NotAnIdentityNumber(_) => "cell_not_an_identity_number",
        }
    }

    /// What is wrong with the cell of the column called `label`.
    #[must_use]
    pub fn what(&self, label: &str) -> Text {
        let (written, vi, en) = match self {
            Self::Formula(name) => ((*name).to_owned(), "công thức bị lỗi", "the formula failed"),
            Self::NotADate(text) => (
                text.clone(),
                "không phải ngày có thật",
                "no day of the calendar",
            ),
            Self::NotANumber(text) => (text.clone(), "không phải số", "not a number"),
            Self::NotWhole(text) => (text.clone(), "không phải số nguyên", "not a whole number"),
            Self::NotYesOrNo(text) => (text.clone(), "không rõ có hay không", "neither yes nor no"),
            Self::NotAnIdentityNumber(digits) => {
                return Text::new(
                    format!("“{label}” có {digits} chữ số."),
                    format!("“{label}” has {digits} digits."),
                );
            }
        };
        Text::new(
            format!("“{label}” ghi “{written}”: {vi}."),
            format!("“{label}” says “{written}”: {en}."),
        )
    }

    /// Why it matters.
    #[must_use]
    pub fn why(&self) -> Text {
        match self {
            Self::NotAnIdentityNumber(_) => Text::new(
                "Số định danh có 12 chữ số (CMND cũ có 9).",
                "An identity number has 12 digits (9 on an old card).",
            ),
            _ => Text::new(
                "Ô này được coi như chưa trả lời.",
                "The cell counts as not answered.",
            ),
        }
    }

    /// What to do next.
    #[must_use]
    pub fn advice(&self) -> Text {
        match self {
            Self::Formula(_) => Text::new(
                "Sửa công thức hoặc gõ giá trị vào ô.",
                "Mend the formula or type the value.",
            ),
            Self::NotADate(_) => Text::new(
                "Ghi ngày/tháng/năm, ví dụ 15/03/1985, hoặc chỉ năm sinh 1985.",
                "Write day/month/year as in 15/03/1985, or the year alone.",
            ),
            Self::NotANumber(_) | Self::NotWhole(_) => Text::new(
                "Ghi bằng chữ số, ví dụ 1500000 hoặc 1.500.000.",
                "Write it in digits, as in 1500000 or 1.500.000.",
            ),
            Self::NotYesOrNo(_) => Text::new(
                "Ghi x nếu có; ghi “không” hoặc 0 nếu không.",
                "Write x for yes, “không” or 0 for no.",
            ),
            Self::NotAnIdentityNumber(_) => Text::new(
                "Kiểm tra lại trên thẻ căn cước và định dạng ô là văn bản.",
                "Check the card, and format the cell as text.",
            ),
        }
    }
}
