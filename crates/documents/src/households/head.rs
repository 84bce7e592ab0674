//! Where the head of a table stands, and what its columns say.
//!
//! Official lists open with title lines, have heads of one to three rows with merged groups
//! (“Nguyên nhân nghèo” over eight columns) and often a row of column numbers below.

use super::codes::CodeReader;
use super::context::Context;
use super::field::{Catalogue, Field, HouseholdField, MemberField};
use crate::read::{Cell, Row};
use vuonlen_domain::text::key::search_key;
use vuonlen_law::facts::Type;

/// Rows looked at for a head.
pub(super) const LOOKED_AT: usize = 40;

/// Rows a head may have.
const DEEPEST: usize = 3;

/// A head that was found.
#[derive(Debug)]
pub(super) struct Head {
    /// How many of the rows looked at stand above the first row of data.
    pub(super) rows: usize,
    /// Columns whose meaning is known.
    pub(super) columns: Vec<Column>,
    /// Columns with a head that is not recognised.
    pub(super) unknown: Vec<(u16, String)>,
    /// The lines above the head.
    pub(super) titles: Vec<String>,
    /// Row number of the head's last line.
    pub(super) row: u32,
}

/// A column whose meaning is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) index: u16,
    pub(super) field: Field,
    pub(super) label: String,
}

impl Head {
    /// Whether some column says `field`.
    pub(super) fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|column| column.field == field)
    }
}

/// Finds the head among the first rows of a sheet; `None` when none names an id or a person.
pub(super) fn find(
    context: &Context<'_>,
    catalogue: &Catalogue,
    codes: &mut CodeReader,
    rows: &[Row],
) -> Option<Head> {
    let mut best: Option<(usize, Head)> = None;
    // Of two equal readings the one with fewer lines is right: the other took in a title.
    for depth in 1..=DEEPEST {
        for (start, lines) in rows.windows(depth).enumerate().take(LOOKED_AT) {
            if lines.iter().any(holds_values) {
                continue;
            }
            let head = read(context, catalogue, codes, &rows[..start], lines);
            let score = score(&head);
            if score > best.as_ref().map_or(2, |(best, _)| *best) {
                best = Some((score, head));
            }
        }
    }
    let (_, mut head) = best?;
    if rows.get(head.rows).is_some_and(numbers_columns) {
        head.rows += 1;
    }
    Some(head)
}

/// Recognised columns, none unless they tell households apart.
fn score(head: &Head) -> usize {
    use HouseholdField as H;
    let tells_households = [
        Field::Household(H::Id),
        Field::Household(H::HeadName),
        Field::Member(MemberField::Name),
    ];
    if !tells_households.iter().any(|field| head.has(*field)) {
        return 0;
    }
    let mut fields: Vec<Field> = head.columns.iter().map(|column| column.field).collect();
    fields.sort_unstable();
    fields.dedup();
    fields
        .iter()
        .filter(|field| **field != Field::Unused)
        .count()
}

fn read(
    context: &Context<'_>,
    catalogue: &Catalogue,
    codes: &mut CodeReader,
    above: &[Row],
    lines: &[Row],
) -> Head {
    let mut columns = Vec::new();
    let mut unknown = Vec::new();
    let last = lines
        .iter()
        .filter_map(|line| line.cells.last())
        .map(|(column, _)| *column)
        .max();
    for index in 0..=last.unwrap_or_default() {
        let path = path(lines, index);
        let Some(leaf) = path.last() else { continue };
        match meaning(context, catalogue, codes, &path) {
            Some(field) => columns.push(Column {
                index,
                field,
                label: leaf.clone(),
            }),
            None => unknown.push((index, path.join(" – "))),
        }
    }
    Head {
        rows: above.len() + lines.len(),
        columns,
        unknown,
        titles: above.iter().map(line_text).collect(),
        row: lines.last().map_or(0, |line| line.number),
    }
}

/// The labels above one column, outermost first. A merged label stands in its first column only;
/// it reaches to the right as long as there are labels below it.
fn path(lines: &[Row], column: u16) -> Vec<String> {
    let mut path = Vec::new();
    for (level, line) in lines.iter().enumerate() {
        let below = &lines[level + 1..];
        let labelled = |column: u16| below.iter().any(|line| line.get(column).is_some());
        if let Some(cell) = line.get(column) {
            path.push(cell.written());
        } else if labelled(column) {
            let nearest = line.cells.iter().rev().find(|(left, _)| *left < column);
            if let Some((left, cell)) = nearest.filter(|(left, _)| labelled(*left)) {
                let unbroken = (*left..column).all(labelled);
                path.extend(unbroken.then(|| cell.written()));
            }
        }
    }
    path
}

fn meaning(
    context: &Context<'_>,
    catalogue: &Catalogue,
    codes: &mut CodeReader,
    path: &[String],
) -> Option<Field> {
    let whole = path.join(" ");
    if let Some(entry) = catalogue.by_head(&whole) {
        return Some(entry.field);
    }
    let (leaf, groups) = path.split_last()?;
    for group in groups.iter().rev() {
        if let Some(field) = choice(context, catalogue, codes, group, leaf) {
            return Some(field);
        }
    }
    catalogue.by_head(leaf).map(|entry| entry.field)
}

/// A choice below a question: “Thiếu vốn” below “Nguyên nhân nghèo”.
fn choice(
    context: &Context<'_>,
    catalogue: &Catalogue,
    codes: &mut CodeReader,
    group: &str,
    leaf: &str,
) -> Option<Field> {
    let leaf =
        leaf.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | '(' | ' '));
    match catalogue.by_head(group)?.field {
        Field::Household(HouseholdField::List(list)) => {
            let position = codes.one(context, list.codes(), leaf).ok()?;
            Some(Field::Household(HouseholdField::Listed(list, position)))
        }
        Field::Household(HouseholdField::Answer(fact)) => {
            let Type::Set(list) = &context.household_facts()?.fact(fact)?.kind else {
                return None;
            };
            let position = codes.one(context, list, leaf).ok()?;
            Some(Field::Household(HouseholdField::Choice(fact, position)))
        }
        Field::Member(MemberField::Answer(fact)) => {
            let Type::Set(list) = &context.member_facts()?.fact(fact)?.kind else {
                return None;
            };
            let position = codes.one(context, list, leaf).ok()?;
            Some(Field::Member(MemberField::Choice(fact, position)))
        }
        Field::Member(MemberField::Birth) => match search_key(leaf).as_str() {
            "nam" => Some(Field::Member(MemberField::BirthOfMan)),
            "nu" => Some(Field::Member(MemberField::BirthOfWoman)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a row holds data rather than labels.
fn holds_values(row: &Row) -> bool {
    let is_value = |cell: &Cell| match cell {
        Cell::Number(_) | Cell::Date(_) | Cell::Bool(_) | Cell::Error(_) => true,
        Cell::Text(text) => {
            text.len() > 2
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b'-' | b'.' | b','))
        }
    };
    row.cells.iter().any(|(_, cell)| is_value(cell))
}

/// Whether a row numbers the columns: `A B 1 2 3` or `(1) (2) (3)=(1)+(2)`.
fn numbers_columns(row: &Row) -> bool {
    let is_number = |cell: &Cell| {
        let text = cell.written();
        let text = text.split('=').next().unwrap_or_default();
        let bare = text.trim_matches(['(', ')', '[', ']', ' ']);
        bare.len() <= 3 && (bare.bytes().all(|byte| byte.is_ascii_digit()) || bare.len() == 1)
    };
    row.cells.len() >= 3 && row.cells.iter().all(|(_, cell)| is_number(cell)) && ascends(row)
}

/// Column numbers rise by one; ages and scores do not.
fn ascends(row: &Row) -> bool {
    let numbers: Vec<u32> = row
        .cells
        .iter()
        .filter_map(|(_, cell)| {
            cell.written()
                .trim_matches(['(', ')', '[', ']'])
                .parse()
                .ok()
        })
        .collect();
    numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
}

/// What a row says, cell after cell.
pub(super) fn line_text(row: &Row) -> String {
    let cells: Vec<String> = row.cells.iter().map(|(_, cell)| cell.written()).collect();
    cells.join(" ")
}

/// Whether the lists of a row of titles or of a sheet's name are about poor or near-poor
/// households, or about those that left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    Poor,
    NearPoor,
    EscapedPoor,
    EscapedNearPoor,
    /// Both, or not said.
    Mixed,
}

/// Tells what a list is about from its sheet's name and its titles.
pub(super) fn subject(sheet: &str, titles: &[String]) -> Subject {
    let told = |text: &str| {
        let key = search_key(text);
        let has = |word: &str| key.contains(word);
        let without_near = key.replace("can ngheo", "").replace("canngheo", "");
        let poor = without_near.contains("ngheo");
        let near = has("can ngheo") || has("canngheo");
        let escaped_near = has("thoat can ngheo");
        let escaped = has("thoat ngheo") || (has("thoat") && poor && !escaped_near);
        match (escaped, escaped_near, poor, near) {
            (true, false, ..) => Some(Subject::EscapedPoor),
            (false, true, ..) => Some(Subject::EscapedNearPoor),
            (false, false, true, false) => Some(Subject::Poor),
            (false, false, false, true) => Some(Subject::NearPoor),
            _ => None,
        }
    };
    told(sheet)
        .or_else(|| titles.iter().find_map(|title| told(title)))
        .unwrap_or(Subject::Mixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_what_it_is_about() {
        let about = |sheet: &str, title: &str| {
            subject(sheet, &["UBND XÃ QUỲNH NHAI".to_owned(), title.to_owned()])
        };
        assert_eq!(about("R15", "DANH SÁCH CHI TIẾT HỘ NGHÈO"), Subject::Poor);
        assert_eq!(
            about("R14", "Danh sách chi tiết hộ cận nghèo"),
            Subject::NearPoor
        );
        assert_eq!(about("HỘ THOÁT NGHÈO", ""), Subject::EscapedPoor);
        assert_eq!(about("HỘ THOÁT CẬN NGHÈO", ""), Subject::EscapedNearPoor);
        assert_eq!(
            about("Hộ nghèo", "Danh sách hộ nghèo, hộ cận nghèo"),
            Subject::Poor
        );
        assert_eq!(
            about("", "DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO SAU KHI RÀ SOÁT"),
            Subject::Mixed
        );
        assert_eq!(about("Sheet1", ""), Subject::Mixed);
    }
}
