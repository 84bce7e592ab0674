//! The seam between what is to be counted and how the households are held.

use super::accumulators::Accumulators;
use super::measures::MeasureSet;
use vuonlen_law::expr::EvaluateError;

/// Households that can be counted, however they are held: Arrow columns, a bit-sliced index, ….
///
/// An implementation goes over its households once and adds, for each [`Measure`] of the set and
/// each unit, the rows or the sum that the measure's table in [`Measure`] says. It may compile the
/// [`Plan`](vuonlen_law::expr::Plan)s of [`MeasureSet::formulas`] to whatever it counts with, as
/// long as it agrees with [`Formula::evaluate`](vuonlen_law::expr::Formula::evaluate): a predicate
/// or a value that is not known counts nothing and is noted with
/// [`Accumulators::note_undecided`].
///
/// [`Measure`]: super::Measure
pub trait TableSource {
    /// Adds every measure of every unit to `into`, which is made for this set of measures.
    ///
    /// # Errors
    /// [`TableError`] when the households cannot be read or are not what the formulas read.
    fn accumulate(
        &mut self,
        measures: &MeasureSet,
        into: &mut Accumulators,
    ) -> Result<(), TableError>;
}

/// Why households cannot be counted.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A chunk whose unit keys are not one per household.
    #[error("{units} unit keys for {rows} households: every household needs exactly one")]
    UnitKeys {
        /// Households of the chunk.
        rows: usize,
        /// Keys given.
        units: usize,
    },
    /// A formula's result is not of the type its use needs; formulas of an edition always are.
    #[error("formula `{0}` is neither a condition nor a whole number")]
    Type(String),
    /// The facts are not those the formulas were compiled for.
    #[error(transparent)]
    Facts(#[from] EvaluateError),
    /// The households could not be read.
    #[error("the households cannot be read: {0}")]
    Read(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// There is no such table, or it is of another kind.
    #[error("there is no {kind} `{id}` in this edition of the tables")]
    NoTable {
        /// Id asked for.
        id: String,
        /// What it should have been: `list`.
        kind: &'static str,
    },
}
