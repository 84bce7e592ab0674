//! What documents say, word for word.

use super::paper::{Block, Line, Paragraph};
use super::table::TableRow;
use super::*;
use crate::report::{Content, Report, ReportCell, ReportColumn, ReportRow};
use vuonlen_law::files::LawFiles;
use vuonlen_law::instruments::Instruments;

/// The words of a paper, a line for each paragraph or row; what is heavy between stars.
fn words(paper: &Paper) -> String {
    let mut text = String::new();
    for sheet in &paper.sheets {
        text.push_str(if sheet.landscape {
            "== landscape\n"
        } else {
            "== portrait\n"
        });
        for block in &sheet.blocks {
            match block {
                Block::Paragraph(paragraph) => line(&mut text, "", paragraph),
                Block::Columns(columns) => {
                    for (index, column) in columns.columns.iter().enumerate() {
                        for entry in &column.lines {
                            match entry {
                                Line::Paragraph(paragraph) => {
                                    line(&mut text, &format!("{}) ", index + 1), paragraph);
                                }
                                Line::Code(code) => {
                                    text.push_str(&format!("{}) QR {}\n", index + 1, code.address));
                                }
                            }
                        }
                    }
                }
                Block::Table(table) => {
                    table
                        .head
                        .iter()
                        .for_each(|row| cells(&mut text, "# ", row));
                    table
                        .rows
                        .iter()
                        .for_each(|row| cells(&mut text, "| ", row));
                }
            }
        }
    }
    text
}

fn line(text: &mut String, sign: &str, paragraph: &Paragraph) {
    let spans: String = (paragraph.spans.iter())
        .map(|span| {
            if span.bold {
                format!("*{}*", span.text)
            } else {
                span.text.clone()
            }
        })
        .collect();
    if spans.is_empty() && !paragraph.dotted {
        return;
    }
    text.push_str(&format!(
        "{sign}{spans}{}\n",
        if paragraph.dotted { "....." } else { "" }
    ));
}

fn cells(text: &mut String, sign: &str, row: &TableRow) {
    let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
    text.push_str(&format!("{sign}{}\n", cells.join(" | ")));
}

#[test]
fn every_document_says_what_its_sample_holds() {
    for (name, paper) in samples::all() {
        insta::assert_snapshot!(name, words(&paper));
    }
}

#[test]
fn the_loudspeaker_names_nobody() {
    let posting = Posting::sample();
    let text = posting.loudspeaker();
    insta::assert_snapshot!("loudspeaker", text);
    assert!(
        posting
            .households
            .iter()
            .all(|household| !text.contains(&household.head))
    );
}

#[test]
fn numbers_below_ten_have_two_digits_and_drafts_have_dots() {
    let mut decision = Decision::sample();
    assert!(words(&decision.paper()).contains("Số: 05/QĐ-UBND"));
    decision.number = DocumentNumber::draft("QĐ-UBND");
    decision.date = None;
    let text = words(&decision.paper());
    assert!(text.contains("Số: ……/QĐ-UBND"));
    assert!(text.contains("Quỳnh Nhai, ngày …… tháng …… năm ………"));
}

#[test]
fn grounds_end_with_semicolons_but_the_last() {
    let decision = Decision {
        grounds: vec!["Căn cứ A;".to_owned(), "Căn cứ B.".to_owned()],
        proposer: Some("ông C".to_owned()),
        ..Decision::sample()
    };
    let text = words(&decision.paper());
    assert!(text.contains("Căn cứ A;\nCăn cứ B;\nTheo đề nghị của ông C.\n"));
}

#[test]
fn a_list_without_households_is_counted_but_not_annexed() {
    let mut decision = Decision::sample();
    decision.lists[1].households.clear();
    let paper = decision.paper();
    let text = words(&paper);
    assert_eq!(paper.sheets.len(), 4);
    assert!(text.contains("2. Hộ cận nghèo: 00 hộ, 00 nhân khẩu;"));
    assert!(
        text.contains("3. Hộ thoát nghèo: 08 hộ, 28 nhân khẩu (Phụ lục II kèm theo);"),
        "{text}"
    );

    decision.lists.truncate(1);
    let text = words(&decision.paper());
    assert!(text.contains("(Phụ lục kèm theo).") && !text.contains("Phụ lục I"));

    decision.lists.clear();
    assert_eq!(decision.paper().sheets.len(), 1);
}

#[test]
fn only_poor_and_near_poor_households_are_promised_a_certificate() {
    assert!(words(&Decision::sample().paper()).contains("được cấp Giấy chứng nhận"));
    assert!(
        !words(&Decision::sample_average_living().paper()).contains("được cấp Giấy chứng nhận")
    );
}

#[test]
fn a_posted_list_says_nothing_but_what_may_be_public() {
    let text = words(&Posting::sample().list());
    for secret in ["điểm", "CCCD", "sinh", "dân tộc", "nguyên nhân"] {
        assert!(!text.to_lowercase().contains(secret), "{secret}");
    }
}

#[test]
fn a_ground_is_worded_from_the_register() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let instruments = Instruments::load(&LawFiles::from_folder(&root).unwrap()).unwrap();
    let cite = |id| wording::ground(instruments.get(id).unwrap());
    assert!(cite("qd24-2021").starts_with(
        "Căn cứ Quyết định số 24/2021/QĐ-TTg ngày 16 tháng 7 năm 2021 của Thủ tướng Chính phủ về quy trình rà soát hộ nghèo"
    ));
    assert!(cite("luat-tccqdp-2025").starts_with("Căn cứ Luật Tổ chức chính quyền địa phương"));
}

fn wide(columns: usize) -> Report {
    let mut report = Report {
        title: vec!["Phân tích theo dân tộc".to_owned()],
        columns: vec![
            ReportColumn::new("TT", Content::Centred),
            ReportColumn::new("Đơn vị", Content::Text),
        ],
        ..Report::default()
    };
    report
        .columns
        .extend((0..columns).map(|index| ReportColumn {
            heads: vec!["Hộ nghèo".to_owned()],
            number: Some((index + 1).to_string()),
            ..ReportColumn::new(format!("Dân tộc {index}"), Content::Whole)
        }));
    let figures = (0..columns).map(|index| ReportCell::Whole(i64::try_from(index).unwrap() * 1000));
    report.rows = vec![
        ReportRow {
            cells: [ReportCell::from("1"), ReportCell::from("Hộ <#A>")]
                .into_iter()
                .chain(figures)
                .collect(),
            ..ReportRow::default()
        },
        ReportRow {
            cells: vec![
                ReportCell::Above,
                ReportCell::from("Khẩu"),
                ReportCell::Whole(-1_234),
            ],
            ..ReportRow::default()
        },
    ];
    report
}

fn tables(paper: &Paper) -> Vec<&table::Table> {
    (paper.sheets[0].blocks.iter())
        .filter_map(|block| {
            if let Block::Table(table) = block {
                Some(table)
            } else {
                None
            }
        })
        .collect()
}

#[test]
fn a_statutory_table_has_merged_heads_and_cells_that_reach_down() {
    let paper = statutory::paper(&wide(3), None);
    assert!(paper.sheets[0].landscape);
    let tables = tables(&paper);
    let [table] = tables.as_slice() else {
        panic!("{} tables", tables.len())
    };
    let spans = |row: &TableRow| -> Vec<(String, u16, u16)> {
        row.cells
            .iter()
            .map(|cell| (cell.text.clone(), cell.columns, cell.rows))
            .collect()
    };
    assert_eq!(
        spans(&table.head[0]),
        [("TT", 1, 2), ("Đơn vị", 1, 2), ("Hộ nghèo", 3, 1)].map(|(text, a, b)| (
            text.to_owned(),
            a,
            b
        ))
    );
    assert_eq!(table.head[1].cells.len(), 3);
    assert_eq!(table.head[2].cells[2].text, "1");
    assert_eq!(table.rows[0].cells[0].rows, 2);
    assert_eq!(table.rows[0].cells[4].text, "2.000");
    assert_eq!(table.rows[1].cells[1].text, "-1.234");
}

#[test]
fn a_table_too_wide_for_the_page_is_cut_with_its_first_columns_repeated() {
    let report = wide(54);
    let paper = statutory::paper(&report, None);
    let tables = tables(&paper);
    assert!(tables.len() > 1);
    let mut figures = 0;
    for table in &tables {
        assert_eq!(table.head[0].cells[1].text, "Đơn vị");
        assert_eq!(table.rows[0].cells[1].text, "Hộ <#A>");
        figures += table.shares.len() - 2;
    }
    assert_eq!(figures, 54);
}
