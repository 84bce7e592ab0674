//! Bits of elements brought together by the row they belong to.

use super::operand::{bits, words};
use arrow::buffer::BooleanBuffer;

/// Where each row's elements begin and end: row `r` has `ends[r]..ends[r + 1]`.
#[derive(Debug)]
pub(super) struct Segments {
    ends: Vec<usize>,
}

impl Segments {
    /// Segments from their ends, which begin with 0 and do not fall.
    pub(super) const fn new(ends: Vec<usize>) -> Self {
        Self { ends }
    }

    /// The elements of each row in turn.
    pub(super) fn iter(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        self.ends.windows(2).map(|pair| pair[0]..pair[1])
    }

    /// How many rows.
    pub(super) fn rows(&self) -> usize {
        self.ends.len().saturating_sub(1)
    }

    /// Whether any bit of each row's elements is set.
    pub(super) fn any(&self, elements: &BooleanBuffer) -> BooleanBuffer {
        let words = words(elements);
        let mut packed = Vec::with_capacity(self.rows().div_ceil(64));
        for (row, range) in self.iter().enumerate() {
            if row % 64 == 0 {
                packed.push(0_u64);
            }
            if let Some(last) = packed.last_mut() {
                *last |= u64::from(any_of(&words, range)) << (row % 64);
            }
        }
        bits(packed, self.rows())
    }

    /// How many bits of each row's elements are set.
    pub(super) fn count(&self, elements: &BooleanBuffer) -> Vec<i64> {
        let words = words(elements);
        self.iter().map(|range| count_of(&words, range)).collect()
    }

    /// How many elements each row has.
    pub(super) fn lengths(&self) -> Vec<i64> {
        self.iter()
            .map(|range| i64::try_from(range.len()).unwrap_or(i64::MAX))
            .collect()
    }
}

fn any_of(words: &[u64], range: std::ops::Range<usize>) -> bool {
    parts(words, range).any(|part| part != 0)
}

fn count_of(words: &[u64], range: std::ops::Range<usize>) -> i64 {
    parts(words, range)
        .map(|part| i64::from(part.count_ones()))
        .sum()
}

/// The words that hold `range`, the bits outside it cleared.
fn parts(words: &[u64], range: std::ops::Range<usize>) -> impl Iterator<Item = u64> {
    let (start, end) = (range.start, range.end);
    let covered = start / 64..if start < end {
        end.div_ceil(64)
    } else {
        start / 64
    };
    covered.map(move |place| {
        let low = start.saturating_sub(place * 64);
        let high = (end - place * 64).min(64);
        words[place] & (u64::MAX << low) & (u64::MAX >> (64 - high))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn segments_see_exactly_their_own_bits(
            rows in proptest::collection::vec(proptest::collection::vec(any::<bool>(), 0..150), 0..80),
        ) {
            let elements: BooleanBuffer = rows.iter().flatten().copied().collect();
            let mut ends = vec![0];
            ends.extend(rows.iter().scan(0, |end, row| { *end += row.len(); Some(*end) }));
            let segments = Segments::new(ends);
            let any: Vec<bool> = segments.any(&elements).iter().collect();
            let expected: Vec<bool> = rows.iter().map(|row| row.contains(&true)).collect();
            prop_assert_eq!(any, expected);
            let counts: Vec<i64> = rows.iter()
                .map(|row| i64::try_from(row.iter().filter(|bit| **bit).count()).unwrap())
                .collect();
            prop_assert_eq!(segments.count(&elements), counts);
        }
    }
}
