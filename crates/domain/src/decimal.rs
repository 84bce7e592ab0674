//! Exact numbers, printed the Vietnamese way: dots between thousands, a comma before decimals.

use std::fmt;

/// A fraction kept exact until it is printed with the decimals a form asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    /// What is counted.
    pub part: i64,
    /// Out of how many; zero means there is nothing to divide by.
    pub whole: i64,
}

impl Ratio {
    /// `part / whole`.
    #[must_use]
    pub const fn new(part: i64, whole: i64) -> Self {
        Self { part, whole }
    }

    /// The fraction times 100, rounded half away from zero to `decimals` places.
    ///
    /// `None` when there is nothing to divide by: a form shows an empty cell, never 0 %.
    #[must_use]
    pub fn percent(self, decimals: u32) -> Option<Decimal> {
        self.scaled(100, decimals)
    }

    /// The fraction times `factor`, rounded half away from zero to `decimals` places.
    #[must_use]
    pub fn scaled(self, factor: i64, decimals: u32) -> Option<Decimal> {
        if self.whole == 0 {
            return None;
        }
        let scale = 10_i128.checked_pow(decimals)?;
        let numerator = i128::from(self.part)
            .checked_mul(i128::from(factor))?
            .checked_mul(scale)?;
        let denominator = i128::from(self.whole);
        let (numerator, denominator) = if denominator < 0 {
            (-numerator, -denominator)
        } else {
            (numerator, denominator)
        };
        let half = denominator / 2 + denominator % 2;
        let magnitude = numerator.abs();
        let mut digits = magnitude / denominator;
        if magnitude % denominator >= half {
            digits += 1;
        }
        let digits = i64::try_from(digits).ok()?;
        Some(Decimal {
            digits: if numerator < 0 { -digits } else { digits },
            decimals,
        })
    }
}

/// A number with a fixed count of decimals: `digits / 10^decimals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// The number without its decimal mark.
    pub digits: i64,
    /// How many of the digits stand behind the mark.
    pub decimals: u32,
}

impl Decimal {
    /// For spreadsheets, whose cells hold binary floats and round on display.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "rounded figures have few digits; the exact value stays in `digits`"
    )]
    pub fn to_f64(self) -> f64 {
        let exponent = i32::try_from(self.decimals).unwrap_or(i32::MAX);
        self.digits as f64 / 10_f64.powi(exponent)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = 10_i64.checked_pow(self.decimals).unwrap_or(i64::MAX);
        let whole = group_thousands((self.digits / scale).abs());
        let sign = if self.digits < 0 { "-" } else { "" };
        if self.decimals == 0 {
            return write!(formatter, "{sign}{whole}");
        }
        let fraction = (self.digits % scale).abs();
        let width = self.decimals as usize;
        write!(formatter, "{sign}{whole},{fraction:0width$}")
    }
}

/// `1258997` → `1.258.997`.
#[must_use]
pub fn group_thousands(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        grouped.push('-');
    }
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

/// Reads a number the way Vietnamese officials type it: `1.500.000`, `1500000`, `1 500 000`,
/// `45,5`, `1.234,5`, and the English `45.5` or `1,500,000` where no other reading is possible.
///
/// A single mark followed by exactly three digits separates thousands (`1.500` is 1500), as
/// amounts in đồng are always written so. Returns `None` for anything else.
#[must_use]
pub fn parse_number(text: &str) -> Option<f64> {
    let compact: String = text
        .trim()
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{a0}')
        .collect();
    let (sign, body) = match compact.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, compact.as_str()),
    };
    if body.is_empty()
        || !body
            .chars()
            .all(|c| c.is_ascii_digit() || c == '.' || c == ',')
    {
        return None;
    }
    let plain = strip_separators(body)?;
    plain.parse::<f64>().ok().map(|value| sign * value)
}

fn strip_separators(body: &str) -> Option<String> {
    let last_mark = body.rfind(['.', ',']);
    let Some(last) = last_mark else {
        return Some(body.to_owned());
    };
    let mark = if body[last..].starts_with('.') {
        '.'
    } else {
        ','
    };
    let other = if mark == '.' { ',' } else { '.' };
    let tail = body.len() - last - 1;
    if tail == 0 {
        return None;
    }
    let repeated = body.matches(mark).count() > 1;
    if body.contains(other) {
        // Both marks: the last one is the decimal mark and stands once.
        if repeated || !groups_of_three(&body[..last], other) {
            return None;
        }
        let whole = body[..last].replace(other, "");
        return Some(format!("{whole}.{}", &body[last + 1..]));
    }
    if groups_of_three(body, mark) {
        return Some(body.replace(mark, ""));
    }
    if repeated || last == 0 {
        return None;
    }
    Some(body.replace(mark, "."))
}

fn groups_of_three(body: &str, mark: char) -> bool {
    let mut groups = body.split(mark);
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len()) && first != "0" && groups.all(|group| group.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_exact_until_printed() {
        let rate = Ratio::new(727, 28_178).percent(2).unwrap();
        assert_eq!(rate.to_string(), "2,58");
        assert_eq!(Ratio::new(1, 0).percent(2), None);
        assert_eq!(Ratio::new(1, 200).percent(0).unwrap().to_string(), "1");
        assert_eq!(Ratio::new(-1, 3).percent(2).unwrap().to_string(), "-33,33");
        assert_eq!(Ratio::new(-1, 300).percent(2).unwrap().to_string(), "-0,33");
        assert_eq!(group_thousands(1_258_997), "1.258.997");
        assert_eq!(group_thousands(-100), "-100");
    }

    #[test]
    fn numbers_are_read_the_vietnamese_way() {
        for (text, value) in [
            ("1.500.000", 1_500_000.0),
            ("1,500,000", 1_500_000.0),
            ("1 500 000", 1_500_000.0),
            ("1500000", 1_500_000.0),
            ("1.500", 1_500.0),
            ("45,5", 45.5),
            ("45.5", 45.5),
            ("1.234,5", 1_234.5),
            ("1,234.5", 1_234.5),
            ("-12", -12.0),
            ("0,125", 0.125),
        ] {
            assert_eq!(parse_number(text), Some(value), "{text}");
        }
        for text in [
            "",
            "-",
            "12a",
            "1.2.3",
            "1,2,3",
            "5.",
            "1.23.456,7",
            "1.5,5,5",
        ] {
            assert_eq!(parse_number(text), None, "{text}");
        }
    }
}
