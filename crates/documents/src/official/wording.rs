//! Dates, numbers and counts as official documents write them.

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use vuonlen_domain::decimal::group_thousands;
use vuonlen_law::instruments::{Instrument, InstrumentKind};

/// `ngày 05 tháng 01 năm 2026`: days below 10 and the months 1 and 2 have two digits.
#[must_use]
pub fn long_date(date: NaiveDate) -> String {
    let month = match date.month() {
        month @ 1..=2 => format!("0{month}"),
        month => month.to_string(),
    };
    format!("ngày {:02} tháng {month} năm {}", date.day(), date.year())
}

/// `05/01/2026`.
#[must_use]
pub fn short_date(date: NaiveDate) -> String {
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}

/// `Quỳnh Nhai, ngày 05 tháng 01 năm 2026`; the day left open while it is not known.
#[must_use]
pub fn place_and_date(place: &str, date: Option<NaiveDate>) -> String {
    let place = if place.is_empty() {
        "……………"
    } else {
        place
    };
    match date {
        Some(date) => format!("{place}, {}", long_date(date)),
        None => format!("{place}, ngày …… tháng …… năm ………"),
    }
}

/// `14 giờ 05 phút`.
#[must_use]
pub fn clock(time: NaiveTime) -> String {
    format!("{:02} giờ {:02} phút", time.hour(), time.minute())
}

/// A count: two digits below 10, thousands apart.
#[must_use]
pub fn count(number: u64) -> String {
    if number < 10 {
        return format!("{number:02}");
    }
    group_thousands(i64::try_from(number).unwrap_or(i64::MAX))
}

/// `part` of `whole` in hundredths with one decimal, rounded half up: `66,7%`.
#[must_use]
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "-".to_owned();
    }
    let tenths = (u128::from(part) * 2000 + u128::from(whole)) / (u128::from(whole) * 2);
    format!("{},{}%", tenths / 10, tenths % 10)
}

/// Roman numbers, for annexes.
pub(super) fn roman(mut number: usize) -> String {
    const SIGNS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            text.push_str(sign);
            number -= value;
        }
    }
    text
}

/// All letters large.
pub(super) fn capitals(text: &str) -> String {
    text.to_uppercase()
}

/// The first letter large.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The first letter small.
fn continued(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// How a document cites an instrument as its ground:
/// `Căn cứ Quyết định số 24/2021/QĐ-TTg ngày 16 tháng 7 năm 2021 của Thủ tướng Chính phủ về …`.
///
/// What the register does not know is left out.
#[must_use]
pub fn ground(instrument: &Instrument) -> String {
    let title = instrument.title.vi.as_str();
    let kind = match instrument.kind {
        InstrumentKind::Resolution => "Nghị quyết",
        InstrumentKind::Decree => "Nghị định",
        InstrumentKind::Decision => "Quyết định",
        InstrumentKind::Directive => "Chỉ thị",
        InstrumentKind::Circular => "Thông tư",
        InstrumentKind::Consolidation => "Văn bản hợp nhất",
        InstrumentKind::Plan => "Kế hoạch",
        InstrumentKind::Law | InstrumentKind::Party | InstrumentKind::Note => "",
    };
    let mut text = format!("Căn cứ {}", if kind.is_empty() { title } else { kind });
    if let Some(number) = &instrument.number {
        text.push_str(&format!(" số {number}"));
    }
    if let Some(signed) = instrument.signed {
        text.push_str(&format!(" {}", long_date(signed)));
    }
    if !kind.is_empty() {
        if let Some(issuer) = &instrument.issuer {
            text.push_str(&format!(" của {issuer}"));
        }
        text.push_str(&format!(" về {}", continued(title)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_the_first_two_months_have_two_digits() {
        let date = |text: &str| text.parse().unwrap();
        assert_eq!(long_date(date("2026-01-05")), "ngày 05 tháng 01 năm 2026");
        assert_eq!(long_date(date("2026-03-10")), "ngày 10 tháng 3 năm 2026");
        assert_eq!(long_date(date("2026-12-31")), "ngày 31 tháng 12 năm 2026");
        assert_eq!(
            place_and_date("Quỳnh Nhai", None),
            "Quỳnh Nhai, ngày …… tháng …… năm ………"
        );
    }

    #[test]
    fn counts_below_ten_have_two_digits() {
        let cases = [
            (0, "00"),
            (9, "09"),
            (10, "10"),
            (999, "999"),
            (1000, "1.000"),
            (1_234_567, "1.234.567"),
        ];
        for (number, text) in cases {
            assert_eq!(count(number), text);
        }
    }

    #[test]
    fn hundredths_are_rounded_half_up() {
        assert_eq!(percent(2, 3), "66,7%");
        assert_eq!(percent(1, 2), "50,0%");
        assert_eq!(percent(1, 2000), "0,1%");
        assert_eq!(percent(1, 2001), "0,0%");
        assert_eq!(percent(0, 0), "-");
    }

    #[test]
    fn annexes_have_roman_numbers() {
        let numbers: Vec<String> = [1, 2, 4, 5, 9, 14].map(roman).into();
        assert_eq!(numbers, ["I", "II", "IV", "V", "IX", "XIV"]);
    }
}
