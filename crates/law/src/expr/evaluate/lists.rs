//! Lists: the elements of all rows one after the other, which of them are kept, and which rows
//! have a list at all.

use super::EvaluateError;
use super::frame::{Element, Frame};
use super::node::Evaluator;
use super::operand::Plain;
use super::segments::Segments;
use crate::expr::{List, Plan, Range, Step};
use arrow::array::{Array, UInt32Array};
use arrow::buffer::{BooleanBuffer, NullBuffer};

/// A list for every row of a frame.
#[derive(Debug)]
pub(super) struct Elements<'a> {
    /// The elements as rows.
    pub(super) frame: Frame<'a>,
    /// Which elements belong to which row of the frame outside.
    pub(super) segments: Segments,
    /// The elements a filter has kept; none = all.
    pub(super) kept: Option<BooleanBuffer>,
    /// The rows whose list is there; none = all.
    pub(super) valid: Option<NullBuffer>,
}

type Result<T> = std::result::Result<T, EvaluateError>;

impl Evaluator<'_> {
    /// The elements of `list` for the rows of `frame`.
    pub(super) fn elements<'f>(&self, list: &List, frame: &'f Frame<'f>) -> Result<Elements<'f>> {
        let mut elements = match &list.range {
            Range::Members => self.members(list.depth, frame)?,
            Range::Set(set) => self.codes(set, list.depth, frame)?,
        };
        for step in &list.steps {
            match step {
                Step::Filter(predicate) => {
                    let held = self.booleans(predicate, &elements.frame)?;
                    elements.drop_failed(held.nulls());
                    let held = match held.nulls() {
                        Some(nulls) => held.values() & nulls.inner(),
                        None => held.values().clone(),
                    };
                    elements.kept = Some(elements.keep(&held));
                }
                Step::Map(transform) => {
                    let values = self.evaluate(transform, &elements.frame)?;
                    elements.drop_failed(values.nulls());
                    let column = values.into_column(elements.frame.rows);
                    elements.frame.element = Element::Values(column);
                }
            }
        }
        Ok(elements)
    }

    fn members<'f>(&self, depth: usize, frame: &'f Frame<'f>) -> Result<Elements<'f>> {
        let Some(members) = self.batch.members() else {
            let nobody = vec![0; frame.rows + 1];
            let valid = Some(NullBuffer::new_null(frame.rows));
            return Ok(Elements::new(frame, depth, nobody, Element::Members, valid));
        };
        let ends: Vec<usize> = members.offsets().iter().map(|end| *end as usize).collect();
        let Some(households) = &frame.household else {
            let listed = members.listed().cloned();
            return Ok(Elements::new(frame, depth, ends, Element::Members, listed));
        };
        // A loop inside a loop: each row goes through all members of its household again.
        let mut inner_ends = Vec::with_capacity(frame.rows + 1);
        let mut rows = Vec::new();
        inner_ends.push(0);
        for household in households.values() {
            let household = *household as usize;
            rows.extend((ends[household]..ends[household + 1]).map(index));
            inner_ends.push(rows.len());
        }
        let listed = members.listed().map(|listed| {
            NullBuffer::new(super::operand::pack(households.values(), |household| {
                listed.is_valid(household as usize)
            }))
        });
        let element = Element::MemberRows(UInt32Array::from(rows));
        Ok(Elements::new(frame, depth, inner_ends, element, listed))
    }

    fn codes<'f>(&self, set: &Plan, depth: usize, frame: &'f Frame<'f>) -> Result<Elements<'f>> {
        let sets = self.evaluate(set, frame)?;
        let valid = sets.nulls().cloned();
        let sets = sets.into_column(frame.rows);
        let crate::facts::Column::Set(masks) = &sets else {
            return Err(EvaluateError::Plan("a loop over something that is no set"));
        };
        let mut ends = Vec::with_capacity(frame.rows + 1);
        let mut positions: Vec<u16> = Vec::new();
        ends.push(0);
        for (row, mask) in masks.values().iter().enumerate() {
            let mut left = if masks.is_valid(row) { *mask } else { 0 };
            while left != 0 {
                positions.push(left.trailing_zeros() as u16);
                left &= left - 1;
            }
            ends.push(positions.len());
        }
        let element = Element::Values(u16::column(positions, None));
        Ok(Elements::new(frame, depth, ends, element, valid))
    }
}

impl<'f> Elements<'f> {
    fn new(
        outer: &'f Frame<'f>,
        depth: usize,
        ends: Vec<usize>,
        element: Element,
        valid: Option<NullBuffer>,
    ) -> Self {
        let segments = Segments::new(ends);
        let parents: UInt32Array = segments
            .iter()
            .enumerate()
            .flat_map(|(row, range)| std::iter::repeat_n(index(row), range.len()))
            .collect::<Vec<u32>>()
            .into();
        let household = match &outer.household {
            None => parents.clone(),
            Some(households) => parents
                .values()
                .iter()
                .map(|parent| households.value(*parent as usize))
                .collect::<Vec<u32>>()
                .into(),
        };
        Self {
            frame: Frame {
                rows: parents.len(),
                level: depth + 1,
                outer: Some((outer, parents)),
                household: Some(household),
                element,
            },
            segments,
            kept: None,
            valid,
        }
    }

    /// Takes away the lists in which an element looked at has no value.
    fn drop_failed(&mut self, nulls: Option<&NullBuffer>) {
        let Some(nulls) = nulls.filter(|nulls| nulls.null_count() > 0) else {
            return;
        };
        let failed = self.segments.any(&self.keep(&!nulls.inner()));
        self.valid = NullBuffer::union(self.valid.as_ref(), Some(&NullBuffer::new(!&failed)));
    }

    /// Those of `bits` whose element is kept.
    pub(super) fn keep(&self, bits: &BooleanBuffer) -> BooleanBuffer {
        match &self.kept {
            Some(kept) => kept & bits,
            None => bits.clone(),
        }
    }
}

/// A row number as Arrow's `take` wants it. A chunk has far fewer than 2³² elements.
fn index(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}
