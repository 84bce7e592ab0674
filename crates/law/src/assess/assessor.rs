//! One standard on one day, applied to households.

use super::rules::Rules;
use super::run::run;
use super::table::Evaluator;
use super::{Assessment, AssessorError, HouseholdInput, Problem};
use crate::law::Law;
use crate::standards::Standard;
use chrono::{Datelike, NaiveDate};

/// Households laid out in columns at a time: enough to keep the kernels busy, little enough to
/// stay in the cache.
const CHUNK: usize = 4096;

/// What an assessment may use besides the national standard.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The score table that gives score A from answers; absent: the standard's own, which scores
    /// nobody until a province has loaded it.
    pub score_table: Option<String>,
    /// The overlay of a province that sets a higher standard.
    pub overlay: Option<String>,
}

/// One standard on one day.
///
/// What is followed where a source says several things:
///
/// - The class is decided by a **stated score A**; without it by the **income**; without that by
///   a score A computed from answers. Where the standard has no score rules, by the income. A
///   stated score and a stated income that come to different classes are a doubt, `routes_differ`.
/// - **Stated deprivations** go before those found from answers, as the village meeting has seen
///   them; a contradiction is a doubt, `deprivations_differ`. Score B follows from the
///   deprivations where all are known; a stated one serves where they are not.
/// - **Members** listed are the size of the household; a birth date gives the age.
/// - A **stated class** never decides; one that the law contradicts is a doubt, `class_differs`.
/// - An answer that the class depends on and that is missing is a rejection naming the question.
///   Indicators that the law data do not define are tried both ways: where every outcome is the
///   same class, that is the class, else a rejection names them.
#[derive(Debug)]
pub struct Assessor<'law> {
    pub(super) rules: Rules<'law>,
}

impl<'law> Assessor<'law> {
    /// The standard `standard` for reviews held on `on`.
    ///
    /// A standard that follows directly on the one in force on `on` may be asked for as well: the
    /// opening class of the coming standard, found in the same round with the ages of `on` and
    /// the rules of the standard's first day.
    ///
    /// # Errors
    /// [`AssessorError`] for an unknown standard, overlay or table, or one not in force.
    pub fn new(
        law: &'law Law,
        standard: &str,
        on: NaiveDate,
        options: &Options,
    ) -> Result<Self, AssessorError> {
        Rules::new(law, standard, on, options).map(|rules| Self { rules })
    }

    /// The standards of a round of reviews held on `on`: the one in force, and the one that follows
    /// where the year after is already its own. The round of 2026 gives the class of 2026 and the
    /// opening class of 2027.
    ///
    /// `options` are for the standard in force; the one that follows has its own table, if any.
    ///
    /// # Errors
    /// [`AssessorError`] when no standard is in force, or the options do not fit it.
    pub fn round(
        law: &'law Law,
        on: NaiveDate,
        options: &Options,
    ) -> Result<Vec<Self>, AssessorError> {
        let in_force = law.standard_on(on).map_err(AssessorError::NoStandard)?;
        let mut round = vec![Self::new(law, &in_force.id, on, options)?];
        let next_year = NaiveDate::from_yo_opt(on.year() + 1, 1);
        let following = next_year.and_then(|day| law.standard_on(day).ok());
        if let Some(following) = following.filter(|following| following.id != in_force.id) {
            round.push(Self::new(law, &following.id, on, &Options::default())?);
        }
        Ok(round)
    }

    /// The standard applied.
    #[must_use]
    pub const fn standard(&self) -> &'law Standard {
        self.rules.standard
    }

    /// Day of the review.
    #[must_use]
    pub const fn on(&self) -> NaiveDate {
        self.rules.on
    }

    /// Day whose rules are used: the day of the review, or the first day of a coming standard.
    #[must_use]
    pub const fn rules_on(&self) -> NaiveDate {
        self.rules.rules_on
    }

    /// Assesses one household with the interpreter.
    ///
    /// # Errors
    /// Everything found, where something keeps the household from having a result.
    pub fn assess(&self, household: &HouseholdInput) -> Result<Assessment, Vec<Problem>> {
        let households = std::slice::from_ref(household);
        let mut results = run(&self.rules, Evaluator::Interpreter, households);
        results.pop().unwrap_or_else(|| Err(Vec::new()))
    }

    /// Assesses many households in columns: a result for each, in their order, equal to what
    /// [`Assessor::assess`] gives.
    #[must_use]
    pub fn assess_batch(
        &self,
        households: &[HouseholdInput],
    ) -> Vec<Result<Assessment, Vec<Problem>>> {
        let mut results = Vec::with_capacity(households.len());
        for chunk in households.chunks(CHUNK) {
            results.extend(run(&self.rules, Evaluator::Columns, chunk));
        }
        results
    }
}
