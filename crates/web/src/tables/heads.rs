//! The merged heads of a table as rows of cells.

use crate::page::Page;
use vuonlen_app::review::ColumnHead;

/// One head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) text: String,
    pub(super) across: usize,
    pub(super) down: usize,
}

/// Rows of heads from top to bottom; `leading` columns come first and reach down to the last.
pub(super) fn rows(page: &Page, leading: &[&str], columns: &[&ColumnHead]) -> Vec<Vec<Head>> {
    let depth = columns
        .iter()
        .map(|column| column.heads.len())
        .max()
        .unwrap_or_default();
    let mut rows = vec![Vec::new(); depth + 1];
    if let Some(first) = rows.first_mut() {
        first.extend(leading.iter().map(|text| Head {
            text: (*text).to_owned(),
            across: 1,
            down: depth + 1,
        }));
    }
    for (level, row) in rows.iter_mut().enumerate() {
        let mut rest = columns;
        while let Some(column) = rest.first() {
            let mut covered = 1;
            if let Some(path) = column.heads.get(..=level) {
                let same = |other: &&&ColumnHead| other.heads.get(..=level) == Some(path);
                covered = rest.iter().take_while(same).count();
                row.push(Head {
                    text: path
                        .last()
                        .map(|text| page.say(text).to_owned())
                        .unwrap_or_default(),
                    across: covered,
                    down: 1,
                });
            } else if level == column.heads.len() {
                row.push(Head {
                    text: page.say(&column.label).to_owned(),
                    across: 1,
                    down: depth + 1 - level,
                });
            }
            rest = rest.get(covered..).unwrap_or_default();
        }
    }
    rows
}
