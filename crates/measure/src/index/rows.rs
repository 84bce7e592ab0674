//! Rows of one unit on their way into planes: a lane of bytes for each byte of each fact.

use super::line::LINE_ROWS;

/// Byte lanes of a fact's value.
const VALUE_LANES: usize = 8;

/// Rows of one unit, column by column.
///
/// What is kept of a value is the value XOR the fact's most common one, 0 where it is absent; a
/// lane that is all zero does not exist.
#[derive(Debug, Clone)]
pub(crate) struct RowBuffer {
    common: Vec<u64>,
    facts: Vec<Lanes>,
    rows: usize,
}

/// The lanes of one fact; a lane ends behind its last byte that is not zero, or later.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lanes {
    pub(crate) values: [Vec<u8>; VALUE_LANES],
    /// 1 where the fact is absent.
    pub(crate) absent: Vec<u8>,
}

impl RowBuffer {
    /// No rows of facts with these most common values.
    pub(crate) fn new(common: Vec<u64>) -> Self {
        Self {
            facts: vec![Lanes::default(); common.len()],
            common,
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
        if byte(&lanes.absent) != 0 {
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
        let (common, start) = (self.common[fact], self.rows);
        let lanes = &mut self.facts[fact];
        match present {
            None => lanes.extend(start, values.map(|value| value ^ common)),
            Some(present) => {
                let stored = values
                    .zip(present.clone())
                    .map(|(value, there)| if there { value ^ common } else { 0 });
                lanes.extend(start, stored);
                lanes.absent.resize(start, 0);
                lanes.absent.extend(present.map(|there| u8::from(!there)));
            }
        }
    }

    /// Marks `rows` more rows of a fact absent.
    #[cfg(test)]
    pub(crate) fn extend_absent(&mut self, fact: usize, rows: usize) {
        let absent = &mut self.facts[fact].absent;
        absent.resize(self.rows, 0);
        absent.resize(self.rows + rows, 1);
    }

    /// Ends `rows` rows.
    pub(crate) const fn end_rows(&mut self, rows: usize) {
        self.rows += rows;
    }

    /// Empties the buffer and keeps its memory.
    pub(crate) fn clear(&mut self) {
        for lanes in &mut self.facts {
            lanes.values.iter_mut().for_each(Vec::clear);
            lanes.absent.clear();
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
