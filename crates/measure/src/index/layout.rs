//! Which plane holds which bit of which fact.

use super::circuit::{Bit, Circuit};

/// One stored plane: a bit of a fact's value, or the rows in which the fact is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PlaneKey {
    /// Index of the fact in the layout.
    pub(crate) fact: usize,
    /// Place of the bit, 0 the lowest, or [`ABSENT`].
    pub(crate) place: u8,
}

/// The place of the plane of rows in which a fact is absent.
pub(crate) const ABSENT: u8 = 64;

/// The planes of an index, in order.
///
/// A fact's value has 64 bits: a whole number in two's complement, the position of a code, the
/// positions of a set's codes, or 0 and 1. Stored is the value XOR the fact's most common value,
/// so that most bits are 0, and only planes in which any bit is 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    planes: Vec<PlaneKey>,
    /// The most common value by fact; none for a fact that is absent in every row.
    common: Vec<Option<u64>>,
}

impl Layout {
    /// A layout of these planes, sorted here, for facts with these most common values.
    pub(crate) fn new(mut planes: Vec<PlaneKey>, common: Vec<Option<u64>>) -> Self {
        planes.sort_unstable();
        planes.dedup();
        Self { planes, common }
    }

    /// The planes by position.
    pub(crate) fn planes(&self) -> &[PlaneKey] {
        &self.planes
    }

    /// Bit `place` of the value of `fact`; of an absent value it means nothing.
    pub(crate) fn value_bit(&self, fact: usize, place: u8, circuit: &mut Circuit) -> Bit {
        let common = self.common(fact).unwrap_or(0) >> place & 1 == 1;
        match self.position(fact, place) {
            None => Bit::constant(common),
            Some(plane) if common => !circuit.plane(plane),
            Some(plane) => circuit.plane(plane),
        }
    }

    /// Where `fact` is there.
    pub(crate) fn known_bit(&self, fact: usize, circuit: &mut Circuit) -> Bit {
        match self.position(fact, ABSENT) {
            None => Bit::constant(self.common(fact).is_some()),
            Some(plane) => !circuit.plane(plane),
        }
    }

    fn common(&self, fact: usize) -> Option<u64> {
        self.common.get(fact).copied().flatten()
    }

    fn position(&self, fact: usize, place: u8) -> Option<usize> {
        self.planes.binary_search(&PlaneKey { fact, place }).ok()
    }
}
