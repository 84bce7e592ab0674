//! Households, some at a time.

use crate::read::FileError;
use vuonlen_law::assess::{HouseholdInput, Problem};

/// A file of households that is read as it is needed, never whole.
pub trait HouseholdSource {
    /// The next households, `most` at the most. Nothing is left when
    /// [`finished`](Chunk::finished) is set.
    ///
    /// # Errors
    /// [`FileError`] when the file turns out broken or too large on the way. What was handed over
    /// before is then only a part of the file.
    fn next_chunk(&mut self, most: usize) -> Result<Chunk, FileError>;

    /// How far the file is read.
    fn progress(&self) -> Progress;

    /// The shape the file was found to have.
    fn shape(&self) -> Shape;
}

/// Some households of a file, in its order.
#[derive(Debug, Default)]
pub struct Chunk {
    /// Those that can be assessed.
    pub households: Vec<HouseholdInput>,
    /// What was wrong with these, with rejected ones, and with rows that are no household.
    pub problems: Vec<Problem>,
    /// Households met; those not handed over were rejected, each with a problem.
    pub met: usize,
    /// Whether the file is at its end.
    pub finished: bool,
}

impl Chunk {
    /// Households that were met and not handed over.
    #[must_use]
    pub fn rejected(&self) -> usize {
        self.met.saturating_sub(self.households.len())
    }
}

/// How far a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is counted.
    pub unit: ProgressUnit,
    /// How many of it are done.
    pub done: u64,
    /// How many there are, as far as the file tells.
    pub total: Option<u64>,
}

/// What progress counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgressUnit {
    /// Bytes of the file.
    Bytes,
    /// Rows of its sheets.
    Rows,
}

/// The shapes a file of households has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The survey workbook.
    Survey,
    /// The official detailed list, as a workbook.
    OfficialList,
    /// A list as CSV.
    Csv,
    /// JSON Lines.
    JsonLines,
}
