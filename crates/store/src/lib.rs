//! The one room that knows SQL: SQLite for a commune or a pilot, PostgreSQL for a province and
//! the country, from the same text.
//!
//! A [`Store`] is opened from a URL; work is done on a [`Tx`], which commits as a whole or leaves
//! nothing behind. Repositories are one file per table or close family of tables and speak in
//! [`Tx`] methods: `find`, `list`, `count`, `add`, then named transitions. "Not found" is
//! `Ok(None)`. What a change means, who may make it and what must be audited is `app`'s business.

pub mod account;
pub mod audit;
pub mod audit_page;
mod audit_queue;
pub mod breach;
pub mod change_report;
mod connect;
pub mod coverage;
mod credential;
pub mod data_request;
pub mod distribution;
pub mod dossier;
mod error;
pub mod event;
pub mod expire;
pub mod factor;
pub mod guide;
pub mod handover;
pub mod household;
pub mod household_group;
mod idempotency;
pub mod import;
pub mod investigator;
pub mod invitation;
mod migrate;
pub mod note;
pub mod notice;
pub mod portable;
pub mod review;
pub mod sealed;
pub mod session;
mod sign_in_address;
pub mod solution;
mod soundness;
pub mod subject;
#[cfg(feature = "testing")]
pub mod testing;
pub mod token;
mod tx;
pub mod unit_flag;
pub mod village;
mod village_history;

pub use connect::{Engine, Store};
pub use error::StoreError;
pub use tx::Tx;
