//! Numbers as each language writes them.

use vuonlen_domain::decimal::group_thousands;
use vuonlen_domain::text::Language;

/// `1.500.000` in Vietnamese, `1,500,000` in English.
pub(super) fn integer(value: i64, language: Language) -> String {
    let grouped = group_thousands(value);
    match language {
        Language::Vietnamese => grouped,
        Language::English => grouped.replace('.', ","),
    }
}

/// `1.234,5` in Vietnamese, `1,234.5` in English; no more decimals than the value has.
pub(super) fn decimal(value: f64, language: Language) -> String {
    let plain = value.to_string();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let sign = if whole.starts_with('-') { "-" } else { "" };
    // Beyond 64 bits, or not a number at all: as it is.
    let Ok(digits) = whole.trim_start_matches('-').parse() else {
        return plain;
    };
    let whole = integer(digits, language);
    match (fraction, language) {
        ("", _) => format!("{sign}{whole}"),
        (_, Language::Vietnamese) => format!("{sign}{whole},{fraction}"),
        (_, Language::English) => format!("{sign}{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_in_each_language() {
        let both = |value| {
            (
                decimal(value, Language::Vietnamese),
                decimal(value, Language::English),
            )
        };
        assert_eq!(both(8.0), ("8".into(), "8".into()));
        assert_eq!(both(1234.5), ("1.234,5".into(), "1,234.5".into()));
        assert_eq!(both(-0.25), ("-0,25".into(), "-0.25".into()));
        assert_eq!(both(f64::INFINITY).1, "inf");
        assert_eq!(integer(-1_500_000, Language::Vietnamese), "-1.500.000");
        assert_eq!(integer(1_500_000, Language::English), "1,500,000");
    }
}
