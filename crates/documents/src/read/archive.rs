//! The ZIP container of a workbook, checked before anything in it is parsed.
//!
//! Every part is unpacked once into nothing, under the [`limits`](super::limits): a lying size in
//! a header cannot pass, and a damaged part is found by its checksum.

use super::error::{FileError, FileProblem};
use super::input::Input;
use super::limits::{MAX_PART_BYTES, MAX_PARTS, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_FREE_BYTES};
use std::io::{self, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// What a ZIP file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A workbook (`.xlsx`, also with macros).
    Workbook,
    /// A binary workbook (`.xlsb`).
    ExcelBinary,
    /// A LibreOffice file.
    OpenDocument,
    /// A Word document.
    Word,
    /// Anything else.
    Other,
}

/// Says what the ZIP file is and proves that all of it unpacks within the limits.
pub(super) fn check(input: &Input) -> Result<Content, FileError> {
    let size = input.size()?;
    let damaged = |error: &ZipError| input.error(FileProblem::Damaged(error.to_string()));
    let mut archive = ZipArchive::new(input.open()?).map_err(|error| damaged(&error))?;
    if archive.len() > MAX_PARTS {
        return Err(input.error(FileProblem::UnpacksTooLarge));
    }
    let content = content(&archive);
    if content != Content::Workbook {
        return Ok(content);
    }
    let mut unpacked = 0;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| damaged(&error))?;
        let streamed = part
            .name()
            .is_ok_and(|name| name.starts_with("xl/worksheets/sheet"));
        let limit = allowed(size, unpacked, streamed);
        unpacked += unpack(part, limit).map_err(|error| match error {
            Unpack::TooLarge => input.error(FileProblem::UnpacksTooLarge),
            Unpack::Damaged(error) => input.error(FileProblem::Damaged(error.to_string())),
        })?;
    }
    Ok(content)
}

/// Bytes the next part may unpack to.
fn allowed(size: u64, unpacked: u64, streamed: bool) -> u64 {
    let by_ratio = size.saturating_mul(MAX_RATIO).max(RATIO_FREE_BYTES);
    let whole = by_ratio.min(MAX_UNPACKED_BYTES).saturating_sub(unpacked);
    if streamed {
        whole
    } else {
        whole.min(MAX_PART_BYTES)
    }
}

enum Unpack {
    TooLarge,
    Damaged(io::Error),
}

fn unpack(part: impl Read, limit: u64) -> Result<u64, Unpack> {
    let mut bounded = part.take(limit.saturating_add(1));
    let length = io::copy(&mut bounded, &mut io::sink()).map_err(Unpack::Damaged)?;
    if length > limit {
        Err(Unpack::TooLarge)
    } else {
        Ok(length)
    }
}

fn content<R: Read + io::Seek>(archive: &ZipArchive<R>) -> Content {
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("xl/workbook.xml") {
        Content::Workbook
    } else if has("xl/workbook.bin") {
        Content::ExcelBinary
    } else if has("word/document.xml") {
        Content::Word
    } else if has("mimetype") && has("content.xml") {
        Content::OpenDocument
    } else {
        Content::Other
    }
}
