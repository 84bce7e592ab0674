//! A compiled formula and its faces.

use super::{FactRef, FormulaError, Outcome, Plan, Scope};
use crate::facts::{Batch, Column, Record, Type, Value};
use std::collections::BTreeSet;
use std::sync::Arc;
use vuonlen_domain::text::Language;

/// Checks `source` against `scope` and compiles it to a formula with a result of type `expected`.
///
/// # Errors
/// Everything wrong in the formula, each at its offset.
pub fn compile(
    source: &str,
    scope: &Scope,
    expected: &Type,
) -> Result<Formula, Vec<FormulaError>> {
    let _ = (source, scope, expected);
    Err(vec![FormulaError::new(0, "", "")])
}

/// A checked formula, ready to evaluate. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Formula {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    source: String,
    scope: Scope,
    result: Type,
    plan: Plan,
}

/// One household as a formula reads it.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The household's (or assessed row's) facts by index.
    pub household: &'a [Option<Value>],
    /// Its members' facts; none when they were not listed.
    pub members: Option<&'a [Record]>,
}

/// The facts a formula names, by index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    /// Facts of the household, or of the assessed row.
    pub household: BTreeSet<usize>,
    /// Facts of members.
    pub member: BTreeSet<usize>,
    /// Whether the list of members is gone through at all.
    pub members: bool,
}

/// Why a batch cannot be evaluated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvaluateError {
    /// The batch has other facts than the formula was compiled for.
    #[error("the batch has the facts of scope `{given}`, the formula reads those of `{expected}`")]
    OtherSchema {
        /// Scope of the formula.
        expected: String,
        /// Scope of the batch.
        given: String,
    },
}

impl Formula {
    /// The text it was compiled from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.inner.source
    }

    /// What it may name.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.inner.scope
    }

    /// The type of its result.
    #[must_use]
    pub fn result(&self) -> &Type {
        &self.inner.result
    }

    /// The typed plan, for other back ends.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.inner.plan
    }

    /// The facts it names.
    #[must_use]
    pub fn reads(&self) -> Reads {
        Reads::default()
    }

    /// Its result for one household, by the `cel` crate.
    #[must_use]
    pub fn interpret(&self, facts: Facts<'_>) -> Outcome {
        let _ = (facts, FactRef { level: super::Level::Household, index: 0 });
        Outcome::Missing(Vec::new())
    }

    /// Its result for every household of `batch`; null = missing or a fault, which
    /// [`Formula::interpret`] tells apart.
    ///
    /// # Errors
    /// [`EvaluateError`] when the batch is of another schema.
    pub fn evaluate(&self, batch: &Batch) -> Result<Column, EvaluateError> {
        Ok(Column::absent(&self.inner.result, batch.rows()))
    }

    /// The members for whom a top-level `members.exists(…)` holds, by index, in order.
    #[must_use]
    pub fn members_making_true(&self, facts: Facts<'_>) -> Vec<usize> {
        let _ = facts;
        Vec::new()
    }

    /// The formula in words.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        let _ = language;
        self.inner.source.clone()
    }
}
