//! Reads the survey workbook back.

use super::arena::Arena;
use crate::households::context::Context;
use crate::households::draft::{Draft, MemberDraft, Readers, Said, Written};
use crate::households::field::{Catalogue, Field, HouseholdField as H, MemberField as M};
use crate::households::head::{self, Column, Head};
use crate::households::problem;
use crate::households::seen::Seen;
use crate::households::source::{Chunk, HouseholdSource, Progress, ProgressUnit, Shape};
use crate::read::value;
use crate::read::workbook::{Rows, Workbook};
use crate::read::{Cell, FileError, Input, Row, column_letters};
use vuonlen_domain::UnitCode;
use vuonlen_law::assess::{Place, Problem};

/// A survey workbook being read.
#[derive(Debug)]
pub struct SurveyReader<'a> {
    file: String,
    book: Workbook,
    readers: Readers<'a>,
    households: Sheet,
    members: Sheet,
    unit: Option<UnitCode>,
    arena: Arena,
    rows: Option<Rows>,
    seen: Seen,
    waiting: Vec<Problem>,
    members_read: u64,
    row: u64,
    finished: bool,
}

/// A sheet and what its columns say.
#[derive(Debug)]
struct Sheet {
    name: String,
    columns: Vec<Column>,
    unknown: Vec<(u16, String)>,
    titles: Vec<String>,
    /// Last row of the heads.
    head_row: u32,
}

impl<'a> SurveyReader<'a> {
    /// A reader of `book` if it is a survey workbook: one sheet of households, one of members,
    /// both with the household's number. Otherwise the book is handed back.
    ///
    /// # Errors
    /// [`FileError`] when its first rows cannot be read.
    pub fn open(
        input: &Input,
        book: Workbook,
        context: Context<'a>,
    ) -> Result<Result<Self, Workbook>, FileError> {
        let catalogue = Catalogue::new(&context);
        let mut readers = Readers::new(context);
        let mut households = None;
        let mut members = None;
        let names: Vec<String> = book
            .sheets()
            .iter()
            .map(|sheet| sheet.name.clone())
            .collect();
        for name in names {
            let first: Vec<Row> = book
                .rows(&name)
                .take(head::LOOKED_AT)
                .collect::<Result<_, _>>()?;
            let Some(sheet) = heads(&mut readers, &catalogue, &name, &first) else {
                continue;
            };
            let has = |field: Field| sheet.columns.iter().any(|column| column.field == field);
            let of_members = has(Field::Member(M::Name));
            match (
                has(Field::Household(H::Id)),
                of_members,
                sheet.says_of_households(),
            ) {
                (true, true, false) => members = members.or(Some(sheet)),
                (true, false, true) => households = households.or(Some(sheet)),
                _ => {}
            }
        }
        let (Some(households), Some(members)) = (households, members) else {
            return Ok(Err(book));
        };
        let mut waiting = households.notices(input.name(), &catalogue);
        waiting.extend(members.notices(input.name(), &catalogue));
        let unit = unit(&mut readers, &households.titles);
        Ok(Ok(Self {
            file: input.name().to_owned(),
            book,
            readers,
            households,
            members,
            unit,
            arena: Arena::default(),
            rows: None,
            seen: Seen::default(),
            waiting,
            members_read: 0,
            row: 0,
            finished: false,
        }))
    }

    /// All members into the arena, then the households from their first row.
    fn begin(&mut self) -> Result<(), FileError> {
        let number = self.members.column(Field::Household(H::Id));
        for row in self.book.rows(&self.members.name) {
            let row = row?;
            self.members_read += 1;
            if row.number <= self.members.head_row {
                continue;
            }
            match number
                .and_then(|column| row.get(column))
                .and_then(|cell| value::text(cell).ok())
            {
                Some(household) => self.arena.push(&household, &row),
                None => {
                    let problem = problem::member_without_household("");
                    self.waiting
                        .push(problem.at(self.members.place(&self.file, &row)));
                }
            }
        }
        self.arena.sort();
        self.rows = Some(self.book.rows(&self.households.name));
        Ok(())
    }

    fn next_row(&mut self) -> Result<Option<Row>, FileError> {
        if self.rows.is_none() {
            self.begin()?;
        }
        loop {
            let row = self.rows.as_mut().and_then(Iterator::next).transpose()?;
            match row {
                Some(row) if row.number <= self.households.head_row => {}
                row => {
                    self.row += u64::from(row.is_some());
                    return Ok(row);
                }
            }
        }
    }

    fn household(&mut self, row: &Row) -> Draft {
        let mut draft = Draft::new(self.households.place(&self.file, row));
        if let Some(unit) = &self.unit {
            draft.suppose_unit(unit);
        }
        self.households
            .say(&mut self.readers, &mut draft, &self.file, row);
        let number = self.members.column(Field::Household(H::Id));
        if let (Some(id), Some(column)) = (draft.id().map(str::to_owned), number) {
            for row in self.arena.take(&id, column) {
                draft.push_member(MemberDraft::new());
                let skip = Field::Household(H::Id);
                let columns = self
                    .members
                    .columns
                    .iter()
                    .filter(|column| column.field != skip);
                say(
                    &mut self.readers,
                    &mut draft,
                    columns,
                    &self.members.place(&self.file, &row),
                    &row,
                );
            }
        }
        draft
    }

    fn left_over(&mut self, most: usize) -> Vec<Problem> {
        let number = self.members.column(Field::Household(H::Id));
        let rows = self.arena.left_over(most);
        rows.iter()
            .map(|row| {
                let id = number.and_then(|column| row.get(column)).map(Cell::written);
                let place = self.members.place(&self.file, row);
                problem::member_without_household(&id.unwrap_or_default()).at(place)
            })
            .collect()
    }
}

impl HouseholdSource for SurveyReader<'_> {
    fn next_chunk(&mut self, most: usize) -> Result<Chunk, FileError> {
        let most = most.max(1);
        let mut chunk = Chunk::default();
        while chunk.met < most && !self.finished {
            let Some(row) = self.next_row()? else {
                self.finished = true;
                break;
            };
            let mut draft = self.household(&row);
            self.seen.check(&mut draft);
            let finished = draft.finish(&mut self.readers);
            chunk.met += 1;
            chunk.households.extend(finished.household);
            chunk.problems.extend(finished.problems);
        }
        chunk.problems.append(&mut self.waiting);
        if self.finished {
            let orphans = self.left_over(most);
            chunk.finished = orphans.len() < most;
            chunk.problems.extend(orphans);
        }
        Ok(chunk)
    }

    fn progress(&self) -> Progress {
        let households = self.rows.as_ref().and_then(Rows::announced);
        Progress {
            unit: ProgressUnit::Rows,
            done: self.members_read + self.row,
            total: households.map(|rows| self.members_read + u64::from(rows)),
        }
    }

    fn shape(&self) -> Shape {
        Shape::Survey
    }
}

impl Sheet {
    fn column(&self, field: Field) -> Option<u16> {
        let column = self.columns.iter().find(|column| column.field == field)?;
        Some(column.index)
    }

    /// Whether some column but the number says something of the household.
    fn says_of_households(&self) -> bool {
        self.columns.iter().any(|column| {
            matches!(column.field, Field::Household(field) if !matches!(field, H::Id | H::RowNumber))
        })
    }

    fn place(&self, file: &str, row: &Row) -> Place {
        Place {
            file: Some(file.to_owned()),
            sheet: Some(self.name.clone()),
            row: Some(row.number),
            column: None,
        }
    }

    fn say(&self, readers: &mut Readers<'_>, draft: &mut Draft, file: &str, row: &Row) {
        say(
            readers,
            draft,
            self.columns.iter(),
            &self.place(file, row),
            row,
        );
    }

    fn notices(&self, file: &str, catalogue: &Catalogue) -> Vec<Problem> {
        let head = Row {
            number: self.head_row,
            cells: Vec::new(),
        };
        let notice = |(column, label): &(u16, String)| {
            let place = self.place(file, &head).column(column_letters(*column));
            problem::unknown_column(label, catalogue.nearest(label)).at(place)
        };
        self.unknown.iter().map(notice).collect()
    }
}

fn say<'c>(
    readers: &mut Readers<'_>,
    draft: &mut Draft,
    columns: impl Iterator<Item = &'c Column>,
    place: &Place,
    row: &Row,
) {
    for column in columns {
        let Some(cell) = row.get(column.index) else {
            continue;
        };
        let at = place.clone().column(column_letters(column.index));
        let said = Said {
            value: Written::One(cell),
            label: &column.label,
            place: &at,
        };
        draft.say(readers, column.field, said);
    }
}

/// The columns of a sheet by the hidden row of keys, else by their heads.
fn heads(
    readers: &mut Readers<'_>,
    catalogue: &Catalogue,
    name: &str,
    first: &[Row],
) -> Option<Sheet> {
    let keys = first.iter().position(|row| is_key_row(catalogue, row));
    let below = keys.map_or(first, |position| &first[position + 1..]);
    let head = head::find(&readers.context, catalogue, &mut readers.codes, below);
    let titles = head
        .as_ref()
        .map(|head| head.titles.clone())
        .unwrap_or_default();
    match (keys.map(|position| &first[position]), head) {
        (Some(keys), head) => Some(Sheet {
            name: name.to_owned(),
            columns: keyed(catalogue, keys, head.as_ref()),
            unknown: Vec::new(),
            titles,
            head_row: head.map_or(super::HEAD_ROWS, |head| head.row),
        }),
        (None, Some(head)) => Some(Sheet {
            name: name.to_owned(),
            columns: head.columns,
            unknown: head.unknown,
            titles,
            head_row: head.row,
        }),
        (None, None) => None,
    }
}

fn is_key_row(catalogue: &Catalogue, row: &Row) -> bool {
    let keys = row.cells.iter().filter(|(_, cell)| match cell {
        Cell::Text(text) => catalogue.by_key(text).is_some(),
        _ => false,
    });
    let keys = keys.count();
    keys >= 3 && keys * 10 >= row.cells.len() * 9
}

/// Columns by key; the head's own words make the label of messages.
fn keyed(catalogue: &Catalogue, keys: &Row, head: Option<&Head>) -> Vec<Column> {
    let label = |index: u16| {
        let column = head?.columns.iter().find(|column| column.index == index)?;
        Some(column.label.clone())
    };
    keys.cells
        .iter()
        .filter_map(|(index, cell)| {
            let entry = catalogue.by_key(&cell.written())?;
            Some(Column {
                index: *index,
                field: entry.field,
                label: label(*index).unwrap_or_else(|| entry.label.clone()),
            })
        })
        .collect()
}

/// The commune the form was written for: `(mã xã 03703)`.
fn unit(readers: &mut Readers<'_>, titles: &[String]) -> Option<UnitCode> {
    let coded = titles.iter().find_map(|title| {
        let (_, after) = title.split_once("mã xã ")?;
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        UnitCode::parse(&digits).ok()
    });
    coded.or_else(|| readers.units.in_titles(&readers.context, titles))
}
