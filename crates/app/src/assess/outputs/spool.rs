//! Lines of a detailed list, kept on disk until it is known what its page must say: the unit it
//! is for, and how sure its figures are, stand above the first line but are known after the last.

use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use vuonlen_documents::report::{ReportCell, ReportRow, RowKind};
use vuonlen_measure::tables::{ListCell, ListLine};

pub(super) struct Spool {
    path: PathBuf,
    file: BufWriter<File>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    /// Whether a household begins.
    first: bool,
    cells: Vec<Cell>,
}

#[derive(Serialize, Deserialize)]
enum Cell {
    Empty,
    Mark,
    Number(i64),
    Text(String),
}

impl Spool {
    pub(super) fn create(path: PathBuf) -> io::Result<Self> {
        let file = BufWriter::new(File::create(&path)?);
        Ok(Self { path, file })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn push(&mut self, line: &ListLine) -> io::Result<()> {
        let cells = line.cells.iter().map(|cell| match cell {
            ListCell::Empty => Cell::Empty,
            ListCell::Mark => Cell::Mark,
            ListCell::Number(number) => Cell::Number(*number),
            ListCell::Text(text) => Cell::Text(text.vi.clone()),
        });
        let line = Line {
            first: line.first,
            cells: cells.collect(),
        };
        serde_json::to_writer(&mut self.file, &line)?;
        self.file.write_all(b"\n")
    }

    /// The lines in the order they came.
    pub(super) fn rows(self) -> io::Result<impl Iterator<Item = io::Result<ReportRow>>> {
        self.file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        let lines = BufReader::new(File::open(&self.path)?).lines();
        Ok(lines.map(|line| Ok(row(serde_json::from_str(&line?)?))))
    }
}

fn row(line: Line) -> ReportRow {
    ReportRow {
        kind: if line.first {
            RowKind::Part
        } else {
            RowKind::Plain
        },
        cells: line
            .cells
            .into_iter()
            .map(|cell| match cell {
                Cell::Empty => ReportCell::Empty,
                Cell::Mark => ReportCell::Text("x".to_owned()),
                Cell::Number(number) => ReportCell::Whole(number),
                Cell::Text(text) => ReportCell::Text(text),
            })
            .collect(),
    }
}
