//! The rows a plan is evaluated for: households, or the elements of a loop over them.

use crate::facts::Column;
use arrow::array::UInt32Array;

/// Rows, and how they hang together with the rows outside the loop.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub(super) rows: usize,
    /// One more than the depth of the loop whose elements these are; 0 for households.
    pub(super) level: usize,
    /// The frame outside the loop, and for each row here its row there.
    pub(super) outer: Option<(&'a Frame<'a>, UInt32Array)>,
    /// For each row its household; none when the rows are the households.
    pub(super) household: Option<UInt32Array>,
    pub(super) element: Element,
}

/// What the loop's variable stands for.
#[derive(Debug, Clone)]
pub(super) enum Element {
    /// No loop.
    None,
    /// Every member of the batch, in order.
    Members,
    /// For each row a member of the batch.
    MemberRows(UInt32Array),
    /// For each row a value.
    Values(Column),
}

impl Frame<'_> {
    /// The households themselves.
    pub(super) const fn root(rows: usize) -> Self {
        Self {
            rows,
            level: 0,
            outer: None,
            household: None,
            element: Element::None,
        }
    }
}
