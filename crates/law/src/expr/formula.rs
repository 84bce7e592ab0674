//! A compiled formula and its faces.

use super::check::{Offsets, check, parse};
use super::{EvaluateError, FormulaError, Outcome, Plan, Reads, Scope};
use super::{evaluate, interpret, words};
use crate::facts::{Batch, Column, Record, Type, Value};
use cel::parser::Expression;
use std::sync::Arc;
use vuonlen_domain::text::Language;

/// Checks `source` against `scope` and compiles it to a formula with a result of type `expected`.
///
/// # Errors
/// Everything wrong in the formula, each at its offset.
pub fn compile(source: &str, scope: &Scope, expected: &Type) -> Result<Formula, Vec<FormulaError>> {
    let program = parse(source)?;
    let offsets = Offsets::new(source, &program);
    let checked = check(program.expression(), scope, offsets, expected)?;
    let mut expression = program.expression().clone();
    interpret::name_decimal_sums(&mut expression, &checked.decimal_sums);
    Ok(Formula {
        inner: Arc::new(Inner {
            source: source.to_owned(),
            scope: scope.clone(),
            result: expected.clone(),
            plan: checked.plan,
            expression,
        }),
    })
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
    expression: Expression,
}

/// One household as a formula reads it.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The household's (or assessed row's) facts by index.
    pub household: &'a [Option<Value>],
    /// Its members' facts; none when they were not listed.
    pub members: Option<&'a [Record]>,
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
        self.inner.plan.reads()
    }

    /// Its result for one household, by the `cel` crate: what the formula means.
    #[must_use]
    pub fn interpret(&self, facts: Facts<'_>) -> Outcome {
        interpret::outcome(
            &self.inner.expression,
            &self.inner.scope,
            &self.inner.result,
            facts,
        )
    }

    /// Its result for every household of `batch`; null = missing or a fault, which
    /// [`Formula::interpret`] of the row tells apart.
    ///
    /// # Errors
    /// [`EvaluateError`] when the batch is of another schema.
    pub fn evaluate(&self, batch: &Batch) -> Result<Column, EvaluateError> {
        evaluate::evaluate(
            &self.inner.plan,
            &self.inner.scope,
            &self.inner.result,
            batch,
        )
    }

    /// The members who make the formula true, by index, in order: those for whom a
    /// `members.exists(m, …)` holds, or whom a `size(members.filter(m, …))` counts, where these
    /// stand at the top, joined by `&&`, `||`, `?:` or compared. Empty when the formula is not true.
    #[must_use]
    pub fn members_making_true(&self, facts: Facts<'_>) -> Vec<usize> {
        interpret::members_making_true(&self.inner.expression, &self.inner.scope, facts)
    }

    /// The formula in words, from the labels of facts and codes, parameters as their values.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        words::words(&self.inner.plan, &self.inner.scope, language)
    }
}
