//! Figures from sealed snapshots and surveys: statutory tables, movements, indices, targets.

mod indices;
mod measures;
mod movement;
mod open;
mod tables;
mod targets;

pub use indices::{Indices, IndicesRequest, register_indices, survey_indices, write_indices};
pub use measures::{check_measures, measures};
pub use movement::{MovementOutcome, movement};
pub use open::{MeasureError, Opened, open};
pub use tables::{TablesOutcome, tables};
pub use targets::{TargetLine, TargetsOutcome, Verdict, targets, write_targets};
