//! Arithmetic kernels: integers checked, decimals as they are.

use super::EvaluateError;
use super::operand::{Operand, Plain, Side, map, test};
use crate::expr::Arithmetic;
use crate::facts::Column;
use arrow::buffer::NullBuffer;

/// `left OPERATION right` of two ints or two decimals.
pub(super) fn arithmetic(
    operation: Arithmetic,
    left: &Operand,
    right: &Operand,
    rows: usize,
) -> Result<Column, EvaluateError> {
    let nulls = NullBuffer::union(left.nulls(), right.nulls());
    if let Some(left) = i64::side(left) {
        let right = right.side::<i64>()?;
        return Ok(match operation {
            Arithmetic::Add => checked(left, right, rows, nulls, i64::overflowing_add),
            Arithmetic::Subtract => checked(left, right, rows, nulls, i64::overflowing_sub),
            Arithmetic::Multiply => checked(left, right, rows, nulls, i64::overflowing_mul),
            Arithmetic::Divide => checked(left, right, rows, nulls, |l, r| match r {
                0 => (0, true),
                r => l.overflowing_div(r),
            }),
            Arithmetic::Remainder => checked(left, right, rows, nulls, |l, r| match r {
                0 => (0, true),
                r => l.overflowing_rem(r),
            }),
        });
    }
    let (left, right) = (left.side::<f64>()?, right.side::<f64>()?);
    let values = match operation {
        Arithmetic::Add => map(left, right, rows, |l, r| l + r),
        Arithmetic::Subtract => map(left, right, rows, |l, r| l - r),
        Arithmetic::Multiply => map(left, right, rows, |l, r| l * r),
        Arithmetic::Divide => map(left, right, rows, |l, r| l / r),
        Arithmetic::Remainder => return Err(EvaluateError::Plan("decimals have no remainder")),
    };
    Ok(f64::column(values, nulls))
}

/// `-operand`.
pub(super) fn negate(operand: &Operand, rows: usize) -> Result<Column, EvaluateError> {
    let nulls = operand.nulls().cloned();
    let nothing = Side::Constant(());
    if let Some(side) = i64::side(operand) {
        return Ok(checked(side, nothing, rows, nulls, |v: i64, ()| {
            v.overflowing_neg()
        }));
    }
    let values = map(operand.side::<f64>()?, nothing, rows, |v, ()| -v);
    Ok(f64::column(values, nulls))
}

/// `int(operand)` of a decimal.
pub(super) fn to_int(operand: &Operand, rows: usize) -> Result<Column, EvaluateError> {
    let nulls = operand.nulls().cloned();
    let side = operand.side::<f64>()?;
    Ok(checked(
        side,
        Side::Constant(()),
        rows,
        nulls,
        |value, ()| {
            // CEL's range: both ends left out, though −2⁶³ would fit.
            let fits = value > i64::MIN as f64 && value < i64::MAX as f64;
            (value as i64, !fits)
        },
    ))
}

/// `double(operand)` of an int.
pub(super) fn to_decimal(operand: &Operand, rows: usize) -> Result<Column, EvaluateError> {
    let side = operand.side::<i64>()?;
    let values = map(side, Side::Constant(()), rows, |value, ()| value as f64);
    Ok(f64::column(values, operand.nulls().cloned()))
}

/// An int function that may fail. Failures are rare: only when there is one is it looked up where.
fn checked<T: Copy, U: Copy>(
    left: Side<'_, T>,
    right: Side<'_, U>,
    rows: usize,
    nulls: Option<NullBuffer>,
    function: impl Fn(T, U) -> (i64, bool) + Copy,
) -> Column {
    let failed = std::cell::Cell::new(false);
    let values = map(left, right, rows, |l, r| {
        let (value, fails) = function(l, r);
        failed.set(failed.get() | fails);
        value
    });
    let nulls = if failed.get() {
        let sound = NullBuffer::new(test(left, right, rows, |l, r| !function(l, r).1));
        NullBuffer::union(nulls.as_ref(), Some(&sound))
    } else {
        nulls
    };
    i64::column(values, nulls)
}
