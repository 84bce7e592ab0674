//! Columns of households through Arrow kernels: the same results as the interpreter, for millions.
//!
//! A plan's node is evaluated for all rows at once into an array whose nulls are the rows without
//! a result: missing or a fault. Loops go through the members (or a set's codes) of all rows as
//! one long array with offsets; what does not depend on the loop is computed outside it.

mod arithmetic;
mod choose;
mod compare;
mod fold;
mod frame;
mod lists;
mod node;
mod operand;
mod segments;

use super::{Plan, Scope};
use crate::facts::{Batch, Column, Schema, Type};
use arrow::error::ArrowError;
use frame::Frame;
use node::Evaluator;
use std::sync::Arc;

/// Households evaluated at a time, so that the arrays between two kernels stay in the cache.
const CHUNK: usize = 8192;

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
    /// A plan whose parts are not of the types its nodes promise: a defect of the compiler.
    #[error("the plan is not well typed: {0}")]
    Plan(&'static str),
    /// Arrow refused an operation: a defect of the evaluator.
    #[error("Arrow: {0}")]
    Arrow(String),
}

impl From<ArrowError> for EvaluateError {
    fn from(error: ArrowError) -> Self {
        Self::Arrow(error.to_string())
    }
}

/// The results of `plan` for every household of `batch`.
pub(super) fn evaluate(
    plan: &Plan,
    scope: &Scope,
    result: &Type,
    batch: &Batch,
) -> Result<Column, EvaluateError> {
    check_schema(scope.household(), batch.schema())?;
    if let (Some(expected), Some(members)) = (scope.member(), batch.members()) {
        check_schema(expected, members.schema())?;
    }
    if batch.rows() <= CHUNK {
        return chunk(plan, result, batch);
    }
    let chunks = (0..batch.rows())
        .step_by(CHUNK)
        .map(|start| chunk(plan, result, &batch.slice(start, CHUNK)))
        .collect::<Result<Vec<_>, _>>()?;
    operand::join(&chunks)
}

fn check_schema(expected: &Arc<Schema>, given: &Arc<Schema>) -> Result<(), EvaluateError> {
    if Arc::ptr_eq(expected, given) || expected == given {
        return Ok(());
    }
    Err(EvaluateError::OtherSchema {
        expected: expected.scope().to_owned(),
        given: given.scope().to_owned(),
    })
}

fn chunk(plan: &Plan, result: &Type, batch: &Batch) -> Result<Column, EvaluateError> {
    let root = Frame::root(batch.rows());
    let column = Evaluator::new(batch)
        .evaluate(plan, &root)?
        .into_column(batch.rows());
    if column.is_of(result) {
        Ok(column)
    } else {
        Err(EvaluateError::Plan("the result is of another type"))
    }
}
