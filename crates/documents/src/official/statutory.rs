//! Statutory tables on paper: a [`Report`] on A4 landscape, with merged heads.
//!
//! A table too wide for the page is cut into parts, each beginning with the columns that say
//! whose row it is.

use super::elements::{BODY, Heading, plain, space, spaced};
use super::paper::{Align, Paper, Paragraph, Sheet, Span};
use super::parts::Signer;
use super::table::{Table, TableCell, TableRow};
use super::wording::capitals;
use crate::report::{Content, Report, ReportCell, ReportColumn, ReportRow, RowKind};
use chrono::NaiveDate;
use vuonlen_domain::decimal::group_thousands;

/// Points across the text of a landscape page: 297 mm less both margins.
const WIDTH: f64 = 714.0;

/// Width of a figure against the size of its letters.
const LETTER: f64 = 0.52;

/// White beside the text of a cell, in points.
const PADDING: f64 = 8.0;

/// Sizes tried, from large to small.
const SIZES: [u8; 4] = [12, 11, 10, 9];

/// The report as it stands on paper.
#[must_use]
pub fn paper(report: &Report, dated: Option<NaiveDate>) -> Paper {
    let mut sheet = Sheet {
        landscape: true,
        ..Sheet::default()
    };
    heading(&mut sheet, report);
    let (points, parts) = fitted(&report.columns);
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            sheet.push(space(12));
        }
        sheet.push(table(report, part, points));
    }
    for note in &report.notes {
        sheet.push(spaced(4, plain(12, Align::Left, [Span::italic(note)])));
    }
    if !report.signatures.is_empty() {
        let signers: Vec<Signer> = (report.signatures.iter())
            .map(|signature| Signer {
                rank: vec![signature.title.clone()],
                note: Some(signature.note.trim_matches(['(', ')']).to_owned()),
                name: None,
            })
            .collect();
        sheet.signers(&signers);
    }
    Paper::new(report.title.join(" "), dated, sheet)
}

fn heading(sheet: &mut Sheet, report: &Report) {
    match &report.issuer {
        Some(issuer) => Heading {
            above: issuer.above.clone(),
            issuer: vec![issuer.body.clone()],
            dated: issuer.place_and_date.clone(),
            form: report.form.as_deref(),
            ..Heading::default()
        }
        .put_on(sheet),
        None => {
            if let Some(form) = &report.form {
                sheet.push(plain(12, Align::Right, [Span::bold(form)]));
            }
        }
    }
    let titles = report
        .title
        .iter()
        .map(|line| (14, Span::bold(capitals(line))));
    let subtitles = report.subtitle.iter().map(|line| (BODY, Span::new(line)));
    let banner = report
        .banner
        .iter()
        .map(|banner| (BODY, Span::bold(&banner.text)));
    for (index, (points, span)) in titles.chain(subtitles).chain(banner).enumerate() {
        sheet.push(Paragraph {
            keep_next: true,
            ..spaced(
                if index == 0 { 10 } else { 2 },
                plain(points, Align::Centre, [span]),
            )
        });
    }
    if let Some(unit) = &report.unit_label {
        sheet.push(plain(12, Align::Right, [Span::italic(unit)]));
    }
    sheet.push(space(6));
}

/// The size of letters, and the columns (by index) of each part.
fn fitted(columns: &[ReportColumn]) -> (u8, Vec<Vec<usize>>) {
    for points in SIZES {
        if columns
            .iter()
            .map(|column| width(column, points))
            .sum::<f64>()
            <= WIDTH
        {
            return (points, vec![(0..columns.len()).collect()]);
        }
    }
    let points = SIZES[SIZES.len() - 1];
    let keys = columns
        .iter()
        .take_while(|column| matches!(column.content, Content::Text | Content::Centred))
        .count();
    // Without figures there is nothing to cut apart: everything is squeezed onto one page.
    if keys == columns.len() {
        return (points, vec![(0..columns.len()).collect()]);
    }
    let key_width: f64 = columns[..keys]
        .iter()
        .map(|column| width(column, points))
        .sum();
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut used = f64::INFINITY;
    for (index, column) in columns.iter().enumerate().skip(keys) {
        let wanted = width(column, points);
        match parts.last_mut().filter(|_| used + wanted <= WIDTH) {
            Some(part) => part.push(index),
            None => {
                parts.push((0..keys).chain([index]).collect());
                used = key_width;
            }
        }
        used += wanted;
    }
    (points, parts)
}

/// Points a column needs: its longest word, and room for its figures.
fn width(column: &ReportColumn, points: u8) -> f64 {
    let longest_word = (column.label.split_whitespace())
        .chain(column.number.as_deref())
        .map(|word| word.chars().count())
        .max()
        .unwrap_or_default();
    let least = match column.content {
        Content::Text => 18,
        Content::Centred => 4,
        Content::Whole => 6,
        Content::Decimal(_) => 5,
    };
    let letters = u32::try_from(longest_word.max(least)).unwrap_or(u32::MAX);
    f64::from(letters) * f64::from(points) * LETTER + PADDING
}

fn table(report: &Report, part: &[usize], points: u8) -> Table {
    let columns: Vec<&ReportColumn> = part.iter().map(|index| &report.columns[*index]).collect();
    let mut table = Table {
        // At most a page wide, so the rounded points fit.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 32,767 points"
        )]
        shares: columns
            .iter()
            .map(|column| width(column, points).min(32_767.0) as u16)
            .collect(),
        points,
        head: heads(&columns),
        rows: Vec::with_capacity(report.rows.len()),
    };
    for row in 0..report.rows.len() {
        let cells = (part.iter())
            .filter_map(|column| cell(&report.rows, row, *column, &report.columns[*column]));
        table.rows.push(TableRow::new(cells));
    }
    table
}

/// Neighbours with the same heads above them share these; a label reaches down to the last line.
fn heads(columns: &[&ReportColumn]) -> Vec<TableRow> {
    let depth = columns
        .iter()
        .map(|column| column.heads.len())
        .max()
        .unwrap_or_default();
    let mut rows = vec![TableRow::default(); depth + 1];
    for (level, row) in rows.iter_mut().enumerate() {
        let mut first = 0;
        while first < columns.len() {
            let column = columns[first];
            let mut covered = 1;
            if level < column.heads.len() {
                let path = &column.heads[..=level];
                covered = columns[first..]
                    .iter()
                    .take_while(|other| other.heads.get(..=level) == Some(path))
                    .count();
                row.cells
                    .push(TableCell::head(&path[level]).across(small(covered)));
            } else if level == column.heads.len() {
                row.cells
                    .push(TableCell::head(&column.label).down(small(depth + 1 - level)));
            }
            first += covered;
        }
    }
    if columns.iter().any(|column| column.number.is_some()) {
        rows.push(TableRow::new(columns.iter().map(|column| TableCell {
            italic: true,
            ..TableCell::centred(column.number.as_deref().unwrap_or_default())
        })));
    }
    rows
}

/// The cell of a row in a column; none where a cell above reaches down.
fn cell(rows: &[ReportRow], row: usize, index: usize, column: &ReportColumn) -> Option<TableCell> {
    let content = |row: &ReportRow| row.cells.get(index).cloned().unwrap_or_default();
    let cell = match content(&rows[row]) {
        ReportCell::Above if row > 0 => return None,
        ReportCell::Above | ReportCell::Empty => TableCell::empty(),
        ReportCell::Text(text) if column.content == Content::Centred => TableCell::centred(text),
        ReportCell::Text(text) => TableCell::text(text),
        ReportCell::Whole(number) => TableCell::figure(group_thousands(number)),
        ReportCell::Decimal(number) => TableCell::figure(number.to_string()),
    };
    let below = (rows[row + 1..].iter())
        .take_while(|row| content(row) == ReportCell::Above)
        .count();
    Some(TableCell {
        bold: rows[row].kind != RowKind::Plain,
        shaded: rows[row].kind == RowKind::Total,
        ..cell.down(small(below + 1))
    })
}

fn small(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}
