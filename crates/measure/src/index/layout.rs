//! Which plane holds which bit of which fact.

use super::circuit::{Bit, Circuit};
use super::common::Usual;

/// One stored plane: a bit of a fact's value, or whether the fact is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PlaneKey {
    /// Index of the fact in the layout.
    pub(crate) fact: usize,
    /// Place of the bit, 0 the lowest, or [`PRESENCE`].
    pub(crate) place: u8,
}

/// The place of the plane of rows in which a fact is there where it usually is not, or not where
/// it usually is.
pub(crate) const PRESENCE: u8 = 64;

/// The planes of an index, in order.
///
/// A fact's value has 64 bits: a whole number in two's complement, the position of a code, the
/// positions of a set's codes, or 0 and 1. Stored is the value XOR what is usual of the fact, so
/// that most bits are 0, and only planes in which any bit is 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    planes: Vec<PlaneKey>,
    /// What is usual of each fact; none for a fact that is absent in every row.
    usual: Vec<Option<Usual>>,
}

impl Layout {
    /// A layout of these planes, sorted here, for facts of which this is usual.
    pub(crate) fn new(mut planes: Vec<PlaneKey>, usual: Vec<Option<Usual>>) -> Self {
        planes.sort_unstable();
        planes.dedup();
        Self { planes, usual }
    }

    /// The planes by position.
    pub(crate) fn planes(&self) -> &[PlaneKey] {
        &self.planes
    }

    /// Bit `place` of the value of `fact`; of an absent value it means nothing.
    pub(crate) fn value_bit(&self, fact: usize, place: u8, circuit: &mut Circuit) -> Bit {
        let usual = self.usual(fact).unwrap_or_default().value >> place & 1 == 1;
        self.bit(fact, place, usual, circuit)
    }

    /// Where `fact` is there.
    pub(crate) fn known_bit(&self, fact: usize, circuit: &mut Circuit) -> Bit {
        match self.usual(fact) {
            None => Bit::FALSE,
            Some(usual) => self.bit(fact, PRESENCE, !usual.absent, circuit),
        }
    }

    /// What a plane says, other than usual where it is 1.
    fn bit(&self, fact: usize, place: u8, usual: bool, circuit: &mut Circuit) -> Bit {
        match self.position(fact, place) {
            None => Bit::constant(usual),
            Some(plane) if usual => !circuit.plane(plane),
            Some(plane) => circuit.plane(plane),
        }
    }

    fn usual(&self, fact: usize) -> Option<Usual> {
        self.usual.get(fact).copied().flatten()
    }

    fn position(&self, fact: usize, place: u8) -> Option<usize> {
        self.planes.binary_search(&PlaneKey { fact, place }).ok()
    }
}
