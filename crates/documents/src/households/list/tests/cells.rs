//! What single cells and files are told about.

use super::*;

#[test]
fn csv_says_everything_json_says() {
    let list = "id,unit,village,area,income_per_person,deprivations,flags.merit,flags.female_head,causes,previous_class,history,stated_class,event,ethnicity,water_source,assets\n\
        1,03703,Bản Bon,rural,\"1.500.000\",\"employment; health_insurance; water\",x,,\"land, capital\",near_poor,\"2023: N; 2024: CN\",poor,none,Thái,,\"colour_tv;Radio\"\n";
    let (households, problems, _) = read("hộ.csv", list.as_bytes(), context());
    assert_eq!(
        problems
            .iter()
            .map(|problem| &problem.code)
            .collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "{problems:?}"
    );
    let household = &households[0];
    assert_eq!(household.income_per_person, Some(1_500_000));
    let texts = |texts: &[&str]| {
        Some(
            texts
                .iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(
        household.deprivations,
        texts(&["health_insurance", "water", "employment"])
    );
    assert_eq!(household.groups, texts(&["merit"]));
    assert_eq!(household.causes, texts(&["land", "capital"]));
    assert_eq!(
        household.history,
        [(2023, Class::Poor), (2024, Class::NearPoor)]
    );
    assert_eq!(household.ethnicity.as_deref(), Some("03"));
}

#[test]
fn units_that_are_gone_come_with_their_successor() {
    let list = |unit: &str| format!("id,unit,score_a,score_b\n1,{unit},140,30\n");
    let advice = |unit: &str| {
        let (households, problems, met) = read("hộ.csv", list(unit).as_bytes(), context());
        assert_eq!(
            (met, households.len(), problems.len()),
            (1, 0, 1),
            "{problems:?}"
        );
        (problems[0].code, problems[0].advice.vi.clone())
    };
    let gone = law()
        .units
        .at_level(vuonlen_domain::unit::UnitLevel::Commune, day(2025, 6, 30))
        .find(|unit| {
            law().units.unit(unit.code.as_str(), review()).is_none()
                && law().units.successors(unit.code.as_str()).len() == 1
        });
    let gone = gone.unwrap();
    let successor = law().units.successors(gone.code.as_str())[0].unit;
    let (code, text) = advice(gone.code.as_str());
    assert_eq!(code, "unit_unknown");
    assert!(text.contains(successor.code.as_str()), "{text}");
    assert_eq!(advice("99999").0, "unit_unknown");
    assert_eq!(advice("14").0, "unit_not_a_commune");
    assert_eq!(advice("Bản Bon").0, "unit_not_a_code");
}

#[test]
fn a_value_that_cannot_be_read_is_told_at_its_cell() {
    let bytes = book(|book| {
        let sheet = book.add_worksheet();
        rows(
            sheet,
            0,
            &[
                &[
                    "STT hộ",
                    "Họ và tên",
                    "Quan hệ với chủ hộ",
                    "Ngày sinh",
                    "Giới tính",
                    "CCCD",
                    "Mã xã",
                    "B1",
                    "B2",
                    "Chỉ số thiếu hụt",
                    "Màu mái nhà",
                ],
                &[
                    "1",
                    "Lò Văn Tính",
                    "Chủ hộ",
                    "30/02/1990",
                    "Nam",
                    "01408500011",
                    "03703",
                    "140,5",
                    "",
                    "",
                    "đỏ",
                ],
                &[
                    "2",
                    "Cà Thị Hoà",
                    "bà hàng xóm",
                    "15.3.1985",
                    "Nữ",
                    "123",
                    "03703",
                    "120",
                    "",
                    "nước, vườn",
                ],
                &[
                    "3",
                    "Lò Thị Hà",
                    "Chủ hộ",
                    "1/1/1990",
                    "Nữ",
                    "",
                    "03703",
                    "",
                    "30",
                ],
                &[
                    "1",
                    "Lò Văn Tính",
                    "Chủ hộ",
                    "1990",
                    "Nam",
                    "",
                    "03703",
                    "140",
                    "30",
                ],
            ],
        );
        sheet
            .write(
                3,
                7,
                rust_xlsxwriter::Formula::new("=X!A1").set_result("#REF!"),
            )
            .unwrap();
    });
    let (households, problems, met) = read("hộ.xlsx", &bytes, context());
    assert_eq!(met, 4);
    let ids: Vec<&str> = households
        .iter()
        .map(|household| household.id.as_str())
        .collect();
    assert_eq!(ids, ["1", "3"]);
    let mut found = codes(&problems);
    found.sort();
    assert_eq!(
        found,
        [
            ("cell_formula_error", "hộ.xlsx:Sheet1:4:H".to_owned()),
            ("cell_not_a_date", "hộ.xlsx:Sheet1:2:D".to_owned()),
            (
                "cell_not_an_identity_number",
                "hộ.xlsx:Sheet1:3:F".to_owned()
            ),
            ("cell_not_whole", "hộ.xlsx:Sheet1:2:H".to_owned()),
            ("cell_unknown_choice", "hộ.xlsx:Sheet1:3:C".to_owned()),
            ("cell_unknown_choice", "hộ.xlsx:Sheet1:3:J".to_owned()),
            ("column_unknown", "hộ.xlsx:Sheet1:1:K".to_owned()),
            ("household_id_twice", "hộ.xlsx:Sheet1:5".to_owned()),
        ]
    );
}

#[test]
fn a_file_without_a_list_is_refused_by_name() {
    let bytes = book(|book| {
        book.add_worksheet()
            .write(0, 0, "Kế hoạch công tác")
            .unwrap();
    });
    let context = context();
    let error = open(&Input::from_bytes("kế hoạch.xlsx", bytes), context.clone())
        .and_then(|mut source| source.next_chunk(10));
    assert!(matches!(
        error.unwrap_err().problem,
        FileProblem::NoTable { .. }
    ));
    let error = open(
        &Input::from_bytes("thư.csv", "Kính gửi\nỦy ban".as_bytes()),
        context,
    )
    .and_then(|mut source| source.next_chunk(10));
    assert!(matches!(
        error.unwrap_err().problem,
        FileProblem::NoTable { .. }
    ));
}
