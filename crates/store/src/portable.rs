//! A whole database in a form that belongs to neither engine: for backups, for restoring, and for
//! moving from SQLite to PostgreSQL and back.
//!
//! What there is to copy is read from the database's own catalogue and not from a list kept here,
//! so that a table added by a migration is backed up from the day it exists. Values cross over as
//! [`Value`]; two databases hold the same when every table has the same [`Fingerprint`]. This
//! room does not know files, encryption, or why something is copied.

mod fingerprint;
mod kind;
mod layout;
mod rows;
mod value;

pub use fingerprint::Fingerprint;
pub use kind::Kind;
pub(crate) use layout::quoted;
pub use layout::{Column, Layout, Table};
pub use rows::Piece;
pub(crate) use rows::values;
pub use value::{Unreadable, Value};
