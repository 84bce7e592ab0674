//! From the elements of a list to one value for its row.

use super::frame::{Element, Frame};
use super::lists::Elements;
use super::node::Evaluator;
use super::operand::{Operand, Plain, without, words};
use super::{EvaluateError, compare};
use crate::expr::{Aggregation, Comparison, List, Plan, Quantifier, Range};
use crate::facts::Column;
use arrow::array::{Array, BooleanArray};
use arrow::buffer::{BooleanBuffer, NullBuffer};

type Result<T> = std::result::Result<T, EvaluateError>;

impl Evaluator<'_> {
    /// `list.exists(…)`, `all`, `exists_one`.
    pub(super) fn quantify(
        &self,
        quantifier: Quantifier,
        list: &List,
        predicate: &Plan,
        frame: &Frame<'_>,
    ) -> Result<BooleanArray> {
        let elements = self.elements(list, frame)?;
        let held = self.booleans(predicate, &elements.frame)?;
        let (yes, no, unknown) = truth(&held);
        let segments = &elements.segments;
        let any = |bits: &BooleanBuffer| segments.any(&elements.keep(bits));
        let unknown = unknown.map(|unknown| any(&unknown));
        let (values, decided) = match quantifier {
            Quantifier::Exists => {
                let found = any(&yes);
                (found.clone(), unknown.map(|unknown| &found | &!&unknown))
            }
            Quantifier::All => {
                let failed = any(&no);
                (!&failed, unknown.map(|unknown| &failed | &!&unknown))
            }
            Quantifier::ExistsOne => {
                let counts = segments.count(&elements.keep(&yes));
                let one = super::operand::pack(&counts, |count| count == 1);
                (one, unknown.map(|unknown| !&unknown))
            }
        };
        let decided = decided.map(NullBuffer::new);
        let nulls = NullBuffer::union(elements.valid.as_ref(), decided.as_ref());
        Ok(BooleanArray::new(values, nulls))
    }

    /// `needle in list`.
    pub(super) fn in_list(
        &self,
        needle: &Plan,
        list: &List,
        frame: &Frame<'_>,
    ) -> Result<BooleanArray> {
        let needle = self.evaluate(needle, frame)?;
        let nulls = needle.nulls().cloned();
        let elements = self.elements(list, frame)?;
        let (Element::Values(values), Some((_, parents))) =
            (&elements.frame.element, &elements.frame.outer)
        else {
            return Err(EvaluateError::Plan("a member is no value"));
        };
        let values = Operand::Column(values.clone());
        let rows = elements.frame.rows;
        let equal = compare::compare(Comparison::Equal, needle.take(parents)?, values, rows)?;
        let found = elements.segments.any(&elements.keep(&truth(&equal).0));
        let nulls = NullBuffer::union(elements.valid.as_ref(), nulls.as_ref());
        Ok(BooleanArray::new(found, nulls))
    }

    /// `size(list)`.
    pub(super) fn size(&self, list: &List, frame: &Frame<'_>) -> Result<Column> {
        if let (Range::Set(set), []) = (&list.range, &list.steps[..]) {
            return compare::set_size(&self.evaluate(set, frame)?, frame.rows);
        }
        let elements = self.elements(list, frame)?;
        let counts = match &elements.kept {
            Some(kept) => elements.segments.count(kept),
            None => elements.segments.lengths(),
        };
        Ok(i64::column(counts, elements.valid))
    }

    /// `sum(list)`, `min(list)`, `max(list)`.
    pub(super) fn aggregate(
        &self,
        aggregation: Aggregation,
        list: &List,
        frame: &Frame<'_>,
    ) -> Result<Column> {
        let elements = self.elements(list, frame)?;
        let column = match &elements.frame.element {
            Element::Values(Column::Int(values)) => {
                let values = values.values();
                match aggregation {
                    Aggregation::Sum => reduce(&elements, values, Some(0), |t, v| t.checked_add(v)),
                    Aggregation::Min => reduce(&elements, values, None, |b, v| Some(b.min(v))),
                    Aggregation::Max => reduce(&elements, values, None, |b, v| Some(b.max(v))),
                }
            }
            Element::Values(Column::Decimal(values)) => {
                let values = values.values();
                match aggregation {
                    Aggregation::Sum => reduce(&elements, values, Some(0.0), |t, v| Some(t + v)),
                    Aggregation::Min => reduce(&elements, values, None, |b, v| {
                        v.partial_cmp(&b)
                            .map(|order| if order.is_lt() { v } else { b })
                    }),
                    Aggregation::Max => reduce(&elements, values, None, |b, v| {
                        v.partial_cmp(&b)
                            .map(|order| if order.is_gt() { v } else { b })
                    }),
                }
            }
            _ => return Err(EvaluateError::Plan("only numbers can be added or ordered")),
        };
        Ok(match &elements.valid {
            Some(valid) => without(&column, valid),
            None => column,
        })
    }
}

/// Which rows are true, which false, and which have no result (none = no row).
fn truth(array: &BooleanArray) -> (BooleanBuffer, BooleanBuffer, Option<BooleanBuffer>) {
    let values = array.values();
    match array.nulls().filter(|nulls| nulls.null_count() > 0) {
        None => (values.clone(), !values, None),
        Some(nulls) => {
            let valid = nulls.inner();
            (values & valid, &!values & valid, Some(!valid))
        }
    }
}

/// Brings the kept elements of each row together in order, from `start` or the first of them; a
/// row for which there is nothing to begin with, or `step` fails, has no result.
fn reduce<T: Plain + Default>(
    elements: &Elements<'_>,
    values: &[T],
    start: Option<T>,
    step: impl Fn(T, T) -> Option<T>,
) -> Column {
    let kept = elements.kept.as_ref().map(words);
    let is_kept = |place: usize| {
        kept.as_ref()
            .is_none_or(|words| words[place / 64] >> (place % 64) & 1 == 1)
    };
    let rows = elements.segments.rows();
    let mut results = Vec::with_capacity(rows);
    let mut sound = Vec::with_capacity(rows);
    for range in elements.segments.iter() {
        let mut kept = range
            .filter(|place| is_kept(*place))
            .map(|place| values[place]);
        let result = start
            .or_else(|| kept.next())
            .and_then(|start| kept.try_fold(start, &step));
        results.push(result.unwrap_or_default());
        sound.push(result.is_some());
    }
    let nulls = (!sound.iter().all(|sound| *sound)).then(|| NullBuffer::from(sound));
    T::column(results, nulls)
}
