//! Reports as sheets of one workbook.

use super::model::{Report, ReportRow};
use super::sheet::Page;
use crate::disk;
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use std::fmt;
use std::path::Path;
use vuonlen_domain::Text;

/// A workbook of reports.
pub struct Book {
    workbook: Workbook,
}

/// A list whose rows are written one by one, in constant memory.
pub struct ListSheet {
    sheet: Worksheet,
    page: Page,
    frame: Report,
}

/// Why a workbook cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("the workbook cannot be written: {0}")]
pub struct WriteError(#[from] XlsxError);

impl From<std::io::Error> for WriteError {
    fn from(error: std::io::Error) -> Self {
        Self(XlsxError::IoError(error))
    }
}

impl WriteError {
    /// What to tell a person.
    #[must_use]
    pub fn text(&self) -> Text {
        let reason = match &self.0 {
            XlsxError::IoError(error) => disk::reason(error),
            other => Text::new(other.to_string(), other.to_string()),
        };
        Text::new(
            format!(
                "Không ghi được sổ tính: {}. Đóng tệp nếu đang mở trong Excel, kiểm tra quyền ghi và chỗ trống trên đĩa, rồi thử lại.",
                reason.vi
            ),
            format!(
                "The workbook cannot be written: {}. Close it if Excel has it open, check permissions and disk space, and try again.",
                reason.en
            ),
        )
    }
}

impl Book {
    /// An empty workbook, dated `created` so that the same input gives the same bytes.
    #[must_use]
    pub fn new(created: NaiveDate) -> Self {
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties(created));
        Self { workbook }
    }

    /// Adds a report as the next sheet. A name that a sheet cannot have is shortened and cleaned.
    ///
    /// # Errors
    /// [`WriteError`] for a row below the last a sheet can have. A name used before comes out when
    /// the workbook is written.
    pub fn add_report(&mut self, name: &str, report: &Report) -> Result<(), WriteError> {
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(sheet_name(name))?;
        let mut page = Page::begin(sheet, report)?;
        for row in &report.rows {
            page.draw_row(sheet, row)?;
        }
        page.end(sheet, report)?;
        Ok(())
    }

    /// Begins a list of any length; `frame` is its page, whose own rows come first. Rows go to a
    /// temporary file, not to memory, so cells that reach down ([`super::ReportCell::Above`]) stay
    /// apart.
    ///
    /// # Errors
    /// [`WriteError`] when no temporary file can be made.
    pub fn begin_list(&mut self, name: &str, mut frame: Report) -> Result<ListSheet, WriteError> {
        let mut sheet = self.workbook.new_worksheet_with_constant_memory()?;
        sheet.set_name(sheet_name(name))?;
        let rows = std::mem::take(&mut frame.rows);
        let page = Page::begin(&mut sheet, &frame)?.streamed();
        let mut list = ListSheet { sheet, page, frame };
        for row in &rows {
            list.push(row)?;
        }
        Ok(list)
    }

    /// Ends a list and makes it the next sheet.
    ///
    /// # Errors
    /// [`WriteError`] when the page's foot cannot be written.
    pub fn end_list(&mut self, list: ListSheet) -> Result<(), WriteError> {
        let ListSheet {
            mut sheet,
            page,
            frame,
        } = list;
        page.end(&mut sheet, &frame)?;
        self.workbook.push_worksheet(sheet);
        Ok(())
    }

    /// Writes the workbook to `path`.
    ///
    /// # Errors
    /// [`WriteError`] when the disk refuses or two sheets have one name.
    pub fn save(mut self, path: &Path) -> Result<(), WriteError> {
        Ok(self.workbook.save(path)?)
    }

    /// The workbook as bytes.
    ///
    /// # Errors
    /// [`WriteError`] when two sheets have one name.
    pub fn into_bytes(mut self) -> Result<Vec<u8>, WriteError> {
        Ok(self.workbook.save_to_buffer()?)
    }
}

impl ListSheet {
    /// The next row.
    ///
    /// # Errors
    /// [`WriteError`] below the last row a sheet can have (1,048,576).
    pub fn push(&mut self, row: &ReportRow) -> Result<(), WriteError> {
        Ok(self.page.draw_row(&mut self.sheet, row)?)
    }
}

impl fmt::Debug for Book {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Book").finish_non_exhaustive()
    }
}

impl fmt::Debug for ListSheet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ListSheet")
            .field("page", &self.page)
            .finish_non_exhaustive()
    }
}

/// What a workbook says of itself. Without a fixed date it would carry the clock's.
pub(crate) fn properties(created: NaiveDate) -> DocProperties {
    let properties = DocProperties::new().set_author("Vươn Lên");
    let year = u16::try_from(created.year()).unwrap_or(2000);
    let month = u8::try_from(created.month()).unwrap_or(1);
    let day = u8::try_from(created.day()).unwrap_or(1);
    match ExcelDateTime::from_ymd(year, month, day) {
        Ok(date) => properties.set_creation_datetime(&date),
        Err(_) => properties,
    }
}

/// At most 31 characters, none of `[ ] : * ? / \`.
pub(crate) fn sheet_name(name: &str) -> String {
    let forbidden = ['[', ']', ':', '*', '?', '/', '\\'];
    let clean = name.replace(forbidden, " ");
    let short: String = clean.chars().take(31).collect();
    let short = short.trim_matches(['\'', ' ']);
    if short.is_empty() {
        "Trang".to_owned()
    } else {
        short.to_owned()
    }
}
