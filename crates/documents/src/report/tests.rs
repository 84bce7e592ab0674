use super::*;
use crate::read::workbook::Workbook;
use crate::read::{Cell, Input, Kind, sniff};
use chrono::NaiveDate;
use vuonlen_domain::Ratio;
use vuonlen_law::assess::{Place, Problem};

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
}

fn column(heads: &[&str], label: &str, number: &str, content: Content) -> ReportColumn {
    ReportColumn {
        heads: heads.iter().map(|head| (*head).to_owned()).collect(),
        number: Some(number.to_owned()),
        ..ReportColumn::new(label, content)
    }
}

/// A small table with everything a page can have. Figures are made up.
pub(crate) fn sample() -> Report {
    let count = |part, whole| ReportCell::from(Ratio::new(part, whole).percent(2));
    let row = |kind, number: &str, unit: &str, all: i64, poor: i64| ReportRow {
        kind,
        cells: vec![
            number.into(),
            unit.into(),
            all.into(),
            poor.into(),
            count(poor, all),
        ],
    };
    Report {
        issuer: Some(Issuer {
            above: Some("UBND TỈNH SƠN LA".to_owned()),
            body: "UBND XÃ QUỲNH NHAI".to_owned(),
            place_and_date: Some("Quỳnh Nhai, ngày 20 tháng 11 năm 2026".to_owned()),
        }),
        form: Some("Mẫu R1".to_owned()),
        title: vec!["Tổng hợp kết quả rà soát hộ nghèo".to_owned()],
        subtitle: vec!["Xã Quỳnh Nhai, tỉnh Sơn La – kỳ rà soát ngày 20/11/2026".to_owned()],
        banner: Some(Banner {
            text: "Số liệu minh họa, không phải quy định".to_owned(),
        }),
        unit_label: Some("Đơn vị tính: hộ, %".to_owned()),
        columns: vec![
            column(&[], "TT", "A", Content::Centred).wide(6.0),
            column(&[], "Đơn vị", "B", Content::Text).wide(34.0),
            column(&[], "Tổng số hộ dân cư", "1", Content::Whole),
            column(&["Hộ nghèo"], "Số hộ", "2", Content::Whole),
            column(&["Hộ nghèo"], "Tỷ lệ (%)", "3=2/1", Content::Decimal(2)),
        ],
        rows: vec![
            row(RowKind::Total, "", "Tổng cộng", 28_178, 727),
            row(RowKind::Plain, "1", "Bản Bon", 1_200, 30),
            ReportRow {
                kind: RowKind::Plain,
                cells: vec![
                    ReportCell::Above,
                    ReportCell::Above,
                    5_000.into(),
                    120.into(),
                    ReportCell::Empty,
                ],
            },
        ],
        notes: vec!["Ghi chú: số liệu tổng hợp từ danh sách của các thôn, bản.".to_owned()],
        signatures: vec![
            Signature {
                title: "Người lập biểu".to_owned(),
                note: "(Ký, ghi rõ họ tên)".to_owned(),
            },
            Signature {
                title: "TM. Ban chỉ đạo".to_owned(),
                note: "(Ký, đóng dấu)".to_owned(),
            },
        ],
    }
}

fn rows(bytes: Vec<u8>) -> Vec<(String, Vec<String>)> {
    let input = Input::from_bytes("bảng.xlsx", bytes);
    assert_eq!(sniff(&input).unwrap(), Kind::Workbook);
    let book = Workbook::open(&input).unwrap();
    let names: Vec<String> = book
        .sheets()
        .iter()
        .map(|sheet| sheet.name.clone())
        .collect();
    names
        .into_iter()
        .flat_map(|name| {
            let rows: Vec<_> = book.rows(&name).map(Result::unwrap).collect();
            rows.into_iter().map(move |row| {
                (
                    name.clone(),
                    row.cells
                        .iter()
                        .map(|(_, cell)| Cell::written(cell))
                        .collect(),
                )
            })
        })
        .collect()
}

#[test]
fn a_report_says_what_it_was_given() {
    let mut book = Book::new(day());
    book.add_report("R1", &sample()).unwrap();
    let lines: Vec<String> = rows(book.into_bytes().unwrap())
        .into_iter()
        .map(|(_, cells)| cells.join(" | "))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let bytes = || {
        let mut book = Book::new(day());
        book.add_report("R1", &sample()).unwrap();
        book.into_bytes().unwrap()
    };
    assert!(bytes() == bytes());
}

#[test]
fn a_list_streams_beside_reports() {
    let mut book = Book::new(day());
    book.add_report("R1", &sample()).unwrap();
    let mut list = book.begin_list("R15: danh sách [hộ]", sample()).unwrap();
    for number in 0..2_000_i64 {
        list.push(&ReportRow {
            kind: RowKind::Part,
            cells: vec![number.into(), "Lò Văn Tính".into()],
        })
        .unwrap();
    }
    book.end_list(list).unwrap();
    book.add_report("R2", &sample()).unwrap();
    let rows = rows(book.into_bytes().unwrap());
    let listed = rows
        .iter()
        .filter(|(sheet, cells)| sheet == "R15  danh sách  hộ" && cells.len() == 2);
    assert_eq!(
        listed
            .filter(|(_, cells)| cells[1] == "Lò Văn Tính")
            .count(),
        2_000
    );
    assert!(rows.iter().any(|(sheet, _)| sheet == "R2"));
}

#[test]
fn a_name_used_twice_is_an_error() {
    let mut book = Book::new(day());
    book.add_report("R1", &sample()).unwrap();
    // The fault comes out when the workbook is put together.
    let result = book
        .add_report("R1", &sample())
        .and_then(|()| book.into_bytes());
    assert!(result.is_err());
}
#[test]
fn problems_are_listed_with_place_and_advice() {
    let mut problems =
        ProblemsBook::new(day(), vec!["Kỳ rà soát ngày 20/11/2026".into()], None).unwrap();
    let text = |vi: &str, en: &str| vuonlen_domain::Text::new(vi, en);
    let problem = Problem::rejected(
        "unit_unknown",
        text(
            "Mã đơn vị 03700 không có hiệu lực ngày 20/11/2026.",
            "The unit 03700 does not exist.",
        ),
        text(
            "Chuẩn nghèo phụ thuộc đơn vị hành chính.",
            "The standard depends on the unit.",
        ),
        text(
            "Dùng đơn vị mới: 03703 Xã Quỳnh Nhai.",
            "Use the successor: 03703 Xã Quỳnh Nhai.",
        ),
    );
    let place = Place {
        file: Some("hộ.xlsx".into()),
        sheet: Some("Hộ".into()),
        row: Some(12),
        column: Some("C".into()),
    };
    problems.push(&problem.clone().at(place).of("7")).unwrap();
    problems
        .push(&Problem {
            severity: vuonlen_law::assess::Severity::Doubtful,
            ..problem
        })
        .unwrap();
    let bytes = problems.into_bytes().unwrap();
    let rows = rows(bytes);
    let cells = &rows
        .iter()
        .find(|(_, cells)| cells.first().is_some_and(|cell| cell == "1"))
        .unwrap()
        .1;
    assert_eq!(
        cells[..7],
        ["1", "bị loại", "hộ.xlsx", "Hộ", "12", "C", "7"]
    );
    assert_eq!(cells[9], "Dùng đơn vị mới: 03703 Xã Quỳnh Nhai.");

    let none = ProblemsBook::new(day(), Vec::new(), None)
        .unwrap()
        .into_bytes()
        .unwrap();
    assert!(
        self::rows(none)
            .iter()
            .any(|(_, cells)| cells == &["Không có dòng nào bị loại hoặc cần xem lại."])
    );
}
