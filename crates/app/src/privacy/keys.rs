//! Changing the keys of sealed columns.

use crate::Error;
use crate::context::deed_on_database;
use chrono::{DateTime, Utc};
use vuonlen_store::Store;
use vuonlen_store::sealed::{MasterKeys, Resealed};

/// What changing the data keys came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// Rows sealed anew, table by table.
    pub tables: Vec<Resealed>,
}

impl Rotated {
    /// Rows sealed anew.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

/// Makes new data keys and seals everything with them, or goes on where that was broken off.
/// `watch` is told how many rows of a table are done.
///
/// # Errors
/// When the database has no keys, they were not given, or a value does not open.
pub async fn reseal(
    store: &Store,
    at: DateTime<Utc>,
    watch: &mut (dyn FnMut(&'static str, u64) + Send),
) -> Result<Rotated, Error> {
    let tables = store.reseal(at, watch).await?;
    let rotated = Rotated { tables };
    record(store, "rotate_keys", at, rotated.rows()).await?;
    Ok(rotated)
}

/// Wraps the data keys with the first of `masters`. Gives the number of keys.
///
/// # Errors
/// When the database has no keys, or `masters` lacks the one that wraps them now.
pub async fn rewrap(store: &Store, masters: &MasterKeys, at: DateTime<Utc>) -> Result<u64, Error> {
    let keys = store.rewrap(masters).await?;
    record(store, "rewrap_keys", at, keys).await?;
    Ok(keys)
}

async fn record(
    store: &Store,
    action: &'static str,
    at: DateTime<Utc>,
    count: u64,
) -> Result<(), Error> {
    let details = serde_json::json!({ "count": count });
    let deed = deed_on_database(at, (action, "keys"), &details);
    Ok(store.append_audit(deed).await?)
}
