//! Documents as PDF, for signing.
//!
//! Prints a [`Paper`] with Typst: the templates of `crates/documents/typst` read the paper as one
//! virtual JSON file; fonts are built in; no other file, package, network or clock can be reached
//! ([`world`]). One document is printed at a time and its caches are dropped afterwards, so memory
//! stays bounded; a document with too many cells is refused before it is begun.
//! The same paper gives the same bytes.

#[cfg(test)]
mod tests;
mod world;

use crate::official::paper::{Block, Code, Line, Paper};
use crate::qr::{AddressTooLong, Qr};
use std::sync::{Mutex, PoisonError};
use thiserror::Error;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;
use world::Desk;

/// Cells a document may have in all its tables: some 3,000 households on a list of seven columns.
/// Printing takes about 25 kB a cell.
pub const MOST_CELLS: usize = 60_000;

/// A document could not be printed.
#[derive(Debug, Error)]
pub enum PdfError {
    /// An address does not fit into a code.
    #[error(transparent)]
    Code(#[from] AddressTooLong),
    /// The document is too long to print in one piece.
    #[error(
        "Văn bản có {cells} ô trong bảng, nhiều hơn {most} ô; hãy in từng phần, ví dụ từng thôn, hoặc dùng tệp DOCX, XLSX / The document has {cells} table cells, more than {most}; print it in parts, such as by village, or use the DOCX or XLSX file"
    )]
    TooLong {
        /// Cells it has.
        cells: usize,
        /// Cells it may have.
        most: usize,
    },
    /// The templates and the paper do not fit each other: a fault of this program.
    #[error(
        "Lỗi chương trình khi in văn bản: {0} / A fault of this program while printing a document: {0}"
    )]
    Template(String),
}

/// One document at a time.
static PRESS: Mutex<()> = Mutex::new(());

/// Prints `paper` as a PDF file.
///
/// # Errors
/// When an address to be coded is too long, or the document has more than [`MOST_CELLS`] cells.
pub fn write(paper: &Paper) -> Result<Vec<u8>, PdfError> {
    let cells = cells(paper);
    if cells > MOST_CELLS {
        return Err(PdfError::TooLong {
            cells,
            most: MOST_CELLS,
        });
    }
    let desk = Desk::new(data(paper)?);
    // A panic while printing leaves nothing half-done behind the lock.
    let turn = PRESS.lock().unwrap_or_else(PoisonError::into_inner);
    let printed = print(&desk);
    typst::comemo::evict(0);
    drop(turn);
    printed
}

fn print(desk: &Desk) -> Result<Vec<u8>, PdfError> {
    let told = |errors: typst::ecow::EcoVec<typst::diag::SourceDiagnostic>| {
        let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
        PdfError::Template(messages.join("; "))
    };
    let document: PagedDocument = typst::compile(desk).output.map_err(told)?;
    let options = PdfOptions {
        // Not the name of the program that set the type.
        creator: Smart::Custom(Some("Vươn Lên".into())),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(told)
}

fn cells(paper: &Paper) -> usize {
    (paper.sheets.iter().flat_map(|sheet| &sheet.blocks))
        .map(|block| match block {
            Block::Table(table) => table.rows.iter().map(|row| row.cells.len()).sum(),
            Block::Paragraph(_) | Block::Columns(_) => 0,
        })
        .sum()
}

/// The paper as the templates read it: as it is, with an image beside every address to be coded.
fn data(paper: &Paper) -> Result<Vec<u8>, PdfError> {
    let mut data =
        serde_json::to_value(paper).map_err(|error| PdfError::Template(error.to_string()))?;
    for (sheet, drawn) in paper.sheets.iter().enumerate() {
        for (block, drawn) in drawn.blocks.iter().enumerate() {
            let Block::Columns(columns) = drawn else {
                continue;
            };
            for (column, drawn) in columns.columns.iter().enumerate() {
                for (line, drawn) in drawn.lines.iter().enumerate() {
                    if let Line::Code(Code { address, .. }) = drawn {
                        data["sheets"][sheet]["blocks"][block]["columns"][column]["lines"][line]
                            ["svg"] = Qr::new(address)?.svg().into();
                    }
                }
            }
        }
    }
    serde_json::to_vec(&data).map_err(|error| PdfError::Template(error.to_string()))
}
