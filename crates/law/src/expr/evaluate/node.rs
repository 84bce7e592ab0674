//! Evaluates a plan node by node.

use super::frame::{Element, Frame};
use super::operand::{Operand, Plain, Side, take_column, words};
use super::{EvaluateError, arithmetic, compare};
use crate::expr::{FactRef, Level, Plan};
use crate::facts::{Batch, Column, Schema, Value};
use arrow::array::{Array, BooleanArray};
use arrow::buffer::{BooleanBuffer, NullBuffer};
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
        let Some(Column::Code(areas)) = self.batch.column(area) else {
            let first = values
                .first()
                .ok_or(EvaluateError::Plan("no value for any area"))?;
            let column = Column::repeat(*first, rows);
            return Ok(without(column, &NullBuffer::new_null(rows)));
        };
        let known = super::operand::pack(areas.values(), |area| usize::from(area) < values.len());
        let known = NullBuffer::union(areas.nulls(), Some(&NullBuffer::new(known)));
        let mut cells = areas
            .values()
            .iter()
            .map(|area| values.get(usize::from(*area)).or(values.first()).copied());
        macro_rules! gather {
            ($variant:ident, $native:ty) => {{
                let gathered = cells.map(|cell| match cell {
                    Some(Value::$variant(value)) => value,
                    _ => <$native>::default(),
                });
                <$native as Plain>::column(gathered.collect(), known)
            }};
        }
        Ok(match values.first() {
            Some(Value::Int(_)) => gather!(Int, i64),
            Some(Value::Decimal(_)) => gather!(Decimal, f64),
            Some(Value::Code(_)) => gather!(Code, u16),
            Some(Value::Set(_)) => gather!(Set, u64),
            Some(Value::Bool(_)) => {
                let bits = cells.by_ref().map(|cell| cell == Some(Value::Bool(true)));
                Column::Bool(BooleanArray::new(bits.collect(), known))
            }
            None => return Err(EvaluateError::Plan("no value for any area")),
        })
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

/// `column` without the rows that `nulls` takes away.
pub(super) fn without(column: Column, nulls: &NullBuffer) -> Column {
    let nulls = |array: &dyn Array| NullBuffer::union(array.nulls(), Some(nulls));
    match column {
        Column::Bool(array) => {
            let nulls = nulls(&array);
            Column::Bool(BooleanArray::new(array.values().clone(), nulls))
        }
        Column::Int(array) => {
            let nulls = nulls(&array);
            Column::Int(arrow::array::Int64Array::new(array.values().clone(), nulls))
        }
        Column::Decimal(array) => {
            let nulls = nulls(&array);
            Column::Decimal(arrow::array::Float64Array::new(
                array.values().clone(),
                nulls,
            ))
        }
        Column::Code(array) => {
            let nulls = nulls(&array);
            Column::Code(arrow::array::UInt16Array::new(
                array.values().clone(),
                nulls,
            ))
        }
        Column::Set(array) => {
            let nulls = nulls(&array);
            Column::Set(arrow::array::UInt64Array::new(
                array.values().clone(),
                nulls,
            ))
        }
    }
}

/// `condition ? then : otherwise`, row by row.
fn choose(condition: &BooleanArray, then: Operand, otherwise: Operand) -> Result<Operand> {
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
