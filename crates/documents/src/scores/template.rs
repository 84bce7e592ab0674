//! Writes the workbook for a score table.

use super::{COLUMNS, PICKS};
use crate::report::{WriteError, properties, style};
use chrono::NaiveDate;
use rust_xlsxwriter::{DataValidation, DataValidationRule, Format, Workbook, Worksheet, XlsxError};
use vuonlen_law::formula_text::FormulaText;
use vuonlen_law::law::Law;
use vuonlen_law::scores::{ScoreGroup, ScoreItem, ScoreTable};

/// First row of items: keys (hidden), title, what to do, heads.
const FIRST: u32 = 4;

/// Rows with drop-downs; no table is so long.
const ROWS: u32 = 500;

/// A workbook with the groups, items and conditions of `table`. Points are left empty: they are
/// what the official annex says, and nothing else may stand there.
///
/// # Errors
/// [`WriteError`] when the workbook cannot be put together.
pub fn write_template(law: &Law, table: &ScoreTable, on: NaiveDate) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(on));
    draw(workbook.add_worksheet(), law, table, on)?;
    Ok(workbook.save_to_buffer()?)
}

fn draw(
    sheet: &mut Worksheet,
    law: &Law,
    table: &ScoreTable,
    on: NaiveDate,
) -> Result<(), XlsxError> {
    let regions = super::read::regions(law, on);
    sheet.set_name("Bảng điểm")?;
    let heads = COLUMNS
        .iter()
        .map(|(key, head, width)| ((*key).to_owned(), (*head).to_owned(), *width))
        .chain(
            regions
                .iter()
                .map(|(code, label)| (format!("points.{code}"), label.clone(), 13.0)),
        );
    let head = style::head();
    for (column, (key, label, width)) in (0_u16..).zip(heads) {
        sheet.write(0, column, key)?;
        sheet.write_with_format(3, column, label, &head)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_row_hidden(0)?;
    let bold = style::base().set_bold().set_font_size(14.0);
    sheet.write_with_format(
        1,
        0,
        format!(
            "Bảng điểm A theo phụ lục – điền cho chuẩn {}",
            table.standard
        ),
        &bold,
    )?;
    let advice = "Ghi số điểm đúng như phụ lục chính thức cho từng vùng; sửa nội dung và điều kiện nếu phụ lục khác. Không để trống ô điểm.";
    sheet.write_with_format(2, 0, advice, &style::base().set_italic())?;
    sheet.set_row_height(3, 54)?;
    let text = style::bordered(style::base())
        .set_text_wrap()
        .set_unlocked();
    for (row, (group, item)) in (FIRST..).zip(table.items()) {
        draw_item(sheet, row, group, item, &text)?;
        for column in 0..regions.len() {
            let column = u16::try_from(COLUMNS.len() + column).unwrap_or(u16::MAX);
            sheet.write_blank(row, column, &text)?;
        }
    }
    set_up(sheet, regions.len(), &text)
}

fn draw_item(
    sheet: &mut Worksheet,
    row: u32,
    group: &ScoreGroup,
    item: &ScoreItem,
    text: &Format,
) -> Result<(), XlsxError> {
    let pick = PICKS
        .iter()
        .find(|(_, pick)| *pick == group.pick)
        .map(|(word, _)| *word);
    let skip = group.skip_when.as_ref().map_or("", FormulaText::as_str);
    let when = item.when.as_ref().map_or("", FormulaText::as_str);
    let cells = [
        group.id.as_str(),
        &group.label.vi,
        pick.unwrap_or_default(),
        skip,
        &item.id,
        &item.label.vi,
        &item.label.en,
        when,
    ];
    for (column, cell) in (0_u16..).zip(cells) {
        sheet.write_with_format(row, column, cell, text)?;
    }
    Ok(())
}

fn set_up(sheet: &mut Worksheet, regions: usize, text: &Format) -> Result<(), XlsxError> {
    let first = u16::try_from(COLUMNS.len()).unwrap_or(u16::MAX);
    let last = first + u16::try_from(regions.max(1)).unwrap_or(1) - 1;
    let whole = DataValidation::new()
        .allow_whole_number(DataValidationRule::Between(-1_000, 1_000))
        .set_error_title("Chưa đúng")?
        .set_error_message("Ghi số điểm nguyên.")?;
    sheet.add_data_validation(FIRST, first, FIRST + ROWS, last, &whole)?;
    let picks = DataValidation::new().allow_list_strings(&PICKS.map(|(word, _)| word))?;
    sheet.add_data_validation(FIRST, 2, FIRST + ROWS, 2, &picks)?;
    for column in 0..=last {
        sheet.set_column_format(column, text)?;
    }
    sheet
        .set_freeze_panes(FIRST, 0)?
        .set_repeat_rows(3, 3)?
        .set_paper_size(8)
        .set_landscape()
        .set_print_fit_to_pages(1, 0);
    Ok(())
}
