//! What can be said of a household or a member in a file, and by which words it is recognised.
//!
//! The same fields are keys of JSON Lines, heads of CSV and of the official list, and columns of
//! the survey workbook. Facts of `law/facts` and codes of `law/codes` become fields by themselves.

mod catalogue;
mod spellings;

pub(crate) use catalogue::head_key;
pub use catalogue::{Catalogue, Entry};

/// One thing a column or a key can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Something of the household.
    Household(HouseholdField),
    /// Something of one member.
    Member(MemberField),
    /// Known, and not needed for an assessment: the number of a decision, a remark.
    Unused,
}

/// What can be said of a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HouseholdField {
    /// Its id in the file.
    Id,
    /// Running number of the row; an id where there is no other.
    RowNumber,
    /// Code of its commune.
    Unit,
    /// Name of its commune.
    Commune,
    /// Name of the district, until 30 June 2025.
    District,
    /// Name of the province.
    Province,
    /// All of these in one text.
    Address,
    /// Village or residential group.
    Village,
    /// Rural or urban.
    Area,
    /// Name of the head.
    HeadName,
    /// Number of persons.
    Size,
    /// Monthly income per person, đồng.
    Income,
    /// Điểm A (B1).
    ScoreA,
    /// Điểm B (B2).
    ScoreB,
    /// Ethnic group of the head.
    Ethnicity,
    /// Class at the review before.
    PreviousClass,
    /// Number of persons at the review before.
    PreviousSize,
    /// Classes of earlier years: `2024: nghèo; 2025: cận nghèo`.
    History,
    /// What happened since the review before.
    Event,
    /// The class the file states.
    StatedClass,
    /// Recognised this year for the first time.
    NewlyRecognised,
    /// Recognised again after having left the list.
    Relapsed,
    /// Recognised last year too.
    StillRecognised,
    /// Several codes in one cell.
    List(List),
    /// One code of a list, by position: a column to be ticked.
    Listed(List, u16),
    /// “None of these” of a list.
    ListNone(List),
    /// Answer to a question, by index of its fact.
    Answer(usize),
    /// One choice of a question that allows several.
    Choice(usize, u16),
    /// “None of these” of such a question.
    ChoiceNone(usize),
}

/// Lists of codes that a household carries beside the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum List {
    /// Indicators it is deprived in.
    Deprivations,
    /// Groups it belongs to.
    Groups,
    /// Causes of poverty.
    Causes,
    /// Support needed.
    Needs,
}

/// What can be said of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MemberField {
    /// Number in the household.
    Id,
    /// Name.
    Name,
    /// Date or year of birth.
    Birth,
    /// Year of birth in the column for men.
    BirthOfMan,
    /// Year of birth in the column for women.
    BirthOfWoman,
    /// Identity number.
    Identity,
    /// Answer to a question, by index of its fact.
    Answer(usize),
    /// One choice of a question that allows several.
    Choice(usize, u16),
    /// “None of these” of such a question.
    ChoiceNone(usize),
}

impl List {
    /// All lists.
    pub const ALL: [Self; 4] = [Self::Deprivations, Self::Groups, Self::Causes, Self::Needs];

    /// Key in JSON and CSV.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Deprivations => "deprivations",
            Self::Groups => "flags",
            Self::Causes => "causes",
            Self::Needs => "needs",
        }
    }

    /// The list of `law/codes` its codes are from.
    #[must_use]
    pub const fn codes(self) -> &'static str {
        match self {
            Self::Deprivations => "indicators",
            Self::Groups => "groups",
            Self::Causes => "causes",
            Self::Needs => "needs",
        }
    }
}
