//! The kernel of `?:`.

use super::EvaluateError;
use super::operand::{Operand, Plain, Side, words};
use crate::facts::Column;
use arrow::array::{Array, BooleanArray};
use arrow::buffer::{BooleanBuffer, NullBuffer};

type Result<T> = std::result::Result<T, EvaluateError>;

/// `condition ? then : otherwise`, row by row.
pub(super) fn choose(
    condition: &BooleanArray,
    then: Operand,
    otherwise: Operand,
) -> Result<Operand> {
    let rows = condition.len();
    let bits = condition.values();
    let valid = |operand: &Operand| match operand.nulls() {
        Some(nulls) => nulls.inner().clone(),
        None => BooleanBuffer::new_set(rows),
    };
    let nulls = if then.nulls().is_none() && otherwise.nulls().is_none() {
        condition.nulls().cloned()
    } else {
        let chosen = blend(bits, &valid(&then), &valid(&otherwise));
        NullBuffer::union(condition.nulls(), Some(&NullBuffer::new(chosen)))
    };
    let column = if i64::side(&then).is_some() {
        select::<i64>(bits, &then, &otherwise, nulls)?
    } else if f64::side(&then).is_some() {
        select::<f64>(bits, &then, &otherwise, nulls)?
    } else if u16::side(&then).is_some() {
        select::<u16>(bits, &then, &otherwise, nulls)?
    } else if u64::side(&then).is_some() {
        select::<u64>(bits, &then, &otherwise, nulls)?
    } else {
        let then = then.into_booleans(rows)?;
        let otherwise = otherwise.into_booleans(rows)?;
        let values = blend(bits, then.values(), otherwise.values());
        Column::Bool(BooleanArray::new(values, nulls))
    };
    Ok(Operand::Column(column))
}

fn blend(bits: &BooleanBuffer, then: &BooleanBuffer, otherwise: &BooleanBuffer) -> BooleanBuffer {
    &(bits & then) | &(&!bits & otherwise)
}

fn select<T: Plain>(
    bits: &BooleanBuffer,
    then: &Operand,
    otherwise: &Operand,
    nulls: Option<NullBuffer>,
) -> Result<Column> {
    let (then, otherwise) = (then.side::<T>()?, otherwise.side::<T>()?);
    let words = words(bits);
    let at = |side: Side<'_, T>, row: usize| match side {
        Side::Constant(value) => value,
        Side::Values(values) => values[row],
    };
    let values = (0..bits.len())
        .map(|row| {
            if words[row / 64] >> (row % 64) & 1 == 1 {
                at(then, row)
            } else {
                at(otherwise, row)
            }
        })
        .collect();
    Ok(T::column(values, nulls))
}
