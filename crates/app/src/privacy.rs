//! Privacy: the keys of sealed columns, and what every column holds of people.
//!
//! Which columns are sealed and how is the store's business; this room has the use cases of
//! whoever keeps the machine, and writes them into the audit log.

pub mod fields;
mod keys;

pub use keys::{Rotated, reseal, rewrap};
