//! Codes of administrative units.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The State's code of a province (2 digits), district (3, until 30 June 2025) or commune (5).
///
/// A code alone does not name a unit: codes were reused on 1 July 2025. A unit is a code **and**
/// a date (`vuonlen_law::units`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct UnitCode(String);

/// The level a code belongs to, read from its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitLevel {
    /// Tỉnh, thành phố trực thuộc trung ương.
    Province,
    /// Huyện, quận, thị xã, thành phố thuộc tỉnh; gone since 1 July 2025.
    District,
    /// Xã, phường, thị trấn, đặc khu.
    Commune,
}

/// Why a text is not a unit code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a unit code: 2 digits for a province, 3 for a district, 5 for a commune")]
pub struct InvalidUnitCode(pub String);

impl UnitCode {
    /// Reads a code; surrounding spaces are dropped.
    ///
    /// # Errors
    /// [`InvalidUnitCode`] unless the text is 2, 3 or 5 digits.
    pub fn parse(text: &str) -> Result<Self, InvalidUnitCode> {
        let code = text.trim();
        if matches!(code.len(), 2 | 3 | 5) && code.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(code.to_owned()))
        } else {
            Err(InvalidUnitCode(text.to_owned()))
        }
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The level the code belongs to.
    #[must_use]
    pub fn level(&self) -> UnitLevel {
        match self.0.len() {
            2 => UnitLevel::Province,
            3 => UnitLevel::District,
            _ => UnitLevel::Commune,
        }
    }
}

impl fmt::Display for UnitCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for UnitCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_tells_the_level() {
        assert_eq!(
            UnitCode::parse(" 14 ").unwrap().level(),
            UnitLevel::Province
        );
        assert_eq!(UnitCode::parse("118").unwrap().level(), UnitLevel::District);
        assert_eq!(
            UnitCode::parse("03703").unwrap().level(),
            UnitLevel::Commune
        );
        for wrong in ["", "1", "3703", "0370a", "037030"] {
            assert!(UnitCode::parse(wrong).is_err(), "{wrong}");
        }
    }
}
