//! Rows of one unit on their way into planes: a lane of bytes for each byte of each fact.

use super::common::Usual;
use super::line::LINE_ROWS;

/// Byte lanes of a fact's value.
const VALUE_LANES: usize = 8;

/// Rows of one unit, column by column.
///
/// What is kept of a value is the value XOR the fact's most common one, 0 where it is absent. A
/// lane ends behind its last byte that is not zero, or later.
#[derive(Debug, Clone)]
pub(crate) struct RowBuffer {
    usual: Vec<Usual>,
    facts: Vec<Lanes>,
    rows: usize,
}

/// The lanes of one fact.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lanes {
    pub(crate) values: [Vec<u8>; VALUE_LANES],
    /// 1 where the fact is there and usually is not, or the other way round.
    pub(crate) presence: Vec<u8>,
}

impl RowBuffer {
    /// No rows of facts of which this is usual.
    pub(crate) fn new(usual: Vec<Usual>) -> Self {
        Self {
            facts: vec![Lanes::default(); usual.len()],
            usual,
            rows: 0,
        }
    }

    /// How many rows.
    pub(crate) const fn rows(&self) -> usize {
        self.rows
    }

    /// The lanes by fact.
    pub(crate) fn facts(&self) -> &[Lanes] {
        &self.facts
    }

    /// What is stored of a value; none where it is absent.
    pub(crate) fn value(&self, fact: usize, row: usize) -> Option<u64> {
        let lanes = &self.facts[fact];
        let byte = |lane: &Vec<u8>| lane.get(row).copied().unwrap_or(0);
        if (byte(&lanes.presence) == 1) != self.usual[fact].absent {
            return None;
        }
        Some(u64::from_le_bytes(std::array::from_fn(|place| {
            byte(&lanes.values[place])
        })))
    }

    /// Adds values to a fact, in which `present` tells which are there; none: all.
    /// [`RowBuffer::end_rows`] ends the rows once every fact has its values.
    pub(crate) fn extend(
        &mut self,
        fact: usize,
        values: impl Iterator<Item = u64> + Clone,
        present: Option<impl Iterator<Item = bool> + Clone>,
    ) {
        let (usual, start) = (self.usual[fact], self.rows);
        let lanes = &mut self.facts[fact];
        let presence = &mut lanes.presence;
        match present.clone() {
            // Everything there, and that is usual: nothing to tell.
            None if !usual.absent => {}
            None => {
                presence.resize(start, 0);
                presence.extend(values.clone().map(|_| 1));
            }
            Some(present) => {
                presence.resize(start, 0);
                presence.extend(present.map(|there| u8::from(there == usual.absent)));
            }
        }
        match present {
            None => lanes.extend(start, values.map(|value| value ^ usual.value)),
            Some(present) => {
                let stored = values
                    .zip(present)
                    .map(|(value, there): (u64, bool)| if there { value ^ usual.value } else { 0 });
                lanes.extend(start, stored);
            }
        }
    }

    /// Ends `rows` rows.
    pub(crate) const fn end_rows(&mut self, rows: usize) {
        self.rows += rows;
    }

    /// Empties the buffer and keeps its memory.
    pub(crate) fn clear(&mut self) {
        for lanes in &mut self.facts {
            lanes.values.iter_mut().for_each(Vec::clear);
            lanes.presence.clear();
        }
        self.rows = 0;
    }
}

impl Lanes {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "an iterator is gone over twice by cloning it"
    )]
    fn extend(&mut self, start: usize, stored: impl Iterator<Item = u64> + Clone) {
        let any = stored.clone().fold(0, |any, value| any | value);
        for (place, lane) in self.values.iter_mut().enumerate() {
            let shift = 8 * place;
            if any >> shift & 0xff != 0 {
                lane.resize(start, 0);
                lane.extend(stored.clone().map(|value| (value >> shift) as u8));
            }
        }
    }
}

/// Rows rounded up to whole lines.
pub(crate) const fn padded(rows: usize) -> usize {
    rows.div_ceil(LINE_ROWS) * LINE_ROWS
}
