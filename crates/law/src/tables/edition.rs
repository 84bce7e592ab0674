//! Tables ready to be counted: every column spelt out, every formula compiled.

use super::relation::Relation;
use crate::expr::Formula;
use crate::status::Provenance;
use serde::{Deserialize, Serialize};
use vuonlen_domain::Text;

/// All tables on a day under a standard, in order: R1, R2, ….
#[derive(Debug, Clone)]
pub struct Edition {
    /// The tables; [`CellRef::table`] is an index here.
    pub tables: Vec<Table>,
    /// Members of a household: what a line of persons sums where a column does not say otherwise.
    pub size: Formula,
}

/// One table.
#[derive(Debug, Clone)]
pub struct Table {
    /// `R1`.
    pub id: String,
    /// Its title, not in capitals.
    pub title: Text,
    /// Counts by unit, or a list of households.
    pub kind: Kind,
    /// Where the form comes from and how sure we are of it.
    pub provenance: Provenance,
    /// What a reader must know of it.
    pub note: Option<Text>,
    /// The lines under each unit; at least one.
    pub lines: Vec<Line>,
    /// Its columns, from left to right; [`CellRef::column`] is an index here.
    pub columns: Vec<Column>,
    /// The sums that must hold.
    pub invariants: Vec<Invariant>,
    /// Which households a list shows; none in a summary.
    pub filter: Option<Formula>,
}

/// What a table is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A row (or a few lines) per unit, figures in the cells.
    Summary,
    /// A row per member, household by household.
    List,
}

/// One of the lines a summary gives each unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What is counted on it.
    pub id: LineKind,
    /// Its label: Hộ, Nhân khẩu.
    pub label: Text,
}

/// What a line counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// Households.
    Household,
    /// Persons in them.
    Person,
}

/// One column.
#[derive(Debug, Clone)]
pub struct Column {
    /// `c3`, as sums and ratios name it; all columns of an `each` share it.
    pub id: String,
    /// The code it stands for, where it comes of an `each`.
    pub code: Option<String>,
    /// What stands in the row of column numbers: `3`, `4=3/1`.
    pub number: String,
    /// The merged heads above it, outermost first.
    pub heads: Vec<Text>,
    /// Its own head.
    pub label: Text,
    /// What its cells hold.
    pub content: Content,
}

/// What a column's cells hold.
#[derive(Debug, Clone)]
pub enum Content {
    /// Households for which `rows` is true. The line of persons sums `persons` over all rows, or
    /// else `size` over the same rows.
    Count {
        /// Boolean.
        rows: Formula,
        /// Whole number.
        persons: Option<Formula>,
    },
    /// A whole number summed over all rows; `persons` is the line of persons.
    Sum {
        /// Whole number.
        value: Formula,
        /// Whole number.
        persons: Option<Formula>,
    },
    /// One cell over another, of the same unit and line.
    Ratio {
        /// What is counted.
        part: CellRef,
        /// Out of how many.
        whole: CellRef,
        /// Whether it is printed times 100.
        percent: bool,
        /// Decimals it is printed with.
        decimals: u32,
    },
    /// In a list: a particular of the household or the member.
    Field(Field),
    /// In a list: a cross on the head's line when true for the household.
    Mark(Formula),
}

/// A particular that a list prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Number of the household in the list, from 1.
    HouseholdNumber,
    /// Number of the member in the household, from 1.
    MemberNumber,
    /// Full name of the member.
    Name,
    /// Year of birth, if male.
    BirthYearMale,
    /// Year of birth, if female.
    BirthYearFemale,
    /// Ethnic group of the member.
    Ethnicity,
    /// Relation to the head.
    Relation,
}

/// A column by position: table in [`Edition::tables`], column in [`Table::columns`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    /// Index of the table.
    pub table: usize,
    /// Index of the column.
    pub column: usize,
}

/// A sum that must hold for every unit.
#[derive(Debug, Clone)]
pub struct Invariant {
    /// What it says, for people.
    pub text: Text,
    /// As it is written in the file.
    pub check: String,
    /// The line it is for; none: every line.
    pub line: Option<LineKind>,
    /// The comparison; several where it speaks of the columns of an `each` one by one.
    pub relations: Vec<Relation<CellRef>>,
}

impl Edition {
    /// The table with this id and its index.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<(usize, &Table)> {
        self.tables
            .iter()
            .enumerate()
            .find(|(_, table)| table.id == id)
    }

    /// The column behind a reference.
    #[must_use]
    pub fn column(&self, at: CellRef) -> Option<&Column> {
        self.tables.get(at.table)?.columns.get(at.column)
    }
}

impl Table {
    /// Index of the line that counts `kind`; a table with one line has that one for all.
    #[must_use]
    pub fn line(&self, kind: LineKind) -> Option<usize> {
        match self.lines.as_slice() {
            [_] => Some(0),
            lines => lines.iter().position(|line| line.id == kind),
        }
    }
}
