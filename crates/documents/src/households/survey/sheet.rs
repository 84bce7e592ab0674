//! One sheet of the form: heads, lists, locks, and rows of what is known.

use super::HEAD_ROWS;
use super::columns::{Entered, SurveyColumn};
use crate::read::Cell;
use crate::report::style;
use rust_xlsxwriter::{
    DataValidation, DataValidationRule, Format, FormatAlign, Formula, Note, ProtectionOptions,
    Worksheet, XlsxError,
};

/// The form is drawn for so many rows; further rows may be written without drop-downs.
const ROWS: u32 = 30_000;

/// Largest number a count may have in the form; a slip of the finger is caught at once.
const LARGEST: i32 = 2_000_000_000;

/// A3 as spreadsheets number it: the form is wide.
const A3: u8 = 8;

/// Characters across a printed page, small but readable.
const PAGE: f64 = 260.0;

const SECTION: u32 = 0x00DD_EBF7;

/// A sheet being filled.
pub(super) struct FormSheet {
    pub(super) sheet: Worksheet,
    columns: Vec<SurveyColumn>,
    formats: Vec<Format>,
    row: u32,
}

impl FormSheet {
    /// Draws the heads; the first `frozen` columns stay in sight.
    pub(super) fn new(
        mut sheet: Worksheet,
        name: &str,
        title: &str,
        columns: Vec<SurveyColumn>,
        frozen: u16,
    ) -> Result<Self, XlsxError> {
        sheet.set_name(name)?;
        let formats: Vec<Format> = columns.iter().map(|column| format(&column.entry)).collect();
        let mut form = Self {
            sheet,
            columns,
            formats,
            row: HEAD_ROWS,
        };
        form.draw_heads(title)?;
        form.set_up(frozen)?;
        Ok(form)
    }

    pub(super) fn columns(&self) -> &[SurveyColumn] {
        &self.columns
    }

    /// Writes the next row: a cell for each column that has one.
    pub(super) fn push(
        &mut self,
        cell: impl Fn(&SurveyColumn) -> Option<Cell>,
    ) -> Result<(), XlsxError> {
        for (index, (column, format)) in (0_u16..).zip(self.columns.iter().zip(&self.formats)) {
            match cell(column) {
                Some(Cell::Text(text)) => {
                    self.sheet
                        .write_string_with_format(self.row, index, &text, format)?;
                }
                Some(Cell::Number(number)) => {
                    self.sheet
                        .write_number_with_format(self.row, index, number, format)?;
                }
                // A date as text: it reads the same in every program, and a year may stand beside it.
                Some(other) => {
                    self.sheet.write_string_with_format(
                        self.row,
                        index,
                        other.written(),
                        format,
                    )?;
                }
                None => {}
            }
        }
        self.row += 1;
        Ok(())
    }

    fn draw_heads(&mut self, title: &str) -> Result<(), XlsxError> {
        let head = style::head();
        let section = style::head().set_background_color(SECTION);
        let choice = style::bordered(style::centred().set_font_size(11.0)).set_rotation(90);
        for (index, column) in (0_u16..).zip(&self.columns) {
            self.sheet.write(0, index, &column.key)?;
        }
        self.sheet.set_row_hidden(0)?;
        let bold = style::base().set_bold().set_font_size(14.0);
        self.sheet.write_with_format(1, 0, title, &bold)?;
        for (index, _) in (1_u16..).zip(self.columns.iter().skip(1)) {
            self.sheet.write_blank(1, index, &bold)?;
        }
        self.sheet.set_row_height(1, 24)?;
        let starts = |level: fn(&SurveyColumn) -> &str| runs(&self.columns, level);
        for (first, last, label) in starts(|column| &column.section) {
            across(&mut self.sheet, 2, 2, first, last, &label, &section)?;
        }
        for (first, last, label) in starts(|column| &column.question) {
            let single = self.columns[usize::from(first)].choice.is_none();
            let bottom = if single { 4 } else { 3 };
            across(&mut self.sheet, 3, bottom, first, last, &label, &head)?;
        }
        for (index, column) in (0_u16..).zip(&self.columns) {
            if let Some(label) = &column.choice {
                self.sheet.write_with_format(4, index, label, &choice)?;
            }
        }
        self.sheet.set_row_height(2, 22)?;
        self.sheet.set_row_height(3, 84)?;
        let longest = self
            .columns
            .iter()
            .filter_map(|column| column.choice.as_ref())
            .map(|label| label.chars().count())
            .max();
        let height = u32::try_from(longest.unwrap_or_default()).unwrap_or_default();
        self.sheet
            .set_row_height(4, f64::from(height.clamp(8, 34)) * 5.8)?;
        Ok(())
    }

    fn set_up(&mut self, frozen: u16) -> Result<(), XlsxError> {
        for (index, (column, format)) in (0_u16..).zip(self.columns.iter().zip(&self.formats)) {
            self.sheet.set_column_width(index, width(column))?;
            self.sheet.set_column_format(index, format)?;
            if !column.help.is_empty() {
                let note = Note::new(&column.help)
                    .add_author_prefix(false)
                    .set_width(260);
                let row = if column.choice.is_some() { 4 } else { 3 };
                self.sheet.insert_note(row, index, &note)?;
            }
            if let Some(validation) = validation(column)? {
                self.sheet.add_data_validation(
                    HEAD_ROWS,
                    index,
                    HEAD_ROWS + ROWS,
                    index,
                    &validation,
                )?;
            }
        }
        let whole: f64 = self.columns.iter().map(width).sum();
        let pages = self.columns.len().min(10);
        let pages =
            (1..u16::try_from(pages).unwrap_or(1)).find(|pages| whole <= f64::from(*pages) * PAGE);
        let pages = pages.unwrap_or(1);
        self.sheet
            .set_default_row_height(19)
            .set_freeze_panes(HEAD_ROWS, frozen)?
            .set_repeat_rows(1, HEAD_ROWS - 1)?
            .set_repeat_columns(0, frozen.saturating_sub(1))?
            .set_paper_size(A3)
            .set_landscape()
            .set_margins(0.4, 0.4, 0.5, 0.5, 0.2, 0.2)
            .set_print_fit_to_pages(pages, 0)
            .set_footer(format!(
                "&L&\"{0},Regular\"&11&A&R&\"{0},Regular\"&11&P/&N",
                style::FONT
            ));
        self.sheet.protect_with_options(&ProtectionOptions {
            select_locked_cells: true,
            select_unlocked_cells: true,
            format_cells: true,
            format_columns: true,
            format_rows: true,
            insert_rows: true,
            delete_rows: true,
            sort: true,
            use_autofilter: true,
            ..ProtectionOptions::new()
        });
        Ok(())
    }
}

/// Neighbouring columns with the same words.
fn runs(columns: &[SurveyColumn], words: fn(&SurveyColumn) -> &str) -> Vec<(u16, u16, String)> {
    let mut first = 0;
    columns
        .chunk_by(|left, right| words(left) == words(right))
        .filter_map(|run| {
            let length = u16::try_from(run.len()).ok()?;
            let label = words(run.first()?).to_owned();
            let run = (first, first + length - 1, label);
            first += length;
            Some(run)
        })
        .collect()
}

fn across(
    sheet: &mut Worksheet,
    top: u32,
    bottom: u32,
    first: u16,
    last: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if (top, first) == (bottom, last) {
        sheet.write_with_format(top, first, text, format)?;
    } else {
        sheet.merge_range(top, first, bottom, last, text, format)?;
    }
    Ok(())
}

/// Cells to be filled are unlocked; digits are text, or their zeros are lost.
fn format(entry: &Entered) -> Format {
    let format = style::bordered(style::base()).set_unlocked();
    match entry {
        Entered::Text => format,
        Entered::Digits | Entered::Date => format.set_num_format("@"),
        Entered::Whole => format.set_num_format("#,##0"),
        Entered::Decimal => format.set_num_format("#,##0.##"),
        Entered::Cross => format.set_align(FormatAlign::Center),
        Entered::OneOf { .. } => format.set_shrink(),
    }
}

fn width(column: &SurveyColumn) -> f64 {
    match &column.entry {
        Entered::Text => 26.0,
        Entered::Digits if column.key.ends_with("identity") => 17.0,
        Entered::Digits => 9.0,
        Entered::Date => 13.0,
        Entered::Whole | Entered::Decimal => 14.0,
        Entered::Cross => 5.0,
        Entered::OneOf { words, .. } => {
            let longest = words
                .iter()
                .map(|word| word.chars().count())
                .max()
                .unwrap_or_default();
            f64::from(u32::try_from(longest).unwrap_or_default()).clamp(10.0, 34.0)
        }
    }
}

fn validation(column: &SurveyColumn) -> Result<Option<DataValidation>, XlsxError> {
    let rule = match &column.entry {
        Entered::Text | Entered::Digits | Entered::Date => return Ok(None),
        Entered::Whole => DataValidation::new()
            .allow_whole_number(DataValidationRule::Between(0, LARGEST))
            .set_error_message("Ghi số nguyên, không âm.")?,
        Entered::Decimal => DataValidation::new()
            .allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0))
            .set_error_message("Ghi số, không âm.")?,
        Entered::Cross => DataValidation::new()
            .allow_list_strings(&["x", "X"])?
            .show_dropdown(false)
            .set_error_message("Ghi x nếu đúng, để trống nếu không.")?,
        Entered::OneOf { name, .. } => DataValidation::new()
            .allow_list_formula(Formula::new(format!("={name}")))
            .set_error_message("Chọn trong danh sách.")?,
    };
    Ok(Some(rule.set_error_title("Chưa đúng")?.ignore_blank(true)))
}

impl std::fmt::Debug for FormSheet {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("FormSheet")
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}
