//! Statutory tables: households in, figures by unit out.
//!
//! The way through: an [`Edition`](vuonlen_law::tables::Edition) of the law's tables becomes a
//! [`TablePlan`], which boils every column of every table down to a [`MeasureSet`] of distinct
//! counts and sums. A [`TableSource`] goes over the households **once** and fills [`Accumulators`]
//! with every measure for every unit of a [`UnitTree`]. [`TablePlan::results`] rolls them up the
//! tree and draws up a [`TableResult`] for each table; [`check_invariants`] then checks the sums
//! the law data says must hold.
//!
//! [`TableSource`] is the seam: [`ColumnarSource`] counts in Arrow columns; another back end fills
//! the same accumulators from words of bits. Nothing in here knows what a class is or which
//! columns a table has: a new column is a line in `law/tables/`. This room must not know
//! spreadsheets, pages, or where the households came from.

mod accumulators;
mod cell;
mod columnar;
mod head;
mod invariants;
mod list;
mod measures;
mod plan;
mod result;
mod rows;
mod source;
mod units;

pub use accumulators::Accumulators;
pub use cell::Cell;
pub use columnar::{Chunk, ColumnarSource};
pub use head::HeadNode;
pub use invariants::{Violation, check_invariants};
pub use list::{ListBuilder, ListCell, ListLine, Person, Roster, Sex};
pub use measures::{FormulaId, Measure, MeasureId, MeasureSet};
pub use plan::{Breakdown, TablePlan};
pub use result::{ColumnHead, Row, TableResult};
pub use source::{TableError, TableSource};
pub use units::{Unit, UnitId, UnitTree};
