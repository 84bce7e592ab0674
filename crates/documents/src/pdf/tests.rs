//! What stands on the pages, read back from Typst's own frames.

use super::world::Desk;
use super::{MOST_CELLS, PdfError, cells, data, write};
use crate::docx::tests::{hostile, texts};
use crate::official::paper::{Block, Paper};
use crate::official::{DecidedHousehold, Decision, samples, statutory};
use crate::report::{Content, Report, ReportCell, ReportColumn, ReportRow};
use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;

/// One page: its size in millimetres and its words, white space left out.
struct Page {
    size: (i64, i64),
    words: String,
}

fn pages(paper: &Paper) -> Vec<Page> {
    let compiled = typst::compile::<PagedDocument>(&Desk::new(data(paper).unwrap()));
    let warnings: Vec<_> = compiled
        .warnings
        .iter()
        .map(|warning| warning.message.clone())
        .collect();
    assert!(warnings.is_empty(), "{warnings:?}");
    let document = compiled.output.unwrap();
    let pages = document.pages().iter().map(|page| {
        let mut words = String::new();
        collect(&page.frame, &mut words);
        let size = page.frame.size();
        Page {
            #[expect(clippy::cast_possible_truncation, reason = "some hundred millimetres")]
            size: (size.x.to_mm().round() as i64, size.y.to_mm().round() as i64),
            words,
        }
    });
    pages.collect()
}

fn collect(frame: &Frame, words: &mut String) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => collect(&group.frame, words),
            FrameItem::Text(text) => words.push_str(&squeezed(&text.text)),
            _ => {}
        }
    }
}

fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{200b}')
        .collect()
}

#[test]
fn every_document_shows_its_words() {
    for (name, paper) in samples::all() {
        let shown: String = pages(&paper).into_iter().map(|page| page.words).collect();
        for text in texts(&paper) {
            assert!(shown.contains(&squeezed(&text)), "{name}: {text}");
        }
    }
}

#[test]
fn every_document_is_a_pdf_of_always_the_same_bytes() {
    for (name, paper) in samples::all() {
        let file = write(&paper).unwrap();
        assert!(file.starts_with(b"%PDF-"), "{name}");
        assert!(file == write(&paper).unwrap(), "{name}");
    }
}

#[test]
fn signs_in_names_are_text() {
    let (name, paper) = hostile();
    let shown: String = pages(&paper).into_iter().map(|page| page.words).collect();
    assert_eq!(shown.matches(&squeezed(name)).count(), 3);
}

fn long(households: usize) -> Decision {
    let mut decision = Decision::sample();
    decision.lists.truncate(1);
    decision.lists[0].households = (0..households)
        .map(|index| DecidedHousehold {
            head: format!("Lò Văn {index:05}"),
            village: "bản Phiêng Nèn".to_owned(),
            persons: 4,
            note: None,
        })
        .collect();
    decision
}

#[test]
fn a_long_list_repeats_its_head_and_numbers_its_pages() {
    let pages = pages(&long(200).paper());
    assert!(pages.iter().all(|page| page.size == (210, 297)));
    let list: Vec<&Page> = pages
        .iter()
        .filter(|page| page.words.contains("LòVăn"))
        .collect();
    assert!(list.len() > 3);
    for (index, page) in list.iter().enumerate() {
        assert!(page.words.contains("HọvàtênchủhộThôn,bản,tổdânphố"));
        // The number is the first thing on the page; the first page of the annex has none.
        assert_eq!(
            page.words.starts_with(&(index + 1).to_string()),
            index > 0,
            "{}",
            page.words
        );
    }
    let first = pages
        .iter()
        .position(|page| page.words.contains("Phụlục"))
        .unwrap();
    assert!(!pages[first].words.starts_with(char::is_numeric));
    for index in 0..200 {
        let name = format!("LòVăn{index:05}");
        assert_eq!(
            list.iter()
                .filter(|page| page.words.contains(&name))
                .count(),
            1
        );
    }
}

#[test]
fn a_statutory_table_lies_on_its_side() {
    let report = Report {
        title: vec!["Tổng hợp kết quả rà soát".to_owned()],
        columns: vec![
            ReportColumn::new("Đơn vị", Content::Text),
            ReportColumn::new("Hộ nghèo", Content::Whole),
        ],
        rows: (0..60)
            .map(|index| ReportRow {
                cells: vec![ReportCell::from("bản Pắc Ma"), ReportCell::Whole(index)],
                ..ReportRow::default()
            })
            .collect(),
        ..Report::default()
    };
    let pages = pages(&statutory::paper(&report, None));
    assert!(pages.len() > 1);
    assert!(
        pages
            .iter()
            .all(|page| page.size == (297, 210) && page.words.contains("Hộnghèo"))
    );
}

#[test]
fn a_cell_over_more_rows_than_a_page_holds_is_split() {
    let mut report = Report {
        columns: vec![
            ReportColumn::new("Hộ", Content::Text),
            ReportColumn::new("Thành viên", Content::Text),
        ],
        ..Report::default()
    };
    report.rows = (0..120)
        .map(|index: usize| ReportRow {
            cells: vec![
                if index == 0 {
                    ReportCell::from("Lò Văn Tính")
                } else {
                    ReportCell::Above
                },
                ReportCell::Text(format!("người {index:03}")),
            ],
            ..ReportRow::default()
        })
        .collect();
    let shown: String = pages(&statutory::paper(&report, None))
        .into_iter()
        .map(|page| page.words)
        .collect();
    for index in 0..120 {
        assert!(shown.contains(&format!("người{index:03}")));
    }
}

#[test]
fn a_document_that_is_too_long_is_refused() {
    let paper = long(MOST_CELLS / 5).paper();
    assert!(cells(&paper) > MOST_CELLS);
    assert!(matches!(write(&paper), Err(PdfError::TooLong { .. })));
}

#[test]
fn a_template_reaches_nothing_but_its_paper() {
    use typst::World;
    use typst::syntax::{RootedPath, VirtualPath, VirtualRoot};
    let desk = Desk::new(Vec::new());
    for name in ["/etc/passwd", "other.json", "main.typ"] {
        let id = RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).unwrap()).intern();
        assert!(desk.file(id).is_err(), "{name}");
    }
    assert!(desk.today(None).is_none());
    let package = "@preview/example:1.0.0".parse().unwrap();
    let id = RootedPath::new(
        VirtualRoot::Package(package),
        VirtualPath::new("lib.typ").unwrap(),
    )
    .intern();
    assert!(desk.source(id).is_err());
}

#[test]
fn a_paper_without_blocks_is_an_empty_page() {
    let paper = Paper::new("", None, crate::official::paper::Sheet::default());
    assert!(paper.sheets[0].blocks.is_empty());
    assert_eq!(pages(&paper).len(), 1);
    let nothing: Vec<Block> = Vec::new();
    assert_eq!(paper.sheets[0].blocks, nothing);
}
