//! One report, drawn on its sheet from top to bottom.

use super::layout::{head_cells, head_height, head_heights, lines, width};
use super::model::{
    Content, Issuer, Report, ReportCell, ReportColumn, ReportRow, RowKind, Signature,
};
use super::style;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};
use std::collections::BTreeMap;

/// A4 as spreadsheets number it.
pub(crate) const A4: u8 = 9;

/// Points a line of text takes.
const LINE: f64 = 18.0;

/// Draws a report; rows may be many and come one at a time.
#[derive(Debug)]
pub(super) struct Page {
    row: u32,
    columns: Vec<ReportColumn>,
    widths: Vec<f64>,
    styles: BTreeMap<(RowKind, u16), Format>,
    /// Cells that may reach down into the next rows, by column.
    open: BTreeMap<u16, Open>,
    /// Rows above cannot be touched any more.
    streamed: bool,
}

#[derive(Debug)]
struct Open {
    row: u32,
    cell: ReportCell,
    kind: RowKind,
}

impl Page {
    /// Draws everything above the first row of the table.
    pub(super) fn begin(sheet: &mut Worksheet, report: &Report) -> Result<Self, XlsxError> {
        let mut page = Self {
            row: 0,
            columns: report.columns.clone(),
            widths: report.columns.iter().map(width).collect(),
            styles: BTreeMap::new(),
            open: BTreeMap::new(),
            streamed: false,
        };
        page.set_up(sheet)?;
        if let Some(issuer) = &report.issuer {
            page.draw_issuer(sheet, issuer)?;
        }
        if let Some(form) = &report.form {
            page.line(sheet, form, &style::unit_label())?;
        }
        for title in &report.title {
            page.line(sheet, &title.to_uppercase(), &style::title())?;
        }
        for subtitle in &report.subtitle {
            page.line(sheet, subtitle, &style::centred())?;
        }
        if let Some(banner) = &report.banner {
            page.line(sheet, &banner.text, &style::banner())?;
        }
        if let Some(unit) = &report.unit_label {
            page.line(sheet, unit, &style::unit_label())?;
        }
        page.draw_head(sheet)?;
        Ok(page)
    }

    /// The same page on a sheet written in constant memory.
    pub(super) const fn streamed(mut self) -> Self {
        self.streamed = true;
        self
    }

    /// Draws the next row.
    pub(super) fn draw_row(
        &mut self,
        sheet: &mut Worksheet,
        row: &ReportRow,
    ) -> Result<(), XlsxError> {
        for column in 0..=self.last_column() {
            match row
                .cells
                .get(usize::from(column))
                .unwrap_or(&ReportCell::Empty)
            {
                ReportCell::Above => {
                    let format = self.style(column, row.kind);
                    sheet.write_blank(self.row, column, &format)?;
                }
                cell => {
                    self.close(sheet, column)?;
                    self.write(sheet, self.row, column, cell, row.kind)?;
                    if !self.streamed {
                        let open = Open {
                            row: self.row,
                            cell: cell.clone(),
                            kind: row.kind,
                        };
                        self.open.insert(column, open);
                    }
                }
            }
        }
        sheet.set_row_height(self.row, self.height(row))?;
        self.row += 1;
        Ok(())
    }

    /// Points a row needs for its longest text. Programs do not all find it out by themselves.
    fn height(&self, row: &ReportRow) -> f64 {
        let texts = row
            .cells
            .iter()
            .zip(&self.widths)
            .map(|(cell, width)| match cell {
                ReportCell::Text(text) => lines(text, *width),
                _ => 1,
            });
        f64::from(texts.max().unwrap_or(1)).min(20.0) * LINE
    }

    /// Draws what stands below the table.
    pub(super) fn end(mut self, sheet: &mut Worksheet, report: &Report) -> Result<(), XlsxError> {
        for column in 0..=self.last_column() {
            self.close(sheet, column)?;
        }
        for note in &report.notes {
            self.line(sheet, note, &style::note())?;
        }
        if !report.signatures.is_empty() {
            self.row += 1;
            self.draw_signatures(sheet, &report.signatures)?;
        }
        Ok(())
    }

    fn set_up(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (column, width) in (0_u16..).zip(&self.widths) {
            sheet.set_column_width(column, *width)?;
        }
        // Margins of official documents in inches: left 3 cm, right 1.5, top and bottom 2.
        sheet
            .set_paper_size(A4)
            .set_landscape()
            .set_margins(1.18, 0.59, 0.79, 0.79, 0.39, 0.39)
            .set_print_fit_to_pages(1, 0)
            .set_print_center_horizontally(true)
            .set_footer(format!("&C&\"{},Regular\"&11&P/&N", style::FONT));
        Ok(())
    }

    fn draw_issuer(&mut self, sheet: &mut Worksheet, issuer: &Issuer) -> Result<(), XlsxError> {
        let middle = self.middle();
        let above = issuer.above.as_deref().unwrap_or_default();
        let place = issuer.place_and_date.as_deref().unwrap_or_default();
        let left = [
            (above, style::centred()),
            (issuer.body.as_str(), style::centred().set_bold()),
            ("", style::centred()),
        ];
        let right = [
            (
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                style::national_heading(),
            ),
            ("Độc lập - Tự do - Hạnh phúc", style::motto()),
            (place, style::place_and_date()),
        ];
        for ((left, left_style), (right, right_style)) in left.into_iter().zip(right) {
            self.merge(sheet, 0, middle, left, &left_style)?;
            self.merge(sheet, middle + 1, self.last_column(), right, &right_style)?;
            sheet.set_row_height(self.row, LINE)?;
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    /// The column after which the right half of the page begins, by width.
    fn middle(&self) -> u16 {
        let whole: f64 = self.widths.iter().sum();
        let mut used = 0.0;
        let left = self.widths.iter().take_while(|width| {
            used += **width;
            used < whole * 0.48
        });
        let count = u16::try_from(left.count()).unwrap_or_default();
        count.min(self.last_column().saturating_sub(1))
    }

    fn draw_head(&mut self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let first = self.row;
        let format = style::head();
        // From the top down, as a sheet written in constant memory needs it.
        let mut cells = head_cells(&self.columns);
        cells.sort_by_key(|cell| (cell.first_row, cell.first_column));
        for cell in cells {
            let (top, bottom) = (first + cell.first_row, first + cell.last_row);
            let (left, right) = (cell.first_column, cell.last_column);
            if (top, left) == (bottom, right) {
                sheet.write_with_format(top, left, cell.label, &format)?;
            } else {
                sheet.merge_range(top, left, bottom, right, &cell.label, &format)?;
            }
        }
        for (row, height) in (first..).zip(head_heights(&self.columns, &self.widths)) {
            sheet.set_row_height(row, height)?;
        }
        self.row += head_height(&self.columns);
        if self.columns.iter().any(|column| column.number.is_some()) {
            let format = style::column_number();
            for (index, column) in (0_u16..).zip(&self.columns) {
                let number = column.number.as_deref().unwrap_or_default();
                sheet.write_with_format(self.row, index, number, &format)?;
            }
            self.row += 1;
        }
        sheet.set_repeat_rows(first, self.row - 1)?;
        sheet.set_freeze_panes(self.row, 0)?;
        Ok(())
    }

    fn draw_signatures(
        &mut self,
        sheet: &mut Worksheet,
        signatures: &[Signature],
    ) -> Result<(), XlsxError> {
        let count = u16::try_from(signatures.len()).unwrap_or(u16::MAX);
        let share = ((self.last_column() + 1) / count).max(1);
        let places: Vec<(u16, u16)> = (0..count)
            .map(|index| {
                let last = if index + 1 == count {
                    self.last_column()
                } else {
                    (index + 1) * share - 1
                };
                (index * share, last)
            })
            .collect();
        for ((first, last), signature) in places.iter().zip(signatures) {
            let title = signature.title.to_uppercase();
            self.merge(sheet, *first, *last, &title, &style::centred().set_bold())?;
        }
        self.row += 1;
        for ((first, last), signature) in places.iter().zip(signatures) {
            self.merge(
                sheet,
                *first,
                *last,
                &signature.note,
                &style::place_and_date(),
            )?;
        }
        self.row += 1;
        Ok(())
    }

    /// One text across the whole table.
    fn line(
        &mut self,
        sheet: &mut Worksheet,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let whole: f64 = self.widths.iter().sum();
        self.merge(sheet, 0, self.last_column(), text, format)?;
        sheet.set_row_height(self.row, f64::from(lines(text, whole)) * LINE)?;
        self.row += 1;
        Ok(())
    }

    fn merge(
        &self,
        sheet: &mut Worksheet,
        first: u16,
        last: u16,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        if first < last {
            sheet.merge_range(self.row, first, self.row, last, text, format)?;
        } else {
            sheet.write_with_format(self.row, first, text, format)?;
        }
        Ok(())
    }

    fn last_column(&self) -> u16 {
        u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }

    fn style(&mut self, column: u16, kind: RowKind) -> Format {
        let known = self.columns.get(usize::from(column));
        let content = known.map_or(Content::Text, |column| column.content);
        self.styles
            .entry((kind, column))
            .or_insert_with(|| style::cell(content, kind))
            .clone()
    }

    fn write(
        &mut self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        cell: &ReportCell,
        kind: RowKind,
    ) -> Result<(), XlsxError> {
        let format = self.style(column, kind);
        match cell {
            ReportCell::Empty | ReportCell::Above => sheet.write_blank(row, column, &format)?,
            ReportCell::Text(text) => sheet.write_string_with_format(row, column, text, &format)?,
            #[expect(
                clippy::cast_precision_loss,
                reason = "a count of households or đồng is far below 2^53"
            )]
            ReportCell::Whole(count) => {
                sheet.write_number_with_format(row, column, *count as f64, &format)?
            }
            ReportCell::Decimal(number) => {
                sheet.write_number_with_format(row, column, number.to_f64(), &format)?
            }
        };
        Ok(())
    }

    /// Merges the cell that began above with the rows it reached down to.
    fn close(&mut self, sheet: &mut Worksheet, column: u16) -> Result<(), XlsxError> {
        let Some(open) = self.open.remove(&column) else {
            return Ok(());
        };
        if open.row + 1 >= self.row {
            return Ok(());
        }
        let format = self.style(column, open.kind);
        sheet.merge_range(open.row, column, self.row - 1, column, "", &format)?;
        self.write(sheet, open.row, column, &open.cell, open.kind)
    }
}
