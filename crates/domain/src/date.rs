//! Civil dates as they are written on paper.

use chrono::{Datelike, NaiveDate};
use std::fmt;

/// A date of birth, of which often only the year is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BirthDate {
    /// Day, month and year.
    Day(NaiveDate),
    /// Only the year.
    Year(i32),
}

impl BirthDate {
    /// Reads `15/03/1985`, `15-3-1985`, `15.3.1985`, `1985-03-15`, `03/1985` or `1985`.
    ///
    /// Day before month, as in Vietnam. Returns `None` for anything else, among it 30 February.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.trim().split(['/', '-', '.', ' ']).collect();
        let number = |part: &str| -> Option<u32> {
            (!part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse().ok())
                .flatten()
        };
        let year = |part: &str| -> Option<i32> {
            (part.len() == 4)
                .then(|| number(part))
                .flatten()
                .and_then(|y| i32::try_from(y).ok())
        };
        match parts.as_slice() {
            [y] => year(y).map(Self::Year),
            [m, y] => (1..=12)
                .contains(&number(m)?)
                .then(|| year(y))
                .flatten()
                .map(Self::Year),
            [y, m, d] if y.len() == 4 => {
                NaiveDate::from_ymd_opt(year(y)?, number(m)?, number(d)?).map(Self::Day)
            }
            [d, m, y] => NaiveDate::from_ymd_opt(year(y)?, number(m)?, number(d)?).map(Self::Day),
            _ => None,
        }
    }

    /// The year of birth.
    #[must_use]
    pub fn year(self) -> i32 {
        match self {
            Self::Day(date) => date.year(),
            Self::Year(year) => year,
        }
    }

    /// Completed years on `date`; when only the year is known, the difference of years.
    ///
    /// Negative for a birth after `date`: the caller reports it.
    #[must_use]
    pub fn age_on(self, date: NaiveDate) -> i32 {
        let years = date.year() - self.year();
        match self {
            Self::Day(birth) if (date.month(), date.day()) < (birth.month(), birth.day()) => {
                years - 1
            }
            _ => years,
        }
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => write!(formatter, "{}", date.format("%d/%m/%Y")),
            Self::Year(year) => write!(formatter, "{year}"),
        }
    }
}

/// `20/11/2026`: how dates are written for people.
#[must_use]
pub fn written(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn paper_dates_are_read_day_first() {
        let expected = Some(BirthDate::Day(day(1985, 3, 15)));
        for text in [
            "15/03/1985",
            "15-3-1985",
            "15.3.1985",
            "1985-03-15",
            " 15/3/1985 ",
        ] {
            assert_eq!(BirthDate::parse(text), expected, "{text}");
        }
        assert_eq!(BirthDate::parse("1985"), Some(BirthDate::Year(1985)));
        assert_eq!(BirthDate::parse("03/1985"), Some(BirthDate::Year(1985)));
        for text in [
            "",
            "30/02/1990",
            "15/13/1985",
            "15/03/85",
            "abc",
            "1/2/3/4",
            "13/1985",
        ] {
            assert_eq!(BirthDate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn age_changes_on_the_birthday() {
        let born = BirthDate::Day(day(2010, 11, 20));
        assert_eq!(born.age_on(day(2026, 11, 19)), 15);
        assert_eq!(born.age_on(day(2026, 11, 20)), 16);
        assert_eq!(BirthDate::Year(2010).age_on(day(2026, 1, 1)), 16);
        assert_eq!(born.age_on(day(2010, 11, 19)), -1);
    }
}
