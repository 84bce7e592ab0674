//! Rows of facts and what formulas come to for them, by the interpreter or in columns.
//!
//! Everything an assessment asks of a formula goes through [`Table::evaluate`], so the two
//! evaluators are interchangeable and the rest of the assessment exists once.

use crate::expr::{Facts, Formula};
use crate::facts::{Batch, BatchBuilder, BatchError, Column, Record, Schema, Value};
use std::sync::Arc;

/// Which evaluator runs the formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evaluator {
    /// The `cel` crate, row by row.
    Interpreter,
    /// Arrow columns.
    Columns,
}

/// One row: a household with its members, or a row of a flat scope.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) household: Record,
    pub(super) members: Option<Vec<Record>>,
}

impl Row {
    pub(super) fn facts(&self) -> Facts<'_> {
        Facts {
            household: &self.household,
            members: self.members.as_deref(),
        }
    }
}

/// Rows laid out once for every formula that reads them.
#[derive(Debug)]
pub(super) enum Table {
    Rows(Vec<Row>),
    Columns(Batch),
}

/// What a formula comes to, by row.
#[derive(Debug)]
pub(super) enum Results {
    Rows(Vec<Option<Value>>),
    Column(Column),
}

impl Table {
    /// `rows` rows of a flat scope; `fill` sets the facts of each in an empty record.
    pub(super) fn flat(
        evaluator: Evaluator,
        schema: &Arc<Schema>,
        rows: usize,
        mut fill: impl FnMut(usize, &mut [Option<Value>]),
    ) -> Self {
        let mut record = schema.empty_record();
        match evaluator {
            Evaluator::Interpreter => Self::Rows(
                (0..rows)
                    .map(|row| {
                        let mut household = record.clone();
                        fill(row, &mut household);
                        Row {
                            household,
                            members: None,
                        }
                    })
                    .collect(),
            ),
            Evaluator::Columns => {
                let mut builder = BatchBuilder::new(Arc::clone(schema), None, rows);
                for row in 0..rows {
                    record.fill(None);
                    fill(row, &mut record);
                    fits(builder.push::<Record>(&record, None));
                }
                Self::Columns(fits(builder.finish()))
            }
        }
    }

    /// The formula's result for every row.
    pub(super) fn evaluate(&self, formula: &Formula) -> Results {
        match self {
            Self::Rows(rows) => Results::Rows(
                rows.iter()
                    .map(|row| formula.interpret(row.facts()).value())
                    .collect(),
            ),
            Self::Columns(batch) => Results::Column(
                formula
                    .evaluate(batch)
                    .expect("rows and formulas are made from the schemas of one law data set"),
            ),
        }
    }
}

impl Results {
    /// The value at `row`; none when missing.
    pub(super) fn value(&self, row: usize) -> Option<Value> {
        match self {
            Self::Rows(values) => values.get(row).copied().flatten(),
            Self::Column(column) => column.value(row),
        }
    }

    /// The truth at `row`; none when missing.
    pub(super) fn truth(&self, row: usize) -> Option<bool> {
        match self.value(row) {
            Some(Value::Bool(truth)) => Some(truth),
            _ => None,
        }
    }
}

/// Values are checked against their facts before they come here (`prepare`).
pub(super) fn fits<T>(built: Result<T, BatchError>) -> T {
    built.expect("every value was checked against its fact")
}
