//! How the letters of a text file are written down as bytes.
//!
//! Vietnamese lists come in six ways: UTF-8, UTF-16 (Excel's “Unicode text”), windows-1258, and the
//! two font encodings of the years before Unicode, TCVN3 (ABC) and VNI. The last three look like
//! each other; a reading is trusted only when nearly every word is a Vietnamese syllable.

mod detect;
mod legacy;
mod syllable;
mod tcvn3;
mod vni;

pub use detect::detect;

use legacy::Legacy;
use std::io::{self, Read};

/// The encodings that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// Microsoft's Vietnamese code page.
    Windows1258,
    /// TCVN3, the encoding of the “ABC” fonts (`.VnTime`).
    Tcvn3,
    /// VNI, the encoding of the `VNI-Times` fonts.
    Vni,
}

impl Encoding {
    /// Name for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Windows1258 => "windows-1258",
            Self::Tcvn3 => "TCVN3 (ABC)",
            Self::Vni => "VNI",
        }
    }

    /// `reader`'s bytes as UTF-8, without a byte order mark. What is malformed in UTF-16 or a
    /// legacy encoding becomes U+FFFD; UTF-8 passes unchanged and is checked by whoever reads it.
    pub fn decode<'a>(self, reader: impl Read + Send + 'a) -> Box<dyn Read + Send + 'a> {
        match self {
            Self::Utf8 => Box::new(WithoutMark {
                reader,
                started: false,
            }),
            Self::Utf16Le => standard(encoding_rs::UTF_16LE, reader),
            Self::Utf16Be => standard(encoding_rs::UTF_16BE, reader),
            Self::Windows1258 => standard(encoding_rs::WINDOWS_1258, reader),
            Self::Tcvn3 => Box::new(Legacy::new(reader, tcvn3::word)),
            Self::Vni => Box::new(Legacy::new(reader, vni::word)),
        }
    }

    /// The whole of `bytes` as text.
    #[must_use]
    pub fn decode_all(self, bytes: &[u8]) -> String {
        let mut text = Vec::new();
        // Reading from memory does not fail.
        let _ = self.decode(bytes).read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    }
}

fn standard<'a>(
    encoding: &'static encoding_rs::Encoding,
    reader: impl Read + Send + 'a,
) -> Box<dyn Read + Send + 'a> {
    Box::new(Standard {
        reader,
        decoder: encoding.new_decoder_with_bom_removal(),
        ready: Vec::new(),
        position: 0,
        finished: false,
    })
}

/// An encoding that `encoding_rs` knows, decoded piece by piece.
struct Standard<R> {
    reader: R,
    decoder: encoding_rs::Decoder,
    ready: Vec<u8>,
    position: usize,
    finished: bool,
}

impl<R: Read> Read for Standard<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        while self.position == self.ready.len() && !self.finished {
            let mut piece = [0; 16 << 10];
            let length = self.reader.read(&mut piece)?;
            self.finished = length == 0;
            let mut text = String::with_capacity(
                self.decoder
                    .max_utf8_buffer_length(length)
                    .unwrap_or(64 << 10),
            );
            let _ = self
                .decoder
                .decode_to_string(&piece[..length], &mut text, self.finished);
            self.ready = text.into_bytes();
            self.position = 0;
        }
        let length = (&self.ready[self.position..]).read(target)?;
        self.position += length;
        Ok(length)
    }
}

/// UTF-8 without the byte order mark it may begin with.
struct WithoutMark<R> {
    reader: R,
    started: bool,
}

impl<R: Read> Read for WithoutMark<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if self.started || target.len() < 3 {
            return self.reader.read(target);
        }
        self.started = true;
        let mut filled = 0;
        while filled < 3 {
            match self.reader.read(&mut target[filled..])? {
                0 => break,
                length => filled += length,
            }
        }
        if target[..filled].starts_with(b"\xEF\xBB\xBF") {
            target.copy_within(3..filled, 0);
            filled -= 3;
            if filled == 0 {
                return self.reader.read(target);
            }
        }
        Ok(filled)
    }
}

#[cfg(test)]
mod tests;
