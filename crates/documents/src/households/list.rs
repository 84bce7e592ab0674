//! The official detailed list, and any other table with a row per household or per member.
//!
//! Columns are known by their heads. A household is the rows that share its number; where a list
//! has no number, a row that says “chủ hộ” opens the next household; where it has no members, each
//! row is one. What the sheet is about (poor, near-poor, escaped) comes from its name and titles.

mod rows;
mod table;
#[cfg(test)]
mod tests;

use super::context::Context;
use super::draft::Readers;
use super::field::Catalogue;
use super::head;
use super::problem;
use super::seen::Seen;
use super::source::{Chunk, HouseholdSource, Progress, ProgressUnit, Shape};
use crate::read::delimited::Delimited;
use crate::read::encoding::Encoding;
use crate::read::sniff::Separator;
use crate::read::workbook::Workbook;
use crate::read::{FileError, FileProblem, Input, Row};
use rows::RowStream;
use std::collections::VecDeque;
use table::Table;
use vuonlen_domain::Text;
use vuonlen_law::assess::{Place, Problem};

/// A list being read.
#[derive(Debug)]
pub struct ListReader<'a> {
    input: Input,
    shape: Shape,
    size: u64,
    book: Option<Workbook>,
    waiting: VecDeque<String>,
    table: Option<Table>,
    readers: Readers<'a>,
    catalogue: Catalogue,
    seen: Seen,
    skipped: Vec<Problem>,
    rows_before: u64,
    found_any: bool,
}

impl<'a> ListReader<'a> {
    /// A list in a workbook that is open already.
    #[must_use]
    pub fn from_workbook(input: &Input, book: Workbook, context: Context<'a>) -> Self {
        let waiting = book
            .sheets()
            .iter()
            .map(|sheet| sheet.name.clone())
            .collect();
        let mut reader = Self::new(input, Shape::OfficialList, context);
        reader.book = Some(book);
        reader.waiting = waiting;
        reader
    }

    /// A list as CSV.
    ///
    /// # Errors
    /// [`FileError`] when it cannot be opened or has no head that is recognised.
    pub fn from_csv(
        input: &Input,
        encoding: Encoding,
        separator: Separator,
        context: Context<'a>,
    ) -> Result<Self, FileError> {
        let mut reader = Self::new(input, Shape::Csv, context);
        reader.size = input.size()?;
        let rows = RowStream::Csv(Box::new(Delimited::open(input, encoding, separator)?));
        if reader.open_table(None, rows)? {
            Ok(reader)
        } else {
            Err(reader.no_table())
        }
    }

    fn new(input: &Input, shape: Shape, context: Context<'a>) -> Self {
        Self {
            input: input.clone(),
            shape,
            size: 0,
            book: None,
            waiting: VecDeque::new(),
            table: None,
            catalogue: Catalogue::new(&context),
            readers: Readers::new(context),
            seen: Seen::default(),
            skipped: Vec::new(),
            rows_before: 0,
            found_any: false,
        }
    }

    /// Opens the next sheet that holds a list; `false` when there is none.
    fn next_table(&mut self) -> Result<bool, FileError> {
        while let Some(name) = self.waiting.pop_front() {
            let Some(book) = &self.book else { break };
            let rows = RowStream::Sheet(book.rows(&name));
            if self.open_table(Some(name), rows)? {
                return Ok(true);
            }
        }
        if self.found_any {
            return Ok(false);
        }
        Err(self.no_table())
    }

    fn no_table(&self) -> FileError {
        self.input.error(FileProblem::NoTable {
            looked_for: Text::new(
                "cột số hộ, họ tên và điểm hoặc thu nhập",
                "columns for household number, name and scores or income",
            ),
        })
    }

    fn open_table(
        &mut self,
        sheet: Option<String>,
        mut rows: RowStream,
    ) -> Result<bool, FileError> {
        let first: Vec<Row> = rows
            .by_ref()
            .take(head::LOOKED_AT)
            .collect::<Result<_, _>>()?;
        let place = Place {
            file: Some(self.input.name().to_owned()),
            sheet,
            ..Place::default()
        };
        let found = head::find(
            &self.readers.context,
            &self.catalogue,
            &mut self.readers.codes,
            &first,
        );
        let Some(found) = found else {
            if !first.is_empty() && self.shape == Shape::OfficialList {
                self.skipped.push(problem::sheet_skipped().at(place));
            }
            return Ok(false);
        };
        self.found_any = true;
        let table = Table::new(
            &mut self.readers,
            &self.catalogue,
            place,
            found,
            first,
            rows,
        );
        self.skipped.extend(table.notices(&self.catalogue));
        self.table = Some(table);
        Ok(true)
    }
}

impl HouseholdSource for ListReader<'_> {
    fn next_chunk(&mut self, most: usize) -> Result<Chunk, FileError> {
        let mut chunk = Chunk::default();
        while chunk.met < most.max(1) {
            let Some(table) = &mut self.table else {
                if !self.next_table()? {
                    chunk.finished = true;
                    break;
                }
                continue;
            };
            let draft = table.next_household(&mut self.readers, &mut chunk.problems)?;
            match draft {
                Some(mut draft) => {
                    self.seen.check(&mut draft);
                    let finished = draft.finish(&mut self.readers);
                    chunk.met += 1;
                    chunk.households.extend(finished.household);
                    chunk.problems.extend(finished.problems);
                }
                None => {
                    self.rows_before += table.rows_read();
                    self.table = None;
                }
            }
        }
        chunk.problems.append(&mut self.skipped);
        Ok(chunk)
    }

    fn progress(&self) -> Progress {
        if self.shape == Shape::Csv {
            let done = self.table.as_ref().map_or(self.size, Table::bytes_read);
            return Progress {
                unit: ProgressUnit::Bytes,
                done,
                total: Some(self.size),
            };
        }
        let here = self.table.as_ref();
        Progress {
            unit: ProgressUnit::Rows,
            done: self.rows_before + here.map_or(0, Table::rows_read),
            total: here
                .and_then(Table::announced)
                .filter(|_| self.waiting.is_empty())
                .map(|rows| self.rows_before + rows),
        }
    }

    fn shape(&self) -> Shape {
        self.shape
    }
}
