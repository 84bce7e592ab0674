//! What is usual of each fact, which planes store as zeros.

use super::rows::RowBuffer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows looked at to find what is usual: any choice is right, a good one is small.
const SAMPLE: usize = 16_384;

/// What is usual of one fact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Usual {
    /// Its most common value.
    pub(crate) value: u64,
    /// Whether it is absent more often than not.
    pub(crate) absent: bool,
}

impl Usual {
    /// What is usual in the first rows of a fact of `rows`, which stores values as they are; of
    /// values equally common the smallest.
    fn of(rows: &RowBuffer, fact: usize) -> Self {
        let count = rows.rows().min(SAMPLE);
        let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
        for value in (0..count).filter_map(|row| rows.value(fact, row)) {
            *counts.entry(value).or_default() += 1;
        }
        let there: usize = counts.values().sum();
        let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
        Self {
            value: most.map_or(0, |(value, _)| value),
            absent: 2 * there < count,
        }
    }

    /// What is usual of every fact of `rows`.
    pub(crate) fn of_all(rows: &RowBuffer) -> Vec<Self> {
        (0..rows.facts().len())
            .map(|fact| Self::of(rows, fact))
            .collect()
    }
}
