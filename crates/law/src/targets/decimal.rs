//! Exact numbers of TOML, written as text: `"1.75"`.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use vuonlen_domain::Decimal;

/// More decimals than any plan states.
const MOST: usize = 6;

/// Reads `"1.75"` or `"-3"`; a TOML float would be rounded before anybody saw it.
pub(super) fn parse(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let magnitude = whole.strip_prefix('-').unwrap_or(whole);
    if magnitude.is_empty()
        || !plain(magnitude)
        || !plain(fraction)
        || fraction.len() > MOST
        || text.ends_with('.')
    {
        return None;
    }
    Some(Decimal {
        digits: format!("{whole}{fraction}").parse().ok()?,
        decimals: u32::try_from(fraction.len()).ok()?,
    })
}

pub(super) fn required<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| D::Error::custom(format!("“{text}” is not a number like \"1.75\"")))
}

pub(super) fn optional<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Decimal>, D::Error> {
    required(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_exact() {
        let exact = |text: &str| parse(text).map(|number| (number.digits, number.decimals));
        assert_eq!(exact("1.75"), Some((175, 2)));
        assert_eq!(exact("100"), Some((100, 0)));
        assert_eq!(exact("-0.5"), Some((-5, 1)));
        for wrong in ["", "-", ".", "1.", ".5", "1,75", "1e3", "1.1234567", "+1"] {
            assert_eq!(exact(wrong), None, "{wrong}");
        }
    }
}
