//! From a file of households to every household's class, explained, and the statutory tables:
//! what `vuonlen assess` has done.
//!
//! The file is read, assessed and written some thousand households at a time, so that memory does
//! not grow with the file. Nothing is dropped silently: households in = assessed + rejected.

mod explain;
mod outputs;
mod places;
mod request;
mod run;
mod summary;
mod tables;

pub use explain::{explain, find};
pub use request::{AssessError, AssessRequest, Step};
pub use run::assess;
pub use summary::{ClassCount, StandardSummary, Summary};
