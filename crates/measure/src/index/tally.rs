//! One pass over the households: every measure for every commune, in threads.

use super::circuit::Bit;
use super::compile::{Compiler, NotIndexable, position_number};
use super::execute::Machine;
use super::holding::{BlockView, Holding, UnitKey, Villages, Wanted};
use super::layout::PlaneKey;
use super::number::Number;
use super::program::{Output, Program};
use super::term::Term;
use crate::snapshot::{Reason, SnapshotError};
use crate::tables::{Measure, MeasureSet};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use vuonlen_law::facts::{Schema, Type};

/// What the households of a unit are divided by, besides the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Split {
    /// Nothing: one group.
    None,
    /// A bool, code or set by its index in the schema: a group of everything, one for each of so
    /// many values, and one for those in which it is absent. Of a set, a household is in the group
    /// of each of its codes, and in the last when it has none.
    Fact(usize, usize),
    /// The village.
    Village,
}

/// Measures by unit and group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// By unit, and by village where that was asked for: measure by measure, group by group.
    pub(crate) values: BTreeMap<(UnitKey, Option<String>), Figures>,
}

/// The figures of a unit; measure `m` of group `g` is at `g * measures + m`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) values: Vec<i64>,
    /// Rows that could not be decided, in the same places; empty when there can be none.
    pub(crate) undecided: Vec<i64>,
}

/// Counts all of `measures` over `holding` in one pass.
pub(crate) fn tally(
    holding: &dyn Holding,
    schema: &Arc<Schema>,
    measures: &MeasureSet,
    split: Split,
    threads: NonZeroUsize,
) -> Result<Tally, SnapshotError> {
    let pass = Pass::new(holding, schema, measures, split)?;
    let parts = holding.parts();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut worker = Worker::new(&pass);
        let mut memory = Vec::new();
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            if part >= parts {
                return Ok(worker.rows);
            }
            let wanted = Wanted {
                planes: &pass.planes,
                villages: split == Split::Village,
            };
            holding.part(part, wanted, &mut memory, &mut |block| worker.add(block))?;
        }
    };
    let threads = threads.get().min(parts);
    let others = threads.saturating_sub(1);
    let tallies: Vec<Result<Vec<Row>, SnapshotError>> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..others).map(|_| scope.spawn(work)).collect();
        let mut tallies = vec![work()];
        for handle in handles {
            tallies.push(match handle.join() {
                Ok(tally) => tally,
                Err(panic) => std::panic::resume_unwind(panic),
            });
        }
        tallies
    });
    let mut all = Tally::default();
    for rows in tallies {
        for (key, figures) in rows? {
            all.add(key, figures)?;
        }
    }
    Ok(all)
}

/// What is done to every block.
struct Pass {
    program: Program,
    planes: Vec<PlaneKey>,
    /// Values, and then as many undecided rows where there can be any.
    measured: usize,
    /// Both together; behind them stands how many rows each group has.
    decided: usize,
    split: Split,
    groups: usize,
    measures: usize,
}

impl Pass {
    fn new(
        holding: &dyn Holding,
        schema: &Schema,
        measures: &MeasureSet,
        split: Split,
    ) -> Result<Self, SnapshotError> {
        let layout = holding.layout();
        let mut compiler = Compiler::new(schema, layout);
        let groups = groups(&mut compiler, schema, split, holding.villages())?;
        let terms = measures
            .formulas()
            .iter()
            .map(|formula| {
                let wrong = |why| {
                    let source = formula.source().to_owned();
                    formula_error(source, why)
                };
                compiler.term(formula.plan()).map_err(wrong)
            })
            .collect::<Result<Vec<Term>, SnapshotError>>()?;
        let (mut values, mut undecided) = (Vec::new(), Vec::new());
        for group in &groups {
            for measure in measures.measures() {
                let (value, open) = outputs(*measure, &terms, *group, &mut compiler)?;
                values.push(value);
                undecided.push(open);
            }
        }
        let measured = values.len();
        let any_open = undecided.iter().any(|bit| *bit != Bit::FALSE);
        if any_open {
            values.extend(undecided.into_iter().map(Output::Count));
        }
        let decided = values.len();
        values.extend(groups.iter().copied().map(Output::Count));
        let program = Program::new(&mut compiler.circuit, &values);
        let planes = program
            .planes
            .iter()
            .map(|position| layout.planes()[*position])
            .collect();
        Ok(Self {
            program,
            planes,
            measured,
            decided,
            split,
            groups: groups.len(),
            measures: measures.measures().len(),
        })
    }
}

fn formula_error(source: String, why: NotIndexable) -> SnapshotError {
    SnapshotError {
        file: String::new(),
        reason: Reason::Formula { source, why },
    }
}

/// Where each group's rows are.
fn groups(
    compiler: &mut Compiler<'_>,
    schema: &Schema,
    split: Split,
    villages: Option<usize>,
) -> Result<Vec<Bit>, SnapshotError> {
    let (fact, count) = match split {
        Split::None => return Ok(vec![Bit::TRUE]),
        Split::Fact(fact, count) => (fact, count),
        Split::Village => {
            let Some(villages) = villages else {
                return Ok(vec![Bit::TRUE]);
            };
            let village = compiler.village();
            return Ok(each_value(&village, villages, compiler));
        }
    };
    let name = schema.fact(fact).map_or("", |fact| &fact.name);
    let wrong = |why| formula_error(name.to_owned(), why);
    let mut groups = vec![Bit::TRUE];
    match compiler.fact(fact).map_err(wrong)? {
        Term::Truth(truth) => {
            let known = truth.known(&mut compiler.circuit);
            groups.extend([truth.no, truth.yes, !known]);
        }
        Term::Number(number) => groups.extend(each_value(&number, count, compiler)),
        Term::Set(set) => {
            let circuit = &mut compiler.circuit;
            let codes: Vec<Bit> = (0..count)
                .map(|code| circuit.and(set.known, set.code(code)))
                .collect();
            let any = circuit.any(codes.iter().copied());
            groups.extend(codes);
            groups.push(!any);
        }
    }
    Ok(groups)
}

/// The rows of each value below `count`, and behind them all others.
fn each_value(number: &Number, count: usize, compiler: &mut Compiler<'_>) -> Vec<Bit> {
    let circuit = &mut compiler.circuit;
    let mut groups: Vec<Bit> = (0..count)
        .map(|value| {
            let here = number.equal_bit(&position_number(value), circuit);
            circuit.and(number.known, here)
        })
        .collect();
    groups.push(!number.known);
    groups
}

/// What a measure counts in a group, and where it cannot be decided.
fn outputs(
    measure: Measure,
    terms: &[Term],
    group: Bit,
    compiler: &mut Compiler<'_>,
) -> Result<(Output, Bit), SnapshotError> {
    let circuit = &mut compiler.circuit;
    let wrong = || formula_error(String::new(), NotIndexable::WrongType);
    let (mut rows, mut open) = match measure.predicate.map(|id| &terms[id.0]) {
        None => (group, Bit::FALSE),
        Some(Term::Truth(truth)) => {
            let known = truth.known(circuit);
            (circuit.and(group, truth.yes), circuit.and(group, !known))
        }
        Some(_) => return Err(wrong()),
    };
    let Some(value) = measure.value.map(|id| &terms[id.0]) else {
        return Ok((Output::Count(rows), open));
    };
    let Term::Number(number) = value else {
        return Err(wrong());
    };
    let lost = circuit.and(rows, !number.known);
    open = circuit.or(open, lost);
    rows = circuit.and(rows, number.known);
    let mut number = number.clone();
    number.known = rows;
    Ok((Output::Sum(number), open))
}

/// A unit, or one of its villages, with its figures.
type Row = ((UnitKey, Option<String>), Figures);

/// One thread's work.
struct Worker<'a> {
    pass: &'a Pass,
    machine: Machine,
    /// A row for each block, or for each village of it.
    rows: Vec<Row>,
    figures: Vec<i64>,
}

impl<'a> Worker<'a> {
    fn new(pass: &'a Pass) -> Self {
        Self {
            pass,
            machine: Machine::new(&pass.program),
            rows: Vec::new(),
            figures: Vec::new(),
        }
    }

    fn add(&mut self, block: &BlockView<'_>) -> Result<(), SnapshotError> {
        let pass = self.pass;
        let counters = self.machine.run(&pass.program, block.planes);
        self.figures.clear();
        for combination in &pass.program.outputs {
            let figure = combination.total(block.rows, counters);
            self.figures.push(figure.ok_or_else(overflow)?);
        }
        let (figures, rows) = self.figures.split_at(pass.decided);
        let (values, undecided) = figures.split_at(pass.measured);
        let of = |at: Range<usize>| Figures {
            values: values[at.clone()].to_vec(),
            undecided: undecided.get(at).unwrap_or_default().to_vec(),
        };
        let names = match block.villages {
            Villages::Numbered(names) if pass.split == Split::Village => names,
            Villages::Numbered(_) => {
                self.rows
                    .push(((block.unit.clone(), None), of(0..pass.measured)));
                return Ok(());
            }
            Villages::One(name) => {
                let village = name.map(str::to_owned);
                self.rows
                    .push(((block.unit.clone(), village), of(0..pass.measured)));
                return Ok(());
            }
        };
        for (group, _) in rows.iter().enumerate().filter(|(_, rows)| **rows > 0) {
            let figures = of(group * pass.measures..(group + 1) * pass.measures);
            // The last group lives in no village that is known.
            let name = names.get(group).filter(|_| group + 1 < pass.groups);
            self.rows
                .push(((block.unit.clone(), name.cloned()), figures));
        }
        Ok(())
    }
}

fn overflow() -> SnapshotError {
    SnapshotError {
        file: String::new(),
        reason: Reason::Overflow,
    }
}

impl Tally {
    /// Adds the figures of other households.
    pub(crate) fn merge(&mut self, other: Self) -> Result<(), SnapshotError> {
        for (key, figures) in other.values {
            self.add(key, figures)?;
        }
        Ok(())
    }

    fn add(
        &mut self,
        key: (UnitKey, Option<String>),
        figures: Figures,
    ) -> Result<(), SnapshotError> {
        match self.values.entry(key) {
            Entry::Vacant(place) => {
                place.insert(figures);
                Ok(())
            }
            Entry::Occupied(mut sums) => {
                let sums = sums.get_mut();
                add_all(&mut sums.values, &figures.values)?;
                add_all(&mut sums.undecided, &figures.undecided)
            }
        }
    }
}

fn add_all(sums: &mut Vec<i64>, more: &[i64]) -> Result<(), SnapshotError> {
    if sums.len() < more.len() {
        sums.resize(more.len(), 0);
    }
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum = sum.checked_add(*more).ok_or_else(overflow)?;
    }
    Ok(())
}

/// How many groups a fact divides households into, without those in which it is absent; none for
/// a fact that does not divide them.
pub(crate) fn values_of(kind: &Type, codes: usize) -> Option<usize> {
    match kind {
        Type::Bool => Some(2),
        Type::Code(_) | Type::Set(_) => Some(codes),
        Type::Int | Type::Decimal => None,
    }
}
