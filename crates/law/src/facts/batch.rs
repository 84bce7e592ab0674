//! Many households at once: a column per fact, and the members below as offsets.

use super::{BatchError, Column, Record, Schema};
use arrow::buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use std::sync::Arc;

/// Households (or assessed households) in columns.
#[derive(Debug, Clone)]
pub struct Batch {
    schema: Arc<Schema>,
    rows: usize,
    columns: Vec<Option<Column>>,
    members: Option<MemberBatch>,
}

/// The members of all households of a [`Batch`], one after the other.
#[derive(Debug, Clone)]
pub struct MemberBatch {
    schema: Arc<Schema>,
    /// Members of household `r` are rows `offsets[r]..offsets[r + 1]`.
    offsets: OffsetBuffer<i32>,
    /// Null where a household's members were not listed at all; none = all were.
    listed: Option<NullBuffer>,
    columns: Vec<Option<Column>>,
}

impl Batch {
    /// A batch of `rows` households from a column per fact, in the order of the schema; a column
    /// left out means that nobody answered that question.
    ///
    /// # Errors
    /// [`BatchError`] when a column's type or length is not the schema's.
    pub fn new(
        schema: Arc<Schema>,
        rows: usize,
        columns: Vec<Option<Column>>,
    ) -> Result<Self, BatchError> {
        check_columns(&schema, rows, &columns)?;
        Ok(Self {
            schema,
            rows,
            columns,
            members: None,
        })
    }

    /// The same batch with members.
    ///
    /// # Errors
    /// [`BatchError::Offsets`] when the offsets are for another number of households.
    pub fn with_members(mut self, members: MemberBatch) -> Result<Self, BatchError> {
        let given = members.offsets.len() - 1;
        if given != self.rows {
            return Err(BatchError::Offsets {
                expected: self.rows,
                given,
            });
        }
        self.members = Some(members);
        Ok(self)
    }

    /// The facts of the columns.
    #[must_use]
    pub const fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// How many households.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// The column of the fact at `index`; none when nobody answered it.
    #[must_use]
    pub fn column(&self, index: usize) -> Option<&Column> {
        self.columns.get(index)?.as_ref()
    }

    /// The members, where the batch has them.
    #[must_use]
    pub const fn members(&self) -> Option<&MemberBatch> {
        self.members.as_ref()
    }

    /// The household at `row` as a record, all absent when out of range.
    #[must_use]
    pub fn record(&self, row: usize) -> Record {
        record(&self.columns, row)
    }

    /// The members of the household at `row`; none when they were not listed.
    #[must_use]
    pub fn member_records(&self, row: usize) -> Option<Vec<Record>> {
        let members = self.members.as_ref()?;
        if row >= self.rows || members.listed.as_ref().is_some_and(|l| l.is_null(row)) {
            return None;
        }
        let (start, end) = (members.offsets[row], members.offsets[row + 1]);
        Some(
            (start..end)
                .map(|member| record(&members.columns, usize::try_from(member).unwrap_or(0)))
                .collect(),
        )
    }

    /// `length` households from `offset` on with their members, without copying columns. A range
    /// beyond the end is cut short.
    #[must_use]
    pub fn slice(&self, offset: usize, length: usize) -> Self {
        let offset = offset.min(self.rows);
        let length = length.min(self.rows - offset);
        Self {
            schema: Arc::clone(&self.schema),
            rows: length,
            columns: slice_columns(&self.columns, offset, length),
            members: self.members.as_ref().map(|m| m.slice(offset, length)),
        }
    }
}

impl MemberBatch {
    /// Members with their columns; household `r` has the members `offsets[r]..offsets[r + 1]`.
    /// `listed` is null for a household whose members are not known (not: that has none).
    ///
    /// # Errors
    /// [`BatchError`] when a column's type or length is not the schema's.
    pub fn new(
        schema: Arc<Schema>,
        offsets: OffsetBuffer<i32>,
        listed: Option<NullBuffer>,
        columns: Vec<Option<Column>>,
    ) -> Result<Self, BatchError> {
        let rows = usize::try_from(offsets[offsets.len() - 1]).unwrap_or(0);
        check_columns(&schema, rows, &columns)?;
        if let Some(listed) = &listed
            && listed.len() != offsets.len() - 1
        {
            return Err(BatchError::Offsets {
                expected: listed.len(),
                given: offsets.len() - 1,
            });
        }
        Ok(Self {
            schema,
            offsets,
            listed,
            columns,
        })
    }

    /// The facts of the columns.
    #[must_use]
    pub const fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// How many members all households have together.
    #[must_use]
    pub fn rows(&self) -> usize {
        usize::try_from(self.offsets[self.offsets.len() - 1]).unwrap_or(0)
    }

    /// Where each household's members begin and end.
    #[must_use]
    pub const fn offsets(&self) -> &OffsetBuffer<i32> {
        &self.offsets
    }

    /// Null for households whose members are not known.
    #[must_use]
    pub const fn listed(&self) -> Option<&NullBuffer> {
        self.listed.as_ref()
    }

    /// The column of the fact at `index`; none when nobody answered it.
    #[must_use]
    pub fn column(&self, index: usize) -> Option<&Column> {
        self.columns.get(index)?.as_ref()
    }

    fn slice(&self, offset: usize, length: usize) -> Self {
        let window = &self.offsets[offset..=offset + length];
        let (start, end) = (window[0], window[length]);
        let moved: Vec<i32> = window.iter().map(|o| o - start).collect();
        let rows = usize::try_from(end - start).unwrap_or(0);
        let first = usize::try_from(start).unwrap_or(0);
        Self {
            schema: Arc::clone(&self.schema),
            offsets: OffsetBuffer::new(ScalarBuffer::from(moved)),
            listed: self.listed.as_ref().map(|l| l.slice(offset, length)),
            columns: slice_columns(&self.columns, first, rows),
        }
    }
}

fn check_columns(
    schema: &Schema,
    rows: usize,
    columns: &[Option<Column>],
) -> Result<(), BatchError> {
    if columns.len() != schema.len() {
        return Err(BatchError::ColumnCount {
            scope: schema.scope().to_owned(),
            expected: schema.len(),
            given: columns.len(),
        });
    }
    for (fact, column) in schema.facts().iter().zip(columns) {
        let Some(column) = column else { continue };
        if !column.is_of(&fact.kind) {
            return Err(BatchError::WrongType {
                fact: fact.name.clone(),
                expected: fact.kind.to_string(),
            });
        }
        if column.len() != rows {
            return Err(BatchError::RowCount {
                fact: fact.name.clone(),
                expected: rows,
                given: column.len(),
            });
        }
    }
    Ok(())
}

fn record(columns: &[Option<Column>], row: usize) -> Record {
    columns
        .iter()
        .map(|column| column.as_ref().and_then(|c| c.value(row)))
        .collect()
}

fn slice_columns(columns: &[Option<Column>], offset: usize, length: usize) -> Vec<Option<Column>> {
    columns
        .iter()
        .map(|column| column.as_ref().map(|c| c.slice(offset, length)))
        .collect()
}
