//! Figures from sealed snapshots: statutory tables, movements, answers to any question.

mod movement;
mod open;
mod tables;

pub use movement::{MovementOutcome, movement};
pub use open::{MeasureError, Opened, open};
pub use tables::{TablesOutcome, tables};
