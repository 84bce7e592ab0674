//! Loops over a set, spelt out code by code.

use super::circuit::{Bit, Circuit};
use super::compile::{Compiler, NotIndexable, position_number};
use super::number::Number;
use super::term::{Term, Truth};
use vuonlen_law::expr::{Aggregation, List, Quantifier, Range, Step};

/// The elements a list may have: each with where it is in the list, and its value.
#[derive(Debug)]
pub(crate) struct Unrolled {
    /// Present where the bit is set.
    pub(crate) elements: Vec<(Bit, Term)>,
    /// Where the list is missing.
    missing: Bit,
}

impl Unrolled {
    /// The list as it stands after its steps.
    pub(crate) fn new(list: &List, compiler: &mut Compiler<'_>) -> Result<Self, NotIndexable> {
        let Range::Set(set) = &list.range else {
            return Err(NotIndexable::Members);
        };
        let Term::Set(set) = compiler.term(set)? else {
            return Err(NotIndexable::WrongType);
        };
        let mut unrolled = Self {
            elements: set
                .codes
                .iter()
                .enumerate()
                .filter(|(_, code)| **code != Bit::FALSE)
                .map(|(position, code)| (*code, Term::Number(position_number(position))))
                .collect(),
            missing: !set.known,
        };
        for step in &list.steps {
            unrolled.step(step, list.depth, compiler)?;
        }
        Ok(unrolled)
    }

    fn step(
        &mut self,
        step: &Step,
        depth: usize,
        compiler: &mut Compiler<'_>,
    ) -> Result<(), NotIndexable> {
        for (present, element) in &mut self.elements {
            let known = match step {
                Step::Filter(plan) => {
                    let keep =
                        compiler.with_element(depth, element.clone(), |inner| inner.truth(plan))?;
                    let known = keep.known(&mut compiler.circuit);
                    let before = *present;
                    *present = compiler.circuit.and(before, keep.yes);
                    (before, known)
                }
                Step::Map(plan) => {
                    *element =
                        compiler.with_element(depth, element.clone(), |inner| inner.term(plan))?;
                    (*present, element.known(&mut compiler.circuit))
                }
            };
            let lost = compiler.circuit.and(known.0, !known.1);
            self.missing = compiler.circuit.or(self.missing, lost);
        }
        Ok(())
    }

    /// Whether `needle` is among the elements.
    pub(crate) fn contains(
        &self,
        needle: &Term,
        circuit: &mut Circuit,
    ) -> Result<Truth, NotIndexable> {
        let mut found = Bit::FALSE;
        for (present, element) in &self.elements {
            let equal = needle
                .equal(element, circuit)
                .ok_or(NotIndexable::WrongType)?;
            let here = circuit.and(*present, equal.yes);
            found = circuit.or(found, here);
        }
        let known = needle.known(circuit);
        let known = circuit.and(known, !self.missing);
        Ok(Truth::new(found, known, circuit))
    }

    /// Whether enough elements satisfy a predicate, given its truth for each.
    pub(crate) fn quantify(
        &self,
        quantifier: Quantifier,
        truths: &[Truth],
        circuit: &mut Circuit,
    ) -> Truth {
        let known = !self.missing;
        let (mut any_yes, mut any_no, mut any_unknown) = (Bit::FALSE, Bit::FALSE, Bit::FALSE);
        let mut matching = Vec::new();
        for ((present, _), truth) in self.elements.iter().zip(truths) {
            let yes = circuit.and(*present, truth.yes);
            let no = circuit.and(*present, truth.no);
            let decided = truth.known(circuit);
            let unknown = circuit.and(*present, !decided);
            any_yes = circuit.or(any_yes, yes);
            any_no = circuit.or(any_no, no);
            any_unknown = circuit.or(any_unknown, unknown);
            matching.push(yes);
        }
        let (yes, no) = match quantifier {
            Quantifier::Exists => {
                let open = circuit.or(any_yes, any_unknown);
                (any_yes, !open)
            }
            Quantifier::All => {
                let open = circuit.or(any_no, any_unknown);
                (!open, any_no)
            }
            Quantifier::ExistsOne => {
                let one =
                    count(&matching, Bit::TRUE, circuit).equal_bit(&Number::constant(1), circuit);
                let one = Truth::new(one, !any_unknown, circuit);
                (one.yes, one.no)
            }
        };
        Truth {
            yes: circuit.and(known, yes),
            no: circuit.and(known, no),
        }
    }

    /// How many elements.
    pub(crate) fn size(&self, circuit: &mut Circuit) -> Number {
        let present: Vec<Bit> = self.elements.iter().map(|(present, _)| *present).collect();
        count(&present, !self.missing, circuit)
    }

    /// Sum, smallest or largest.
    pub(crate) fn aggregate(
        &self,
        aggregation: Aggregation,
        circuit: &mut Circuit,
    ) -> Result<Number, NotIndexable> {
        let zero = Number::constant(0);
        let mut total = zero.clone();
        let mut started = Bit::FALSE;
        for (present, element) in &self.elements {
            let Term::Number(value) = element else {
                return Err(NotIndexable::WrongType);
            };
            if aggregation == Aggregation::Sum {
                let value = value.chosen(*present, &zero, circuit);
                total = total.add(&value, circuit);
                continue;
            }
            let better = match aggregation {
                Aggregation::Max => total.less_bit(value, circuit),
                _ => value.less_bit(&total, circuit),
            };
            let first = circuit.or(!started, better);
            let take = circuit.and(*present, first);
            total = value.chosen(take, &total, circuit);
            started = circuit.or(started, *present);
        }
        let there = if aggregation == Aggregation::Sum {
            total.known
        } else {
            started
        };
        total.known = circuit.and(there, !self.missing);
        Ok(total)
    }
}

/// How many of `bits` are set: numbers of one width added in pairs.
fn count(bits: &[Bit], known: Bit, circuit: &mut Circuit) -> Number {
    let mut sums: Vec<Number> = bits
        .iter()
        .map(|bit| Number::unsigned(vec![*bit], Bit::TRUE))
        .collect();
    while sums.len() > 1 {
        sums = sums
            .chunks(2)
            .map(|pair| match pair {
                [a, b] => a.add(b, circuit),
                rest => rest[0].clone(),
            })
            .collect();
    }
    let mut total = sums.pop().unwrap_or_else(|| Number::constant(0));
    total.known = known;
    total
}
