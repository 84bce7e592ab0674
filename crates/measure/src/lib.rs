//! Columns in, figures out: classification at scale, statutory tables, poverty indices.
//!
//! This room must not know a database, a page, a clock or a path; what it needs to know of the
//! law it asks `vuonlen-law`.

pub mod disclosure;
pub mod index;
pub mod indices;
pub mod movement;
pub mod poverty;
pub mod query;
pub mod snapshot;
pub mod synth;
pub mod tables;
pub mod targets;
