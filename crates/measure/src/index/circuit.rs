//! Formulas as gates over bit planes.
//!
//! Every formula becomes a function of single bits, one for each plane of the index, built from
//! four gates. Equal gates are one gate, whatever formula they come from, so what many columns
//! share (`class == "poor"`) is computed once for all of them.
//!
//! All gates keep zero: where every plane is 0, every gate is 0. A negation is not a gate but a
//! mark on the [`Bit`] that uses one, resolved when the next gate is built. So rows that only fill
//! up a line count for nothing, and a line of zeros in stays a line of zeros out.

use std::collections::HashMap;
use std::ops::Not;

/// A gate's output, or its negation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Bit(u32);

impl Bit {
    /// False in every row.
    pub(crate) const FALSE: Self = Self(0);
    /// True in every row.
    pub(crate) const TRUE: Self = Self(1);

    /// One or the other.
    pub(crate) const fn constant(value: bool) -> Self {
        if value { Self::TRUE } else { Self::FALSE }
    }

    /// Position of the gate in [`Circuit::gates`].
    pub(crate) const fn gate(self) -> usize {
        (self.0 >> 1) as usize
    }

    /// Whether the gate's output is to be negated.
    pub(crate) const fn is_negated(self) -> bool {
        self.0 & 1 == 1
    }

    /// The gate's output as it is.
    const fn plain(self) -> Self {
        Self(self.0 & !1)
    }
}

impl Not for Bit {
    type Output = Self;

    fn not(self) -> Self {
        Self(self.0 ^ 1)
    }
}

/// What a gate puts out. Operands are positions of earlier gates, never negated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Gate {
    /// 0 in every row.
    Zero,
    /// A stored plane.
    Plane(usize),
    /// Both.
    And(usize, usize),
    /// The first without the second.
    AndNot(usize, usize),
    /// Either.
    Or(usize, usize),
    /// One of the two.
    Xor(usize, usize),
}

/// Gates in an order in which operands come first.
#[derive(Debug)]
pub(crate) struct Circuit {
    gates: Vec<Gate>,
    known: HashMap<Gate, u32>,
}

impl Circuit {
    /// A circuit with nothing in it but the constants.
    pub(crate) fn new() -> Self {
        Self {
            gates: vec![Gate::Zero],
            known: HashMap::from([(Gate::Zero, 0)]),
        }
    }

    /// All gates; operands come before the gates that use them.
    pub(crate) fn gates(&self) -> &[Gate] {
        &self.gates
    }

    /// The plane stored at `position`.
    pub(crate) fn plane(&mut self, position: usize) -> Bit {
        self.gate(Gate::Plane(position))
    }

    /// Both.
    pub(crate) fn and(&mut self, a: Bit, b: Bit) -> Bit {
        let (a, b) = (a.min(b), a.max(b));
        if a == b || b == Bit::TRUE {
            return a;
        }
        if a == Bit::TRUE {
            return b;
        }
        if a == Bit::FALSE || a == !b {
            return Bit::FALSE;
        }
        let (x, y) = (a.gate(), b.gate());
        match (a.is_negated(), b.is_negated()) {
            (false, false) => self.gate(Gate::And(x, y)),
            (false, true) => self.gate(Gate::AndNot(x, y)),
            (true, false) => self.gate(Gate::AndNot(y, x)),
            (true, true) => !self.gate(Gate::Or(x, y)),
        }
    }

    /// Either.
    pub(crate) fn or(&mut self, a: Bit, b: Bit) -> Bit {
        !self.and(!a, !b)
    }

    /// One of the two.
    pub(crate) fn xor(&mut self, a: Bit, b: Bit) -> Bit {
        let flipped = a.is_negated() != b.is_negated();
        let (x, y) = (a.plain().min(b.plain()), a.plain().max(b.plain()));
        let plain = if x == y {
            Bit::FALSE
        } else if x == Bit::FALSE {
            y
        } else {
            self.gate(Gate::Xor(x.gate(), y.gate()))
        };
        if flipped { !plain } else { plain }
    }

    /// `a` where `condition` holds, `b` elsewhere.
    pub(crate) fn choose(&mut self, condition: Bit, a: Bit, b: Bit) -> Bit {
        if a == b {
            return a;
        }
        let yes = self.and(condition, a);
        let no = self.and(!condition, b);
        self.or(yes, no)
    }

    /// Any of them.
    pub(crate) fn any(&mut self, bits: impl IntoIterator<Item = Bit>) -> Bit {
        bits.into_iter()
            .fold(Bit::FALSE, |sum, bit| self.or(sum, bit))
    }

    fn gate(&mut self, gate: Gate) -> Bit {
        let next = u32::try_from(self.gates.len()).unwrap_or(u32::MAX >> 1);
        let position = *self.known.entry(gate).or_insert(next);
        if position == next {
            self.gates.push(gate);
        }
        Bit(position << 1)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// What every gate puts out for one row whose planes are `planes`.
    pub(in super::super) fn evaluate(circuit: &Circuit, planes: &[bool]) -> Vec<bool> {
        let mut values = Vec::new();
        for gate in circuit.gates() {
            let value = match *gate {
                Gate::Zero => false,
                Gate::Plane(position) => planes[position],
                Gate::And(a, b) => values[a] && values[b],
                Gate::AndNot(a, b) => values[a] && !values[b],
                Gate::Or(a, b) => values[a] || values[b],
                Gate::Xor(a, b) => values[a] != values[b],
            };
            values.push(value);
        }
        values
    }

    #[test]
    fn gates_say_what_their_names_say() {
        for a_negated in [false, true] {
            for b_negated in [false, true] {
                let mut circuit = Circuit::new();
                let (mut a, mut b, c) = (circuit.plane(0), circuit.plane(1), circuit.plane(2));
                if a_negated {
                    a = !a;
                }
                if b_negated {
                    b = !b;
                }
                let and = circuit.and(a, b);
                let or = circuit.or(a, b);
                let xor = circuit.xor(a, b);
                let chosen = circuit.choose(c, a, b);
                for row in 0..8 {
                    let planes = [row & 1 != 0, row & 2 != 0, row & 4 != 0];
                    let (x, y) = (planes[0] != a_negated, planes[1] != b_negated);
                    let values = evaluate(&circuit, &planes);
                    let bit = |bit: Bit| values[bit.gate()] != bit.is_negated();
                    assert_eq!(bit(and), x && y);
                    assert_eq!(bit(or), x || y);
                    assert_eq!(bit(xor), x != y);
                    assert_eq!(bit(chosen), if planes[2] { x } else { y });
                }
            }
        }
    }

    #[test]
    fn every_gate_keeps_zero_and_none_is_built_twice() {
        let mut circuit = Circuit::new();
        let (a, b) = (circuit.plane(0), circuit.plane(1));
        let first = circuit.and(!a, !b);
        let same = circuit.or(b, a);
        assert_eq!(first, !same);
        let xnor = circuit.xor(!a, b);
        assert!(xnor.is_negated());
        assert_eq!(circuit.gates().len(), 5);
        assert_eq!(evaluate(&circuit, &[false, false]), [false; 5]);
    }

    #[test]
    fn constants_cost_no_gate() {
        let mut circuit = Circuit::new();
        let a = circuit.plane(0);
        assert_eq!(circuit.and(a, Bit::TRUE), a);
        assert_eq!(circuit.and(!a, Bit::TRUE), !a);
        assert_eq!(circuit.and(a, Bit::FALSE), Bit::FALSE);
        assert_eq!(circuit.and(a, !a), Bit::FALSE);
        assert_eq!(circuit.or(a, !a), Bit::TRUE);
        assert_eq!(circuit.or(!a, Bit::FALSE), !a);
        assert_eq!(circuit.xor(a, Bit::TRUE), !a);
        assert_eq!(circuit.xor(a, a), Bit::FALSE);
        assert_eq!(circuit.choose(a, Bit::TRUE, Bit::FALSE), a);
        assert_eq!(circuit.gates().len(), 2);
    }
}
