//! How cells look.

use super::model::{Content, RowKind};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, FormatUnderline};

/// The font of documents of State bodies.
pub(crate) const FONT: &str = "Times New Roman";

/// Points of the body.
pub(crate) const SIZE: f64 = 13.0;

const GREY: u32 = 0x00E7_E6E6;
const RED: u32 = 0x00C0_0000;

/// Plain text in the font of documents.
pub(crate) fn base() -> Format {
    Format::new()
        .set_font_name(FONT)
        .set_font_size(SIZE)
        .set_align(FormatAlign::VerticalCenter)
}

/// Text in the middle of a merged line.
pub(crate) fn centred() -> Format {
    base().set_align(FormatAlign::Center).set_text_wrap()
}

pub(super) fn national_heading() -> Format {
    centred().set_bold().set_font_size(12.0)
}

pub(super) fn motto() -> Format {
    centred().set_bold().set_underline(FormatUnderline::Single)
}

pub(super) fn place_and_date() -> Format {
    centred().set_italic()
}

pub(crate) fn title() -> Format {
    centred().set_bold().set_font_size(14.0)
}

pub(super) fn unit_label() -> Format {
    base()
        .set_italic()
        .set_font_size(12.0)
        .set_align(FormatAlign::Right)
}

pub(super) fn banner() -> Format {
    centred().set_bold().set_font_color(RED)
}

pub(super) fn note() -> Format {
    base().set_italic().set_font_size(12.0).set_text_wrap()
}

pub(crate) fn head() -> Format {
    bordered(centred().set_bold().set_font_size(12.0)).set_background_color(GREY)
}

pub(super) fn column_number() -> Format {
    bordered(centred().set_italic().set_font_size(11.0))
}

/// Thin lines on all sides.
pub(crate) fn bordered(format: Format) -> Format {
    format.set_border(FormatBorder::Thin)
}

/// A cell of a column in a row. Dots and commas come from the reader's own settings; the codes
/// are those every spreadsheet program knows.
pub(super) fn cell(content: Content, kind: RowKind) -> Format {
    let format = bordered(base());
    let format = match content {
        Content::Text => format.set_text_wrap(),
        Content::Centred => format.set_align(FormatAlign::Center).set_text_wrap(),
        Content::Whole => format.set_num_format("#,##0"),
        Content::Decimal(0) => format.set_num_format("#,##0"),
        Content::Decimal(places) => {
            format.set_num_format(format!("#,##0.{}", "0".repeat(usize::from(places.min(9)))))
        }
    };
    match kind {
        RowKind::Plain => format,
        RowKind::Part => format.set_bold(),
        RowKind::Total => format.set_bold().set_background_color(GREY),
    }
}
