//! The old compound file (OLE2): only enough of it to say what it is.

use std::io::{self, Read};

/// First bytes of every compound file.
pub(super) const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// What a compound file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A new workbook or document, encrypted.
    Encrypted,
    /// An Excel 97–2003 workbook.
    Excel97,
    /// Something else, such as an old Word document.
    Other,
}

/// Looks for the names of its streams, wherever the directory stands: damaged and unusual files
/// are told too. Reads the file once, in small pieces.
pub(super) fn content(mut reader: impl Read) -> io::Result<Content> {
    let names = ["EncryptedPackage", "Workbook", "Book"].map(utf16);
    let longest = names.iter().map(Vec::len).max().unwrap_or_default();
    let mut found = [false; 3];
    let mut window: Vec<u8> = Vec::new();
    let mut piece = vec![0; 64 << 10];
    loop {
        let length = reader.read(&mut piece)?;
        if length == 0 {
            break;
        }
        window.extend_from_slice(&piece[..length]);
        for (name, found) in names.iter().zip(&mut found) {
            *found = *found || window.windows(name.len()).any(|bytes| bytes == name);
        }
        let keep = window.len().saturating_sub(longest);
        window.drain(..keep);
    }
    Ok(match found {
        [true, ..] => Content::Encrypted,
        [_, false, false] => Content::Other,
        _ => Content::Excel97,
    })
}

/// A directory entry's name: UTF-16, little end first, closed by a zero.
fn utf16(name: &str) -> Vec<u8> {
    name.encode_utf16()
        .chain([0])
        .flat_map(u16::to_le_bytes)
        .collect()
}
