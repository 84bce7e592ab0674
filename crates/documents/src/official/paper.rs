//! What stands on the pages of a document, without any file format.
//!
//! Both renderers know only the few things below; the elements of an official document
//! (heading, title, articles, signature) are put together from them in [`super::elements`].
//! All text is printed as it is: nothing in it is markup.

use super::table::Table;
use chrono::NaiveDate;
use serde::Serialize;

/// A whole document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paper {
    /// Its title in the properties of the file.
    pub title: String,
    /// Its date in the properties of the file.
    pub dated: Option<NaiveDate>,
    /// Small print at the foot of every page, such as that the data are synthetic.
    pub remark: Option<String>,
    /// Its parts: the text, then its annexes.
    pub sheets: Vec<Sheet>,
}

/// Pages numbered from 1; the number is not shown on the first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// A4 on its side.
    pub landscape: bool,
    /// What stands on it, from top to bottom.
    pub blocks: Vec<Block>,
}

/// One thing on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// Text over the whole width.
    Paragraph(Paragraph),
    /// Things side by side, never split over two pages.
    Columns(Columns),
    /// A table with lines around its cells.
    Table(Table),
}

/// Text from margin to margin.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Paragraph {
    /// Its words.
    pub spans: Vec<Span>,
    /// How its lines stand.
    pub align: Align,
    /// The first line begins further right.
    pub indent: bool,
    /// Size of the letters in points.
    pub points: u8,
    /// Points of white above it.
    pub before: u8,
    /// A line below it, as long as so many hundredths of its text.
    pub rule: Option<u8>,
    /// Dots from the last word to the right edge, to be written on.
    pub dotted: bool,
    /// Stands on one page with what follows.
    pub keep_next: bool,
}

/// Words of one look.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The words.
    pub text: String,
    /// Heavy.
    pub bold: bool,
    /// Slanted.
    pub italic: bool,
}

/// How lines stand between the edges.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Straight on both sides.
    #[default]
    Justified,
    /// From the left.
    Left,
    /// In the middle.
    Centre,
    /// To the right.
    Right,
}

/// Things side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Columns {
    /// Left to right.
    pub columns: Vec<Column>,
    /// Stands on one page with what follows.
    pub keep_next: bool,
}

/// One of several things side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its part of the width, against the others' shares.
    pub share: u16,
    /// What stands in it, from top to bottom.
    pub lines: Vec<Line>,
}

/// One thing in a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Line {
    /// Text.
    Paragraph(Paragraph),
    /// A code that a telephone reads.
    Code(Code),
}

/// An address as a QR code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Code {
    /// What it says.
    pub address: String,
    /// Its side.
    pub millimetres: u8,
}

impl Paper {
    /// A document of one sheet.
    #[must_use]
    pub fn new(title: impl AsRef<str>, dated: Option<NaiveDate>, sheet: Sheet) -> Self {
        Self {
            title: printable(title.as_ref()),
            dated,
            remark: None,
            sheets: vec![sheet],
        }
    }

    /// The same document with small print at the foot of every page.
    #[must_use]
    pub fn remarked(mut self, remark: impl AsRef<str>) -> Self {
        self.remark = Some(printable(remark.as_ref()));
        self
    }
}

impl Sheet {
    /// Adds a block below.
    pub fn push(&mut self, block: impl Into<Block>) {
        self.blocks.push(block.into());
    }

    /// What was put down last stays on the page of what follows.
    pub fn hold_last(&mut self) {
        match self.blocks.last_mut() {
            Some(Block::Paragraph(paragraph)) => paragraph.keep_next = true,
            Some(Block::Columns(columns)) => columns.keep_next = true,
            Some(Block::Table(_)) | None => {}
        }
    }
}

impl Span {
    /// Plain words.
    #[must_use]
    pub fn new(text: impl AsRef<str>) -> Self {
        Self {
            text: printable(text.as_ref()),
            bold: false,
            italic: false,
        }
    }

    /// Heavy words.
    #[must_use]
    pub fn bold(text: impl AsRef<str>) -> Self {
        Self {
            bold: true,
            ..Self::new(text)
        }
    }

    /// Slanted words.
    #[must_use]
    pub fn italic(text: impl AsRef<str>) -> Self {
        Self {
            italic: true,
            ..Self::new(text)
        }
    }
}

impl From<Paragraph> for Block {
    fn from(paragraph: Paragraph) -> Self {
        Self::Paragraph(paragraph)
    }
}

impl From<Columns> for Block {
    fn from(columns: Columns) -> Self {
        Self::Columns(columns)
    }
}

impl From<Table> for Block {
    fn from(table: Table) -> Self {
        Self::Table(table)
    }
}

impl From<Paragraph> for Line {
    fn from(paragraph: Paragraph) -> Self {
        Self::Paragraph(paragraph)
    }
}

/// Text fit for paper: a line break or tab becomes a space; characters that XML forbids or that
/// turn the reading direction, with which a name could pose as another, are left out.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_whitespace() && c != '\u{a0}' {
                ' '
            } else {
                c
            }
        })
        .filter(|c| {
            !c.is_control()
                && !matches!(c,
                    '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
                    | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn text_is_printed_without_control_characters() {
        assert_eq!(
            printable("Lò\tVăn\r\nTính\u{0}\u{202e}\u{a0}#1"),
            "Lò Văn  Tính\u{a0}#1"
        );
    }
}
