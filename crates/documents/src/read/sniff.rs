//! What a file really is, whatever its name says.

use super::archive;
use super::encoding::{self, Encoding};
use super::error::{FileError, FileProblem};
use super::input::Input;
use super::ole2;
use std::io::Read;

/// The kinds of file that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A workbook (`.xlsx`).
    Workbook,
    /// One JSON object per line.
    JsonLines(Encoding),
    /// Rows of values between separators.
    Csv(Encoding, Separator),
}

/// What stands between the values of a CSV row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// `,`
    Comma,
    /// `;`, what Excel writes where the comma is the decimal mark, as in Vietnam.
    Semicolon,
    /// Tab.
    Tab,
}

impl Separator {
    /// The byte itself.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

/// Tells the kind of `input` by its bytes.
///
/// # Errors
/// [`FileError`] naming what the file is instead, or how it is broken.
pub fn sniff(input: &Input) -> Result<Kind, FileError> {
    let start = first_bytes(input, 1 << 10)?;
    if start.is_empty() {
        return Err(input.error(FileProblem::Empty));
    }
    if start.starts_with(&ole2::MAGIC) {
        return Err(input.error(compound_file(input)?));
    }
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        return zip_file(input);
    }
    if let Some(kind) = known_binary(&start) {
        return Err(input.error(FileProblem::OtherKind(kind)));
    }
    let encoding = encoding::detect(input)?;
    text_kind(input, encoding)
}

fn first_bytes(input: &Input, count: u64) -> Result<Vec<u8>, FileError> {
    let mut start = Vec::new();
    match input.open()?.take(count).read_to_end(&mut start) {
        Ok(_) => Ok(start),
        Err(error) => Err(input.error(FileProblem::unreadable(&error))),
    }
}

fn compound_file(input: &Input) -> Result<FileProblem, FileError> {
    match ole2::content(input.open()?) {
        Ok(ole2::Content::Encrypted) => Ok(FileProblem::PasswordProtected),
        Ok(ole2::Content::Excel97) => Ok(FileProblem::Excel97),
        Ok(ole2::Content::Other) => Ok(FileProblem::OtherKind("Office 97–2003")),
        Err(error) => Err(input.error(FileProblem::unreadable(&error))),
    }
}

fn zip_file(input: &Input) -> Result<Kind, FileError> {
    let problem = match archive::check(input)? {
        archive::Content::Workbook => return Ok(Kind::Workbook),
        archive::Content::ExcelBinary => FileProblem::ExcelBinary,
        archive::Content::OpenDocument => FileProblem::OpenDocument,
        archive::Content::Word => FileProblem::OtherKind("Word (.docx)"),
        archive::Content::Other => FileProblem::OtherKind("ZIP"),
    };
    Err(input.error(problem))
}

fn known_binary(start: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 7] = [
        (b"%PDF", "PDF"),
        (b"\x89PNG", "PNG"),
        (b"\xFF\xD8\xFF", "JPEG"),
        (b"GIF8", "GIF"),
        (b"Rar!", "RAR"),
        (b"7z\xBC\xAF", "7-Zip"),
        (b"\x1F\x8B", "GZIP"),
    ];
    KINDS
        .into_iter()
        .find(|(magic, _)| start.starts_with(magic))
        .map(|(_, kind)| kind)
}

fn text_kind(input: &Input, encoding: Encoding) -> Result<Kind, FileError> {
    let mut start = Vec::new();
    let decoded = encoding.decode(input.open()?);
    if let Err(error) = decoded.take(64 << 10).read_to_end(&mut start) {
        return Err(input.error(FileProblem::unreadable(&error)));
    }
    let start = String::from_utf8_lossy(&start);
    let text = start.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if text.is_empty() {
        return Err(input.error(FileProblem::Empty));
    }
    let lower: String = text.chars().take(16).collect::<String>().to_lowercase();
    if ["<html", "<!doctype", "<table", "<?xml", "<meta"]
        .iter()
        .any(|tag| lower.starts_with(tag))
    {
        return Err(input.error(FileProblem::WebPage));
    }
    if text.starts_with('[') {
        return Err(input.error(FileProblem::JsonArray));
    }
    if text.starts_with('{') {
        return Ok(Kind::JsonLines(encoding));
    }
    Ok(Kind::Csv(encoding, separator(text)))
}

/// The separator that stands most often outside quotes in the first line that has any: lists
/// often open with a title line.
fn separator(text: &str) -> Separator {
    let all = [Separator::Comma, Separator::Semicolon, Separator::Tab];
    let outside_quotes = |line: &str, separator: Separator| -> usize {
        line.split('"')
            .step_by(2)
            .map(|piece| {
                piece
                    .bytes()
                    .filter(|byte| *byte == separator.byte())
                    .count()
            })
            .sum()
    };
    text.lines()
        .take(20)
        .filter_map(|line| {
            let counts = all.map(|separator| (outside_quotes(line, separator), separator));
            counts.into_iter().rev().max_by_key(|(count, _)| *count)
        })
        .max_by_key(|(count, _)| *count)
        .map_or(Separator::Comma, |(_, separator)| separator)
}

#[cfg(test)]
mod tests;
