//! How cells look: one family of fonts, thin borders, Vietnamese number formats.

use super::sheet::{Cell, RowStyle, Width};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// The font of administrative documents (NĐ 30/2020/NĐ-CP).
pub(super) const FONT: &str = "Times New Roman";
/// Body size of reports, in points.
const SIZE: f64 = 13.0;

/// All formats of a book, made once.
pub(super) struct Formats {
    pub(super) issuer: Format,
    pub(super) form: Format,
    pub(super) title: Format,
    pub(super) subtitle: Format,
    pub(super) banner: Format,
    pub(super) measure: Format,
    pub(super) head: Format,
    pub(super) number_row: Format,
    pub(super) note: Format,
    cells: Vec<Format>,
}

/// Kinds of cells, in the order their formats are kept for each row style.
const KINDS: usize = 6;

impl Formats {
    pub(super) fn new() -> Self {
        let plain = Format::new().set_font_name(FONT).set_font_size(SIZE);
        let centre = plain
            .clone()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter);
        let bordered = plain
            .clone()
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::VerticalCenter);
        let styles = [RowStyle::Plain, RowStyle::First, RowStyle::Total];
        let cells = styles
            .into_iter()
            .flat_map(|style| {
                let base = match style {
                    RowStyle::Plain => bordered.clone(),
                    RowStyle::First => bordered.clone().set_bold(),
                    RowStyle::Total => bordered
                        .clone()
                        .set_bold()
                        .set_background_color(Color::RGB(0x00F2_F2F2)),
                };
                [
                    base.clone().set_align(FormatAlign::Left).set_text_wrap(),
                    base.clone().set_align(FormatAlign::Center),
                    base.clone()
                        .set_align(FormatAlign::Right)
                        .set_num_format("#,##0"),
                    base.clone()
                        .set_align(FormatAlign::Right)
                        .set_num_format("#,##0.0"),
                    base.clone()
                        .set_align(FormatAlign::Right)
                        .set_num_format("#,##0.00"),
                    base.set_align(FormatAlign::Right)
                        .set_num_format("#,##0.000"),
                ]
            })
            .collect();
        Self {
            issuer: centre.clone().set_bold(),
            form: centre.clone().set_italic(),
            title: centre
                .clone()
                .set_bold()
                .set_font_size(14.0)
                .set_text_wrap(),
            subtitle: centre.clone().set_italic().set_text_wrap(),
            banner: centre
                .clone()
                .set_bold()
                .set_font_color(Color::RGB(0x00B0_2020))
                .set_text_wrap(),
            measure: plain.clone().set_italic().set_align(FormatAlign::Right),
            head: centre
                .clone()
                .set_bold()
                .set_text_wrap()
                .set_border(FormatBorder::Thin)
                .set_background_color(Color::RGB(0x00E8_EEF4)),
            number_row: centre
                .set_italic()
                .set_font_size(11.0)
                .set_border(FormatBorder::Thin),
            note: plain.set_italic().set_align(FormatAlign::Left),
            cells,
        }
    }

    pub(super) fn cell(&self, style: RowStyle, cell: &Cell) -> &Format {
        let row = match style {
            RowStyle::Plain => 0,
            RowStyle::First => 1,
            RowStyle::Total => 2,
        };
        let kind = match cell {
            Cell::Empty | Cell::Text(_) => 0,
            Cell::Centred(_) | Cell::Mark => 1,
            Cell::Number(_) => 2,
            Cell::Decimal { decimals: 0, .. } => 2,
            Cell::Decimal { decimals: 1, .. } => 3,
            Cell::Decimal { decimals: 2, .. } => 4,
            Cell::Decimal { .. } => 5,
        };
        &self.cells[row * KINDS + kind]
    }
}

/// Width of a column in characters.
pub(super) const fn characters(width: Width) -> f64 {
    match width {
        Width::Narrow => 6.5,
        Width::Figure => 11.5,
        Width::Short => 16.0,
        Width::Name => 30.0,
        Width::Sentence => 48.0,
    }
}
