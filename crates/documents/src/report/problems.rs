//! `problems.xlsx`: every rejected or doubtful row, and what to do about it.

use super::book::{Book, ListSheet, WriteError};
use super::model::{Banner, Content, Report, ReportCell, ReportColumn, ReportRow, RowKind};
use chrono::NaiveDate;
use std::path::Path;
use vuonlen_law::assess::{Problem, Severity};

/// A workbook of problems, written one by one in constant memory.
#[derive(Debug)]
pub struct ProblemsBook {
    book: Book,
    list: ListSheet,
    count: i64,
}

impl ProblemsBook {
    /// An empty list; `subtitle` says which review it is about, `banner` warns.
    ///
    /// # Errors
    /// [`WriteError`] when no temporary file can be made.
    pub fn new(
        created: NaiveDate,
        subtitle: Vec<String>,
        banner: Option<Banner>,
    ) -> Result<Self, WriteError> {
        let mut book = Book::new(created);
        let list = book.begin_list("Cần xem lại", page(subtitle, banner))?;
        Ok(Self {
            book,
            list,
            count: 0,
        })
    }

    /// The next problem.
    ///
    /// # Errors
    /// [`WriteError`] below the last row a sheet can have.
    pub fn push(&mut self, problem: &Problem) -> Result<(), WriteError> {
        self.count += 1;
        self.list.push(&row(self.count, problem))
    }

    /// Writes the workbook to `path`. A list without problems says so.
    ///
    /// # Errors
    /// [`WriteError`] when the disk refuses.
    pub fn save(self, path: &Path) -> Result<(), WriteError> {
        self.ended()?.save(path)
    }

    /// The workbook as bytes.
    ///
    /// # Errors
    /// [`WriteError`] when it cannot be put together.
    pub fn into_bytes(self) -> Result<Vec<u8>, WriteError> {
        self.ended()?.into_bytes()
    }

    fn ended(mut self) -> Result<Book, WriteError> {
        if self.count == 0 {
            let mut cells = vec![ReportCell::Empty; 7];
            cells.push("Không có dòng nào bị loại hoặc cần xem lại.".into());
            self.list.push(&ReportRow {
                kind: RowKind::Plain,
                cells,
            })?;
        }
        self.book.end_list(self.list)?;
        Ok(self.book)
    }
}

fn page(subtitle: Vec<String>, banner: Option<Banner>) -> Report {
    let text = |label: &str, width: f64| ReportColumn::new(label, Content::Text).wide(width);
    let short = |label: &str, width: f64| ReportColumn::new(label, Content::Centred).wide(width);
    Report {
        title: vec!["Danh sách dòng bị loại hoặc cần xem lại".to_owned()],
        subtitle,
        banner,
        columns: vec![
            short("TT", 7.0),
            short("Mức độ", 11.0),
            text("Tệp", 18.0),
            text("Trang", 14.0),
            short("Dòng", 8.0),
            short("Cột", 11.0),
            text("Hộ", 14.0),
            text("Có gì chưa đúng", 36.0),
            text("Vì sao", 32.0),
            text("Việc cần làm", 36.0),
            text("Mã lỗi", 22.0),
        ],
        ..Report::default()
    }
}

fn row(number: i64, problem: &Problem) -> ReportRow {
    let text = |text: Option<&str>| ReportCell::from(text.unwrap_or_default());
    let place = &problem.place;
    ReportRow {
        kind: match problem.severity {
            Severity::Doubtful => RowKind::Plain,
            Severity::Rejected => RowKind::Part,
        },
        cells: vec![
            number.into(),
            text(Some(&problem.severity.label().vi)),
            text(place.file.as_deref()),
            text(place.sheet.as_deref()),
            place
                .row
                .map_or(ReportCell::Empty, |row| i64::from(row).into()),
            text(place.column.as_deref()),
            text(problem.household.as_deref()),
            text(Some(&problem.what.vi)),
            text(Some(&problem.why.vi)),
            text(Some(&problem.advice.vi)),
            text(Some(problem.code)),
        ],
    }
}
