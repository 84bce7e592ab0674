//! Detailed lists: a line per member, household by household.
//!
//! Which households a list shows and what is crossed for them comes from facts; names, birth
//! years and relations are no facts and come from a [`Roster`].

use super::plan::TablePlan;
use super::result::ColumnHead;
use super::source::TableError;
use arrow::array::{Array, BooleanArray};
use vuonlen_domain::Text;
use vuonlen_law::expr::Formula;
use vuonlen_law::facts::{Batch, Column};
use vuonlen_law::status::Status;
use vuonlen_law::tables::{Content, Field, Kind, Table};

/// The people behind the rows of a batch.
pub trait Roster {
    /// The members of the household at `row`, its head first. A household whose members are not
    /// known gives its head alone, so that it is not lost from the list.
    fn members(&self, row: usize) -> Vec<Person>;
}

/// What a list prints of a member.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// Sex, if known.
    pub sex: Option<Sex>,
    /// Year of birth, if known.
    pub birth_year: Option<i32>,
    /// Ethnic group.
    pub ethnicity: Option<Text>,
    /// Relation to the head.
    pub relation: Option<Text>,
}

/// Which of the two columns of birth years a person stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}

/// One cell of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListCell {
    /// Nothing to print.
    Empty,
    /// A cross.
    Mark,
    /// A number.
    Number(i64),
    /// A text.
    Text(Text),
}

/// One line of a list: a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListLine {
    /// The row of the batch its household stands in.
    pub row: usize,
    /// Whether it is the first line of its household.
    pub first: bool,
    /// A cell per column.
    pub cells: Vec<ListCell>,
}

/// Draws up one list, batch by batch, numbering households as it goes.
#[derive(Debug)]
pub struct ListBuilder<'a> {
    table: &'a Table,
    filter: &'a Formula,
    status: Status,
    households: i64,
    undecided: u64,
}

impl<'a> ListBuilder<'a> {
    /// A list of `plan`'s edition (`R15`), over data of this status.
    ///
    /// # Errors
    /// [`TableError::NoTable`] when there is no list with this id.
    pub fn new(plan: &'a TablePlan, id: &str, data: Status) -> Result<Self, TableError> {
        plan.edition()
            .find(id)
            .map(|(_, table)| table)
            .filter(|table| table.kind == Kind::List)
            .and_then(|table| Some((table, table.filter.as_ref()?)))
            .map(|(table, filter)| Self {
                table,
                filter,
                status: table.provenance.status.weakest(data),
                households: 0,
                undecided: 0,
            })
            .ok_or_else(|| TableError::NoTable {
                id: id.to_owned(),
                kind: "list",
            })
    }

    /// The same list, going on after `households` that stand in it already.
    #[must_use]
    pub const fn continued(mut self, households: i64) -> Self {
        self.households = households;
        self
    }

    /// The lines of the households of a batch that the list shows, in their order.
    ///
    /// # Errors
    /// [`TableError`] when the batch is not of the facts the list reads.
    pub fn lines(
        &mut self,
        households: &Batch,
        roster: &dyn Roster,
    ) -> Result<Vec<ListLine>, TableError> {
        let shown = condition(self.filter, households)?;
        self.undecided += u64::try_from(shown.null_count()).unwrap_or(u64::MAX);
        let marks = self
            .table
            .columns
            .iter()
            .map(|column| match &column.content {
                Content::Mark(mark) => condition(mark, households).map(Some),
                _ => Ok(None),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let mut lines = Vec::new();
        for row in 0..households.rows() {
            if !is_true(&shown, row) {
                continue;
            }
            self.households += 1;
            for (position, person) in (1..).zip(roster.members(row)) {
                let columns = self.table.columns.iter().zip(&marks);
                lines.push(ListLine {
                    row,
                    first: position == 1,
                    cells: columns
                        .map(|(column, marks)| match (&column.content, marks) {
                            (Content::Field(field), _) => self.field(*field, position, &person),
                            (_, Some(marks)) if position == 1 && is_true(marks, row) => {
                                ListCell::Mark
                            }
                            _ => ListCell::Empty,
                        })
                        .collect(),
                });
            }
        }
        Ok(lines)
    }

    /// The list's title.
    #[must_use]
    pub const fn title(&self) -> &Text {
        &self.table.title
    }

    /// The heads of its columns.
    #[must_use]
    pub fn columns(&self) -> Vec<ColumnHead> {
        self.table.columns.iter().map(ColumnHead::of).collect()
    }

    /// The weakest of the form and the data.
    #[must_use]
    pub const fn status(&self) -> Status {
        self.status
    }

    /// How many households it shows so far.
    #[must_use]
    pub const fn households(&self) -> i64 {
        self.households
    }

    /// How many households could not be decided so far and are not shown.
    #[must_use]
    pub const fn undecided(&self) -> u64 {
        self.undecided
    }

    fn field(&self, field: Field, member: i64, person: &Person) -> ListCell {
        let text = |text: &Option<Text>| text.clone().map_or(ListCell::Empty, ListCell::Text);
        let year = |sex: Sex| match person.birth_year {
            Some(year) if person.sex == Some(sex) => ListCell::Number(i64::from(year)),
            _ => ListCell::Empty,
        };
        match field {
            Field::HouseholdNumber if member == 1 => ListCell::Number(self.households),
            Field::HouseholdNumber => ListCell::Empty,
            Field::MemberNumber => ListCell::Number(member),
            Field::Name => ListCell::Text(Text::new(&person.name, &person.name)),
            Field::BirthYearMale => year(Sex::Male),
            Field::BirthYearFemale => year(Sex::Female),
            Field::Ethnicity => text(&person.ethnicity),
            Field::Relation => text(&person.relation),
        }
    }
}

fn condition(formula: &Formula, households: &Batch) -> Result<BooleanArray, TableError> {
    match formula.evaluate(households)? {
        Column::Bool(column) => Ok(column),
        _ => Err(TableError::Type(formula.source().to_owned())),
    }
}

fn is_true(column: &BooleanArray, row: usize) -> bool {
    column.is_valid(row) && column.value(row)
}
