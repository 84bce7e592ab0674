//! CSV as rows, row by row.

use super::cell::{Cell, Row};
use super::encoding::Encoding;
use super::error::{FileError, FileProblem};
use super::input::Input;
use super::limits::{MAX_COLUMNS, MAX_LINE_BYTES, MAX_ROWS};
use super::sniff::Separator;
use super::workbook::text_cell;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The rows with content of a CSV file.
pub struct Delimited {
    input: Input,
    reader: csv::Reader<Watched>,
    counts: Arc<Counts>,
    record: csv::StringRecord,
    rows: u32,
    finished: bool,
}

impl Delimited {
    /// Opens a file that [`sniff`](super::sniff) has found to be CSV.
    ///
    /// # Errors
    /// [`FileProblem::Unreadable`].
    pub fn open(
        input: &Input,
        encoding: Encoding,
        separator: Separator,
    ) -> Result<Self, FileError> {
        let counts = Arc::new(Counts::default());
        let bytes = Counted {
            reader: input.open()?,
            counts: Arc::clone(&counts),
        };
        let watched = Watched {
            reader: encoding.decode(bytes),
            counts: Arc::clone(&counts),
        };
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator.byte())
            .from_reader(watched);
        Ok(Self {
            input: input.clone(),
            reader,
            counts,
            record: csv::StringRecord::new(),
            rows: 0,
            finished: false,
        })
    }

    /// Bytes of the file read so far.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.counts.bytes.load(Ordering::Relaxed)
    }

    fn row(&self) -> Row {
        let line = self.record.position().map_or(0, csv::Position::line);
        let cells = self
            .record
            .iter()
            .take(usize::from(MAX_COLUMNS))
            .enumerate();
        Row {
            number: u32::try_from(line).unwrap_or(u32::MAX),
            cells: cells
                .filter_map(|(column, text)| Some((u16::try_from(column).ok()?, text_cell(text)?)))
                .collect::<Vec<(u16, Cell)>>(),
        }
    }

    fn problem(&self, error: &csv::Error) -> FileProblem {
        let line = error
            .position()
            .map_or_else(|| self.reader.position().line(), csv::Position::line);
        match error.kind() {
            csv::ErrorKind::Utf8 { .. } => FileProblem::BrokenUtf8 { line },
            csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                FileProblem::LineTooLong { line }
            }
            csv::ErrorKind::Io(error) => FileProblem::unreadable(error),
            _ => FileProblem::Damaged(error.to_string()),
        }
    }
}

impl Iterator for Delimited {
    type Item = Result<Row, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.finished {
            self.counts.since_row.store(0, Ordering::Relaxed);
            match self.reader.read_record(&mut self.record) {
                Ok(false) => self.finished = true,
                Ok(true) => {
                    let row = self.row();
                    if row.cells.is_empty() {
                        continue;
                    }
                    self.rows += 1;
                    if self.rows > MAX_ROWS {
                        self.finished = true;
                        let sheet = self.input.name().to_owned();
                        return Some(Err(self.input.error(FileProblem::TooManyRows { sheet })));
                    }
                    return Some(Ok(row));
                }
                Err(error) => {
                    self.finished = true;
                    return Some(Err(self.input.error(self.problem(&error))));
                }
            }
        }
        None
    }
}

impl std::fmt::Debug for Delimited {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Delimited")
            .field("input", &self.input)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Default)]
struct Counts {
    bytes: AtomicU64,
    since_row: AtomicU64,
}

/// Counts the bytes of the file.
struct Counted<R> {
    reader: R,
    counts: Arc<Counts>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(target)?;
        self.counts
            .bytes
            .fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

/// Ends a row that never ends: one quotation mark that is not closed would take in the whole file.
struct Watched {
    reader: Box<dyn Read + Send>,
    counts: Arc<Counts>,
}

impl Read for Watched {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(target)?;
        let since = self
            .counts
            .since_row
            .fetch_add(length as u64, Ordering::Relaxed);
        if since > MAX_LINE_BYTES as u64 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "row too long"));
        }
        Ok(length)
    }
}
