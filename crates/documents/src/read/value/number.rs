//! Numbers, typed as numbers or as text the Vietnamese way.

use super::{Cell, Unreadable};
use vuonlen_domain::decimal::parse_number;
use vuonlen_domain::text::key::search_key;

/// Beyond this a float no longer holds every whole number.
const LARGEST: f64 = 9_007_199_254_740_992.0;

/// Words behind a number, and what they multiply it by.
const WORDS: [(&str, f64); 12] = [
    ("", 1.0),
    ("d", 1.0),
    ("dong", 1.0),
    ("vnd", 1.0),
    ("m2", 1.0),
    ("kwh", 1.0),
    ("nguoi", 1.0),
    ("nghin", 1e3),
    ("nghin dong", 1e3),
    ("ngan dong", 1e3),
    ("trieu", 1e6),
    ("trieu dong", 1e6),
];

/// A number: `1500000`, `1.500.000`, `45,5`, `1.500.000 đ`, `1,5 triệu`.
///
/// # Errors
/// [`Unreadable::NotANumber`], [`Unreadable::Formula`].
pub fn decimal(cell: &Cell) -> Result<f64, Unreadable> {
    let number = match cell {
        Cell::Error(name) => return Err(Unreadable::Formula(name)),
        Cell::Number(number) => Some(*number),
        Cell::Text(text) => from_text(text),
        Cell::Bool(_) | Cell::Date(_) => None,
    };
    number
        .filter(|number| number.abs() < LARGEST)
        .ok_or_else(|| Unreadable::NotANumber(cell.written()))
}

/// A whole number, however it is typed.
///
/// # Errors
/// [`Unreadable::NotWhole`], and those of [`decimal`].
pub fn whole(cell: &Cell) -> Result<i64, Unreadable> {
    let number = decimal(cell)?;
    let rounded = number.round();
    // A sheet's own arithmetic leaves such crumbs: 1500000.0000000002.
    if (number - rounded).abs() > 1e-6 {
        return Err(Unreadable::NotWhole(cell.written()));
    }
    #[expect(clippy::cast_possible_truncation, reason = "below 2^53 by `decimal`")]
    Ok(rounded as i64)
}

fn from_text(text: &str) -> Option<f64> {
    let text = text.trim_matches(['\'', ' ']);
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    // “m2” ends in a digit that is part of the unit.
    let end = match text.strip_suffix("m2") {
        Some(number) => number.len(),
        None => end,
    };
    let word = search_key(text[end..].trim_matches([' ', '.', '/']));
    let (_, factor) = WORDS.iter().find(|(known, _)| *known == word)?;
    parse_number(&text[..end]).map(|number| number * factor)
}
