//! The most common value of each fact, which planes store as zeros.

use super::rows::RowBuffer;
use std::collections::BTreeMap;

/// Rows looked at to find the most common values: any choice is right, a good one is small.
const SAMPLE: usize = 16_384;

/// The most common value by fact, villages behind the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Common(Vec<u64>);

impl Common {
    /// 0 for each of `facts` facts.
    pub(crate) fn zeros(facts: usize) -> Self {
        Self(vec![0; facts])
    }

    /// By fact.
    pub(crate) fn values(&self) -> &[u64] {
        &self.0
    }

    /// The value met most often in the first rows of each fact of `rows`, which stores values as
    /// they are; of several the smallest.
    pub(crate) fn of(rows: &RowBuffer) -> Self {
        let count = rows.rows().min(SAMPLE);
        let most_common = |fact: usize| {
            let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
            for row in 0..count {
                if let Some(value) = rows.value(fact, row) {
                    *counts.entry(value).or_default() += 1;
                }
            }
            let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
            most.map_or(0, |(value, _)| value)
        };
        Self((0..rows.facts().len()).map(most_common).collect())
    }
}
