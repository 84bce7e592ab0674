//! What a formula comes to, as bits: a truth, a number or a set.

use super::circuit::{Bit, Circuit};
use super::number::Number;

/// A value in every row.
#[derive(Debug, Clone)]
pub(crate) enum Term {
    /// Of a bool.
    Truth(Truth),
    /// Of an int, or the position of a code.
    Number(Number),
    /// Of a set.
    Set(Set),
}

/// Yes, no, or, where it is neither, unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Truth {
    /// Where it is true.
    pub(crate) yes: Bit,
    /// Where it is false.
    pub(crate) no: Bit,
}

/// The codes of a set by position.
#[derive(Debug, Clone)]
pub(crate) struct Set {
    /// Whether each code is in.
    pub(crate) codes: Vec<Bit>,
    /// Where the set is there.
    pub(crate) known: Bit,
}

impl Truth {
    /// `bit` where `known`.
    pub(crate) fn new(bit: Bit, known: Bit, circuit: &mut Circuit) -> Self {
        Self {
            yes: circuit.and(known, bit),
            no: circuit.and(known, !bit),
        }
    }

    /// Kleene's not.
    pub(crate) const fn not(self) -> Self {
        Self {
            yes: self.no,
            no: self.yes,
        }
    }

    /// Kleene's and.
    pub(crate) fn and(self, other: Self, circuit: &mut Circuit) -> Self {
        Self {
            yes: circuit.and(self.yes, other.yes),
            no: circuit.or(self.no, other.no),
        }
    }

    /// Kleene's or.
    pub(crate) fn or(self, other: Self, circuit: &mut Circuit) -> Self {
        self.not().and(other.not(), circuit).not()
    }

    /// Where it is one or the other.
    pub(crate) fn known(self, circuit: &mut Circuit) -> Bit {
        circuit.or(self.yes, self.no)
    }
}

impl Term {
    /// Where the value is there.
    pub(crate) fn known(&self, circuit: &mut Circuit) -> Bit {
        match self {
            Self::Truth(truth) => truth.known(circuit),
            Self::Number(number) => number.known,
            Self::Set(set) => set.known,
        }
    }

    /// `then` where `condition` is true, `otherwise` where it is false, of one type.
    pub(crate) fn choose(
        condition: Truth,
        then: &Self,
        otherwise: &Self,
        circuit: &mut Circuit,
    ) -> Option<Self> {
        let known = |a: Bit, b: Bit, circuit: &mut Circuit| {
            let yes = circuit.and(condition.yes, a);
            let no = circuit.and(condition.no, b);
            circuit.or(yes, no)
        };
        Some(match (then, otherwise) {
            (Self::Truth(a), Self::Truth(b)) => Self::Truth(Truth {
                yes: known(a.yes, b.yes, circuit),
                no: known(a.no, b.no, circuit),
            }),
            (Self::Number(a), Self::Number(b)) => {
                let known = known(a.known, b.known, circuit);
                let mut number = a.chosen(condition.yes, b, circuit);
                number.known = known;
                Self::Number(number)
            }
            (Self::Set(a), Self::Set(b)) => {
                let codes = (0..a.codes.len().max(b.codes.len()))
                    .map(|at| circuit.choose(condition.yes, a.code(at), b.code(at)))
                    .collect();
                let known = known(a.known, b.known, circuit);
                Self::Set(Set { codes, known })
            }
            _ => return None,
        })
    }

    /// Whether two of one type are equal.
    pub(crate) fn equal(&self, other: &Self, circuit: &mut Circuit) -> Option<Truth> {
        match (self, other) {
            (Self::Truth(a), Self::Truth(b)) => {
                let known = [a.known(circuit), b.known(circuit)];
                let known = circuit.and(known[0], known[1]);
                let differ = circuit.xor(a.yes, b.yes);
                Some(Truth::new(!differ, known, circuit))
            }
            (Self::Number(a), Self::Number(b)) => {
                let known = circuit.and(a.known, b.known);
                let same = a.equal_bit(b, circuit);
                Some(Truth::new(same, known, circuit))
            }
            _ => None,
        }
    }
}

impl Set {
    /// Whether the code at `position` is in.
    pub(crate) fn code(&self, position: usize) -> Bit {
        self.codes.get(position).copied().unwrap_or(Bit::FALSE)
    }
}
