use super::*;
use crate::read::{Kind, sniff};
use rust_xlsxwriter::{Format, Formula, Workbook as Writer};

fn written(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Input {
    let mut book = Writer::new();
    fill(book.add_worksheet());
    Input::from_bytes("thử.xlsx", book.save_to_buffer().unwrap())
}

fn cells(input: &Input) -> Vec<(u32, u16, Cell)> {
    assert_eq!(sniff(input).unwrap(), Kind::Workbook);
    let book = Workbook::open(input).unwrap();
    let name = book.sheets()[0].name.clone();
    book.rows(&name)
        .map(Result::unwrap)
        .flat_map(|row| {
            row.cells
                .into_iter()
                .map(move |(column, cell)| (row.number, column, cell))
        })
        .collect()
}

#[test]
fn cells_come_as_they_were_written() {
    let input = written(|sheet| {
        let date = Format::new().set_num_format("dd/mm/yyyy");
        sheet
            .write(0, 0, "  Lo\u{300}   Va\u{306}n Ti\u{301}nh ")
            .unwrap();
        sheet.write(0, 1, 1_500_000).unwrap();
        sheet.write_with_format(0, 2, 31_121, &date).unwrap();
        sheet.write(0, 3, true).unwrap();
        sheet.write(0, 4, "   ").unwrap();
        sheet
            .write(0, 5, Formula::new("=1/0").set_result("#DIV/0!"))
            .unwrap();
        sheet
            .write(0, 6, Formula::new("=1+1").set_result("2"))
            .unwrap();
        sheet.write(3, 0, "dòng ẩn").unwrap();
        sheet.set_row_hidden(3).unwrap();
    });
    let day = chrono::NaiveDate::from_ymd_opt(1985, 3, 15).unwrap();
    assert_eq!(
        cells(&input),
        [
            (1, 0, Cell::Text("Lò Văn Tính".into())),
            (1, 1, Cell::Number(1_500_000.0)),
            (1, 2, Cell::Date(day)),
            (1, 3, Cell::Bool(true)),
            (1, 5, Cell::Error("#DIV/0!")),
            (1, 6, Cell::Number(2.0)),
            (4, 0, Cell::Text("dòng ẩn".into())),
        ]
    );
}

#[test]
fn sheets_are_read_one_after_the_other_and_may_be_left_early() {
    let mut book = Writer::new();
    for name in ["Một", "Hai"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for row in 0..3_000 {
            sheet.write(row, 0, row).unwrap();
        }
    }
    let input = Input::from_bytes("hai trang.xlsx", book.save_to_buffer().unwrap());
    let book = Workbook::open(&input).unwrap();
    let names: Vec<&str> = book
        .sheets()
        .iter()
        .map(|sheet| sheet.name.as_str())
        .collect();
    assert_eq!(names, ["Một", "Hai"]);
    assert_eq!(book.rows("Một").next().unwrap().unwrap().number, 1);
    assert_eq!(book.rows("Hai").count(), 3_000);
    assert_eq!(book.rows("Một").count(), 3_000);
    assert!(matches!(
        book.rows("Ba").next().unwrap().unwrap_err().problem,
        FileProblem::Damaged(_)
    ));
}

#[test]
fn a_sheet_above_the_limit_ends_with_its_name() {
    let input = written(|sheet| {
        for row in 0..600 {
            sheet.write(row * 2, 0, row).unwrap();
            sheet
                .write_blank(row * 2 + 1, 0, &Format::new().set_bold())
                .unwrap();
        }
    });
    let book = Workbook::open(&input).unwrap();
    let name = book.sheets()[0].name.clone();
    assert_eq!(
        book.rows_up_to(&name, 600).filter(Result::is_ok).count(),
        600
    );
    let last = book.rows_up_to(&name, 599).last().unwrap();
    assert_eq!(
        last.unwrap_err().problem,
        FileProblem::TooManyRows { sheet: name }
    );
}

#[test]
fn a_fault_of_the_parser_ends_the_file_and_not_the_program() {
    let input = Input::from_bytes("rỗng.xlsx", &b"PK\x05\x06"[..]);
    assert!(matches!(
        Workbook::open(&input).unwrap_err().problem,
        FileProblem::Damaged(_)
    ));
}

/// The workbook with one of its parts changed.
fn with_part(input: &[u8], name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(std::io::Cursor::new(input)).unwrap();
    let mut new = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..old.len() {
        let mut part = old.by_index(index).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        let known = part.name().unwrap().into_owned();
        if known == name {
            text = change(&text);
        }
        let options = zip::write::SimpleFileOptions::default();
        new.start_file(known, options).unwrap();
        std::io::Write::write_all(&mut new, text.as_bytes()).unwrap();
    }
    new.finish().unwrap().into_inner()
}

#[test]
fn entities_of_a_sheet_lead_nowhere() {
    let mut book = Writer::new();
    book.add_worksheet().write(0, 0, "Lò Văn Tính").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    for entity in [
        r#"<!ENTITY x SYSTEM "file:///etc/passwd">"#,
        r#"<!ENTITY x "1111111111"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;&x;&x;">"#,
    ] {
        let bytes = with_part(&bytes, "xl/sharedStrings.xml", |text| {
            let (head, body) = text.split_once("?>").unwrap();
            let body = body.replace("Lò Văn Tính", "Lò &x;&y; Tính");
            format!("{head}?><!DOCTYPE sst [{entity}]>{body}")
        });
        let input = Input::from_bytes("thử.xlsx", bytes);
        let Ok(book) = Workbook::open(&input) else {
            continue;
        };
        let name = book.sheets()[0].name.clone();
        for row in book.rows(&name).flatten() {
            for (_, cell) in row.cells {
                let text = format!("{cell:?}");
                assert!(!text.contains("root:") && !text.contains("1111"), "{text}");
            }
        }
    }
}
