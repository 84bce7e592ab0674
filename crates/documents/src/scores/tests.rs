use super::*;
use crate::read::{FileProblem, Input};
use crate::testing::{law, review};
use rust_xlsxwriter::Workbook;
use vuonlen_law::scores::{Pick, ScoreTable};

fn known() -> &'static ScoreTable {
    law().score_table("illustrative-2022").unwrap()
}

#[test]
fn the_template_offers_conditions_and_asks_for_every_point() {
    let bytes = write_template(law(), known(), review()).unwrap();
    let read = read(law(), &Input::from_bytes("điểm.xlsx", bytes), review()).unwrap();
    assert_eq!(read.rows, []);
    let items = known().items().count();
    assert_eq!(read.problems.len(), items * 7);
    assert!(
        read.problems
            .iter()
            .all(|problem| problem.code == "score_missing")
    );
}

/// A small sheet with visible heads only, as an official might type it.
fn sheet(rows: &[[&str; 13]]) -> Input {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let heads = [
        "Nhóm",
        "Tên nhóm",
        "Cách tính điểm nhóm",
        "Mã dòng",
        "NOI DUNG",
        "Được điểm khi (công thức)",
    ];
    let regions = law()
        .codes
        .list("regions")
        .unwrap()
        .as_of(review())
        .unwrap();
    let regions = regions.codes.iter().map(|code| code.label.vi.as_str());
    for (column, head) in (0_u16..).zip(heads.into_iter().chain(regions)) {
        sheet.write(2, column, head).unwrap();
    }
    for (row, cells) in (3_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write(row, column, *cell).unwrap();
        }
    }
    Input::from_bytes("điểm.xlsx", book.save_to_buffer().unwrap())
}

#[test]
fn a_filled_sheet_gives_its_rows() {
    let input = sheet(&[
        [
            "1",
            "Số nhân khẩu",
            "một dòng",
            "1.1",
            "Hộ có 1 người",
            "household.size == 1",
            "5",
            "10",
            "5",
            "5",
            "5",
            "5",
            "0",
        ],
        [
            "",
            "",
            "",
            "1.2",
            "Hộ có 2 người",
            "household.size == 2",
            "1",
            "2",
            "3",
            "4",
            "5",
            "6",
            "7",
        ],
        [
            "2",
            "Tài sản",
            "sum",
            "2.1",
            "Ti vi",
            "\"colour_tv\" in household.assets",
            "1",
            "1",
            "1",
            "1",
            "1",
            "1",
            "1",
        ],
    ]);
    let read = read(law(), &input, review()).unwrap();
    assert_eq!(read.problems, []);
    assert_eq!(read.rows.len(), 3);
    let second = &read.rows[1];
    assert_eq!(
        (
            second.group.as_str(),
            second.group_label.vi.as_str(),
            second.pick
        ),
        ("1", "Số nhân khẩu", Pick::First)
    );
    assert_eq!(
        (
            second.item.as_str(),
            second.points["urban"],
            second.points.len()
        ),
        ("1.2", 7, 7)
    );
    assert_eq!(read.rows[2].pick, Pick::Sum);
    assert_eq!(second.place.to_string(), "điểm.xlsx:Sheet1:5:D");
}

#[test]
fn every_fault_is_told_at_its_cell() {
    let input = sheet(&[
        [
            "1",
            "Số nhân khẩu",
            "trung bình",
            "1.1",
            "Hộ có 1 người",
            "",
            "5",
            "",
            "năm",
            "5,5",
            "5",
            "5",
            "0",
        ],
        [
            "1",
            "Số nhân khẩu",
            "một dòng",
            "1.1",
            "Hộ có 2 người",
            "true",
            "1",
            "1",
            "1",
            "1",
            "1",
            "1",
            "1",
        ],
    ]);
    let read = read(law(), &input, review()).unwrap();
    assert_eq!(read.rows, []);
    let mut found: Vec<String> = read
        .problems
        .iter()
        .map(|problem| format!("{} {}", problem.place, problem.code))
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            "điểm.xlsx:Sheet1:4:C score_pick_unknown",
            "điểm.xlsx:Sheet1:4:F score_missing",
            "điểm.xlsx:Sheet1:4:H score_missing",
            "điểm.xlsx:Sheet1:4:I cell_not_a_number",
            "điểm.xlsx:Sheet1:4:J cell_not_whole",
            "điểm.xlsx:Sheet1:5:D score_item_twice",
        ]
    );
}

#[test]
fn another_workbook_is_refused() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "Danh sách").unwrap();
    let input = Input::from_bytes("khác.xlsx", book.save_to_buffer().unwrap());
    assert!(matches!(
        read(law(), &input, review()).unwrap_err().problem,
        FileProblem::NoTable { .. }
    ));
    let input = Input::from_bytes("khác.csv", "a,b\n".as_bytes());
    assert!(matches!(
        read(law(), &input, review()).unwrap_err().problem,
        FileProblem::OtherKind(_)
    ));
}
