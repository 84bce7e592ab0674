//! The order of work for one block: which gates, into which registers, counted where.

use super::circuit::{Bit, Circuit, Gate};
use super::line::BLOCK_ROWS;
use super::number::Number;
use std::collections::HashMap;

/// What is wanted of each unit.
#[derive(Debug, Clone)]
pub(crate) enum Output {
    /// Rows where the bit is set.
    Count(Bit),
    /// The sum of the numbers that are known.
    Sum(Number),
}

/// Where an operand stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operand {
    /// In [`Program::planes`].
    Plane(usize),
    /// In a register.
    Register(usize),
}

/// A gate's operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    /// Both.
    And,
    /// The first without the second.
    AndNot,
    /// Either.
    Or,
    /// One of the two.
    Xor,
}

/// One step of the work on a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A register becomes a gate's output.
    Set(Op, Operand, Operand, usize),
    /// A counter becomes the number of ones of an operand.
    Count(Operand, usize),
    /// A counter becomes the number of ones of a gate's output, which nothing else needs.
    CountOf(Op, Operand, Operand, usize),
}

/// An output as a sum of counters, each times a factor, and of the number of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Combination {
    rows: i128,
    counters: Vec<(usize, i128)>,
    /// The same in 64 bits, where no block can leave them.
    narrow: Option<Narrow>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Narrow {
    rows: i64,
    counters: Vec<(usize, i64)>,
}

impl Combination {
    /// Its value for a block of so many rows; none beyond 64 bits.
    pub(crate) fn total(&self, rows: u32, counters: &[u64]) -> Option<i64> {
        if let Some(narrow) = &self.narrow {
            let mut total = narrow.rows * i64::from(rows);
            for (counter, factor) in &narrow.counters {
                total += factor * counters[*counter].cast_signed();
            }
            return Some(total);
        }
        let mut total = self.rows * i128::from(rows);
        for (counter, factor) in &self.counters {
            total += factor * i128::from(counters[*counter]);
        }
        i64::try_from(total).ok()
    }

    fn narrowed(mut self) -> Self {
        let factors = self
            .counters
            .iter()
            .map(|(_, factor)| factor.unsigned_abs());
        let most = factors.fold(self.rows.unsigned_abs(), u128::saturating_add);
        let narrow = |factor: i128| i64::try_from(factor).unwrap_or(0);
        if most.saturating_mul(BLOCK_ROWS as u128) < 1 << 62 {
            self.narrow = Some(Narrow {
                rows: narrow(self.rows),
                counters: self
                    .counters
                    .iter()
                    .map(|(at, factor)| (*at, narrow(*factor)))
                    .collect(),
            });
        }
        self
    }
}

/// The work on a block, the same for every block.
#[derive(Debug)]
pub(crate) struct Program {
    /// Positions of the planes it reads, ascending.
    pub(crate) planes: Vec<usize>,
    pub(crate) steps: Vec<Step>,
    pub(crate) registers: usize,
    pub(crate) counters: usize,
    pub(crate) outputs: Vec<Combination>,
}

impl Program {
    /// The work that gives `outputs`, in their order.
    pub(crate) fn new(circuit: &mut Circuit, outputs: &[Output]) -> Self {
        let mut counters = Counters::default();
        let outputs: Vec<Combination> = outputs
            .iter()
            .map(|output| counters.combination(output, circuit))
            .collect();
        Scheduler::new(circuit, &counters).program(outputs)
    }
}

/// The gates that are counted.
#[derive(Default)]
struct Counters {
    by_gate: HashMap<usize, usize>,
    count: usize,
}

impl Counters {
    fn combination(&mut self, output: &Output, circuit: &mut Circuit) -> Combination {
        let mut combination = Combination::default();
        match output {
            Output::Count(bit) => self.add(*bit, 1, &mut combination),
            Output::Sum(number) => {
                for (bit, worth) in number.places() {
                    let bit = circuit.and(bit, number.known);
                    self.add(bit, worth, &mut combination);
                }
            }
        }
        combination.narrowed()
    }

    /// Adds `factor` times the rows where `bit` is set. Where it is negated, those are all rows
    /// but the ones its gate sets.
    fn add(&mut self, bit: Bit, factor: i128, to: &mut Combination) {
        let sign = if bit.is_negated() { -1 } else { 1 };
        if bit.is_negated() {
            to.rows += factor;
        }
        if bit.gate() != Bit::FALSE.gate() {
            let next = self.count;
            let counter = *self.by_gate.entry(bit.gate()).or_insert(next);
            self.count = self.count.max(counter + 1);
            to.counters.push((counter, sign * factor));
        }
    }
}

struct Scheduler<'a> {
    circuit: &'a Circuit,
    counters: &'a Counters,
    /// The last gate that reads each gate.
    last_reader: Vec<Option<usize>>,
    needed: Vec<bool>,
}

impl<'a> Scheduler<'a> {
    fn new(circuit: &'a Circuit, counters: &'a Counters) -> Self {
        let gates = circuit.gates();
        let mut last_reader = vec![None; gates.len()];
        let mut needed: Vec<bool> = (0..gates.len())
            .map(|gate| counters.by_gate.contains_key(&gate))
            .collect();
        for (position, gate) in gates.iter().enumerate().rev() {
            if let (true, Some((_, a, b))) = (needed[position], operands(*gate)) {
                for operand in [a, b] {
                    needed[operand] = true;
                    last_reader[operand].get_or_insert(position);
                }
            }
        }
        Self {
            circuit,
            counters,
            last_reader,
            needed,
        }
    }

    fn program(&self, outputs: Vec<Combination>) -> Program {
        let gates = self.circuit.gates();
        let mut planes: Vec<usize> = gates
            .iter()
            .zip(&self.needed)
            .filter_map(|(gate, needed)| match gate {
                Gate::Plane(plane) if *needed => Some(*plane),
                _ => None,
            })
            .collect();
        planes.sort_unstable();
        let mut steps = Vec::new();
        let mut place = vec![Operand::Plane(usize::MAX); gates.len()];
        let (mut free, mut registers) = (Vec::new(), 0);
        for (position, gate) in gates.iter().enumerate() {
            if !self.needed[position] {
                continue;
            }
            let counter = self.counters.by_gate.get(&position).copied();
            if let Gate::Plane(plane) = gate {
                let index = planes.partition_point(|other| other < plane);
                place[position] = Operand::Plane(index);
                steps.extend(counter.map(|counter| Step::Count(place[position], counter)));
            }
            let Some((op, a, b)) = operands(*gate) else {
                continue;
            };
            let (from_a, from_b) = (place[a], place[b]);
            if self.last_reader[position].is_none() {
                steps.extend(counter.map(|counter| Step::CountOf(op, from_a, from_b, counter)));
            } else {
                // Taken before the operands' registers are freed: a register is never read and
                // written in one step.
                let register = free.pop().unwrap_or_else(|| {
                    registers += 1;
                    registers - 1
                });
                place[position] = Operand::Register(register);
                steps.push(Step::Set(op, from_a, from_b, register));
                steps.extend(counter.map(|counter| Step::Count(place[position], counter)));
            }
            for (operand, from) in [(a, from_a), (b, from_b)] {
                if let (Operand::Register(register), true) =
                    (from, self.last_reader[operand] == Some(position))
                {
                    free.push(register);
                }
            }
        }
        Program {
            planes,
            steps,
            registers,
            counters: self.counters.count,
            outputs,
        }
    }
}

fn operands(gate: Gate) -> Option<(Op, usize, usize)> {
    match gate {
        Gate::Zero | Gate::Plane(_) => None,
        Gate::And(a, b) => Some((Op::And, a, b)),
        Gate::AndNot(a, b) => Some((Op::AndNot, a, b)),
        Gate::Or(a, b) => Some((Op::Or, a, b)),
        Gate::Xor(a, b) => Some((Op::Xor, a, b)),
    }
}
