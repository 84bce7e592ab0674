//! Paragraphs and their words.

use super::xml::Xml;
use crate::official::paper::{Align, Paragraph, Span};

/// Twentieths of a point in a point.
pub(super) const POINT: u32 = 20;

/// The first line of a paragraph begins 1.27 cm further right.
const INDENT: u32 = 720;

/// A paragraph `width` twentieths of a point wide.
pub(super) fn paragraph(xml: &mut Xml, paragraph: &Paragraph, width: u32) {
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    if paragraph.keep_next {
        xml.empty("w:keepNext", &[]);
    }
    if paragraph.dotted {
        xml.open("w:tabs", &[]);
        let end = width.to_string();
        xml.empty(
            "w:tab",
            &[("w:val", "right"), ("w:leader", "dot"), ("w:pos", &end)],
        );
        xml.close("w:tabs");
    }
    let before = (u32::from(paragraph.before) * POINT).to_string();
    // Nothing but white: as high as its size says.
    let (line, rule) = if paragraph.spans.is_empty() && !paragraph.dotted {
        (
            (u32::from(paragraph.points.max(1)) * POINT).to_string(),
            "exact",
        )
    } else {
        ("240".to_owned(), "auto")
    };
    xml.empty(
        "w:spacing",
        &[
            ("w:before", &before),
            ("w:after", "0"),
            ("w:line", &line),
            ("w:lineRule", rule),
        ],
    );
    if paragraph.indent {
        xml.empty("w:ind", &[("w:firstLine", &INDENT.to_string())]);
    }
    xml.value("w:jc", alignment(paragraph.align));
    xml.close("w:pPr");
    for span in &paragraph.spans {
        run(xml, span, paragraph.points);
    }
    if paragraph.dotted {
        xml.open("w:r", &[]);
        look(xml, &Span::default(), paragraph.points);
        xml.empty("w:tab", &[]);
        xml.close("w:r");
    }
    xml.close("w:p");
    if let Some(hundredths) = paragraph.rule {
        rule_below(xml, paragraph, u32::from(hundredths), width);
    }
}

/// A paragraph that takes no room: tables must stand between paragraphs.
pub(super) fn nothing(xml: &mut Xml, keep_next: bool) {
    let point = Paragraph {
        points: 1,
        keep_next,
        ..Paragraph::default()
    };
    paragraph(xml, &point, 0);
}

/// Words of one look.
pub(super) fn run(xml: &mut Xml, span: &Span, points: u8) {
    xml.open("w:r", &[]);
    look(xml, span, points);
    xml.element("w:t", &[("xml:space", "preserve")], &span.text);
    xml.close("w:r");
}

fn look(xml: &mut Xml, span: &Span, points: u8) {
    let half_points = (u32::from(points) * 2).to_string();
    xml.open("w:rPr", &[]);
    if span.bold {
        xml.empty("w:b", &[]);
        xml.empty("w:bCs", &[]);
    }
    if span.italic {
        xml.empty("w:i", &[]);
        xml.empty("w:iCs", &[]);
    }
    xml.value("w:sz", &half_points);
    xml.value("w:szCs", &half_points);
    xml.close("w:rPr");
}

pub(super) const fn alignment(align: Align) -> &'static str {
    match align {
        Align::Justified => "both",
        Align::Left => "left",
        Align::Centre => "center",
        Align::Right => "right",
    }
}

/// A line below the text: the upper border of an empty paragraph, drawn in from both sides.
fn rule_below(xml: &mut Xml, above: &Paragraph, hundredths: u32, width: u32) {
    let text: u32 = above
        .spans
        .iter()
        .map(|span| breadth(&span.text, above.points))
        .sum();
    let side = (width.saturating_sub(text.min(width) * hundredths / 100) / 2).to_string();
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    if above.keep_next {
        xml.empty("w:keepNext", &[]);
    }
    xml.open("w:pBdr", &[]);
    xml.empty(
        "w:top",
        &[
            ("w:val", "single"),
            ("w:sz", "6"),
            ("w:space", "1"),
            ("w:color", "000000"),
        ],
    );
    xml.close("w:pBdr");
    xml.empty(
        "w:spacing",
        &[
            ("w:before", "20"),
            ("w:after", "0"),
            ("w:line", "40"),
            ("w:lineRule", "exact"),
        ],
    );
    xml.empty("w:ind", &[("w:left", &side), ("w:right", &side)]);
    xml.close("w:pPr");
    xml.close("w:p");
}

/// About how broad heavy words of Times New Roman are, in twentieths of a point.
fn breadth(text: &str, points: u8) -> u32 {
    let thousandths: u32 = text
        .chars()
        .map(|c| match c {
            ' ' | ',' | '.' | '-' | 'i' | 'l' | 't' => 300,
            c if c.is_uppercase() => 720,
            _ => 510,
        })
        .sum();
    thousandths * u32::from(points) * POINT / 1000
}
