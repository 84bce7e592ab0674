//! Pages: size, margins, page numbers, and the blocks from top to bottom.

use super::code::Codes;
use super::table::{columns, table};
use super::text::paragraph;
use super::xml::Xml;
use crate::official::paper::{Align, Block, Paper, Paragraph, Sheet, Span};
use crate::qr::AddressTooLong;

/// A4 in twentieths of a point: the short side and the long one.
const A4: (u32, u32) = (11_906, 16_838);

/// Margins of 20, 15, 20 and 30 mm (Annex I of Nghị định 30/2020/NĐ-CP).
const TOP: u32 = 1134;
const RIGHT: u32 = 851;
const BOTTOM: u32 = 1134;
const LEFT: u32 = 1701;

/// The page number stands 10 mm below the edge of the sheet.
const EDGE: u32 = 567;

/// Names of the namespaces that a part may use.
pub(super) const NAMESPACES: [(&str, &str); 5] = [
    (
        "xmlns:w",
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        "xmlns:r",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        "xmlns:wp",
        "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    ),
    (
        "xmlns:a",
        "http://schemas.openxmlformats.org/drawingml/2006/main",
    ),
    (
        "xmlns:pic",
        "http://schemas.openxmlformats.org/drawingml/2006/picture",
    ),
];

/// The main part of a document, and the images it shows.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) document: String,
    pub(super) codes: Codes,
}

/// Draws all sheets; each is a section with pages of its own.
pub(super) fn body(paper: &Paper) -> Result<Body, AddressTooLong> {
    let mut codes = Codes::default();
    let mut xml = Xml::default();
    xml.open("w:document", &NAMESPACES);
    xml.open("w:body", &[]);
    for (index, sheet) in paper.sheets.iter().enumerate() {
        for block in &sheet.blocks {
            let width = text_width(sheet);
            match block {
                Block::Paragraph(text) => paragraph(&mut xml, text, width),
                Block::Columns(sides) => columns(&mut xml, sides, width, &mut codes)?,
                Block::Table(cells) => table(&mut xml, cells, width),
            }
        }
        if index + 1 == paper.sheets.len() {
            section(&mut xml, sheet, paper.remark.is_some());
        } else {
            // The section ends with a paragraph that takes no room.
            xml.open("w:p", &[]);
            xml.open("w:pPr", &[]);
            xml.empty(
                "w:spacing",
                &[
                    ("w:before", "0"),
                    ("w:after", "0"),
                    ("w:line", "20"),
                    ("w:lineRule", "exact"),
                ],
            );
            section(&mut xml, sheet, paper.remark.is_some());
            xml.close("w:pPr");
            xml.close("w:p");
        }
    }
    xml.close("w:body");
    xml.close("w:document");
    Ok(Body {
        document: xml.into_string(),
        codes,
    })
}

/// The head of every page but the first: its number.
pub(super) fn header() -> String {
    let mut xml = Xml::default();
    xml.open("w:hdr", &NAMESPACES);
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    xml.value("w:jc", "center");
    xml.close("w:pPr");
    xml.open("w:fldSimple", &[("w:instr", "PAGE")]);
    super::text::run(&mut xml, &Span::new("2"), 13);
    xml.close("w:fldSimple");
    xml.close("w:p");
    xml.close("w:hdr");
    xml.into_string()
}

/// The foot of every page: the document's remark.
pub(super) fn footer(remark: &str) -> String {
    let mut xml = Xml::default();
    xml.open("w:ftr", &NAMESPACES);
    let text = Paragraph {
        spans: vec![Span::italic(remark)],
        align: Align::Centre,
        points: 10,
        ..Paragraph::default()
    };
    paragraph(&mut xml, &text, 0);
    xml.close("w:ftr");
    xml.into_string()
}

/// Twentieths of a point between the margins.
const fn text_width(sheet: &Sheet) -> u32 {
    let page = if sheet.landscape { A4.1 } else { A4.0 };
    page - LEFT - RIGHT
}

fn section(xml: &mut Xml, sheet: &Sheet, remarked: bool) {
    xml.open("w:sectPr", &[]);
    xml.empty(
        "w:headerReference",
        &[("w:type", "default"), ("r:id", "rIdHeader")],
    );
    if remarked {
        for kind in ["default", "first"] {
            xml.empty(
                "w:footerReference",
                &[("w:type", kind), ("r:id", "rIdFooter")],
            );
        }
    }
    xml.value("w:type", "nextPage");
    let (short, long) = (A4.0.to_string(), A4.1.to_string());
    if sheet.landscape {
        xml.empty(
            "w:pgSz",
            &[("w:w", &long), ("w:h", &short), ("w:orient", "landscape")],
        );
    } else {
        xml.empty("w:pgSz", &[("w:w", &short), ("w:h", &long)]);
    }
    let [top, right, bottom, left, edge] =
        [TOP, RIGHT, BOTTOM, LEFT, EDGE].map(|side| side.to_string());
    xml.empty(
        "w:pgMar",
        &[
            ("w:top", &top),
            ("w:right", &right),
            ("w:bottom", &bottom),
            ("w:left", &left),
            ("w:header", &edge),
            ("w:footer", &edge),
            ("w:gutter", "0"),
        ],
    );
    xml.empty("w:pgNumType", &[("w:start", "1")]);
    // Another head on the first page, and as there is none, nothing.
    xml.empty("w:titlePg", &[]);
    xml.close("w:sectPr");
}
