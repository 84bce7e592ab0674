//! Comparison and search kernels.

use super::EvaluateError;
use super::operand::{Operand, Plain, Side, test};
use crate::expr::Comparison;
use crate::facts::{Column, Value};
use arrow::array::BooleanArray;
use arrow::buffer::{BooleanBuffer, NullBuffer};

/// `left COMPARISON right`. A number that is none has no place in an order: a fault.
pub(super) fn compare(
    comparison: Comparison,
    left: Operand,
    right: Operand,
    rows: usize,
) -> Result<BooleanArray, EvaluateError> {
    let mut nulls = NullBuffer::union(left.nulls(), right.nulls());
    let bits = if i64::side(&left).is_some() {
        relation::<i64>(comparison, &left, &right, rows)?
    } else if let Some(values) = f64::side(&left) {
        if !matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
            for side in [values, right.side::<f64>()?] {
                nulls = NullBuffer::union(nulls.as_ref(), numbers(side, rows).as_ref());
            }
        }
        relation::<f64>(comparison, &left, &right, rows)?
    } else if u16::side(&left).is_some() {
        relation::<u16>(comparison, &left, &right, rows)?
    } else {
        let left = left.into_booleans(rows)?;
        let right = right.into_booleans(rows)?;
        let unequal = left.values() ^ right.values();
        match comparison {
            Comparison::Equal => !&unequal,
            Comparison::NotEqual => unequal,
            _ => return Err(EvaluateError::Plan("booleans have no order")),
        }
    };
    Ok(BooleanArray::new(bits, nulls))
}

fn relation<T: Plain + PartialOrd>(
    comparison: Comparison,
    left: &Operand,
    right: &Operand,
    rows: usize,
) -> Result<BooleanBuffer, EvaluateError> {
    let (left, right) = (left.side::<T>()?, right.side::<T>()?);
    Ok(match comparison {
        Comparison::Equal => test(left, right, rows, |l, r| l == r),
        Comparison::NotEqual => test(left, right, rows, |l, r| l != r),
        Comparison::Less => test(left, right, rows, |l, r| l < r),
        Comparison::LessOrEqual => test(left, right, rows, |l, r| l <= r),
        Comparison::Greater => test(left, right, rows, |l, r| l > r),
        Comparison::GreaterOrEqual => test(left, right, rows, |l, r| l >= r),
    })
}

/// The rows that hold a number; none = all.
fn numbers(side: Side<'_, f64>, rows: usize) -> Option<NullBuffer> {
    let strange = match side {
        Side::Constant(value) => value.is_nan(),
        Side::Values(values) => values.iter().any(|value| value.is_nan()),
    };
    strange.then(|| NullBuffer::new(test(side, Side::Constant(()), rows, |v, ()| !v.is_nan())))
}

/// Whether `needle` is one of `values`.
pub(super) fn one_of(
    needle: &Operand,
    values: &[Value],
    rows: usize,
) -> Result<BooleanArray, EvaluateError> {
    let none = Side::Constant(());
    let bits = if let Some(side) = i64::side(needle) {
        let values = constants(values, |v| match v {
            Value::Int(value) => Some(*value),
            _ => None,
        });
        test(side, none, rows, |v, ()| values.contains(&v))
    } else if let Some(side) = f64::side(needle) {
        let values = constants(values, |v| match v {
            Value::Decimal(value) => Some(*value),
            _ => None,
        });
        test(side, none, rows, |v, ()| values.contains(&v))
    } else if let Some(side) = u16::side(needle) {
        let values = constants(values, |v| match v {
            Value::Code(value) => Some(*value),
            _ => None,
        });
        if values.iter().all(|position| *position < 64) {
            let mask = values
                .iter()
                .fold(0_u64, |mask, position| mask | 1 << position);
            test(side, none, rows, |position, ()| contains(mask, position))
        } else {
            test(side, none, rows, |position, ()| values.contains(&position))
        }
    } else {
        let booleans = needle.clone().into_booleans(rows)?;
        let (yes, no) = (
            values.contains(&Value::Bool(true)),
            values.contains(&Value::Bool(false)),
        );
        match (yes, no) {
            (true, true) => BooleanBuffer::new_set(rows),
            (true, false) => booleans.values().clone(),
            (false, true) => !booleans.values(),
            (false, false) => BooleanBuffer::new_unset(rows),
        }
    };
    Ok(BooleanArray::new(bits, needle.nulls().cloned()))
}

/// Whether the code `needle` is in `set`.
pub(super) fn in_set(
    needle: &Operand,
    set: &Operand,
    rows: usize,
) -> Result<BooleanArray, EvaluateError> {
    let nulls = NullBuffer::union(needle.nulls(), set.nulls());
    let bits = test(set.side::<u64>()?, needle.side::<u16>()?, rows, contains);
    Ok(BooleanArray::new(bits, nulls))
}

/// How many codes each set holds.
pub(super) fn set_size(set: &Operand, rows: usize) -> Result<Column, EvaluateError> {
    let sizes = super::operand::map(set.side::<u64>()?, Side::Constant(()), rows, |mask, ()| {
        i64::from(mask.count_ones())
    });
    Ok(i64::column(sizes, set.nulls().cloned()))
}

const fn contains(mask: u64, position: u16) -> bool {
    position < 64 && mask >> position & 1 == 1
}

fn constants<T>(values: &[Value], pick: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    values.iter().filter_map(pick).collect()
}
