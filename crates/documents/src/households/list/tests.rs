mod cells;

use crate::households::{Context, Shape, open};
use crate::read::encoding::Encoding;
use crate::read::{FileProblem, Input};
use crate::testing::{day, law, review};
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use vuonlen_domain::{BirthDate, Class};
use vuonlen_law::assess::{HouseholdInput, PreviousClass, Problem};
use vuonlen_law::facts::Value;

type Read = (Vec<HouseholdInput>, Vec<Problem>, usize);

fn read(name: &str, bytes: &[u8], context: Context<'_>) -> Read {
    let input = Input::from_bytes(name, bytes);
    let mut source = open(&input, context).unwrap();
    assert_ne!(source.shape(), Shape::Survey);
    let (mut households, mut problems, mut met) = (Vec::new(), Vec::new(), 0);
    loop {
        let chunk = source.next_chunk(2).unwrap();
        met += chunk.met;
        households.extend(chunk.households);
        problems.extend(chunk.problems);
        if chunk.finished {
            return (households, problems, met);
        }
    }
}

fn book(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book);
    book.save_to_buffer().unwrap()
}

fn rows(sheet: &mut Worksheet, first: u32, rows: &[&[&str]]) {
    for (row, cells) in (first..).zip(rows) {
        for (column, text) in (0_u16..).zip(*cells) {
            if !text.is_empty() {
                sheet.write(row, column, *text).unwrap();
            }
        }
    }
}

fn context() -> Context<'static> {
    Context::new(law(), review())
}

fn codes(problems: &[Problem]) -> Vec<(&str, String)> {
    problems
        .iter()
        .map(|problem| (problem.code, problem.place.to_string()))
        .collect()
}

fn said(household: &HouseholdInput, member: usize, fact: &str) -> Option<String> {
    let schema = law().facts.scope("member").unwrap();
    let index = schema.index(fact).unwrap();
    match household.members[member].facts.get(index)?.as_ref()? {
        Value::Code(position) => {
            let list = if fact == "sex" {
                "sexes"
            } else if fact == "relation" {
                "relations"
            } else {
                "ethnic_groups"
            };
            law()
                .codes
                .list(list)?
                .code_at(usize::from(*position))
                .map(str::to_owned)
        }
        other => Some(format!("{other:?}")),
    }
}

/// The upload list as §2.6 describes it, with title rows, a head of two lines and column numbers.
fn upload_list() -> Vec<u8> {
    book(|book| {
        let sheet = book.add_worksheet().set_name("DS SAU RÀ SOÁT").unwrap();
        let bold = Format::new().set_bold();
        sheet
            .merge_range(
                0,
                0,
                0,
                10,
                "DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO SAU KHI RÀ SOÁT",
                &bold,
            )
            .unwrap();
        rows(
            sheet,
            1,
            &[
                &["Năm 2026"],
                &[
                    "STT hộ",
                    "Họ tên chủ hộ",
                    "Họ tên thành viên",
                    "Quan hệ với chủ hộ",
                    "Ngày sinh",
                    "Giới tính",
                    "CCCD",
                    "Địa bàn",
                    "",
                    "",
                    "Dân tộc",
                    "Phân loại hộ (N/CN)",
                    "Số QĐ công nhận",
                    "Điểm",
                    "",
                    "Hộ DTTS",
                    "Hộ không có khả năng LĐ",
                    "Hộ có thành viên NCC",
                    "Nguyên nhân nghèo",
                ],
                &[
                    "", "", "", "", "", "", "", "Tỉnh", "Mã xã", "Thôn", "", "", "", "B1", "B2",
                ],
                &[
                    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14",
                    "15", "16", "17", "18", "19",
                ],
                &[
                    "1",
                    "Lò Văn Tính",
                    "Lò Văn Tính",
                    "Chủ hộ",
                    "15/03/1985",
                    "Nam",
                    "014085000111",
                    "Sơn La",
                    "03703",
                    "Bản Bon",
                    "Thái",
                    "N",
                    "12/QĐ-UBND",
                    "120",
                    "40",
                    "x",
                    "",
                    "",
                    "Thiếu đất sản xuất; 2",
                ],
                &[
                    "1",
                    "Lò Văn Tính",
                    "Quàng Thị Ánh",
                    "Vợ",
                    "1987-04-01",
                    "Nữ",
                    "014187000112",
                    "Sơn La",
                    "03703",
                    "Bản Bon",
                    "Thái",
                    "N",
                    "12/QĐ-UBND",
                    "120",
                    "40",
                ],
                &[
                    "2",
                    "Cà Thị Hoà",
                    "Cà Thị Hoà",
                    "Chủ hộ",
                    "1950",
                    "nu",
                    "",
                    "Sơn La",
                    "03703",
                    "Bản Bon",
                    "thai",
                    "CN",
                    "",
                    "130",
                    "20",
                    "",
                    "x",
                    "x",
                ],
                &["", "", "Tổng cộng: 2 hộ, 3 khẩu"],
                &[
                    "",
                    "",
                    "NGƯỜI LẬP BIỂU",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "CHỦ TỊCH",
                ],
            ],
        );
        let sheet = book.add_worksheet().set_name("HỘ THOÁT NGHÈO").unwrap();
        rows(
            sheet,
            0,
            &[
                &["DANH SÁCH HỘ THOÁT NGHÈO"],
                &[
                    "TT",
                    "Họ và tên",
                    "Quan hệ với chủ hộ",
                    "Giới tính",
                    "Ngày sinh",
                    "CCCD",
                    "Dân tộc",
                    "Địa chỉ",
                    "B1",
                    "B2",
                    "Ghi chú",
                ],
                &[
                    "1",
                    "Giàng A Páo",
                    "Chủ hộ",
                    "Nam",
                    "2/9/1979",
                    "",
                    "Mông",
                    "Bản Khoang, xã Mường Giôn, tỉnh Sơn La",
                    "150",
                    "20",
                    "thoát nghèo",
                ],
                &["", "Giàng Thị Mỷ", "Con", "Nữ", "2015", "", "Mông"],
                &[
                    "2",
                    "Lò Thị Hà",
                    "Chủ hộ",
                    "Nữ",
                    "1980",
                    "",
                    "Thái",
                    "xã Quỳnh Nhai, tỉnh Sơn La",
                    "155",
                    "10",
                ],
            ],
        );
        book.add_worksheet()
            .set_name("Ghi chú")
            .unwrap()
            .write(0, 0, "Trang này chỉ có ghi chú")
            .unwrap();
    })
}

#[test]
fn the_upload_list_is_read_sheet_by_sheet() {
    let (households, problems, met) = read("danh sách.xlsx", &upload_list(), context());
    assert_eq!(met, 4);
    let ids: Vec<&str> = households
        .iter()
        .map(|household| household.id.as_str())
        .collect();
    assert_eq!(ids, ["1", "2", "HỘ THOÁT NGHÈO/1", "HỘ THOÁT NGHÈO/2"]);

    let first = &households[0];
    assert_eq!(first.unit.as_str(), "03703");
    assert_eq!(first.village.as_deref(), Some("Bản Bon"));
    assert_eq!(first.head_name.as_deref(), Some("Lò Văn Tính"));
    assert_eq!((first.score_a, first.score_b), (Some(120), Some(40)));
    assert_eq!(first.stated_class, Some(Class::Poor));
    assert_eq!(
        first.groups.as_deref(),
        Some(&["ethnic_minority".to_owned()][..])
    );
    assert_eq!(
        first.causes.as_deref(),
        Some(&["land".to_owned(), "capital".to_owned()][..])
    );
    let names: Vec<&str> = first
        .members
        .iter()
        .map(|member| member.name.as_str())
        .collect();
    assert_eq!(names, ["Lò Văn Tính", "Quàng Thị Ánh"]);
    assert_eq!(
        first.members[1].birth,
        Some(BirthDate::Day(day(1987, 4, 1)))
    );
    assert_eq!(
        first.members[0].identity.as_ref().unwrap().reveal(),
        "014085000111"
    );
    assert_eq!(said(first, 1, "relation").as_deref(), Some("spouse"));
    assert_eq!(said(first, 1, "sex").as_deref(), Some("female"));
    assert_eq!(said(first, 0, "ethnicity").as_deref(), Some("03"));

    let second = &households[1];
    assert_eq!(second.stated_class, Some(Class::NearPoor));
    assert_eq!(
        second.groups.as_deref(),
        Some(
            &[
                "merit".to_owned(),
                "no_labour_capacity".to_owned(),
                "female_head".to_owned()
            ][..]
        ),
        "the list has no column for female heads: the members tell"
    );
    assert_eq!(said(second, 0, "sex").as_deref(), Some("female"));

    let escaped = &households[2];
    assert_eq!(
        escaped.previous_class,
        Some(PreviousClass::Class(Class::Poor))
    );
    assert_eq!(escaped.stated_class, None);
    assert_eq!(escaped.members.len(), 2);
    assert_eq!(
        law()
            .units
            .unit(escaped.unit.as_str(), review())
            .unwrap()
            .bare_name(),
        "Mường Giôn"
    );

    assert_eq!(
        codes(&problems),
        [
            (
                "row_not_a_household",
                "danh sách.xlsx:DS SAU RÀ SOÁT:9".to_owned()
            ),
            (
                "row_not_a_household",
                "danh sách.xlsx:DS SAU RÀ SOÁT:10".to_owned()
            ),
            ("sheet_skipped", "danh sách.xlsx:Ghi chú".to_owned()),
        ]
    );
}

/// The printed list R15: marks on the head's line, years of birth by sex, unit in the titles.
#[test]
fn the_printed_list_is_read_by_its_titles_and_merged_heads() {
    let bytes = book(|book| {
        let sheet = book.add_worksheet().set_name("R15").unwrap();
        rows(
            sheet,
            0,
            &[
                &["UBND TỈNH SƠN LA"],
                &["UBND XÃ QUỲNH NHAI"],
                &["DANH SÁCH CHI TIẾT HỘ NGHÈO"],
                &[
                    "Số thứ tự chủ hộ",
                    "Số thứ tự thành viên",
                    "Họ và tên",
                    "Năm sinh",
                    "",
                    "Dân tộc",
                    "Quan hệ với chủ hộ",
                    "Nghèo mới",
                    "Tái nghèo",
                    "Nghèo cũ",
                    "Nhóm hộ",
                    "",
                    "Nhu cầu hỗ trợ",
                    "",
                    "",
                ],
                &[
                    "",
                    "",
                    "",
                    "Nam",
                    "Nữ",
                    "",
                    "",
                    "",
                    "",
                    "",
                    "CSCC",
                    "KCKNLĐ",
                    "Y tế",
                    "Vay vốn",
                    "Nhà ở",
                ],
                &[
                    "(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)", "(11)",
                    "(12)", "(13)", "(14)", "(15)",
                ],
                &[
                    "1",
                    "1",
                    "Lò Văn Tính",
                    "1985",
                    "",
                    "Thái",
                    "Chủ hộ",
                    "",
                    "",
                    "x",
                    "x",
                    "",
                    "",
                    "x",
                    "",
                ],
                &["", "2", "Quàng Thị Ánh", "", "1987", "Thái", "Vợ"],
                &[
                    "2",
                    "1",
                    "Cà Thị Hoà",
                    "",
                    "1950",
                    "Thái",
                    "Chủ hộ",
                    "",
                    "x",
                    "",
                    "",
                    "x",
                    "x",
                ],
            ],
        );
    });
    let (households, problems, _) = read("R15.xlsx", &bytes, context());
    assert_eq!(households.len(), 2, "{problems:?}");
    let first = &households[0];
    assert_eq!(first.unit.as_str(), "03703");
    assert_eq!(first.stated_class, Some(Class::Poor));
    assert_eq!(
        first.previous_class,
        Some(PreviousClass::Class(Class::Poor))
    );
    assert_eq!(first.needs.as_deref(), Some(&["loan".to_owned()][..]));
    assert_eq!(
        first.groups.as_deref(),
        Some(&["ethnic_minority".to_owned(), "merit".to_owned()][..])
    );
    assert_eq!(first.members[1].birth, Some(BirthDate::Year(1987)));
    assert_eq!(said(first, 0, "sex").as_deref(), Some("male"));
    assert_eq!(said(first, 1, "sex").as_deref(), Some("female"));
    assert_eq!(households[1].previous_class, Some(PreviousClass::None));
    assert_eq!(
        codes(&problems),
        [("relapse_without_year", "R15.xlsx:R15:9".to_owned())]
    );
}

#[test]
fn columns_stand_in_any_order_with_or_without_accents() {
    let lists = [
        "STT hộ,Họ tên chủ hộ,Mã xã,Số nhân khẩu,Điểm A,Điểm B\n1,Lò Văn Tính,03703,4,140,30\n",
        "DIEM B2,diem b1,ma xa,so khau,ho va ten chu ho,stt ho\n30,140,3703,4,Lò Văn Tính,1\n",
        "id;head_name;unit;size;score_a;score_b\n1;Lò Văn Tính;03703;4;140;30\n",
        "Danh sách thôn Bon\n\nSTT\tChủ hộ\tXã\tTỉnh\tSố khẩu\tB1\tB2\n1\tLò Văn Tính\tQuỳnh Nhai\tSơn La\t4\t140\t30\nTổng cộng\t\t\t\t4\n",
    ];
    for list in lists {
        for encoding in [Encoding::Utf8, Encoding::Utf16Le] {
            let bytes: Vec<u8> = match encoding {
                Encoding::Utf8 => list.bytes().collect(),
                _ => list.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            };
            let (households, problems, met) = read("hộ.csv", &bytes, context());
            assert_eq!((met, households.len()), (1, 1), "{list} {problems:?}");
            let household = &households[0];
            assert_eq!(
                (household.id.as_str(), household.unit.as_str()),
                ("1", "03703"),
                "{list}"
            );
            assert_eq!(
                (household.size, household.score_a, household.score_b),
                (Some(4), Some(140), Some(30))
            );
            assert_eq!(household.head_name.as_deref(), Some("Lò Văn Tính"));
        }
    }
}
