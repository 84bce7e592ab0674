//! Personal identity numbers (số định danh cá nhân, CCCD) and the older nine-digit CMND.

use serde::Serialize;
use std::fmt;

/// A nine- or twelve-digit identity number.
///
/// Its `Debug` and `Display` show only the last three digits, so a log line cannot leak it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct IdentityNumber(String);

/// Why a text is not an identity number. Carries the count of digits, not the digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an identity number has 12 digits (or 9 on an old card), this one has {digits}")]
pub struct InvalidIdentityNumber {
    /// How many digits were found.
    pub digits: usize,
}

impl IdentityNumber {
    /// Reads a number, dropping spaces, dots and dashes. Spreadsheets lose leading zeros, so an
    /// eleven-digit number is completed to twelve.
    ///
    /// # Errors
    /// [`InvalidIdentityNumber`] when something other than 9, 11 or 12 digits remains.
    pub fn parse(text: &str) -> Result<Self, InvalidIdentityNumber> {
        let compact: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '\''))
            .collect();
        let digits = compact.chars().filter(char::is_ascii_digit).count();
        if digits != compact.chars().count() {
            return Err(InvalidIdentityNumber { digits });
        }
        match digits {
            9 | 12 => Ok(Self(compact)),
            11 => Ok(Self(format!("0{compact}"))),
            _ => Err(InvalidIdentityNumber { digits }),
        }
    }

    /// All digits, for those allowed to see them.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IdentityNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.len() - 3;
        write!(formatter, "{}{}", "•".repeat(shown), &self.0[shown..])
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "IdentityNumber({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_is_shown() {
        let number = IdentityNumber::parse("014 203 004 567").unwrap();
        assert_eq!(number.reveal(), "014203004567");
        assert_eq!(number.to_string(), "•••••••••567");
        assert_eq!(IdentityNumber::parse("14203004567").unwrap(), number);
        assert!(IdentityNumber::parse("1420300456").is_err());
        assert!(IdentityNumber::parse("01420300456A").is_err());
    }
}
