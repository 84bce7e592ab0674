//! What stands in the files.

use super::write;
use crate::official::paper::{Block, Line, Paper};
use crate::official::samples;
use crate::official::{Decision, Posting};
use std::io::Read;

fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// The words of all runs, with nothing between.
fn runs(xml: &str) -> String {
    xml.split("<w:t xml:space=\"preserve\">")
        .skip(1)
        .map(|rest| rest.split("</w:t>").next().unwrap())
        .collect::<String>()
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// Every text of a paper in the order of its pages.
pub(crate) fn texts(paper: &Paper) -> Vec<String> {
    let mut texts = Vec::new();
    for block in paper.sheets.iter().flat_map(|sheet| &sheet.blocks) {
        match block {
            Block::Paragraph(paragraph) => {
                texts.extend(paragraph.spans.iter().map(|span| span.text.clone()));
            }
            Block::Columns(columns) => {
                for line in columns.columns.iter().flat_map(|column| &column.lines) {
                    if let Line::Paragraph(paragraph) = line {
                        texts.extend(paragraph.spans.iter().map(|span| span.text.clone()));
                    }
                }
            }
            Block::Table(table) => {
                let cells = table
                    .head
                    .iter()
                    .chain(&table.rows)
                    .flat_map(|row| &row.cells);
                texts.extend(cells.map(|cell| cell.text.clone()));
            }
        }
    }
    texts
}

/// A decision on a household whose name is full of signs.
pub(crate) fn hostile() -> (&'static str, Paper) {
    let name = "#set page() $x$ <w:br/> & *đậm* _x_ \\ `mã` @a //b [c] \"d\" =1+1";
    let mut decision = Decision::sample();
    decision.lists[0].households[0].head = name.to_owned();
    decision.grounds[0] = name.to_owned();
    decision.signer.name = Some(name.to_owned());
    (name, decision.paper())
}

#[test]
fn every_document_holds_its_words_in_order() {
    for (name, paper) in samples::all() {
        let file = write(&paper).unwrap();
        let found = runs(&part(&file, "word/document.xml"));
        assert_eq!(found, texts(&paper).concat(), "{name}");
        assert!(runs(&part(&file, "word/footer1.xml")).contains("mô phỏng"));
    }
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    for (name, paper) in samples::all() {
        assert_eq!(write(&paper).unwrap(), write(&paper).unwrap(), "{name}");
    }
}

#[test]
fn signs_in_names_are_text() {
    let (name, paper) = hostile();
    let xml = part(&write(&paper).unwrap(), "word/document.xml");
    assert_eq!(runs(&xml).matches(name).count(), 3);
    assert!(!xml.contains("<w:br/>"));
}

#[test]
fn every_element_is_closed_where_it_must_be() {
    for (name, paper) in samples::all() {
        let file = write(&paper).unwrap();
        for part_name in [
            "word/document.xml",
            "word/styles.xml",
            "word/header1.xml",
            "[Content_Types].xml",
        ] {
            let xml = part(&file, part_name);
            let mut open: Vec<&str> = Vec::new();
            for tag in xml
                .split('<')
                .skip(1)
                .map(|rest| rest.split('>').next().unwrap())
            {
                if tag.starts_with('?') || tag.ends_with('/') {
                    continue;
                }
                match tag.strip_prefix('/') {
                    Some(closed) => assert_eq!(open.pop(), Some(closed), "{name} {part_name}"),
                    None => open.push(tag.split(' ').next().unwrap()),
                }
            }
            assert!(open.is_empty(), "{name} {part_name}: {open:?}");
        }
    }
}

#[test]
fn rows_fill_their_grid() {
    for (name, paper) in samples::all() {
        let xml = part(&write(&paper).unwrap(), "word/document.xml");
        for table in xml
            .split("<w:tbl>")
            .skip(1)
            .map(|rest| rest.split("</w:tbl>").next().unwrap())
        {
            let columns = table.matches("<w:gridCol ").count();
            for row in table.split("<w:tr>").skip(1) {
                let spanned: usize = row
                    .split("<w:gridSpan w:val=\"")
                    .skip(1)
                    .map(|rest| rest.split('"').next().unwrap().parse::<usize>().unwrap() - 1)
                    .sum();
                assert_eq!(row.matches("<w:tc>").count() + spanned, columns, "{name}");
                assert!(row.contains("<w:cantSplit/>"));
            }
        }
    }
}

#[test]
fn pages_follow_the_rules() {
    let file = write(&Decision::sample().paper()).unwrap();
    let xml = part(&file, "word/document.xml");
    assert_eq!(xml.matches("<w:sectPr>").count(), 5);
    assert_eq!(
        xml.matches("<w:pgSz w:w=\"11906\" w:h=\"16838\"/>").count(),
        5
    );
    assert_eq!(
        xml.matches("w:top=\"1134\" w:right=\"851\" w:bottom=\"1134\" w:left=\"1701\"")
            .count(),
        5
    );
    assert_eq!(xml.matches("<w:titlePg/>").count(), 5);
    assert_eq!(xml.matches("<w:tblHeader/>").count(), 4);
    assert!(part(&file, "word/header1.xml").contains("PAGE"));
    assert!(part(&file, "word/styles.xml").contains("w:ascii=\"Times New Roman\""));
    assert!(part(&file, "docProps/core.xml").contains("2026-12-08T00:00:00Z"));
    let list = part(
        &write(&Posting::sample().list()).unwrap(),
        "word/document.xml",
    );
    assert!(!list.contains("orient"));
}

#[test]
fn an_address_that_is_too_long_is_refused() {
    let mut certificate = crate::official::Certificate::sample();
    certificate.verification = Some("x".repeat(5000));
    let error = write(&certificate.paper()).unwrap_err();
    assert!(error.to_string().contains("5000"));
}
