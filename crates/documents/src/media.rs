//! What a file that is only kept, not read, really is: the few kinds a dossier takes.

use crate::read::{FileError, FileProblem, Input, Kind, sniff};
use vuonlen_domain::Text;

/// The kinds that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Media {
    /// PDF.
    Pdf,
    /// JPEG, as cameras make them.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// A Word document (`.docx`) without macros.
    Word,
    /// A workbook (`.xlsx`) without macros.
    Workbook,
}

impl Media {
    /// The media type it is served as.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The ending a name of it should have, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Word => "docx",
            Self::Workbook => "xlsx",
        }
    }
}

/// Tells what `bytes` are, whatever the file is called.
///
/// # Errors
/// Why the file is not kept, and what to do instead.
pub fn media_of(name: &str, bytes: &[u8]) -> Result<Media, Text> {
    if bytes.starts_with(b"%PDF-") {
        return Ok(Media::Pdf);
    }
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        return Ok(Media::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        return Ok(Media::Png);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok(Media::Webp);
    }
    let found = match sniff(&Input::from_bytes(name, bytes)) {
        Ok(Kind::Workbook) => Ok(Media::Workbook),
        Ok(Kind::Csv(..) | Kind::JsonLines(_)) => Err(other()),
        Err(FileError {
            problem: FileProblem::OtherKind("Word (.docx)"),
            ..
        }) => Ok(Media::Word),
        Err(FileError {
            problem:
                FileProblem::OtherKind(_)
                | FileProblem::UnknownKind
                | FileProblem::UnknownEncoding
                | FileProblem::WebPage
                | FileProblem::JsonArray,
            ..
        }) => Err(other()),
        Err(error) => Err(Text::new(
            format!("{} {}", error.what().vi, error.advice().vi),
            format!("{} {}", error.what().en, error.advice().en),
        )),
    };
    match found {
        Ok(_) if holds_macros(bytes) => Err(Text::new(
            "Tệp có macro nên không nhận. Lưu lại không kèm macro (.docx, .xlsx) hoặc xuất ra PDF.",
            "The file carries macros and is not kept. Save it without them (.docx, .xlsx) or as PDF.",
        )),
        found => found,
    }
}

/// Names of parts stand uncompressed in an archive.
fn holds_macros(bytes: &[u8]) -> bool {
    const PART: &[u8] = b"vbaProject.bin";
    bytes.windows(PART.len()).any(|window| window == PART)
}

fn other() -> Text {
    Text::new(
        "Chỉ nhận PDF, ảnh (JPEG, PNG, WebP), Word (.docx), Excel (.xlsx); nội dung tệp này không phải loại nào trong đó. Quét hoặc chụp lại rồi tải lên.",
        "Only PDF, pictures (JPEG, PNG, WebP), Word (.docx) and Excel (.xlsx) are kept; the content of this file is none of them. Scan or photograph it again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_and_the_name_does_not() {
        assert_eq!(media_of("x.exe", b"%PDF-1.7 rest"), Ok(Media::Pdf));
        assert_eq!(media_of("x.pdf", b"\xFF\xD8\xFF\xE0 rest"), Ok(Media::Jpeg));
        assert_eq!(media_of("x", b"RIFF\0\0\0\0WEBPVP8 "), Ok(Media::Webp));
        for wrong in [
            &b"<html><script>"[..],
            b"MZ\x90\0",
            b"",
            b"GIF89a",
            b"#!/bin/sh",
            b"a,b\n1,2\n",
        ] {
            assert!(media_of("x.pdf", wrong).is_err(), "{wrong:?}");
        }
        assert!(holds_macros(b"PK..xl/vbaProject.bin.."));
    }
}
