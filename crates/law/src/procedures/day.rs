//! A day of every year: `12-14`.

use chrono::NaiveDate;
use serde::Deserialize;
use std::fmt;
use std::str::FromStr;

/// A month and a day, the same every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct DayOfYear {
    month: u32,
    day: u32,
}

/// Why a text is not a day of every year.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a day of every year; write month and day like 12-14")]
pub struct InvalidDayOfYear(pub String);

impl DayOfYear {
    /// The day in `year`; `None` for a year beyond the calendar.
    #[must_use]
    pub fn in_year(self, year: i32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, self.month, self.day)
    }
}

impl FromStr for DayOfYear {
    type Err = InvalidDayOfYear;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidDayOfYear(text.to_owned());
        let (month, day) = text.split_once('-').ok_or_else(invalid)?;
        let month = month.parse().map_err(|_| invalid())?;
        let day = day.parse().map_err(|_| invalid())?;
        // 2023 has no 29 February: a day that not every year has is no day of every year.
        NaiveDate::from_ymd_opt(2023, month, day).ok_or_else(invalid)?;
        Ok(Self { month, day })
    }
}

impl TryFrom<String> for DayOfYear {
    type Error = InvalidDayOfYear;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for DayOfYear {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}/{:02}", self.day, self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_every_year_has() {
        let day: DayOfYear = "12-14".parse().unwrap();
        assert_eq!(day.in_year(2026), NaiveDate::from_ymd_opt(2026, 12, 14));
        assert_eq!(day.to_string(), "14/12");
        for wrong in ["", "12", "02-29", "13-01", "12/14", "00-10"] {
            assert!(wrong.parse::<DayOfYear>().is_err(), "{wrong}");
        }
    }
}
