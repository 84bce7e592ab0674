//! x
mod columns;
mod error;
mod hashing;
mod live;
mod manifest;
mod members;
mod open;
pub(crate) mod scan;
mod source;
mod writer;
pub(crate) use columns::all_codes;
pub use error::{Reason, SnapshotError};
pub use manifest::{
    AuditAnchor, FactEntry, FileEntry, HOUSEHOLDS, INDEX, MANIFEST, MEMBERS, Manifest, Subject,
};
pub use members::MemberRows;
pub use open::Snapshot;
pub(crate) use open::unknown_unit;
pub use writer::{HouseholdRows, SnapshotWriter, UnitRun};
