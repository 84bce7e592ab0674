//! Documents as DOCX, for editing.
//!
//! Draws a [`Paper`] as WordprocessingML: A4 with the margins of Nghị định 30/2020/NĐ-CP, Times
//! New Roman, heads of tables repeated, the page number centred at the top from the second page.
//! Elements stand in the order of the schema (ISO/IEC 29500-1), on which word processors insist.
//! The same paper gives the same bytes. What the words mean is not known here.

mod code;
mod package;
mod page;
mod table;
#[cfg(test)]
pub(crate) mod tests;
mod text;
mod xml;

use crate::official::paper::Paper;
use crate::qr::AddressTooLong;
use thiserror::Error;

/// A document could not be written.
#[derive(Debug, Error)]
pub enum DocxError {
    /// An address does not fit into a code.
    #[error(transparent)]
    Code(#[from] AddressTooLong),
    /// The archive could not be put together.
    #[error("Không ghi được tệp DOCX; hãy thử lại / The DOCX file could not be written; try again")]
    Archive(#[from] zip::result::ZipError),
}

/// Writes `paper` as a DOCX file.
///
/// # Errors
/// When an address to be coded is too long, or the archive cannot be written.
pub fn write(paper: &Paper) -> Result<Vec<u8>, DocxError> {
    let body = page::body(paper)?;
    Ok(package::pack(paper, body)?)
}
