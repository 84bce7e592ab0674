//! Whole numbers made of bits: arithmetic and comparison as gates.
//!
//! Two's complement, least significant bit first, the last bit being the sign, exactly as wide as
//! the values can be. Results are those of checked 64-bit integers: what does not fit is unknown.

use super::circuit::{Bit, Circuit};

/// A whole number in every row, or unknown there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    /// At least one bit; the last is the sign.
    bits: Vec<Bit>,
    /// Where the number is there.
    pub(crate) known: Bit,
}

impl Number {
    /// The same number in every row.
    pub(crate) fn constant(value: i64) -> Self {
        let bits = (0..64).map(|place| Bit::constant(value >> place & 1 == 1));
        Self::new(bits.collect(), Bit::TRUE)
    }

    /// A number that is never negative, from its bits.
    pub(crate) fn unsigned(mut bits: Vec<Bit>, known: Bit) -> Self {
        bits.push(Bit::FALSE);
        Self::new(bits, known)
    }

    /// A number from its bits, the last being the sign.
    pub(crate) fn new(mut bits: Vec<Bit>, known: Bit) -> Self {
        while let [.., last, sign] = bits.as_slice()
            && last == sign
        {
            bits.pop();
        }
        Self { bits, known }
    }

    /// Every bit with what it is worth, the sign's place being negative.
    pub(crate) fn places(&self) -> impl Iterator<Item = (Bit, i128)> {
        let last = self.bits.len() - 1;
        self.bits.iter().enumerate().map(move |(place, bit)| {
            let worth = 1_i128 << place;
            (*bit, if place == last { -worth } else { worth })
        })
    }

    /// The bit at `place`, the sign beyond the last.
    fn bit(&self, place: usize) -> Bit {
        self.bits[place.min(self.bits.len() - 1)]
    }

    fn sign(&self) -> Bit {
        self.bits[self.bits.len() - 1]
    }

    /// How many bits hold any value of both, one more left over.
    fn room(&self, other: &Self) -> usize {
        self.bits.len().max(other.bits.len()) + 1
    }

    /// The sum; unknown where it leaves 64 bits.
    pub(crate) fn add(&self, other: &Self, circuit: &mut Circuit) -> Self {
        let known = circuit.and(self.known, other.known);
        fitted(sum(self, other, Bit::FALSE, circuit), known, circuit)
    }

    /// The difference; unknown where it leaves 64 bits.
    pub(crate) fn subtract(&self, other: &Self, circuit: &mut Circuit) -> Self {
        let known = circuit.and(self.known, other.known);
        fitted(
            sum(self, &other.inverted(), Bit::TRUE, circuit),
            known,
            circuit,
        )
    }

    /// Zero minus the number.
    pub(crate) fn negate(&self, circuit: &mut Circuit) -> Self {
        Self::constant(0).subtract(self, circuit)
    }

    /// The product; unknown where it leaves 64 bits.
    pub(crate) fn multiply(&self, other: &Self, circuit: &mut Circuit) -> Self {
        let known = circuit.and(self.known, other.known);
        let width = self.bits.len() + other.bits.len();
        let mut total = Self::constant(0);
        let last = other.bits.len() - 1;
        for (place, factor) in other.bits.iter().enumerate() {
            let mut row = vec![Bit::FALSE; place];
            for at in 0..width - place {
                let bit = circuit.and(self.bit(at), *factor);
                row.push(bit);
            }
            let row = Self::new(row, Bit::TRUE);
            let mut bits = if place == last {
                sum(&total, &row.inverted(), Bit::TRUE, circuit)
            } else {
                sum(&total, &row, Bit::FALSE, circuit)
            };
            bits.truncate(width);
            total = Self::new(bits, Bit::TRUE);
        }
        fitted(total.bits, known, circuit)
    }

    /// Quotient, toward zero, and remainder, with the sign of the dividend; both unknown where the
    /// divisor is zero or the quotient leaves 64 bits.
    pub(crate) fn divide(&self, divisor: &Self, circuit: &mut Circuit) -> (Self, Self) {
        let dividend = self.magnitude(circuit);
        let by = divisor.magnitude(circuit);
        let mut quotient = vec![Bit::FALSE; dividend.bits.len()];
        let mut rest = Self::constant(0);
        for place in (0..dividend.bits.len()).rev() {
            let mut shifted = vec![dividend.bits[place]];
            shifted.extend(&rest.bits);
            let shifted = Self::new(shifted, Bit::TRUE);
            let smaller = shifted.less_bit(&by, circuit);
            let difference =
                Self::new(sum(&shifted, &by.inverted(), Bit::TRUE, circuit), Bit::TRUE);
            rest = shifted.chosen(smaller, &difference, circuit);
            // Below the divisor, so no wider; where the divisor is zero nothing of it is known.
            rest.bits.truncate(by.bits.len() - 1);
            rest = Self::unsigned(rest.bits, Bit::TRUE);
            quotient[place] = !smaller;
        }
        let is_zero = by.equal_bit(&Self::constant(0), circuit);
        let both = circuit.and(self.known, divisor.known);
        let known = circuit.and(both, !is_zero);
        let opposite = circuit.xor(self.sign(), divisor.sign());
        let quotient = Self::unsigned(quotient, Bit::TRUE).negated_where(opposite, circuit);
        let quotient = fitted(quotient.bits, known, circuit);
        let mut rest = rest.negated_where(self.sign(), circuit);
        rest.known = quotient.known;
        (quotient, rest)
    }

    /// `self` where `condition` holds, `other` elsewhere, bit by bit; `known` of the result is
    /// the caller's to set.
    pub(crate) fn chosen(&self, condition: Bit, other: &Self, circuit: &mut Circuit) -> Self {
        let width = self.bits.len().max(other.bits.len());
        let bits = (0..width)
            .map(|place| circuit.choose(condition, self.bit(place), other.bit(place)))
            .collect();
        Self::new(bits, Bit::TRUE)
    }

    /// Whether the bits of both are the same, whether known or not.
    pub(crate) fn equal_bit(&self, other: &Self, circuit: &mut Circuit) -> Bit {
        // From the highest place down, so that codes share the gates of their first bits.
        let width = self.bits.len().max(other.bits.len());
        let mut same = Bit::TRUE;
        for place in (0..width).rev() {
            let differs = circuit.xor(self.bit(place), other.bit(place));
            same = circuit.and(same, !differs);
        }
        same
    }

    /// Whether this number is the smaller, whether known or not.
    pub(crate) fn less_bit(&self, other: &Self, circuit: &mut Circuit) -> Bit {
        let width = self.bits.len().max(other.bits.len());
        let mut less = Bit::FALSE;
        for place in 0..width - 1 {
            let (a, b) = (self.bit(place), other.bit(place));
            less = less_at(less, a, b, circuit);
        }
        // At the sign's place a set bit is the smaller number.
        less_at(less, other.sign(), self.sign(), circuit)
    }

    fn inverted(&self) -> Self {
        Self {
            bits: self.bits.iter().map(|bit| !*bit).collect(),
            known: self.known,
        }
    }

    fn negated_where(&self, condition: Bit, circuit: &mut Circuit) -> Self {
        let zero = Self::constant(0);
        let negative = Self::new(sum(&zero, &self.inverted(), Bit::TRUE, circuit), Bit::TRUE);
        negative.chosen(condition, self, circuit)
    }

    fn magnitude(&self, circuit: &mut Circuit) -> Self {
        let mut magnitude = self.negated_where(self.sign(), circuit);
        // Never negative, which the gates alone do not show.
        magnitude.bits.pop();
        Self::unsigned(magnitude.bits, Bit::TRUE)
    }
}

fn less_at(below: Bit, a: Bit, b: Bit, circuit: &mut Circuit) -> Bit {
    let differs = circuit.xor(a, b);
    circuit.choose(differs, b, below)
}

/// The sum as wide as it can be, whether known or not.
fn sum(a: &Number, b: &Number, carry: Bit, circuit: &mut Circuit) -> Vec<Bit> {
    let mut carry = carry;
    (0..a.room(b))
        .map(|place| {
            let (x, y) = (a.bit(place), b.bit(place));
            let half = circuit.xor(x, y);
            let out = circuit.xor(half, carry);
            carry = circuit.choose(half, carry, x);
            out
        })
        .collect()
}

fn fitted(bits: Vec<Bit>, known: Bit, circuit: &mut Circuit) -> Number {
    let mut number = Number::new(bits, known);
    if number.bits.len() > 64 {
        let sign = number.bits[63];
        let beyond = number.bits.split_off(64);
        for bit in beyond {
            let lost = circuit.xor(bit, sign);
            number.known = circuit.and(number.known, !lost);
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::super::circuit::tests::evaluate;
    use super::*;
    use proptest::prelude::*;

    /// Two numbers of some width, each bit on a plane of its own, and all that is made of them.
    struct Pair {
        circuit: Circuit,
        width: usize,
        sum: Number,
        difference: Number,
        product: Number,
        quotient: Number,
        rest: Number,
        negative: Number,
        less: Bit,
        equal: Bit,
    }

    impl Pair {
        fn new(width: usize) -> Self {
            let mut circuit = Circuit::new();
            let mut number = |first: usize| {
                let bits = (first..first + width).map(|p| circuit.plane(p)).collect();
                Number::new(bits, Bit::TRUE)
            };
            let (a, b) = (number(0), number(width));
            let (quotient, rest) = a.divide(&b, &mut circuit);
            Self {
                width,
                sum: a.add(&b, &mut circuit),
                difference: a.subtract(&b, &mut circuit),
                product: a.multiply(&b, &mut circuit),
                quotient,
                rest,
                negative: a.negate(&mut circuit),
                less: a.less_bit(&b, &mut circuit),
                equal: a.equal_bit(&b, &mut circuit),
                circuit,
            }
        }

        fn check(&self, a: i64, b: i64) {
            let bits = |value: i64| (0..self.width).map(move |place| value >> place & 1 == 1);
            let planes: Vec<bool> = bits(a).chain(bits(b)).collect();
            let values = evaluate(&self.circuit, &planes);
            let bit = |bit: Bit| values[bit.gate()] != bit.is_negated();
            let number = |number: &Number| {
                let total: i128 = number
                    .places()
                    .filter(|(place, _)| bit(*place))
                    .map(|(_, worth)| worth)
                    .sum();
                bit(number.known).then(|| i64::try_from(total).unwrap())
            };
            assert_eq!(number(&self.sum), a.checked_add(b), "{a} + {b}");
            assert_eq!(number(&self.difference), a.checked_sub(b), "{a} - {b}");
            assert_eq!(number(&self.product), a.checked_mul(b), "{a} * {b}");
            assert_eq!(number(&self.quotient), a.checked_div(b), "{a} / {b}");
            assert_eq!(number(&self.rest), a.checked_rem(b), "{a} % {b}");
            assert_eq!(number(&self.negative), a.checked_neg(), "-{a}");
            assert_eq!(bit(self.less), a < b, "{a} < {b}");
            assert_eq!(bit(self.equal), a == b, "{a} == {b}");
        }
    }

    #[test]
    fn all_pairs_of_small_numbers() {
        let pair = Pair::new(4);
        for a in -8..8 {
            for b in -8..8 {
                pair.check(a, b);
            }
        }
    }

    #[test]
    fn the_ends_and_the_middle_of_sixty_four_bits() {
        let pair = Pair::new(64);
        let ends = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX];
        for a in ends {
            for b in ends {
                pair.check(a, b);
            }
        }
        let config = ProptestConfig::with_cases(48);
        proptest!(config, |(a in any::<i64>(), b in any::<i64>(), shift in 0_u32..60)| {
            pair.check(a, b >> shift);
        });
    }

    #[test]
    fn constants_fold_and_stay_narrow() {
        let mut circuit = Circuit::new();
        let six = Number::constant(6);
        let seven = Number::constant(7);
        assert_eq!(six.multiply(&seven, &mut circuit), Number::constant(42));
        assert_eq!(six.subtract(&seven, &mut circuit), Number::constant(-1));
        assert_eq!(six.less_bit(&seven, &mut circuit), Bit::TRUE);
        assert_eq!(circuit.gates().len(), 1);
    }
}
