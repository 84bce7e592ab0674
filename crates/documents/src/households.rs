//! Files of households, in whatever shape they come, as inputs for an assessment.
//!
//! Four shapes are read: the survey workbook, the official detailed list (as a workbook or CSV),
//! CSV with a row per household, and JSON Lines. All share one vocabulary of fields ([`field`])
//! and one way of reading a value (`draft`); they differ in where a household begins and ends.
//! Whatever cannot be read is told with its place; no household disappears without a problem.

mod codes;
mod context;
mod draft;
mod duplicates;
pub mod field;
mod head;
mod json;
pub mod json_lines;
pub mod list;
mod open;
mod problem;
pub mod schema;
mod seen;
pub mod source;
mod suggest;
pub mod survey;
mod units;

pub use context::Context;
pub use duplicates::Duplicates;
pub(crate) use field::head_key;
pub use open::open;
pub use schema::schema;
pub use source::{Chunk, HouseholdSource, Progress, ProgressUnit, Shape};
