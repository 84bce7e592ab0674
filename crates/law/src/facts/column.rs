//! One fact, or one formula's result, for many rows.

use super::{Type, Value};
use arrow::array::{Array, BooleanArray, Float64Array, Int64Array, UInt16Array, UInt64Array};

/// A typed Arrow array; null = absent (of a formula's result: missing, or a fault).
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Yes or no.
    Bool(BooleanArray),
    /// Whole numbers.
    Int(Int64Array),
    /// Numbers with a fraction.
    Decimal(Float64Array),
    /// Positions in a code list.
    Code(UInt16Array),
    /// Masks over a code list.
    Set(UInt64Array),
}

/// Does the same to the array inside, whatever its type.
macro_rules! each {
    ($column:expr, $array:ident => $body:expr) => {
        match $column {
            Column::Bool($array) => $body,
            Column::Int($array) => $body,
            Column::Decimal($array) => $body,
            Column::Code($array) => $body,
            Column::Set($array) => $body,
        }
    };
}

impl Column {
    /// `rows` absent values of `kind`.
    #[must_use]
    pub fn absent(kind: &Type, rows: usize) -> Self {
        match kind {
            Type::Bool => Self::Bool(BooleanArray::new_null(rows)),
            Type::Int => Self::Int(Int64Array::new_null(rows)),
            Type::Decimal => Self::Decimal(Float64Array::new_null(rows)),
            Type::Code(_) => Self::Code(UInt16Array::new_null(rows)),
            Type::Set(_) => Self::Set(UInt64Array::new_null(rows)),
        }
    }

    /// `rows` times the same value.
    #[must_use]
    pub fn repeat(value: Value, rows: usize) -> Self {
        match value {
            Value::Bool(value) => Self::Bool(BooleanArray::from(vec![value; rows])),
            Value::Int(value) => Self::Int(Int64Array::from_value(value, rows)),
            Value::Decimal(value) => Self::Decimal(Float64Array::from_value(value, rows)),
            Value::Code(value) => Self::Code(UInt16Array::from_value(value, rows)),
            Value::Set(value) => Self::Set(UInt64Array::from_value(value, rows)),
        }
    }

    /// The value at `row`; none when absent or out of range.
    #[must_use]
    pub fn value(&self, row: usize) -> Option<Value> {
        if row >= self.len() || self.array().is_null(row) {
            return None;
        }
        Some(match self {
            Self::Bool(array) => Value::Bool(array.value(row)),
            Self::Int(array) => Value::Int(array.value(row)),
            Self::Decimal(array) => Value::Decimal(array.value(row)),
            Self::Code(array) => Value::Code(array.value(row)),
            Self::Set(array) => Value::Set(array.value(row)),
        })
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.array().len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The array inside.
    #[must_use]
    pub fn array(&self) -> &dyn Array {
        each!(self, array => array)
    }

    /// `length` rows from `offset` on, without copying. The range must lie within the column.
    #[must_use]
    pub fn slice(&self, offset: usize, length: usize) -> Self {
        match self {
            Self::Bool(array) => Self::Bool(array.slice(offset, length)),
            Self::Int(array) => Self::Int(array.slice(offset, length)),
            Self::Decimal(array) => Self::Decimal(array.slice(offset, length)),
            Self::Code(array) => Self::Code(array.slice(offset, length)),
            Self::Set(array) => Self::Set(array.slice(offset, length)),
        }
    }

    /// Whether the array is of the Arrow type that `kind` is held in.
    #[must_use]
    pub const fn is_of(&self, kind: &Type) -> bool {
        matches!(
            (self, kind),
            (Self::Bool(_), Type::Bool)
                | (Self::Int(_), Type::Int)
                | (Self::Decimal(_), Type::Decimal)
                | (Self::Code(_), Type::Code(_))
                | (Self::Set(_), Type::Set(_))
        )
    }
}
