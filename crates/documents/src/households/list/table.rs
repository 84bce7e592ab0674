//! One table of a list: which rows make a household.

use super::rows::RowStream;
use crate::households::draft::{self, Draft, MemberDraft, Readers, Said, Written};
use crate::households::field::{Catalogue, Field, HouseholdField as H, List, MemberField as M};
use crate::households::head::{Column, Head, Subject, line_text, subject};
use crate::households::problem;
use crate::read::value;
use crate::read::{Cell, FileError, Row, column_letters};
use std::collections::BTreeMap;
use vuonlen_domain::UnitCode;
use vuonlen_domain::text::key::search_key;
use vuonlen_law::assess::{Place, Problem};

/// A table being read.
#[derive(Debug)]
pub(super) struct Table {
    place: Place,
    head: Head,
    subject: Subject,
    grouping: Grouping,
    unit: Option<UnitCode>,
    /// Groups the list has a column for.
    groups: Option<u64>,
    first: std::iter::Skip<std::vec::IntoIter<Row>>,
    rows: RowStream,
    ready: Option<Row>,
    running: u32,
    row: u32,
    said: BTreeMap<u16, String>,
}

/// What opens the next household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grouping {
    /// Another number in the column of household numbers.
    ById { column: u16 },
    /// The word for “head” in the column of relations.
    ByHead { column: u16 },
    /// Every row.
    EachRow,
}

impl Table {
    pub(super) fn new(
        readers: &mut Readers<'_>,
        catalogue: &Catalogue,
        place: Place,
        mut head: Head,
        first: Vec<Row>,
        rows: RowStream,
    ) -> Self {
        let relation = catalogue.by_key("member.relation").map(|entry| entry.field);
        let grouping = grouping(&head, relation);
        if !head.has(Field::Member(M::Name)) {
            without_members(&mut head, catalogue);
        }
        let names_unit = [H::Unit, H::Commune, H::Address];
        let unit = match names_unit
            .iter()
            .any(|field| head.has(Field::Household(*field)))
        {
            true => None,
            false => readers.units.in_titles(&readers.context, &head.titles),
        };
        Self {
            subject: subject(place.sheet.as_deref().unwrap_or_default(), &head.titles),
            first: first.into_iter().skip(head.rows),
            row: head.row,
            place,
            groups: asked_groups(&head),
            head,
            grouping,
            unit,
            rows,
            ready: None,
            running: 0,
            said: BTreeMap::new(),
        }
    }

    /// Columns that are not read.
    pub(super) fn notices(&self, catalogue: &Catalogue) -> Vec<Problem> {
        let at = |column: u16| Place {
            row: Some(self.head.row),
            column: Some(column_letters(column)),
            ..self.place.clone()
        };
        self.head
            .unknown
            .iter()
            .map(|(column, label)| {
                problem::unknown_column(label, catalogue.nearest(label)).at(at(*column))
            })
            .collect()
    }

    pub(super) fn rows_read(&self) -> u64 {
        u64::from(self.row)
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.rows.bytes_read()
    }

    pub(super) fn announced(&self) -> Option<u64> {
        self.rows.announced()
    }

    /// Reads the rows of the next household; what is no household goes to `problems`.
    pub(super) fn next_household(
        &mut self,
        readers: &mut Readers<'_>,
        problems: &mut Vec<Problem>,
    ) -> Result<Option<Draft>, FileError> {
        let mut draft: Option<Draft> = None;
        while let Some(row) = self.next_row()? {
            if self.is_no_person(readers, &row, draft.is_some()) {
                let text: String = line_text(&row).chars().take(120).collect();
                problems.push(problem::not_a_household(&text).at(self.at(&row)));
                continue;
            }
            match &mut draft {
                Some(draft) if self.belongs(draft, &row) => self.add(readers, draft, &row),
                Some(_) => {
                    self.ready = Some(row);
                    break;
                }
                None => draft = Some(self.begin(readers, &row)),
            }
        }
        Ok(draft)
    }

    fn next_row(&mut self) -> Result<Option<Row>, FileError> {
        let row = match self.ready.take() {
            Some(row) => Some(row),
            None => match self.first.next() {
                Some(row) => Some(row),
                None => self.rows.next().transpose()?,
            },
        };
        if let Some(row) = &row {
            self.row = row.number;
        }
        Ok(row)
    }

    fn begin(&mut self, readers: &mut Readers<'_>, row: &Row) -> Draft {
        self.running += 1;
        self.said.clear();
        let mut draft = Draft::new(self.at(row));
        match self.subject {
            Subject::Poor => draft.suppose_class(vuonlen_domain::Class::Poor),
            Subject::NearPoor => draft.suppose_class(vuonlen_domain::Class::NearPoor),
            Subject::EscapedPoor => draft.suppose_previous(vuonlen_domain::Class::Poor),
            Subject::EscapedNearPoor => draft.suppose_previous(vuonlen_domain::Class::NearPoor),
            Subject::Mixed => {}
        }
        if let Some(unit) = &self.unit {
            draft.suppose_unit(unit);
        }
        if let Some(groups) = self.groups {
            draft.ask_groups(groups);
        }
        self.add(readers, &mut draft, row);
        if draft.id().is_none() {
            let number = self.text_of(row, Field::Household(H::RowNumber));
            let number = number.unwrap_or_else(|| self.running.to_string());
            draft.set_id(number);
        }
        // Sheets count from 1 each; the ids of a file must differ.
        if let (Some(sheet), false) = (&self.place.sheet, matches!(self.subject, Subject::Mixed)) {
            let id = draft.id().map(|id| format!("{sheet}/{id}"));
            draft.set_id(id.unwrap_or_default());
        }
        draft
    }

    fn belongs(&self, draft: &Draft, row: &Row) -> bool {
        match self.grouping {
            Grouping::EachRow => false,
            Grouping::ById { column } => {
                let number = row.get(column).and_then(|cell| value::text(cell).ok());
                number.is_none_or(|number| {
                    draft
                        .id()
                        .is_some_and(|id| id == number || id.ends_with(&format!("/{number}")))
                })
            }
            Grouping::ByHead { column } => !row.get(column).is_some_and(|cell| {
                matches!(
                    search_key(&cell.written()).as_str(),
                    "chu ho" | "ch" | "head"
                )
            }),
        }
    }

    fn add(&mut self, readers: &mut Readers<'_>, draft: &mut Draft, row: &Row) {
        let place = self.at(row);
        let member = self.head.columns.iter().any(|column| {
            matches!(column.field, Field::Member(_)) && row.get(column.index).is_some()
        });
        if member {
            draft.push_member(MemberDraft::new());
        }
        for column in &self.head.columns {
            let Some(cell) = row.get(column.index) else {
                continue;
            };
            let at = place.clone().column(column_letters(column.index));
            if let Field::Household(_) = column.field {
                // Lists repeat what they say of the household on every member's row.
                let written = cell.written();
                match self.said.get(&column.index) {
                    Some(before) if *before == written => continue,
                    Some(before) => {
                        draft.report(
                            problem::household_differs(&column.label, before, &written).at(at),
                        );
                        continue;
                    }
                    None => self.said.insert(column.index, written),
                };
            }
            let said = Said {
                value: Written::One(cell),
                label: &column.label,
                place: &at,
            };
            draft.say(readers, column.field, said);
        }
    }

    fn at(&self, row: &Row) -> Place {
        Place {
            row: Some(row.number),
            ..self.place.clone()
        }
    }

    fn text_of(&self, row: &Row, field: Field) -> Option<String> {
        let column = self
            .head
            .columns
            .iter()
            .find(|column| column.field == field)?;
        value::text(row.get(column.index)?).ok()
    }

    /// A line of totals, a note or a signature.
    fn is_no_person(&self, readers: &mut Readers<'_>, row: &Row, within: bool) -> bool {
        let known = |column: &&Column| row.get(column.index).is_some();
        let said = self.head.columns.iter().filter(known).count();
        let begins = match self.grouping {
            Grouping::ById { column } | Grouping::ByHead { column } => row.get(column).is_some(),
            Grouping::EachRow => false,
        };
        let may_continue = within || self.grouping == Grouping::EachRow;
        let person = begins || (may_continue && self.says_a_value(readers, row));
        said < 2 || !person || is_total(row)
    }

    /// Whether something stands in the row that no signature line has: a date, a number, a code.
    fn says_a_value(&self, readers: &mut Readers<'_>, row: &Row) -> bool {
        let mut columns = self.head.columns.iter();
        columns.any(|column| {
            row.get(column.index)
                .is_some_and(|cell| draft::is_typed_value(readers, column.field, cell))
        })
    }
}

fn is_total(row: &Row) -> bool {
    let words = row.cells.iter().find_map(|(_, cell)| match cell {
        Cell::Text(text) => Some(search_key(text)),
        _ => None,
    });
    // “Tòng” and “Cống” are family names: only whole phrases count.
    words.is_some_and(|words| {
        matches!(
            words.trim_end_matches([':', ' ']),
            "tong" | "cong" | "tong cong" | "tong so"
        ) || words.starts_with("tong so ho")
            || words.starts_with("tong cong so")
    })
}

fn grouping(head: &Head, relation: Option<Field>) -> Grouping {
    let column_of = |field: Field| head.columns.iter().find(|column| column.field == field);
    if let Some(column) = column_of(Field::Household(H::Id)) {
        return Grouping::ById {
            column: column.index,
        };
    }
    match relation.and_then(column_of) {
        Some(column) => Grouping::ByHead {
            column: column.index,
        },
        None => Grouping::EachRow,
    }
}

/// The groups that have a column to be ticked; none where a list of groups stands in one cell.
fn asked_groups(head: &Head) -> Option<u64> {
    let groups = head.columns.iter().filter_map(|column| match column.field {
        Field::Household(H::Listed(List::Groups, position)) => {
            Some(1_u64.checked_shl(position.into())?)
        }
        _ => None,
    });
    groups.reduce(|mask, bit| mask | bit)
}

/// A list without members says of the head what others say of members. Only the ethnic group
/// belongs to the household; the rest cannot be told apart from a member and is left out by name.
fn without_members(head: &mut Head, catalogue: &Catalogue) {
    let ethnicity = catalogue
        .by_key("member.ethnicity")
        .map(|entry| entry.field);
    let mut unused = Vec::new();
    head.columns.retain_mut(|column| {
        if !matches!(column.field, Field::Member(_)) {
            return true;
        }
        if Some(column.field) == ethnicity {
            column.field = Field::Household(H::Ethnicity);
            return true;
        }
        unused.push((column.index, column.label.clone()));
        false
    });
    head.unknown.append(&mut unused);
}
