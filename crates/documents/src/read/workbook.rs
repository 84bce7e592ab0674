//! A workbook, sheet by sheet, row by row, in bounded memory.
//!
//! The workbook is parsed on a thread of its own. So a row can be handed over without the whole
//! sheet being held, parsing runs beside whatever is done with the rows, and a fault of the parser
//! on a hostile file ends that thread and not the program.

mod convert;
#[cfg(test)]
mod tests;

pub(crate) use convert::ERRORS;
pub(super) use convert::text as text_cell;

use super::cell::{Cell, Row};
use super::error::{FileError, FileProblem};
use super::input::{Input, ReadSeek};
use super::limits::{MAX_COLUMNS, MAX_ROWS};
use calamine::{Reader, SheetType, SheetVisible, Xlsx};
use std::io::BufReader;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

/// Rows handed over at once.
const BATCH: usize = 256;

/// Batches that may wait to be taken.
const WAITING: usize = 4;

/// An opened workbook.
#[derive(Debug)]
pub struct Workbook {
    input: Input,
    sheets: Vec<Sheet>,
    requests: Sender<Request>,
}

/// One sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Name on its tab.
    pub name: String,
    /// Whether its tab is shown.
    pub visible: bool,
}

/// The rows with content of one sheet, hidden rows among them: hiding a row takes nobody off a
/// list.
#[derive(Debug)]
pub struct Rows {
    input: Input,
    batches: Receiver<Message>,
    batch: std::vec::IntoIter<Row>,
    announced: Option<u32>,
    finished: bool,
}

#[derive(Debug)]
struct Request {
    sheet: String,
    most: u32,
    batches: SyncSender<Message>,
}

#[derive(Debug)]
enum Message {
    /// The last row the sheet says it has; it may be wrong.
    Announced(u32),
    Rows(Vec<Row>),
    Failed(FileProblem),
    End,
}

impl Workbook {
    /// Opens a workbook that [`sniff`](super::sniff) has found to be one.
    ///
    /// # Errors
    /// [`FileProblem::Damaged`] when its parts do not fit together.
    pub fn open(input: &Input) -> Result<Self, FileError> {
        let reader = input.open()?;
        let (requests, incoming) = channel();
        let (opened, answer) = sync_channel(1);
        let spawned = thread::Builder::new()
            .name("workbook".to_owned())
            .spawn(move || serve(reader, &opened, &incoming));
        if let Err(error) = spawned {
            return Err(input.error(FileProblem::unreadable(&error)));
        }
        match answer.recv() {
            Ok(Ok(sheets)) => Ok(Self {
                input: input.clone(),
                sheets,
                requests,
            }),
            Ok(Err(problem)) => Err(input.error(problem)),
            Err(_) => Err(input.error(parser_stopped())),
        }
    }

    /// Its sheets in order, charts left out.
    #[must_use]
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The rows of the sheet called `name`. Earlier [`Rows`] must be used up or dropped first.
    #[must_use]
    pub fn rows(&self, name: &str) -> Rows {
        self.rows_up_to(name, MAX_ROWS)
    }

    fn rows_up_to(&self, name: &str, most: u32) -> Rows {
        let (sender, batches) = sync_channel(WAITING);
        let request = Request {
            sheet: name.to_owned(),
            most,
            batches: sender,
        };
        // When the parser is gone, the channel ends without an end message and says so itself.
        let _ = self.requests.send(request);
        Rows {
            input: self.input.clone(),
            batches,
            batch: Vec::new().into_iter(),
            announced: None,
            finished: false,
        }
    }
}

impl Rows {
    /// The last row the sheet says it has, once the first row is read. Good for a progress bar:
    /// the sheet may be wrong.
    #[must_use]
    pub const fn announced(&self) -> Option<u32> {
        self.announced
    }
}

impl Iterator for Rows {
    type Item = Result<Row, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.batch.next() {
                return Some(Ok(row));
            }
            if self.finished {
                return None;
            }
            let problem = match self.batches.recv() {
                Ok(Message::Rows(rows)) => {
                    self.batch = rows.into_iter();
                    continue;
                }
                Ok(Message::Announced(row)) => {
                    self.announced = Some(row);
                    continue;
                }
                Ok(Message::Failed(problem)) => Some(problem),
                Ok(Message::End) => None,
                Err(_) => Some(parser_stopped()),
            };
            self.finished = true;
            return problem.map(|problem| Err(self.input.error(problem)));
        }
    }
}

fn parser_stopped() -> FileProblem {
    FileProblem::Damaged("cấu trúc XLSX / XLSX structure".to_owned())
}

fn damaged(error: &calamine::XlsxError) -> FileProblem {
    FileProblem::Damaged(error.to_string())
}

type Book = Xlsx<BufReader<Box<dyn ReadSeek>>>;

fn serve(
    reader: Box<dyn ReadSeek>,
    opened: &SyncSender<Result<Vec<Sheet>, FileProblem>>,
    requests: &Receiver<Request>,
) {
    let mut book: Book = match Xlsx::new(BufReader::new(reader)) {
        Ok(book) => book,
        Err(error) => {
            let _ = opened.send(Err(damaged(&error)));
            return;
        }
    };
    let sheets = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| Sheet {
            name: sheet.name.clone(),
            visible: sheet.visible == SheetVisible::Visible,
        })
        .collect();
    if opened.send(Ok(sheets)).is_err() {
        return;
    }
    while let Ok(request) = requests.recv() {
        let message = match read_sheet(&mut book, &request) {
            Ok(()) => Message::End,
            Err(problem) => Message::Failed(problem),
        };
        let _ = request.batches.send(message);
    }
}

/// Sends the sheet's rows; ends early, without an error, when nobody takes them any more.
fn read_sheet(book: &mut Book, request: &Request) -> Result<(), FileProblem> {
    let mut cells = book
        .worksheet_cells_reader(&request.sheet)
        .map_err(|error| damaged(&error))?;
    let announced = cells.dimensions().end.0.saturating_add(1);
    if request.batches.send(Message::Announced(announced)).is_err() {
        return Ok(());
    }
    let mut rows = Vec::with_capacity(BATCH);
    let mut row: Option<Row> = None;
    let mut count = 0;
    while let Some(found) = cells.next_cell().map_err(|error| damaged(&error))? {
        let (line, column) = found.get_position();
        let Some(cell) = convert::cell(found.get_value()) else {
            continue;
        };
        let Some(column) = u16::try_from(column)
            .ok()
            .filter(|column| *column < MAX_COLUMNS)
        else {
            continue;
        };
        let number = line.saturating_add(1);
        if let Some(current) = row.as_mut().filter(|row| row.number == number) {
            add(current, column, cell);
            continue;
        }
        count += 1;
        if count > request.most {
            return Err(FileProblem::TooManyRows {
                sheet: request.sheet.clone(),
            });
        }
        rows.extend(row.replace(Row {
            number,
            cells: vec![(column, cell)],
        }));
        if rows.len() >= BATCH
            && request
                .batches
                .send(Message::Rows(std::mem::take(&mut rows)))
                .is_err()
        {
            return Ok(());
        }
    }
    rows.extend(row);
    let _ = request.batches.send(Message::Rows(rows));
    Ok(())
}

/// Keeps the cells in order of column; of two in one place the first counts.
fn add(row: &mut Row, column: u16, cell: Cell) {
    if let Err(position) = row
        .cells
        .binary_search_by_key(&column, |(column, _)| *column)
    {
        row.cells.insert(position, (column, cell));
    }
}
