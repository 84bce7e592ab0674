//! Writes the facts that formulas read into columns, row by row.

use crate::facts::{Column, Fact, Schema, Type, Value};
use arrow::array::{BooleanBuilder, Float64Builder, Int64Builder, UInt16Builder, UInt64Builder};

/// Columns of some facts of a schema; the others stay empty.
#[derive(Debug)]
pub(super) struct Columns {
    writers: Vec<(usize, Writer)>,
    facts: usize,
}

#[derive(Debug)]
enum Writer {
    Bool(BooleanBuilder),
    Int(Int64Builder),
    Decimal(Float64Builder),
    Code(UInt16Builder),
    Set(UInt64Builder),
}

impl Columns {
    /// Columns of the facts at `indexes`, with room for `rows` rows.
    pub(super) fn new(schema: &Schema, indexes: &[usize], rows: usize) -> Self {
        let writer = |index: &usize| Some((*index, Writer::new(schema.fact(*index)?, rows)));
        Self {
            writers: indexes.iter().filter_map(writer).collect(),
            facts: schema.len(),
        }
    }

    /// Adds a row: the value of each fact by its index. A value of another type than its fact
    /// counts as absent; answers are checked before they come here.
    pub(super) fn push(&mut self, value: impl Fn(usize) -> Option<Value>) {
        for (index, writer) in &mut self.writers {
            writer.push(value(*index));
        }
    }

    /// The columns by index of the fact.
    pub(super) fn finish(self) -> Vec<Option<Column>> {
        let mut columns: Vec<Option<Column>> = (0..self.facts).map(|_| None).collect();
        for (index, writer) in self.writers {
            columns[index] = Some(writer.finish());
        }
        columns
    }
}

impl Writer {
    fn new(fact: &Fact, rows: usize) -> Self {
        match fact.kind {
            Type::Bool => Self::Bool(BooleanBuilder::with_capacity(rows)),
            Type::Int => Self::Int(Int64Builder::with_capacity(rows)),
            Type::Decimal => Self::Decimal(Float64Builder::with_capacity(rows)),
            Type::Code(_) => Self::Code(UInt16Builder::with_capacity(rows)),
            Type::Set(_) => Self::Set(UInt64Builder::with_capacity(rows)),
        }
    }

    fn push(&mut self, value: Option<Value>) {
        match (self, value) {
            (Self::Bool(column), Some(Value::Bool(value))) => column.append_value(value),
            (Self::Bool(column), _) => column.append_null(),
            (Self::Int(column), Some(Value::Int(value))) => column.append_value(value),
            (Self::Int(column), _) => column.append_null(),
            (Self::Decimal(column), Some(Value::Decimal(value))) => column.append_value(value),
            (Self::Decimal(column), _) => column.append_null(),
            (Self::Code(column), Some(Value::Code(value))) => column.append_value(value),
            (Self::Code(column), _) => column.append_null(),
            (Self::Set(column), Some(Value::Set(value))) => column.append_value(value),
            (Self::Set(column), _) => column.append_null(),
        }
    }

    fn finish(self) -> Column {
        match self {
            Self::Bool(mut column) => Column::Bool(column.finish()),
            Self::Int(mut column) => Column::Int(column.finish()),
            Self::Decimal(mut column) => Column::Decimal(column.finish()),
            Self::Code(mut column) => Column::Code(column.finish()),
            Self::Set(mut column) => Column::Set(column.finish()),
        }
    }
}
