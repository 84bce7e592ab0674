//! Any question about households, answered at once: how many, how much, what share, where.
//!
//! A [`Question`] is CEL over the facts of assessed households, a unit level and, if wanted, a
//! fact to divide by; a [`Query`] is the question checked; an [`Answer`] is whole numbers, from an
//! index or from Parquet alike. This room must not know pages, tables or names of units.

mod answer;
mod error;

pub use answer::{Answer, AnswerRow};
pub use error::QueryError;

use crate::index::Households;
use crate::index::tally::{Split, values_of};
use crate::snapshot::SnapshotError;
use crate::tables::{MeasureId, MeasureSet};
use std::num::NonZeroUsize;
use vuonlen_law::expr::{Formula, Scope, compile};
use vuonlen_law::facts::{CodePositions, Type};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Which households: a CEL condition; none for all.
    pub condition: Option<String>,
    /// What of them.
    pub figure: Figure,
    /// A figure for each of these units.
    pub level: Level,
    /// And for each value of this fact: a bool, code or set. A household stands under every code
    /// of a set.
    pub divided_by: Option<String>,
    /// Only so many rows, the largest first; none for all, in order of unit and value.
    pub top: Option<usize>,
}

/// What is counted of the households asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// How many.
    Households,
    /// How many for which this holds besides.
    Count(String),
    /// The sum of this whole number.
    Sum(String),
    /// For how many of them this holds, out of all of them.
    Share(String),
}

/// Which units have a row each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// One row for all.
    Country,
    /// Provinces.
    Province,
    /// Communes.
    Commune,
    /// Villages, as they are written.
    Village,
}

/// A checked question.
#[derive(Debug, Clone)]
pub struct Query {
    measures: MeasureSet,
    value: MeasureId,
    whole: Option<MeasureId>,
    level: Level,
    split: Split,
    /// The codes of the fact divided by, in order.
    codes: Vec<String>,
    top: Option<usize>,
}

impl Query {
    /// Checks a question against the facts of `scope`; `codes` are its code lists.
    ///
    /// # Errors
    /// [`QueryError`] with everything wrong in a formula, or a fact that cannot divide.
    pub fn new(
        question: &Question,
        scope: &Scope,
        codes: &dyn CodePositions,
    ) -> Result<Self, QueryError> {
        let condition = question.condition.as_deref();
        let boolean = |text: &str| formula(text, scope, &Type::Bool);
        let chosen = condition.map(boolean).transpose()?;
        // Checked alone first, so that an error points into what was asked.
        let both = |text: &str| -> Result<Formula, QueryError> {
            let alone = boolean(text)?;
            match condition {
                None => Ok(alone),
                Some(condition) => boolean(&format!("({condition}) && ({text})")),
            }
        };
        let mut measures = MeasureSet::new();
        let (value, whole) = match &question.figure {
            Figure::Households => (measures.add(chosen.as_ref(), None), None),
            Figure::Count(text) => (measures.add(Some(&both(text)?), None), None),
            Figure::Sum(text) => {
                let number = formula(text, scope, &Type::Int)?;
                (measures.add(chosen.as_ref(), Some(&number)), None)
            }
            Figure::Share(text) => {
                let part = measures.add(Some(&both(text)?), None);
                (part, Some(measures.add(chosen.as_ref(), None)))
            }
        };
        let (split, codes) = split(question, scope, codes)?;
        Ok(Self {
            measures,
            value,
            whole,
            level: question.level,
            split,
            codes,
            top: question.top,
        })
    }

    /// The answer over `households`.
    ///
    /// # Errors
    /// [`SnapshotError`] when they cannot be read, or a formula has no form in bits.
    pub fn answer(
        &self,
        households: &Households,
        threads: NonZeroUsize,
    ) -> Result<Answer, SnapshotError> {
        let tally = households.tally(&self.measures, self.split, threads)?;
        Ok(Answer::new(self, &tally))
    }
}

fn formula(text: &str, scope: &Scope, kind: &Type) -> Result<Formula, QueryError> {
    compile(text, scope, kind).map_err(|errors| QueryError::Formula {
        text: text.to_owned(),
        errors,
    })
}

fn split(
    question: &Question,
    scope: &Scope,
    codes: &dyn CodePositions,
) -> Result<(Split, Vec<String>), QueryError> {
    let Some(name) = &question.divided_by else {
        let village = question.level == Level::Village;
        let split = if village { Split::Village } else { Split::None };
        return Ok((split, Vec::new()));
    };
    if question.level == Level::Village {
        return Err(QueryError::VillagesDivided);
    }
    let schema = scope.household();
    let (index, fact) = schema
        .index(name)
        .and_then(|index| Some((index, schema.fact(index)?)))
        .ok_or_else(|| QueryError::UnknownFact(name.clone()))?;
    let names = match &fact.kind {
        Type::Bool => vec!["false".to_owned(), "true".to_owned()],
        Type::Code(list) | Type::Set(list) => crate::snapshot::all_codes(list, codes),
        Type::Int | Type::Decimal => Vec::new(),
    };
    match values_of(&fact.kind, names.len()) {
        Some(values) => Ok((Split::Fact(index, values), names)),
        None => Err(QueryError::NotDividing(name.clone())),
    }
}
