//! Facts that must be unreadable in the database: identity numbers, health, phone numbers, and
//! whatever holds them.
//!
//! A master key stands in a file outside the database and wraps data keys, which stand in
//! `data_key`. Values are sealed with AES-256-GCM by a data key for the purpose `field`, whole
//! columns at a time, and bound to table, column and row: a value moved to another row does not
//! open. An identity number has beside its cipher a keyed digest (purpose `index`), by which it is
//! found. A value without the mark of a key is read as clear text: the database may be older than
//! its keys, until [`Store::reseal`](crate::Store::reseal) has been over it.
//!
//! Repositories seal what they write and open what they read; nobody above knows. What is copied
//! whole (backups, moving to another engine) stays sealed and needs no key.

mod cipher;
mod columns;
mod keyring;
mod keys;
mod master;
mod reseal;
mod rows;

pub use columns::{Form, SEALED, SealedTable};
pub use keyring::Keyring;
pub use keys::DataKey;
pub use master::{KeyFileError, MasterKeys};
pub use reseal::{Resealed, Watch};
pub(crate) use rows::{Guarded, Slot, guard};

/// Why a value could not be sealed or opened. Never says the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The database has data keys and the program was given no master key.
    #[error(
        "the database is encrypted and no key was given: name its key file ([privacy] keys_file, VUONLEN_PRIVACY_KEYS_FILE)"
    )]
    Locked,
    /// The database has no data keys.
    #[error("the database is not encrypted: there is no key to change")]
    Off,
    /// The key file lacks the master key the data keys were wrapped with.
    #[error("the key file has no key “{0}”, with which the database's data keys are wrapped")]
    NoMaster(String),
    /// The master key of that id is another one.
    #[error(
        "the key “{0}” of the key file is not the one the database's data keys are wrapped with"
    )]
    WrongMaster(String),
    /// A value was sealed with a data key that is not there.
    #[error(
        "{table}.{column}: sealed with a data key this program has not read; restart it after keys were changed"
    )]
    NoDataKey {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A value is not what was sealed for this place.
    #[error("{table}.{column}: the value was changed, or moved here from another row")]
    Tampered {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The machine gives no random bytes.
    #[error("the system gives no random bytes")]
    Random,
}
