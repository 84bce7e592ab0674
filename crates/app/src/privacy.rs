//! Privacy: the keys of sealed columns, what every column holds of people, and what of it each
//! role is shown.
//!
//! Which columns are sealed and how is the store's business; this room has the use cases of
//! whoever keeps the machine, and writes them into the audit log.

pub mod breaches;
pub mod copy;
mod expire;
pub mod fields;
mod keys;
pub mod kinds;
pub mod masking;
pub mod overview;
pub mod requests;
mod settings;

pub use expire::{Expired, Expiring, Retention, expire, retention_key};
pub use keys::{Rotated, reseal, rewrap};
pub use settings::PrivacySettings;
