//! Privacy: the keys of sealed columns, what every column holds of people, and what of it each
//! role is shown.
//!
//! Which columns are sealed and how is the store's business; this room has the use cases of
//! whoever keeps the machine, and writes them into the audit log.

pub mod fields;
mod keys;
pub mod kinds;
pub mod masking;

pub use keys::{Rotated, reseal, rewrap};
