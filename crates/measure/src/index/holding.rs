//! Where blocks of planes come from: an index file, or the snapshot itself.

use super::layout::{Layout, PlaneKey};
use super::line::{Line, Plane};
use crate::snapshot::SnapshotError;
use std::fmt;

/// The commune a block of households belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitKey {
    /// Code of the province.
    pub province: String,
    /// Code of the commune.
    pub commune: String,
}

/// One block on its way through a program.
pub(crate) struct BlockView<'a> {
    /// Whose households they are.
    pub(crate) unit: &'a UnitKey,
    /// How many.
    pub(crate) rows: u32,
    /// The planes asked for, in the order asked.
    pub(crate) planes: &'a [Plane<'a>],
    /// Names of its villages; nothing unless asked for.
    pub(crate) villages: Villages<'a>,
}

/// Which villages a block's households live in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Villages<'a> {
    /// All in this one, or in none that is known.
    One(Option<&'a str>),
    /// Names by the value of the village fact.
    Numbered(&'a [String]),
}

/// What a pass wants of every block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// Planes, ascending.
    pub(crate) planes: &'a [PlaneKey],
    /// Whether names of villages are needed.
    pub(crate) villages: bool,
}

/// Households held as blocks of planes, in parts that threads take one by one.
///
/// The facts of the layout are those of the assessed schema the holding was opened with, by the
/// same index, and behind the last the number of the village within its block.
pub(crate) trait Holding: Sync + fmt::Debug {
    /// Which planes there may be.
    fn layout(&self) -> &Layout;

    /// How many parts.
    fn parts(&self) -> usize;

    /// The most villages a block has; none when blocks come village by village.
    fn villages(&self) -> Option<usize>;

    /// Hands every block of a part to `each`. `memory` is the thread's own, for what is read.
    fn part(
        &self,
        part: usize,
        wanted: Wanted<'_>,
        memory: &mut Vec<Line>,
        each: &mut dyn FnMut(&BlockView<'_>) -> Result<(), SnapshotError>,
    ) -> Result<(), SnapshotError>;
}

impl fmt::Display for UnitKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.province, self.commune)
    }
}
