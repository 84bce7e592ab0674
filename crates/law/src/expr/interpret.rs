//! One household through the `cel` crate: the reference for what a formula means.

mod functions;
mod missing;
mod values;
mod witnesses;

pub(super) use functions::name_decimal_sums;
pub(super) use witnesses::members_making_true;

use super::{Facts, Fault, Outcome, Scope};
use crate::facts::{CodePositions, Type, Value};
use cel::common::types::{CelBool, CelDouble, CelInt, CelList, CelString};
use cel::common::value::Val;
use cel::parser::Expression;
use cel::{Context, ExecutionError};
use std::sync::Arc;
use values::Names;

/// What `expression` comes to for `facts`.
pub(super) fn outcome(
    expression: &Expression,
    scope: &Scope,
    result: &Type,
    facts: Facts<'_>,
) -> Outcome {
    let names = Names::new(scope, facts);
    let context = context(&names);
    let error = match cel::Value::resolve_val(expression, &context) {
        Ok(value) => match value_of(value.as_ref(), result, &*scope.codes) {
            Some(value) => return Outcome::Value(value),
            None => return Outcome::Fault(Fault::NotANumber),
        },
        Err(error) => error,
    };
    let missing = missing::absent(expression, &context, scope);
    if missing.is_empty() {
        Outcome::Fault(fault(&error))
    } else {
        Outcome::Missing(missing)
    }
}

/// A context in which formulas find the facts under their names.
fn context<'v>(names: &'v Names<'v>) -> Context<'v, 'v> {
    let mut context = Context::with_env(Arc::clone(&functions::ENVIRONMENT));
    context.set_variable_resolver(names);
    context
}

/// A CEL value as a value of `kind`; none when it is no such value.
fn value_of(value: &dyn Val, kind: &Type, codes: &dyn CodePositions) -> Option<Value> {
    let position = |value: &dyn Val, list: &str| {
        codes.position(list, value.downcast_ref::<CelString<'_>>()?.inner())
    };
    Some(match kind {
        Type::Bool => Value::Bool(*value.downcast_ref::<CelBool>()?.inner()),
        Type::Int => Value::Int(*value.downcast_ref::<CelInt>()?.inner()),
        Type::Decimal => Value::Decimal(*value.downcast_ref::<CelDouble>()?.inner()),
        Type::Code(list) => Value::Code(position(value, list)?),
        Type::Set(list) => {
            let mut mask = 0;
            for code in value.downcast_ref::<CelList<'_>>()?.inner() {
                mask |= 1_u64.checked_shl(position(code.as_ref(), list)?.into())?;
            }
            Value::Set(mask)
        }
    })
}

fn fault(error: &ExecutionError) -> Fault {
    match error {
        ExecutionError::Overflow(..) => Fault::Overflow,
        ExecutionError::DivisionByZero(_) | ExecutionError::RemainderByZero(_) => {
            Fault::DivisionByZero
        }
        ExecutionError::FunctionError { message, .. } if message == functions::EMPTY => {
            Fault::EmptyList
        }
        _ => Fault::NotANumber,
    }
}
