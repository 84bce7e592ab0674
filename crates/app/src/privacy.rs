//! Privacy: the keys of sealed columns.
//!
//! Which columns are sealed and how is the store's business; this room has the use cases of
//! whoever keeps the machine, and writes them into the audit log.

mod keys;

pub use keys::{Rotated, reseal, rewrap};
