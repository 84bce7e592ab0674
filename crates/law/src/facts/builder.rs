//! Builds a batch row by row, from records or cell by cell, without a map or an allocation per row.

use super::{Batch, BatchError, Column, MemberBatch, Schema, Type, Value};
use arrow::array::{BooleanBuilder, Float64Builder, Int64Builder, UInt16Builder, UInt64Builder};
use arrow::buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use std::sync::Arc;

/// Builds a [`Batch`] of households, with members when it was started with their schema.
///
/// Cell by cell: set facts of [`BatchBuilder::household`]; for each member set facts of
/// [`BatchBuilder::member`] and call [`BatchBuilder::end_member`]; then
/// [`BatchBuilder::end_household`].
#[derive(Debug)]
pub struct BatchBuilder {
    household: RowsBuilder,
    members: Option<Members>,
}

#[derive(Debug)]
struct Members {
    rows: RowsBuilder,
    offsets: Vec<i32>,
    listed: Vec<bool>,
}

impl BatchBuilder {
    /// A builder with room for `capacity` households.
    #[must_use]
    pub fn new(household: Arc<Schema>, member: Option<Arc<Schema>>, capacity: usize) -> Self {
        Self {
            household: RowsBuilder::new(household, capacity),
            members: member.map(|schema| Members {
                rows: RowsBuilder::new(schema, capacity.saturating_mul(4)),
                offsets: vec![0],
                listed: Vec::with_capacity(capacity),
            }),
        }
    }

    /// Adds a household; `members` is none when they are not known.
    ///
    /// # Errors
    /// [`BatchError`] when a value is not of its fact's type, or members come where the builder
    /// has no member schema.
    pub fn push<R: AsRef<[Option<Value>]>>(
        &mut self,
        household: &[Option<Value>],
        members: Option<&[R]>,
    ) -> Result<(), BatchError> {
        self.household.set_all(household)?;
        for member in members.unwrap_or_default() {
            self.member()?.set_all(member.as_ref())?;
            self.end_member()?;
        }
        self.end_household(members.is_some())
    }

    /// The household being written.
    pub const fn household(&mut self) -> &mut RowsBuilder {
        &mut self.household
    }

    /// The member being written.
    ///
    /// # Errors
    /// [`BatchError::Members`] when the builder has no member schema.
    pub fn member(&mut self) -> Result<&mut RowsBuilder, BatchError> {
        self.members
            .as_mut()
            .map(|members| &mut members.rows)
            .ok_or(BatchError::Members)
    }

    /// Ends the member being written; facts not set are absent.
    ///
    /// # Errors
    /// [`BatchError::Members`] when the builder has no member schema.
    pub fn end_member(&mut self) -> Result<(), BatchError> {
        self.member()?.end_row();
        Ok(())
    }

    /// Ends the household being written; facts not set are absent. `listed` tells whether its
    /// members are known (a household with none listed and `false` has unknown members).
    ///
    /// # Errors
    /// [`BatchError::Members`] when there are more than 2³¹ members.
    pub fn end_household(&mut self, listed: bool) -> Result<(), BatchError> {
        self.household.end_row();
        if let Some(members) = &mut self.members {
            let end = i32::try_from(members.rows.rows()).map_err(|_| BatchError::Members)?;
            members.offsets.push(end);
            members.listed.push(listed);
        }
        Ok(())
    }

    /// The batch.
    ///
    /// # Errors
    /// [`BatchError`] when the rows written do not fit together.
    pub fn finish(self) -> Result<Batch, BatchError> {
        let rows = self.household.rows();
        let batch = Batch::new(
            Arc::clone(&self.household.schema),
            rows,
            self.household.finish(),
        )?;
        let Some(members) = self.members else {
            return Ok(batch);
        };
        let listed = (!members.listed.iter().all(|l| *l)).then(|| NullBuffer::from(members.listed));
        let schema = Arc::clone(&members.rows.schema);
        let offsets = OffsetBuffer::new(ScalarBuffer::from(members.offsets));
        batch.with_members(MemberBatch::new(
            schema,
            offsets,
            listed,
            members.rows.finish(),
        )?)
    }
}

/// Rows of one scope under construction.
#[derive(Debug)]
pub struct RowsBuilder {
    schema: Arc<Schema>,
    columns: Vec<ColumnBuilder>,
    /// The row being written.
    cells: Vec<Option<Value>>,
    rows: usize,
}

impl RowsBuilder {
    fn new(schema: Arc<Schema>, capacity: usize) -> Self {
        let columns = schema
            .facts()
            .iter()
            .map(|fact| ColumnBuilder::new(&fact.kind, capacity))
            .collect();
        let cells = schema.empty_record();
        Self {
            schema,
            columns,
            cells,
            rows: 0,
        }
    }

    /// Rows ended so far.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Sets the fact at `index` of the row being written.
    ///
    /// # Errors
    /// [`BatchError`] when there is no such fact or the value is not of its type.
    pub fn set(&mut self, index: usize, value: Value) -> Result<(), BatchError> {
        match self.schema.fact(index) {
            Some(fact) if fact.kind.admits(value) => {
                self.cells[index] = Some(value);
                Ok(())
            }
            Some(fact) => Err(BatchError::WrongType {
                fact: fact.name.clone(),
                expected: fact.kind.to_string(),
            }),
            None => Err(BatchError::ColumnCount {
                scope: self.schema.scope().to_owned(),
                expected: self.schema.len(),
                given: index + 1,
            }),
        }
    }

    fn set_all(&mut self, record: &[Option<Value>]) -> Result<(), BatchError> {
        for (index, value) in record.iter().enumerate() {
            if let Some(value) = value {
                self.set(index, *value)?;
            }
        }
        Ok(())
    }

    fn end_row(&mut self) {
        for (column, cell) in self.columns.iter_mut().zip(&mut self.cells) {
            column.append(cell.take());
        }
        self.rows += 1;
    }

    fn finish(self) -> Vec<Option<Column>> {
        self.columns
            .into_iter()
            .map(ColumnBuilder::finish)
            .collect()
    }
}

#[derive(Debug)]
enum ColumnBuilder {
    Bool(BooleanBuilder),
    Int(Int64Builder),
    Decimal(Float64Builder),
    Code(UInt16Builder),
    Set(UInt64Builder),
}

impl ColumnBuilder {
    fn new(kind: &Type, capacity: usize) -> Self {
        match kind {
            Type::Bool => Self::Bool(BooleanBuilder::with_capacity(capacity)),
            Type::Int => Self::Int(Int64Builder::with_capacity(capacity)),
            Type::Decimal => Self::Decimal(Float64Builder::with_capacity(capacity)),
            Type::Code(_) => Self::Code(UInt16Builder::with_capacity(capacity)),
            Type::Set(_) => Self::Set(UInt64Builder::with_capacity(capacity)),
        }
    }

    /// Adds a value whose type was checked by [`RowsBuilder::set`]; another type counts as absent.
    fn append(&mut self, value: Option<Value>) {
        match (self, value) {
            (Self::Bool(column), Some(Value::Bool(value))) => column.append_value(value),
            (Self::Int(column), Some(Value::Int(value))) => column.append_value(value),
            (Self::Decimal(column), Some(Value::Decimal(value))) => column.append_value(value),
            (Self::Code(column), Some(Value::Code(value))) => column.append_value(value),
            (Self::Set(column), Some(Value::Set(value))) => column.append_value(value),
            (Self::Bool(column), _) => column.append_null(),
            (Self::Int(column), _) => column.append_null(),
            (Self::Decimal(column), _) => column.append_null(),
            (Self::Code(column), _) => column.append_null(),
            (Self::Set(column), _) => column.append_null(),
        }
    }

    /// The column; none when no row has a value.
    fn finish(self) -> Option<Column> {
        let column = match self {
            Self::Bool(mut column) => Column::Bool(column.finish()),
            Self::Int(mut column) => Column::Int(column.finish()),
            Self::Decimal(mut column) => Column::Decimal(column.finish()),
            Self::Code(mut column) => Column::Code(column.finish()),
            Self::Set(mut column) => Column::Set(column.finish()),
        };
        (column.array().null_count() < column.len()).then_some(column)
    }
}
