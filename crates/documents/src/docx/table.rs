//! Tables, and things side by side, which are tables without lines.

use super::code::Codes;
use super::text::{POINT, alignment, nothing, paragraph, run};
use super::xml::Xml;
use crate::official::paper::{Columns, Line, Paragraph, Span};
use crate::official::table::{Table, TableCell, TableRow};
use crate::qr::AddressTooLong;

/// White beside the text of a cell, in twentieths of a point.
const PADDING: u32 = 70;

/// Grey of a row that sums up.
const GREY: &str = "E7E6E6";

/// A table with lines, as wide as the text.
pub(super) fn table(xml: &mut Xml, table: &Table, width: u32) {
    let widths = widths(&table.shares, width);
    xml.open("w:tbl", &[]);
    properties(xml, width, PADDING, true);
    grid(xml, &widths);
    let heads = placed(&table.head, widths.len());
    let rows = placed(&table.rows, widths.len());
    for (row, cells) in table.head.iter().zip(&heads) {
        draw(xml, row, cells, &widths, table.points, true);
    }
    for (row, cells) in table.rows.iter().zip(&rows) {
        draw(xml, row, cells, &widths, table.points, false);
    }
    xml.close("w:tbl");
    nothing(xml, false);
}

/// Things side by side, kept on one page.
pub(super) fn columns(
    xml: &mut Xml,
    columns: &Columns,
    width: u32,
    codes: &mut Codes,
) -> Result<(), AddressTooLong> {
    let shares: Vec<u16> = columns.columns.iter().map(|column| column.share).collect();
    let widths = widths(&shares, width);
    xml.open("w:tbl", &[]);
    properties(xml, width, 0, false);
    grid(xml, &widths);
    xml.open("w:tr", &[]);
    xml.open("w:trPr", &[]);
    xml.empty("w:cantSplit", &[]);
    xml.close("w:trPr");
    for (column, width) in columns.columns.iter().zip(&widths) {
        xml.open("w:tc", &[]);
        xml.open("w:tcPr", &[]);
        size(xml, "w:tcW", *width);
        xml.close("w:tcPr");
        for line in &column.lines {
            match line {
                Line::Paragraph(text) => {
                    let text = Paragraph {
                        keep_next: columns.keep_next,
                        ..text.clone()
                    };
                    paragraph(xml, &text, *width);
                }
                Line::Code(code) => codes.draw(xml, code)?,
            }
        }
        if column.lines.is_empty() {
            nothing(xml, columns.keep_next);
        }
        xml.close("w:tc");
    }
    xml.close("w:tr");
    xml.close("w:tbl");
    nothing(xml, columns.keep_next);
    Ok(())
}

/// A place in the grid of a table.
enum Place<'a> {
    /// A cell begins here.
    Cell(&'a TableCell),
    /// A cell above reaches down here, over so many columns.
    Above(u16),
}

/// Puts the cells of rows where they belong, among those that reach down from above.
fn placed(rows: &[TableRow], columns: usize) -> Vec<Vec<Place<'_>>> {
    // For each column, the rows still covered from above, and the width of what covers them.
    let mut covered: Vec<(u16, u16)> = vec![(0, 1); columns];
    let mut placed = Vec::with_capacity(rows.len());
    for row in rows {
        let mut cells = row.cells.iter();
        let mut places = Vec::with_capacity(row.cells.len());
        let mut column = 0;
        while column < columns {
            let (below, width) = covered[column];
            let (below, width) = if below > 0 {
                places.push(Place::Above(width));
                (below - 1, width)
            } else if let Some(cell) = cells.next() {
                places.push(Place::Cell(cell));
                (cell.rows.max(1) - 1, cell.columns.max(1))
            } else {
                break;
            };
            let end = columns.min(column + usize::from(width));
            covered[column..end].fill((below, width));
            column = end;
        }
        placed.push(places);
    }
    placed
}

fn draw(
    xml: &mut Xml,
    row: &TableRow,
    places: &[Place<'_>],
    widths: &[u32],
    points: u8,
    head: bool,
) {
    xml.open("w:tr", &[]);
    xml.open("w:trPr", &[]);
    xml.empty("w:cantSplit", &[]);
    if row.room > 0 {
        let height = (u32::from(row.room) * POINT).to_string();
        xml.empty("w:trHeight", &[("w:val", &height), ("w:hRule", "atLeast")]);
    }
    if head {
        xml.empty("w:tblHeader", &[]);
    }
    xml.close("w:trPr");
    let mut column = 0;
    for place in places {
        let covered = usize::from(match place {
            Place::Cell(cell) => cell.columns.max(1),
            Place::Above(columns) => *columns,
        });
        let end = widths.len().min(column + covered);
        xml.open("w:tc", &[]);
        xml.open("w:tcPr", &[]);
        size(xml, "w:tcW", widths[column..end].iter().sum());
        if covered > 1 {
            xml.value("w:gridSpan", &(end - column).to_string());
        }
        match place {
            Place::Cell(cell) => {
                if cell.rows > 1 {
                    xml.value("w:vMerge", "restart");
                }
                if cell.shaded {
                    xml.empty(
                        "w:shd",
                        &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", GREY)],
                    );
                }
                xml.value("w:vAlign", "center");
                xml.close("w:tcPr");
                words(xml, cell, points);
            }
            Place::Above(_) => {
                xml.empty("w:vMerge", &[]);
                xml.close("w:tcPr");
                nothing(xml, false);
            }
        }
        xml.close("w:tc");
        column = end;
    }
    xml.close("w:tr");
}

fn words(xml: &mut Xml, cell: &TableCell, points: u8) {
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    xml.empty("w:spacing", &[("w:before", "30"), ("w:after", "30")]);
    xml.value("w:jc", alignment(cell.align));
    xml.close("w:pPr");
    if !cell.text.is_empty() {
        let span = Span {
            text: cell.text.clone(),
            bold: cell.bold,
            italic: cell.italic,
        };
        run(xml, &span, points);
    }
    xml.close("w:p");
}

fn properties(xml: &mut Xml, width: u32, padding: u32, lines: bool) {
    xml.open("w:tblPr", &[]);
    size(xml, "w:tblW", width);
    if lines {
        xml.open("w:tblBorders", &[]);
        for side in [
            "w:top",
            "w:left",
            "w:bottom",
            "w:right",
            "w:insideH",
            "w:insideV",
        ] {
            xml.empty(
                side,
                &[
                    ("w:val", "single"),
                    ("w:sz", "4"),
                    ("w:space", "0"),
                    ("w:color", "000000"),
                ],
            );
        }
        xml.close("w:tblBorders");
    }
    xml.empty("w:tblLayout", &[("w:type", "fixed")]);
    xml.open("w:tblCellMar", &[]);
    size(xml, "w:left", padding);
    size(xml, "w:right", padding);
    xml.close("w:tblCellMar");
    xml.close("w:tblPr");
}

fn grid(xml: &mut Xml, widths: &[u32]) {
    xml.open("w:tblGrid", &[]);
    for width in widths {
        xml.empty("w:gridCol", &[("w:w", &width.to_string())]);
    }
    xml.close("w:tblGrid");
}

fn size(xml: &mut Xml, name: &str, width: u32) {
    xml.empty(name, &[("w:w", &width.to_string()), ("w:type", "dxa")]);
}

/// The width cut by shares; the last takes what rounding left.
fn widths(shares: &[u16], width: u32) -> Vec<u32> {
    let whole: u32 = shares
        .iter()
        .map(|share| u32::from(*share))
        .sum::<u32>()
        .max(1);
    let mut widths: Vec<u32> = shares
        .iter()
        .map(|share| width * u32::from(*share) / whole)
        .collect();
    let used: u32 = widths.iter().sum();
    if let Some(last) = widths.last_mut() {
        *last += width - used;
    }
    widths
}
