//! Text line by line, each of bounded length.

use super::encoding::Encoding;
use super::error::{FileError, FileProblem};
use super::input::Input;
use super::limits::MAX_LINE_BYTES;
use std::io::{BufRead, BufReader, Read};

/// The lines of a text file.
pub struct Lines {
    input: Input,
    reader: BufReader<Box<dyn Read + Send>>,
    line: u64,
    bytes: u64,
    finished: bool,
}

impl Lines {
    /// Opens a text file in `encoding`.
    ///
    /// # Errors
    /// [`FileProblem::Unreadable`].
    pub fn open(input: &Input, encoding: Encoding) -> Result<Self, FileError> {
        let reader = input.open()?;
        Ok(Self {
            input: input.clone(),
            reader: BufReader::with_capacity(64 << 10, encoding.decode(reader)),
            line: 0,
            bytes: 0,
            finished: false,
        })
    }

    /// Bytes handed over so far, as UTF-8.
    #[must_use]
    pub const fn bytes_read(&self) -> u64 {
        self.bytes
    }

    fn read_line(&mut self) -> Result<Option<(u64, String)>, FileProblem> {
        let mut bytes = Vec::new();
        let length = (&mut self.reader)
            .take(MAX_LINE_BYTES as u64 + 1)
            .read_until(b'\n', &mut bytes)
            .map_err(|error| FileProblem::unreadable(&error))?;
        if length == 0 {
            return Ok(None);
        }
        self.line += 1;
        self.bytes += length as u64;
        let line = self.line;
        if length > MAX_LINE_BYTES {
            return Err(FileProblem::LineTooLong { line });
        }
        let text = String::from_utf8(bytes).map_err(|_| FileProblem::BrokenUtf8 { line })?;
        Ok(Some((line, text)))
    }
}

impl Iterator for Lines {
    /// The line's number, from 1, and its text.
    type Item = Result<(u64, String), FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.finished {
            return None;
        }
        let read = self.read_line();
        self.finished = !matches!(read, Ok(Some(_)));
        read.map_err(|problem| self.input.error(problem))
            .transpose()
    }
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Lines")
            .field("input", &self.input)
            .finish_non_exhaustive()
    }
}
