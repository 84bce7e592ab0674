//! What a backup says, record by record, under its seal and its compression.

use super::seal::{Opening, Sealing};
use super::{BackupKey, unreadable};
use crate::{Error, Randomness};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use vuonlen_store::portable::{Fingerprint, Layout, Value};
use zstd::stream::read::Decoder;
use zstd::stream::write::Encoder;

/// Version of the form, raised when an older program could not read it.
const FORMAT: u32 = 1;

/// Longest record: the largest value of a row is a file of a sealed snapshot.
const LONGEST: u32 = 1 << 30;

/// Compression: the quick level, since backups run while people work.
const LEVEL: i32 = 3;

/// Where a backup comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Version of the form.
    pub format: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// When it was begun, UTC.
    pub made_at: DateTime<Utc>,
    /// `sqlite` or `postgres`.
    pub engine: String,
    /// Migrations the database had had.
    pub migrations: Vec<i64>,
    /// Its tables, those referred to first.
    pub layout: Layout,
}

/// What a backup holds; at its end, so that a reader knows that it read everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Each table with its rows.
    pub tables: Vec<TableSummary>,
    /// Number of files beside the database.
    pub files: u64,
    /// Their bytes.
    pub file_bytes: u64,
}

/// The rows of one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSummary {
    /// Its name.
    pub name: String,
    /// How many rows.
    pub rows: u64,
    /// Sum of their hashes, in hexadecimal.
    pub hash: String,
}

impl Summary {
    /// Rows of all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

impl TableSummary {
    pub(super) fn new(name: &str, print: &Fingerprint) -> Self {
        Self {
            name: name.to_owned(),
            rows: print.rows,
            hash: print.hash(),
        }
    }
}

/// One record.
#[derive(Debug)]
pub(super) enum Record {
    /// Rows of this table of the layout follow.
    Table(usize),
    /// A row of it.
    Row(Vec<Value>),
    /// A file begins: its path, with `/` between folders.
    File(String),
    /// Bytes of it.
    Piece(Vec<u8>),
    /// It has ended, with this SHA-256.
    FileEnd(Vec<u8>),
    /// Everything has ended.
    End(Summary),
}

/// Writes a backup.
pub(super) struct Writer<W: Write> {
    out: Encoder<'static, Sealing<W>>,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(
        out: W,
        key: &BackupKey,
        random: &dyn Randomness,
        header: &Header,
    ) -> Result<Self, Error> {
        let sealing = Sealing::new(out, key, random)?;
        let out = Encoder::new(sealing, LEVEL).map_err(Error::internal)?;
        let mut writer = Self { out };
        let header = serde_json::to_vec(header).map_err(Error::internal)?;
        writer.record(b'B', &header).map_err(Error::internal)?;
        Ok(writer)
    }

    pub(super) fn table(&mut self, place: usize) -> io::Result<()> {
        let place = u32::try_from(place).map_err(io::Error::other)?;
        self.record(b'T', &place.to_le_bytes())
    }

    pub(super) fn row(&mut self, row: &[Value]) -> io::Result<()> {
        let mut bytes = Vec::new();
        row.iter().for_each(|value| value.encode(&mut bytes));
        self.record(b'R', &bytes)
    }

    pub(super) fn file(&mut self, path: &str) -> io::Result<()> {
        self.record(b'F', path.as_bytes())
    }

    pub(super) fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.record(b'P', bytes)
    }

    pub(super) fn file_end(&mut self, sha256: &[u8]) -> io::Result<()> {
        self.record(b'H', sha256)
    }

    /// Writes the summary and seals the last piece.
    pub(super) fn end(mut self, summary: &Summary) -> io::Result<W> {
        let summary = serde_json::to_vec(summary).map_err(io::Error::other)?;
        self.record(b'Z', &summary)?;
        self.out.finish()?.finish()
    }

    fn record(&mut self, tag: u8, content: &[u8]) -> io::Result<()> {
        let length = u32::try_from(content.len())
            .ok()
            .filter(|length| *length <= LONGEST)
            .ok_or_else(|| io::Error::other("a value is too large for a backup"))?;
        self.out.write_all(&[tag])?;
        self.out.write_all(&length.to_le_bytes())?;
        self.out.write_all(content)
    }
}

/// Reads a backup.
pub(super) struct Reader<R: Read> {
    from: Decoder<'static, io::BufReader<Opening<R>>>,
    /// Where it comes from.
    pub(super) header: Header,
}

impl<R: Read> Reader<R> {
    /// # Errors
    /// When it is no backup, sealed with another key, damaged, or written by a newer program.
    pub(super) fn new(from: R, key: &BackupKey) -> Result<Self, Error> {
        let opening = Opening::new(from, key)?;
        let mut from = Decoder::new(opening).map_err(|_| unreadable())?;
        let (tag, content) = record(&mut from)?;
        let header: Header = match tag {
            b'B' => serde_json::from_slice(&content).map_err(|_| unreadable())?,
            _ => return Err(unreadable()),
        };
        if header.format > FORMAT {
            return Err(newer(&header.program));
        }
        Ok(Self { from, header })
    }

    /// The next record.
    pub(super) fn next(&mut self) -> Result<Record, Error> {
        let (tag, content) = record(&mut self.from)?;
        match tag {
            b'T' => {
                let place: [u8; 4] = content.try_into().map_err(|_| unreadable())?;
                let place = usize::try_from(u32::from_le_bytes(place)).map_err(|_| unreadable())?;
                Ok(Record::Table(place))
            }
            b'R' => {
                let mut rest = content.as_slice();
                let mut row = Vec::new();
                while !rest.is_empty() {
                    row.push(Value::decode(&mut rest).map_err(|_| unreadable())?);
                }
                Ok(Record::Row(row))
            }
            b'F' => String::from_utf8(content)
                .map(Record::File)
                .map_err(|_| unreadable()),
            b'P' => Ok(Record::Piece(content)),
            b'H' => Ok(Record::FileEnd(content)),
            b'Z' => {
                let summary = serde_json::from_slice(&content).map_err(|_| unreadable())?;
                // What follows the end was not written by us; what is cut off is found here.
                match self.from.read(&mut [0]) {
                    Ok(0) => Ok(Record::End(summary)),
                    _ => Err(unreadable()),
                }
            }
            _ => Err(unreadable()),
        }
    }
}

fn record(from: &mut impl Read) -> Result<(u8, Vec<u8>), Error> {
    let mut head = [0; 5];
    from.read_exact(&mut head).map_err(|_| unreadable())?;
    let length = u32::from_le_bytes([head[1], head[2], head[3], head[4]]);
    if length > LONGEST {
        return Err(unreadable());
    }
    let mut content = Vec::new();
    let read = from
        .take(u64::from(length))
        .read_to_end(&mut content)
        .map_err(|_| unreadable())?;
    if u32::try_from(read) != Ok(length) {
        return Err(unreadable());
    }
    Ok((head[0], content))
}

impl Header {
    pub(super) const FORMAT: u32 = FORMAT;
}

/// A backup, or a database, of a newer program.
pub(super) fn newer(program: &str) -> Error {
    Error::state(
        "newer_program",
        format!(
            "Dữ liệu này do chương trình mới hơn ({program}) ghi. Cài chương trình từ bản đó trở lên rồi làm lại."
        ),
        format!(
            "A newer program ({program}) wrote this data. Install that version or a later one and do this again."
        ),
    )
}
