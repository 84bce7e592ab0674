//! Evaluates a plan node by node.

use super::choose::choose;
use super::frame::{Element, Frame};
use super::operand::{Operand, join, take_column};
use super::{EvaluateError, arithmetic, compare};
use crate::expr::{FactRef, Level, Plan};
use crate::facts::{Batch, Column, Schema, Value};
use arrow::array::{BooleanArray, UInt32Array};
use arrow::buffer::BooleanBuffer;
use arrow::compute::{and_kleene, not, or_kleene};

/// Evaluates plans for one batch.
#[derive(Debug)]
pub(super) struct Evaluator<'a> {
    pub(super) batch: &'a Batch,
}

type Result<T> = std::result::Result<T, EvaluateError>;

impl<'a> Evaluator<'a> {
    pub(super) const fn new(batch: &'a Batch) -> Self {
        Self { batch }
    }

    /// The values of `plan` for the rows of `frame`.
    pub(super) fn evaluate(&self, plan: &Plan, frame: &Frame<'_>) -> Result<Operand> {
        if let Plan::Constant(value) = plan {
            return Ok(Operand::Constant(*value));
        }
        if let Some((outer, rows)) = &frame.outer
            && plan.loops_needed() <= outer.level
        {
            return self.evaluate(plan, outer)?.take(rows);
        }
        let rows = frame.rows;
        Ok(match plan {
            Plan::Constant(value) => Operand::Constant(*value),
            Plan::ByArea { area, values } => Operand::Column(self.by_area(*area, values, rows)?),
            Plan::Fact(fact) => Operand::Column(self.fact(*fact, frame)?),
            Plan::Has(fact) => presence(&self.fact(*fact, frame)?).into(),
            Plan::Element(_) => match &frame.element {
                Element::Values(column) => Operand::Column(column.clone()),
                _ => return Err(EvaluateError::Plan("a member is no value")),
            },
            Plan::Not(operand) => not(&self.booleans(operand, frame)?)?.into(),
            Plan::And(left, right) => {
                and_kleene(&self.booleans(left, frame)?, &self.booleans(right, frame)?)?.into()
            }
            Plan::Or(left, right) => {
                or_kleene(&self.booleans(left, frame)?, &self.booleans(right, frame)?)?.into()
            }
            Plan::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.booleans(condition, frame)?;
                let then = self.evaluate(then, frame)?;
                choose(&condition, then, self.evaluate(otherwise, frame)?)?
            }
            Plan::Compare {
                comparison,
                left,
                right,
            } => {
                let left = self.evaluate(left, frame)?;
                let right = self.evaluate(right, frame)?;
                compare::compare(*comparison, left, right, rows)?.into()
            }
            Plan::Arithmetic {
                operation,
                left,
                right,
            } => {
                let left = self.evaluate(left, frame)?;
                let right = self.evaluate(right, frame)?;
                Operand::Column(arithmetic::arithmetic(*operation, &left, &right, rows)?)
            }
            Plan::Negate(operand) => {
                Operand::Column(arithmetic::negate(&self.evaluate(operand, frame)?, rows)?)
            }
            Plan::ToInt(operand) => {
                Operand::Column(arithmetic::to_int(&self.evaluate(operand, frame)?, rows)?)
            }
            Plan::ToDecimal(operand) => Operand::Column(arithmetic::to_decimal(
                &self.evaluate(operand, frame)?,
                rows,
            )?),
            Plan::OneOf { needle, values } => {
                compare::one_of(&self.evaluate(needle, frame)?, values, rows)?.into()
            }
            Plan::InSet { needle, set } => {
                let needle = self.evaluate(needle, frame)?;
                compare::in_set(&needle, &self.evaluate(set, frame)?, rows)?.into()
            }
            Plan::InList { needle, list } => self.in_list(needle, list, frame)?.into(),
            Plan::Quantify {
                quantifier,
                list,
                predicate,
            } => self.quantify(*quantifier, list, predicate, frame)?.into(),
            Plan::Size(list) => Operand::Column(self.size(list, frame)?),
            Plan::Aggregate {
                aggregation, list, ..
            } => Operand::Column(self.aggregate(*aggregation, list, frame)?),
        })
    }

    /// The values of a boolean plan.
    pub(super) fn booleans(&self, plan: &Plan, frame: &Frame<'_>) -> Result<BooleanArray> {
        self.evaluate(plan, frame)?.into_booleans(frame.rows)
    }

    fn fact(&self, fact: FactRef, frame: &Frame<'_>) -> Result<Column> {
        let index = fact.index;
        if fact.level == Level::Household {
            return Ok(match self.batch.column(index) {
                Some(column) => column.clone(),
                None => absent(self.batch.schema(), index, frame.rows)?,
            });
        }
        let members = self
            .batch
            .members()
            .ok_or(EvaluateError::Plan("a member's fact without members"))?;
        match (members.column(index), &frame.element) {
            (None, _) => absent(members.schema(), index, frame.rows),
            (Some(column), Element::Members) => Ok(column.clone()),
            (Some(column), Element::MemberRows(rows)) => take_column(column, rows),
            (Some(_), _) => Err(EvaluateError::Plan("a member's fact outside a loop")),
        }
    }

    fn by_area(&self, area: usize, values: &[Value], rows: usize) -> Result<Column> {
        let values: Vec<Column> = values.iter().map(|v| Column::repeat(*v, 1)).collect();
        let places: UInt32Array = match self.batch.column(area) {
            Some(Column::Code(areas)) => areas
                .iter()
                .map(|area| area.filter(|a| usize::from(*a) < values.len()))
                .map(|area| area.map(u32::from))
                .collect(),
            _ => UInt32Array::new_null(rows),
        };
        take_column(&join(&values)?, &places)
    }
}

fn absent(schema: &Schema, index: usize, rows: usize) -> Result<Column> {
    let fact = schema
        .fact(index)
        .ok_or(EvaluateError::Plan("a fact that the schema does not have"))?;
    Ok(Column::absent(&fact.kind, rows))
}

/// Which rows of `column` hold a value.
fn presence(column: &Column) -> BooleanArray {
    let present = match column.array().nulls() {
        Some(nulls) => nulls.inner().clone(),
        None => BooleanBuffer::new_set(column.len()),
    };
    BooleanArray::new(present, None)
}
