//! A household as a reader of files hands it over, before anything is decided about it.

use crate::facts::Record;
use serde::Serialize;
use std::fmt;
use vuonlen_domain::{Area, BirthDate, Class, IdentityNumber, UnitCode};

/// Everything known of one household on the day of its review.
///
/// What an officer's list states (`score_a`, `deprivations`, …) and what a survey answers may
/// stand side by side; [`super::Assessor`] says which it follows and reports where they disagree.
/// All codes are those of `law/codes/`; the assessor refuses an unknown one by name.
#[derive(Debug, Clone, PartialEq)]
pub struct HouseholdInput {
    /// The household's id in its source; unique within one file.
    pub id: String,
    /// The commune it lives in, or in an old file the unit of that time.
    pub unit: UnitCode,
    /// Village or residential group, as written.
    pub village: Option<String>,
    /// Area it is reviewed in; absent means the default of its unit.
    pub area: Option<Area>,
    /// Name of the head.
    pub head_name: Option<String>,
    /// Number of persons, as stated.
    pub size: Option<u32>,
    /// Monthly income per person in đồng.
    pub income_per_person: Option<i64>,
    /// Điểm A (B1), as stated.
    pub score_a: Option<i64>,
    /// Điểm B (B2), as stated.
    pub score_b: Option<i64>,
    /// Answers of the household's questions by index in the schema `household`; a shorter list
    /// leaves the rest unanswered.
    pub answers: Record,
    /// Its members, the head first where known.
    pub members: Vec<MemberInput>,
    /// Codes of the indicators it is deprived in, as stated by an officer. `Some` of an empty
    /// list says: deprived in none.
    pub deprivations: Option<Vec<String>>,
    /// Ethnic group of the head (code of `ethnic_groups`), where no member says it.
    pub ethnicity: Option<String>,
    /// Groups it is stated to belong to (codes of `groups`); `None`: derive from the members.
    pub groups: Option<Vec<String>>,
    /// Causes of poverty (codes of `causes`).
    pub causes: Option<Vec<String>>,
    /// Support needed (codes of `needs`).
    pub needs: Option<Vec<String>>,
    /// Class at the review before; `None`: not stated, see `history`.
    pub previous_class: Option<PreviousClass>,
    /// Number of persons at the review before.
    pub previous_size: Option<u32>,
    /// Classes recognised in earlier years, in any order.
    pub history: Vec<(i32, Class)>,
    /// What happened since the review before (code of `events`: moved in, died, split, …).
    pub event: Option<String>,
    /// The class its source states, to be compared with the law's.
    pub stated_class: Option<Class>,
    /// Where the household stands in its source.
    pub place: Option<Place>,
}

/// One member of a household.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberInput {
    /// The member's id in its source; unique within the household.
    pub id: String,
    /// Name, for explanations.
    pub name: String,
    /// Date or year of birth; gives the age on the day of the review.
    pub birth: Option<BirthDate>,
    /// Identity number.
    pub identity: Option<IdentityNumber>,
    /// Answers of the member's questions by index in the schema `member`.
    pub facts: Record,
}

/// What a household was at the review before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PreviousClass {
    /// In no list: recognised as nothing, or not in the registry.
    None,
    /// Recognised in a class.
    Class(Class),
}

/// A place in a source file, as exact as the source allows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// File name, without its folder.
    pub file: Option<String>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Row or line, counted from 1 as the program that shows the file counts it.
    pub row: Option<u32>,
    /// Column: its letter, or a JSON key.
    pub column: Option<String>,
}

impl HouseholdInput {
    /// A household of which nothing but id and unit is known.
    #[must_use]
    pub fn new(id: impl Into<String>, unit: UnitCode) -> Self {
        Self {
            id: id.into(),
            unit,
            village: None,
            area: None,
            head_name: None,
            size: None,
            income_per_person: None,
            score_a: None,
            score_b: None,
            answers: Record::new(),
            members: Vec::new(),
            deprivations: None,
            ethnicity: None,
            groups: None,
            causes: None,
            needs: None,
            previous_class: None,
            previous_size: None,
            history: Vec::new(),
            event: None,
            stated_class: None,
            place: None,
        }
    }
}

impl MemberInput {
    /// A member of whom nothing but id and name is known.
    #[must_use]
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            birth: None,
            identity: None,
            facts: Record::new(),
        }
    }
}

impl PreviousClass {
    /// The code used in files and formulas: a class's code, or `none`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Class(class) => class.code(),
        }
    }

    /// Reads a code written by [`PreviousClass::code`].
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "none" => Some(Self::None),
            other => Class::parse(other).map(Self::Class),
        }
    }
}

impl Place {
    /// The same place, at a column.
    #[must_use]
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = self.row.map(|row| row.to_string());
        let parts = [&self.file, &self.sheet, &row, &self.column];
        let known: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        formatter.write_str(&known.join(":"))
    }
}
