//! From when until when something in `law/` is in force.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};

/// A half-open interval of days: `from` is the first day in force, `until` the first day no
/// longer in force; absent means open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Validity {
    /// First day in force.
    pub from: NaiveDate,
    /// First day no longer in force.
    pub until: Option<NaiveDate>,
}

impl Validity {
    /// Whether `date` lies inside.
    #[must_use]
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.from <= date && self.until.is_none_or(|until| date < until)
    }

    /// Whether the interval has no day at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.until.is_some_and(|until| until <= self.from)
    }

    /// Whether this interval has ended by the first day of `next`.
    #[must_use]
    pub fn ends_before(&self, next: &Self) -> bool {
        self.until.is_some_and(|until| until <= next.from)
    }
}

/// Reads a TOML date (`2025-07-01`, unquoted) into a civil date: `#[serde(with = "…")]`.
pub mod toml_date {
    use super::{Deserialize, Deserializer, NaiveDate};
    use serde::de::Error;

    /// Reads a required date.
    ///
    /// # Errors
    /// When the value is not a date without time.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
        let value = toml::value::Datetime::deserialize(deserializer)?;
        let plain = value.time.is_none() && value.offset.is_none();
        value
            .date
            .filter(|_| plain)
            .and_then(|date| {
                NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
            })
            .ok_or_else(|| D::Error::custom(format!("“{value}” is not a date like 2025-07-01")))
    }
}

/// [`toml_date`] for a key that may be absent: `#[serde(default, with = "…")]`.
pub mod optional_toml_date {
    use super::{Deserializer, NaiveDate, toml_date};

    /// Reads a date that stands there; the key's default covers its absence.
    ///
    /// # Errors
    /// When the value is not a date without time.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<NaiveDate>, D::Error> {
        toml_date::deserialize(deserializer).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Dates {
        #[serde(with = "toml_date")]
        from: NaiveDate,
        #[serde(default, with = "optional_toml_date")]
        until: Option<NaiveDate>,
    }

    #[test]
    fn the_last_day_is_the_one_before_until() {
        let dates: Dates = toml::from_str("from = 2016-01-01\nuntil = 2022-01-01").unwrap();
        let validity = Validity {
            from: dates.from,
            until: dates.until,
        };
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert!(!validity.contains(day("2015-12-31")));
        assert!(validity.contains(day("2016-01-01")));
        assert!(validity.contains(day("2021-12-31")));
        assert!(!validity.contains(day("2022-01-01")));
    }

    #[test]
    fn only_a_civil_date_is_read() {
        for wrong in ["\"2016-01-01\"", "2016-01-01T10:00:00", "2016", "07:30:00"] {
            assert!(
                toml::from_str::<Dates>(&format!("from = {wrong}")).is_err(),
                "{wrong}"
            );
        }
        let open: Dates = toml::from_str("from = 2016-01-01").unwrap();
        assert_eq!(open.until, None);
    }
}
