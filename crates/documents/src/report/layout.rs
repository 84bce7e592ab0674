//! Where the heads of a table stand, and how wide and high things are.

use super::model::{Content, ReportColumn};

/// One head cell: rows and columns it covers, counted from the head's first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeadCell {
    pub(super) first_row: u32,
    pub(super) last_row: u32,
    pub(super) first_column: u16,
    pub(super) last_column: u16,
    pub(super) label: String,
}

/// Lines the head takes.
pub(super) fn head_height(columns: &[ReportColumn]) -> u32 {
    let deepest = columns
        .iter()
        .map(|column| column.heads.len())
        .max()
        .unwrap_or_default();
    u32::try_from(deepest).unwrap_or(u32::MAX).saturating_add(1)
}

/// The cells of the head: neighbours with the same heads above them share these; a label reaches
/// down to the last line.
pub(super) fn head_cells(columns: &[ReportColumn]) -> Vec<HeadCell> {
    let height = head_height(columns);
    let mut cells = Vec::new();
    for level in 0..columns
        .iter()
        .map(|column| column.heads.len())
        .max()
        .unwrap_or_default()
    {
        let mut first = 0;
        while first < columns.len() {
            let path = columns[first].heads.get(..=level);
            let same = columns[first..]
                .iter()
                .take_while(|column| path.is_some() && column.heads.get(..=level) == path)
                .count();
            if let (Some(label), Some((first_column, last_column))) =
                (columns[first].heads.get(level), range(first, same))
            {
                let row = u32::try_from(level).unwrap_or_default();
                cells.push(HeadCell {
                    first_row: row,
                    last_row: row,
                    first_column,
                    last_column,
                    label: label.clone(),
                });
            }
            first += same.max(1);
        }
    }
    for (index, column) in columns.iter().enumerate() {
        if let Some((first_column, last_column)) = range(index, 1) {
            cells.push(HeadCell {
                first_row: u32::try_from(column.heads.len()).unwrap_or_default(),
                last_row: height - 1,
                first_column,
                last_column,
                label: column.label.clone(),
            });
        }
    }
    cells
}

fn range(first: usize, count: usize) -> Option<(u16, u16)> {
    let last = first + count.checked_sub(1)?;
    Some((u16::try_from(first).ok()?, u16::try_from(last).ok()?))
}

/// Width of a column in characters of the body.
pub(super) fn width(column: &ReportColumn) -> f64 {
    column.width.unwrap_or_else(|| {
        let longest_word = column
            .label
            .split_whitespace()
            .map(|word| word.chars().count())
            .max()
            .unwrap_or_default();
        let least = match column.content {
            Content::Text => 24,
            Content::Centred => 7,
            Content::Whole => 10,
            Content::Decimal(_) => 8,
        };
        f64::from(u32::try_from(longest_word.max(least) + 2).unwrap_or(40)).min(40.0)
    })
}

/// Lines that `text` takes in a cell `width` characters wide, words kept whole.
pub(crate) fn lines(text: &str, width: f64) -> u32 {
    // Capitals and bold letters are wider than the figure that widths are counted in.
    let room = (width * 0.95).max(1.0);
    let mut lines = 1;
    let mut used = 0.0;
    for word in text.split_whitespace() {
        let length: f64 = word
            .chars()
            .map(|c| if c.is_uppercase() { 1.35 } else { 1.0 })
            .sum();
        if used > 0.0 && used + 1.0 + length > room {
            lines += 1;
            used = length;
        } else {
            used += length + if used > 0.0 { 1.0 } else { 0.0 };
        }
    }
    lines
}

/// Height in points of each line of the head.
pub(super) fn head_heights(columns: &[ReportColumn], widths: &[f64]) -> Vec<f64> {
    const LINE: f64 = 16.5;
    let cells = head_cells(columns);
    let mut heights = vec![LINE + 4.0; usize::try_from(head_height(columns)).unwrap_or(1)];
    // Cells of one line first, so that a tall one only asks for what is still missing.
    for span in 1..=heights.len() {
        for cell in &cells {
            let rows = cell.first_row as usize..=cell.last_row as usize;
            if rows.clone().count() != span {
                continue;
            }
            let width: f64 = widths[usize::from(cell.first_column)..=usize::from(cell.last_column)]
                .iter()
                .sum();
            let wanted = f64::from(lines(&cell.label, width)) * LINE + 4.0;
            let there: f64 = heights[rows.clone()].iter().sum();
            if let (true, Some(last)) = (wanted > there, heights.get_mut(*rows.end())) {
                *last += wanted - there;
            }
        }
    }
    heights
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(heads: &[&str], label: &str) -> ReportColumn {
        ReportColumn {
            heads: heads.iter().map(|head| (*head).to_owned()).collect(),
            ..ReportColumn::new(label, Content::Whole)
        }
    }

    #[test]
    fn heads_are_merged_over_their_columns() {
        let columns = [
            column(&[], "TT"),
            column(&["Giảm", "Thoát nghèo"], "Cận nghèo"),
            column(&["Giảm", "Thoát nghèo"], "Vượt chuẩn"),
            column(&["Giảm"], "Khác"),
            column(&["Tăng"], "Khác"),
        ];
        let cells: Vec<(String, u32, u32, u16, u16)> = head_cells(&columns)
            .into_iter()
            .map(|c| {
                (
                    c.label,
                    c.first_row,
                    c.last_row,
                    c.first_column,
                    c.last_column,
                )
            })
            .collect();
        let expected = [
            ("Giảm", 0, 0, 1, 3),
            ("Tăng", 0, 0, 4, 4),
            ("Thoát nghèo", 1, 1, 1, 2),
            ("TT", 0, 2, 0, 0),
            ("Cận nghèo", 2, 2, 1, 1),
            ("Vượt chuẩn", 2, 2, 2, 2),
            ("Khác", 1, 2, 3, 3),
            ("Khác", 1, 2, 4, 4),
        ];
        assert_eq!(
            cells,
            expected.map(|(label, a, b, c, d)| (label.to_owned(), a, b, c, d))
        );
    }

    #[test]
    fn long_heads_take_several_lines() {
        assert_eq!(lines("Tổng số hộ nghèo đầu kỳ", 10.0), 3);
        assert_eq!(lines("TT", 5.0), 1);
        assert_eq!(lines("", 5.0), 1);
    }
}
