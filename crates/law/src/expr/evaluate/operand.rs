//! What a node comes to: a constant or a column; and what kernels are made of.

use super::EvaluateError;
use crate::facts::{Column, Value};
use arrow::array::{
    Array, AsArray, BooleanArray, Float64Array, Int64Array, UInt16Array, UInt32Array, UInt64Array,
};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer, ScalarBuffer};
use arrow::compute::{concat, take};
use arrow::datatypes::{Float64Type, Int64Type, UInt16Type, UInt64Type};

/// The values of a node for all rows of a frame.
#[derive(Debug, Clone)]
pub(super) enum Operand {
    /// The same for all.
    Constant(Value),
    /// One for each.
    Column(Column),
}

/// One side of a kernel over plain values.
#[derive(Debug, Clone, Copy)]
pub(super) enum Side<'a, T> {
    /// The same for all rows.
    Constant(T),
    /// One for each; what stands at a null row is no matter.
    Values(&'a [T]),
}

/// The plain types that columns hold (booleans are bits and go their own way).
pub(super) trait Plain: Copy {
    /// The operand as a side of this type.
    fn side(operand: &Operand) -> Option<Side<'_, Self>>;

    /// A column of these values.
    fn column(values: Vec<Self>, nulls: Option<NullBuffer>) -> Column;
}

macro_rules! plain {
    ($native:ty, $variant:ident, $array:ident) => {
        impl Plain for $native {
            fn side(operand: &Operand) -> Option<Side<'_, Self>> {
                match operand {
                    Operand::Constant(Value::$variant(value)) => Some(Side::Constant(*value)),
                    Operand::Column(Column::$variant(array)) => Some(Side::Values(array.values())),
                    _ => None,
                }
            }

            fn column(values: Vec<Self>, nulls: Option<NullBuffer>) -> Column {
                Column::$variant($array::new(ScalarBuffer::from(values), nulls))
            }
        }
    };
}

plain!(i64, Int, Int64Array);
plain!(f64, Decimal, Float64Array);
plain!(u16, Code, UInt16Array);
plain!(u64, Set, UInt64Array);

impl Operand {
    /// The rows that have a value; none = all.
    pub(super) fn nulls(&self) -> Option<&NullBuffer> {
        match self {
            Self::Constant(_) => None,
            Self::Column(column) => column.array().nulls(),
        }
    }

    /// The operand as a side of type `T`.
    pub(super) fn side<T: Plain>(&self) -> Result<Side<'_, T>, EvaluateError> {
        T::side(self).ok_or(EvaluateError::Plan("an operand is of another type"))
    }

    /// The operand as a column of `rows` rows.
    pub(super) fn into_column(self, rows: usize) -> Column {
        match self {
            Self::Constant(value) => Column::repeat(value, rows),
            Self::Column(column) => column,
        }
    }

    /// The operand as booleans of `rows` rows.
    pub(super) fn into_booleans(self, rows: usize) -> Result<BooleanArray, EvaluateError> {
        match self.into_column(rows) {
            Column::Bool(array) => Ok(array),
            _ => Err(EvaluateError::Plan("a condition is not boolean")),
        }
    }

    /// The operand's value at each of `rows`.
    pub(super) fn take(self, rows: &UInt32Array) -> Result<Self, EvaluateError> {
        match self {
            Self::Constant(_) => Ok(self),
            Self::Column(column) => Ok(Self::Column(take_column(&column, rows)?)),
        }
    }
}

impl From<BooleanArray> for Operand {
    fn from(array: BooleanArray) -> Self {
        Self::Column(Column::Bool(array))
    }
}

/// The values of `column` at `rows`.
pub(super) fn take_column(column: &Column, rows: &UInt32Array) -> Result<Column, EvaluateError> {
    Ok(like(column, &*take(column.array(), rows, None)?))
}

/// `array` as a column of the type of `column`, which it was made from.
fn like(column: &Column, array: &dyn Array) -> Column {
    match column {
        Column::Bool(_) => Column::Bool(array.as_boolean().clone()),
        Column::Int(_) => Column::Int(array.as_primitive::<Int64Type>().clone()),
        Column::Decimal(_) => Column::Decimal(array.as_primitive::<Float64Type>().clone()),
        Column::Code(_) => Column::Code(array.as_primitive::<UInt16Type>().clone()),
        Column::Set(_) => Column::Set(array.as_primitive::<UInt64Type>().clone()),
    }
}

/// The columns, all of one type, one behind the other.
pub(super) fn join(columns: &[Column]) -> Result<Column, EvaluateError> {
    let first = columns
        .first()
        .ok_or(EvaluateError::Plan("nothing to join"))?;
    let arrays: Vec<&dyn Array> = columns.iter().map(Column::array).collect();
    Ok(like(first, &*concat(&arrays)?))
}

/// `column` without the rows that `nulls` takes away.
pub(super) fn without(column: &Column, nulls: &NullBuffer) -> Column {
    let nulls = NullBuffer::union(column.array().nulls(), Some(nulls));
    match column {
        Column::Bool(array) => Column::Bool(BooleanArray::new(array.values().clone(), nulls)),
        Column::Int(array) => Column::Int(Int64Array::new(array.values().clone(), nulls)),
        Column::Decimal(array) => Column::Decimal(Float64Array::new(array.values().clone(), nulls)),
        Column::Code(array) => Column::Code(UInt16Array::new(array.values().clone(), nulls)),
        Column::Set(array) => Column::Set(UInt64Array::new(array.values().clone(), nulls)),
    }
}

/// `function` of both sides for each of `rows` rows.
pub(super) fn map<T: Copy, U: Copy, V: Copy>(
    left: Side<'_, T>,
    right: Side<'_, U>,
    rows: usize,
    function: impl Fn(T, U) -> V,
) -> Vec<V> {
    match (left, right) {
        (Side::Constant(left), Side::Constant(right)) => vec![function(left, right); rows],
        (Side::Constant(left), Side::Values(right)) => {
            right.iter().map(|right| function(left, *right)).collect()
        }
        (Side::Values(left), Side::Constant(right)) => {
            left.iter().map(|left| function(*left, right)).collect()
        }
        (Side::Values(left), Side::Values(right)) => left
            .iter()
            .zip(right)
            .map(|(left, right)| function(*left, *right))
            .collect(),
    }
}

/// Whether `predicate` holds for both sides, for each of `rows` rows.
pub(super) fn test<T: Copy, U: Copy>(
    left: Side<'_, T>,
    right: Side<'_, U>,
    rows: usize,
    predicate: impl Fn(T, U) -> bool,
) -> BooleanBuffer {
    match (left, right) {
        (Side::Constant(left), Side::Constant(right)) => {
            if predicate(left, right) {
                BooleanBuffer::new_set(rows)
            } else {
                BooleanBuffer::new_unset(rows)
            }
        }
        (Side::Constant(left), Side::Values(right)) => pack(right, |right| predicate(left, right)),
        (Side::Values(left), Side::Constant(right)) => pack(left, |left| predicate(left, right)),
        (Side::Values(left), Side::Values(right)) => {
            let words = left
                .chunks(64)
                .zip(right.chunks(64))
                .map(|(left, right)| {
                    word(
                        left.iter()
                            .zip(right)
                            .map(|(left, right)| predicate(*left, *right)),
                    )
                })
                .collect();
            bits(words, left.len().min(right.len()))
        }
    }
}

/// Whether `predicate` holds, for each value.
pub(super) fn pack<T: Copy>(values: &[T], predicate: impl Fn(T) -> bool) -> BooleanBuffer {
    let words = values
        .chunks(64)
        .map(|chunk| word(chunk.iter().map(|value| predicate(*value))))
        .collect();
    bits(words, values.len())
}

/// Up to 64 booleans as the bits of a word, the first lowest.
fn word(booleans: impl Iterator<Item = bool>) -> u64 {
    booleans
        .enumerate()
        .fold(0, |word, (place, bit)| word | u64::from(bit) << place)
}

/// `rows` bits from their words.
pub(super) fn bits(words: Vec<u64>, rows: usize) -> BooleanBuffer {
    BooleanBuffer::new(Buffer::from_vec(words), 0, rows)
}

/// The words of bits, the last one filled with zeros.
pub(super) fn words(bits: &BooleanBuffer) -> Vec<u64> {
    bits.bit_chunks().iter_padded().collect()
}
