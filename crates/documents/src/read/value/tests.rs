use super::*;

fn day(year: i32, month: u32, day: u32) -> BirthDate {
    BirthDate::Day(NaiveDate::from_ymd_opt(year, month, day).unwrap())
}

fn said(text: &str) -> Cell {
    Cell::Text(vuonlen_domain::text::normalise(text))
}

#[test]
fn dates_are_read_in_every_form_they_come_in() {
    let expected = day(1985, 3, 15);
    for text in [
        "15/03/1985",
        "15-3-1985",
        "15.3.1985",
        "1985-03-15",
        "'15/03/1985",
        "15/03/1985 00:00:00",
        "1985-03-15T00:00:00",
        "ngày 15 tháng 3 năm 1985",
        "15 tháng 03 năm 1985",
        "31121",
    ] {
        assert_eq!(date(&said(text)), Ok(expected), "{text}");
    }
    assert_eq!(date(&Cell::Number(31_121.0)), Ok(expected));
    assert_eq!(date(&Cell::Number(31_121.75)), Ok(expected));
    assert_eq!(date(&Cell::Number(1985.0)), Ok(BirthDate::Year(1985)));
    assert_eq!(date(&said("1985")), Ok(BirthDate::Year(1985)));
    assert_eq!(
        date(&said("1985.0")),
        Err(Unreadable::NotADate("1985.0".into()))
    );
    for text in [
        "30/02/1990",
        "15/03/85",
        "hôm qua",
        "15 tháng ba",
        "0",
        "31/12/1850",
        "99999999",
    ] {
        assert!(date(&said(text)).is_err(), "{text}");
    }
    for number in [0.0, -5.0, 123.0, 15_031_985.0, f64::MAX] {
        assert!(date(&Cell::Number(number)).is_err(), "{number}");
    }
}

#[test]
fn numbers_are_read_the_vietnamese_way() {
    for (text, number) in [
        ("1.500.000", 1_500_000.0),
        ("1,500,000", 1_500_000.0),
        ("1.500.000 đ", 1_500_000.0),
        ("1.500.000đ", 1_500_000.0),
        ("1 500 000 đồng", 1_500_000.0),
        ("1,5 triệu", 1_500_000.0),
        ("'1500000", 1_500_000.0),
        ("45,5 m2", 45.5),
        ("45m2", 45.0),
        ("-3", -3.0),
    ] {
        assert_eq!(decimal(&said(text)), Ok(number), "{text}");
    }
    for text in ["một", "1.2.3", "5 con", "m2", "x1", "1/2"] {
        assert!(decimal(&said(text)).is_err(), "{text}");
    }
    assert_eq!(whole(&said("1.500")), Ok(1_500));
    assert_eq!(whole(&Cell::Number(1_500_000.000_000_000_2)), Ok(1_500_000));
    assert_eq!(
        whole(&Cell::Number(1.5)),
        Err(Unreadable::NotWhole("1.5".into()))
    );
    assert!(whole(&Cell::Number(1e300)).is_err());
    assert_eq!(
        whole(&Cell::Error("#REF!")),
        Err(Unreadable::Formula("#REF!"))
    );
}

#[test]
fn a_cross_is_a_yes() {
    for yes in [
        said("x"),
        said("X"),
        said("Có"),
        said("CO"),
        said("1"),
        said("✓"),
        Cell::Number(1.0),
        Cell::Bool(true),
    ] {
        assert_eq!(yes_or_no(&yes), Ok(true), "{yes:?}");
    }
    for no in [
        said("Không"),
        said("khong"),
        said("0"),
        said("-"),
        Cell::Number(0.0),
        Cell::Bool(false),
    ] {
        assert_eq!(yes_or_no(&no), Ok(false), "{no:?}");
    }
    for unclear in [said("?"), said("có thể"), Cell::Number(2.0)] {
        assert!(yes_or_no(&unclear).is_err(), "{unclear:?}");
    }
}

#[test]
fn identity_numbers_lose_no_zero_and_show_no_digit() {
    let expected = identity(&said("014203004567")).unwrap();
    assert_eq!(
        identity(&Cell::Number(14_203_004_567.0)),
        Ok(expected.clone())
    );
    assert_eq!(identity(&said("'014203004567")), Ok(expected));
    let refused = identity(&said("0142030045")).unwrap_err();
    assert_eq!(refused, Unreadable::NotAnIdentityNumber(10));
    assert!(!refused.what("CCCD").vi.contains("0142"));
}
