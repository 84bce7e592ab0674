//! Counting in Arrow columns, chunk by chunk.

use super::accumulators::Accumulators;
use super::measures::{Measure, MeasureId, MeasureSet};
use super::source::{TableError, TableSource};
use super::units::UnitId;
use arrow::array::{Array, BooleanArray, Int64Array};
use arrow::buffer::{BooleanBuffer, ScalarBuffer};
use vuonlen_law::expr::Formula;
use vuonlen_law::facts::{Batch, Column};

/// Some households and the unit each belongs to. Chunks of some ten thousand rows keep the
/// columns of all formulas in the processor's cache.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// Assessed households.
    pub households: Batch,
    /// [`UnitId`] of each household.
    pub units: ScalarBuffer<u32>,
}

/// Chunks of households, gone over once.
///
/// Rows in order of unit are counted a run at a time; rows in any other order cost a step for
/// each row that a formula is true for.
#[derive(Debug)]
pub struct ColumnarSource<I> {
    chunks: I,
}

impl<I: Iterator<Item = Result<Chunk, TableError>>> ColumnarSource<I> {
    /// A source of these chunks.
    pub const fn new(chunks: I) -> Self {
        Self { chunks }
    }
}

impl<I: Iterator<Item = Result<Chunk, TableError>>> TableSource for ColumnarSource<I> {
    fn accumulate(
        &mut self,
        measures: &MeasureSet,
        into: &mut Accumulators,
    ) -> Result<(), TableError> {
        for chunk in self.chunks.by_ref() {
            count(&chunk?, measures, into)?;
        }
        Ok(())
    }
}

/// The result of one formula over one chunk.
enum Evaluated {
    Condition(BooleanArray),
    Number(Int64Array),
}

fn count(chunk: &Chunk, measures: &MeasureSet, into: &mut Accumulators) -> Result<(), TableError> {
    let (rows, units) = (chunk.households.rows(), chunk.units.len());
    if rows != units {
        return Err(TableError::UnitKeys { rows, units });
    }
    if let Some(last) = chunk.units.iter().max() {
        into.grow(UnitId(*last).index() + 1);
    }
    let evaluated = measures
        .formulas()
        .iter()
        .map(|formula| evaluate(formula, &chunk.households))
        .collect::<Result<Vec<_>, _>>()?;
    let counter = Counter {
        units: &chunk.units,
        runs: runs(&chunk.units),
    };
    for (position, measure) in measures.measures().iter().enumerate() {
        let counted = select(*measure, &evaluated, rows);
        counter.add(MeasureId(position), &counted, into);
    }
    Ok(())
}

fn evaluate(formula: &Formula, households: &Batch) -> Result<Evaluated, TableError> {
    match formula.evaluate(households)? {
        Column::Bool(column) => Ok(Evaluated::Condition(column)),
        Column::Int(column) => Ok(Evaluated::Number(column)),
        Column::Decimal(_) | Column::Code(_) | Column::Set(_) => {
            Err(TableError::Type(formula.source().to_owned()))
        }
    }
}

/// Which rows a measure takes, what it adds for each, and which it cannot decide.
struct Selected<'a> {
    rows: BooleanBuffer,
    values: Option<&'a Int64Array>,
    undecided: Option<BooleanBuffer>,
}

fn select<'a>(measure: Measure, evaluated: &'a [Evaluated], rows: usize) -> Selected<'a> {
    let all = || BooleanBuffer::new_set(rows);
    let (chosen, mut undecided) = match measure.predicate.map(|id| &evaluated[id.0]) {
        Some(Evaluated::Condition(condition)) => match condition.nulls() {
            None => (condition.values().clone(), None),
            Some(known) => (condition.values() & known.inner(), Some(!known.inner())),
        },
        Some(Evaluated::Number(_)) | None => (all(), None),
    };
    let values = match measure.value.map(|id| &evaluated[id.0]) {
        Some(Evaluated::Number(values)) => Some(values),
        Some(Evaluated::Condition(_)) | None => None,
    };
    let mut rows = chosen;
    if let Some(known) = values.and_then(|values| values.nulls()) {
        let lost = &rows & &!known.inner();
        undecided = Some(undecided.map_or(lost.clone(), |before| &before | &lost));
        rows = &rows & known.inner();
    }
    Selected {
        rows,
        values,
        undecided,
    }
}

/// A stretch of rows of one unit.
struct Run {
    unit: UnitId,
    start: usize,
    length: usize,
}

struct Counter<'a> {
    units: &'a [u32],
    /// None when the rows are in no order worth using.
    runs: Option<Vec<Run>>,
}

/// Shorter runs than this on average are not worth counting at once.
const WORTHWHILE_RUN: usize = 16;

fn runs(units: &[u32]) -> Option<Vec<Run>> {
    let mut runs: Vec<Run> = Vec::new();
    for (row, unit) in units.iter().enumerate() {
        match runs.last_mut() {
            Some(run) if run.unit.0 == *unit => run.length += 1,
            _ => runs.push(Run {
                unit: UnitId(*unit),
                start: row,
                length: 1,
            }),
        }
        if runs.len() * WORTHWHILE_RUN > units.len() + WORTHWHILE_RUN {
            return None;
        }
    }
    Some(runs)
}

impl Counter<'_> {
    fn add(&self, measure: MeasureId, selected: &Selected<'_>, into: &mut Accumulators) {
        match selected.values {
            None => self.count(&selected.rows, |unit, rows| {
                into.add(unit, measure, i64::try_from(rows).unwrap_or(i64::MAX));
            }),
            Some(values) => self.sum(&selected.rows, values, |unit, sum| {
                into.add(unit, measure, sum);
            }),
        }
        if let Some(undecided) = &selected.undecided {
            self.count(undecided, |unit, rows| {
                into.note_undecided(unit, measure, u64::try_from(rows).unwrap_or(u64::MAX));
            });
        }
    }

    fn count(&self, rows: &BooleanBuffer, mut add: impl FnMut(UnitId, usize)) {
        match &self.runs {
            Some(runs) => {
                for run in runs {
                    let chosen = rows.slice(run.start, run.length).count_set_bits();
                    add(run.unit, chosen);
                }
            }
            None => {
                for row in rows.set_indices() {
                    add(UnitId(self.units[row]), 1);
                }
            }
        }
    }

    fn sum(&self, rows: &BooleanBuffer, values: &Int64Array, mut add: impl FnMut(UnitId, i64)) {
        match &self.runs {
            Some(runs) if rows.count_set_bits() == rows.len() => {
                for run in runs {
                    let stretch = &values.values()[run.start..run.start + run.length];
                    add(
                        run.unit,
                        stretch.iter().copied().fold(0, i64::saturating_add),
                    );
                }
            }
            _ => {
                for row in rows.set_indices() {
                    add(UnitId(self.units[row]), values.value(row));
                }
            }
        }
    }
}
