//! Rows from a sheet or from CSV.

use crate::read::delimited::Delimited;
use crate::read::workbook::Rows;
use crate::read::{FileError, Row};

/// Where the rows of a list come from.
#[derive(Debug)]
pub(super) enum RowStream {
    Sheet(Rows),
    Csv(Box<Delimited>),
}

impl RowStream {
    pub(super) fn bytes_read(&self) -> u64 {
        match self {
            Self::Sheet(_) => 0,
            Self::Csv(rows) => rows.bytes_read(),
        }
    }

    pub(super) fn announced(&self) -> Option<u64> {
        match self {
            Self::Sheet(rows) => rows.announced().map(u64::from),
            Self::Csv(_) => None,
        }
    }
}

impl Iterator for RowStream {
    type Item = Result<Row, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Sheet(rows) => rows.next(),
            Self::Csv(rows) => rows.next(),
        }
    }
}
