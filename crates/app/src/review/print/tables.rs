//! Statutory tables of a sealed year as a workbook or for signing.
//!
//! The same snapshot gives the same bytes: nothing of the day they are printed on is in them.

use super::{PaperFile, PaperFormat, Print, draw};
use crate::access::{Action, Actor};
use crate::forms::{self, Headings};
use crate::review::sealed::checked_manifest;
use crate::review::tables::{YearRef, YearTables, nothing_sealed};
use crate::review::year_list::YearList;
use crate::{Context, Error};
use serde_json::json;
use vuonlen_documents::official::{Paper, statutory};
use vuonlen_documents::report::{Banner, Book, Content, Report, ReportCell, ReportRow, RowKind};
use vuonlen_domain::Text;
use vuonlen_law::status::Status;
use vuonlen_measure::tables::ListCell;

/// A format of statutory tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// A workbook, a sheet a table.
    Xlsx,
    /// All tables on paper.
    Pdf,
}

impl TableFormat {
    /// Reads `xlsx` or `pdf`.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "xlsx" => Some(Self::Xlsx),
            "pdf" => Some(Self::Pdf),
            _ => None,
        }
    }
}

const SYNTHETIC: (&str, &str) = (
    "Dữ liệu mô phỏng; không có giá trị pháp lý.",
    "Synthetic data; without legal force.",
);

impl Context {
    /// The summary tables of a sealed year in one file. Taking it out is audited.
    ///
    /// # Errors
    /// What [`Context::statutory_tables`] says; an actor who may not take files out.
    pub async fn tables_file(
        &self,
        actor: &Actor,
        year: &YearRef,
        (depth, format): (usize, TableFormat),
    ) -> Result<PaperFile, Error> {
        let drawn = self.statutory_tables(actor, year, depth).await?;
        self.record_tables(actor, year, "tables").await?;
        let (headings, status) = headings_of(&drawn)?;
        let banner = headings.banner(status);
        let reports: Vec<(String, Report)> = drawn
            .tables
            .iter()
            .map(|table| (table.id.clone(), forms::page(table, &headings, &banner)))
            .collect();
        let name = format!("bieu-{}-{}", year.code(), year.year);
        self.reports_file(reports, drawn.on()?, (name, format))
            .await
    }

    /// A detailed list of a sealed year (R14, R15) in a file. It names persons: taking it out is
    /// audited.
    ///
    /// # Errors
    /// What [`Context::statutory_list`] says; an actor who may not take files out.
    pub async fn list_file(
        &self,
        actor: &Actor,
        year: &YearRef,
        (id, format): (&str, TableFormat),
    ) -> Result<PaperFile, Error> {
        let drawn = self.statutory_tables(actor, year, 1).await?;
        let list = self.statutory_list(actor, year, id).await?;
        self.record_tables(actor, year, id).await?;
        let (headings, status) = headings_of(&drawn)?;
        let report = list_report(&list, id, &headings, status);
        let name = format!("bieu-{id}-{}-{}", year.code(), year.year);
        let reports = vec![(id.to_owned(), report)];
        self.reports_file(reports, drawn.on()?, (name, format))
            .await
    }

    async fn record_tables(&self, actor: &Actor, year: &YearRef, what: &str) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let permit = self.permit(actor, Action::Export, year.area())?;
        let snapshots = self.snapshots_of(&mut tx, year).await?;
        let snapshot = snapshots.first().ok_or_else(nothing_sealed)?.snapshot_id;
        let details = json!({ "taken_out": what, "area": year.code(), "year": year.year });
        permit
            .record(&mut tx, ("snapshot", snapshot), details, "")
            .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn reports_file(
        &self,
        reports: Vec<(String, Report)>,
        on: chrono::NaiveDate,
        (name, format): (String, TableFormat),
    ) -> Result<PaperFile, Error> {
        if format == TableFormat::Xlsx {
            let mut book = Book::new(on);
            for (sheet, report) in &reports {
                book.add_report(sheet, report).map_err(Error::internal)?;
            }
            return Ok(PaperFile {
                file_name: format!("{name}.xlsx"),
                media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                bytes: book.into_bytes().map_err(Error::internal)?,
            });
        }
        let mut all: Option<Paper> = None;
        for (_, report) in &reports {
            let paper = statutory::paper(report, Some(on));
            match &mut all {
                None => all = Some(paper),
                Some(all) => all.sheets.extend(paper.sheets),
            }
        }
        let print = Print {
            format: PaperFormat::Pdf,
            // The manifest says whether the data are invented, and so does each table's banner.
            synthetic: false,
        };
        draw(all.ok_or_else(nothing_sealed)?, name, print).await
    }
}

impl YearTables {
    /// The day the figures are of.
    fn on(&self) -> Result<chrono::NaiveDate, Error> {
        let first = self.snapshots.first().ok_or_else(nothing_sealed)?;
        Ok(checked_manifest(first)?.subject.on)
    }

    /// Whether the households are invented.
    ///
    /// # Errors
    /// A manifest that is not the one that was sealed.
    pub fn synthetic(&self) -> Result<bool, Error> {
        for snapshot in &self.snapshots {
            if checked_manifest(snapshot)?.subject.synthetic {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl YearRef {
    /// The code of the unit it is of.
    #[must_use]
    pub fn code(&self) -> &str {
        self.commune.as_deref().unwrap_or(&self.province)
    }
}

fn headings_of(drawn: &YearTables) -> Result<(Headings, Status), Error> {
    let synthetic = drawn.synthetic()?;
    let notice = Text::new(SYNTHETIC.0, SYNTHETIC.1);
    let headings = Headings::new(drawn.on()?, synthetic.then_some(&notice));
    let status = drawn.tables.iter().map(|table| table.status);
    Ok((headings, status.fold(Status::Verified, Status::weakest)))
}

fn list_report(list: &YearList, id: &str, headings: &Headings, status: Status) -> Report {
    let columns = list.columns.iter().enumerate().map(|(index, head)| {
        let mut cells = list.lines.iter().filter_map(|line| line.cells.get(index));
        let content = if cells.any(|cell| matches!(cell, ListCell::Text(_))) {
            Content::Text
        } else {
            Content::Centred
        };
        forms::column(head, content)
    });
    let mut report = forms::frame(id, &list.title, headings, columns.collect());
    report.banner = headings.banner(status).map(|text| Banner { text });
    report.rows = (list.lines.iter())
        .map(|line| ReportRow {
            kind: if line.first {
                RowKind::Part
            } else {
                RowKind::Plain
            },
            cells: line.cells.iter().map(cell).collect(),
        })
        .collect();
    report
}

fn cell(cell: &ListCell) -> ReportCell {
    match cell {
        ListCell::Empty => ReportCell::Empty,
        ListCell::Mark => ReportCell::from("x"),
        ListCell::Number(number) => ReportCell::Whole(*number),
        ListCell::Text(text) => ReportCell::from(text.vi.as_str()),
    }
}
