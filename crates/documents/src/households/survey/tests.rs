use super::*;
use crate::households::{Context, Shape, open};
use crate::read::Input;
use crate::testing::{household, law, review, unit};
use vuonlen_law::assess::HouseholdInput;
use vuonlen_law::facts::{Schema, Value};
use vuonlen_law::questionnaires::Of;

fn read(bytes: Vec<u8>) -> (Vec<HouseholdInput>, Vec<vuonlen_law::assess::Problem>) {
    let input = Input::from_bytes("phiếu.xlsx", bytes);
    let mut source = open(&input, Context::new(law(), review())).unwrap();
    assert_eq!(source.shape(), Shape::Survey);
    let mut households = Vec::new();
    let mut problems = Vec::new();
    loop {
        let chunk = source.next_chunk(7).unwrap();
        assert_eq!(chunk.met, chunk.households.len() + chunk.rejected());
        households.extend(chunk.households);
        problems.extend(chunk.problems);
        if chunk.finished {
            return (households, problems);
        }
    }
}

/// Only what the form asks can come back.
fn asked(schema: &Schema, of: Of, record: &[Option<Value>]) -> Vec<Option<Value>> {
    let form = law().questionnaires.last().unwrap();
    let mut asked: Vec<Option<Value>> = record
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let name = &schema.fact(index).unwrap().name;
            let own = ["area", "income_per_person", "causes", "needs"].contains(&name.as_str());
            value.filter(|_| !own && form.asks(of, name).is_some())
        })
        .collect();
    while asked.last() == Some(&None) {
        asked.pop();
    }
    asked
}

fn comparable(mut household: HouseholdInput) -> HouseholdInput {
    household.place = None;
    let schema = law().facts.scope("household").unwrap();
    household.answers = asked(schema, Of::Household, &household.answers);
    let schema = law().facts.scope("member").unwrap();
    for member in &mut household.members {
        member.facts = asked(schema, Of::Member, &member.facts);
    }
    household
}

#[test]
fn what_is_written_is_read_back() {
    let households: Vec<HouseholdInput> = (1..=20).map(household).collect();
    let bytes = write_template(law(), Some(&unit()), review(), &households).unwrap();
    let (read, problems) = read(bytes);
    assert_eq!(problems, []);
    assert_eq!(read.len(), households.len());
    for (read, written) in read.into_iter().zip(households) {
        assert_eq!(comparable(read), comparable(written));
    }
}

/// Sheets with these rows of text, from the first row.
fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0_u32..).zip(*rows) {
            for (column, text) in (0_u16..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
                sheet.write(row, column, *text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn codes(problems: &[vuonlen_law::assess::Problem]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| format!("{} {}", problem.place, problem.code))
        .collect()
}

#[test]
fn heads_are_enough_and_members_stand_in_any_order() {
    let bytes = book(&[
        (
            "Thành viên",
            &[
                &[
                    "Họ và tên",
                    "so ho",
                    "Ngày sinh",
                    "Quan hệ với chủ hộ",
                    "Có thẻ bảo hiểm y tế còn hạn?",
                ],
                &["Lò Thị Hà", "2", "2015", "Con", "không"],
                &["Lò Văn Tính", "1", "15/03/1985", "Chủ hộ", "x"],
                &["Cà Thị Ánh", "2", "1-1-1990", "Chủ hộ", "1"],
                &["Quàng Văn Lạc", "7", "1990"],
                &["Không Có Số", "", "1990"],
            ],
        ),
        (
            "Hộ",
            &[
                &["PHIẾU KHẢO SÁT – Xã Quỳnh Nhai, tỉnh Sơn La"],
                &[
                    "Điểm A",
                    "Số hộ *",
                    "Thu nhập bình quân đầu người một tháng trong 12 tháng qua (đồng)",
                    "Thôn",
                    "Màu mái",
                ],
                &["140", "1", "", "Bản Bon", "đỏ"],
                &["", "2", "1.500.000 đ", "Bản Bon"],
            ],
        ),
    ]);
    let (households, problems) = read(bytes);
    let names: Vec<Vec<&str>> = households
        .iter()
        .map(|household| {
            household
                .members
                .iter()
                .map(|member| member.name.as_str())
                .collect()
        })
        .collect();
    assert_eq!(
        names,
        [vec!["Lò Văn Tính"], vec!["Lò Thị Hà", "Cà Thị Ánh"]]
    );
    assert_eq!(households[0].unit, unit());
    assert_eq!(households[0].score_a, Some(140));
    assert_eq!(households[1].income_per_person, Some(1_500_000));
    assert_eq!(households[1].head_name.as_deref(), Some("Cà Thị Ánh"));
    assert_eq!(
        codes(&problems),
        [
            "phiếu.xlsx:Hộ:2:E column_unknown",
            "phiếu.xlsx:Thành viên:6 member_without_household",
            "phiếu.xlsx:Thành viên:5 member_without_household",
        ]
    );
}

#[test]
fn keys_name_the_columns_whatever_the_heads_say() {
    let bytes = book(&[
        (
            "A",
            &[
                &[
                    "score_a",
                    "id",
                    "causes.land",
                    "causes.none",
                    "assets.colour_tv",
                    "assets.none",
                    "unit",
                ],
                &["tiêu đề"],
                &["", ""],
                &["Điểm", "Số", "Đất", "Không", "TV", "Không", "Xã"],
                &["", "", "", "", "", "", ""],
                &["140", "1", "x", "", "", "x", "03703"],
                &["150", "2", "", "x", "x", "", "03703"],
                &["160", "3", "?", "", "", "", "99999"],
            ],
        ),
        (
            "B",
            &[
                &["member.name", "id", "member.sex"],
                &["x"],
                &["y"],
                &["Tên", "Số", "Giới"],
                &[""],
                &["Lò Văn Tính", "1", "Nam"],
                &["Lò Thị Hà", "1", "Nữ giới"],
            ],
        ),
    ]);
    let (households, problems) = read(bytes);
    assert_eq!(households.len(), 2);
    assert_eq!(
        households[0].causes.as_deref(),
        Some(&["land".to_owned()][..])
    );
    assert_eq!(households[1].causes.as_deref(), Some(&[][..]));
    let schema = law().facts.scope("household").unwrap();
    let assets = schema.index("assets").unwrap();
    assert_eq!(
        households[0].answers.get(assets),
        Some(&Some(Value::Set(0)))
    );
    assert!(
        matches!(households[1].answers.get(assets), Some(Some(Value::Set(mask))) if *mask != 0)
    );
    assert_eq!(households[0].members.len(), 2);
    assert_eq!(
        codes(&problems),
        [
            "phiếu.xlsx:B:7:C cell_unknown_choice",
            "phiếu.xlsx:A:8:C cell_not_yes_or_no",
            "phiếu.xlsx:A:8:G unit_unknown",
        ]
    );
}

#[test]
fn a_form_for_a_unit_that_is_gone_is_not_written() {
    let gone = vuonlen_domain::UnitCode::parse("99999").unwrap();
    let error = write_template(law(), Some(&gone), review(), &[]).unwrap_err();
    assert!(matches!(error, SurveyError::UnknownUnit { .. }));
    assert!(error.text().vi.contains("20/11/2026"));
}

#[test]
fn an_empty_form_has_no_household() {
    let bytes = write_template(law(), Some(&unit()), review(), &[]).unwrap();
    let (households, problems) = read(bytes);
    assert_eq!((households.len(), problems.len()), (0, 0), "{problems:?}");
}
