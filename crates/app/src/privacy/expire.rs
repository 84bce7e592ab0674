//! How long what has served its turn is kept, as the unit sets it, and removing it after.
//!
//! No instrument read so far sets a period for any of these, so every number is the unit's.
//! Households, what was decided of them, their papers and the audit log are never removed.

use super::fields::Fields;
use crate::Error;
use crate::context::deed_on_database;
use chrono::{DateTime, Days, Utc};
use std::collections::BTreeMap;
use vuonlen_domain::Text;
use vuonlen_store::Store;
pub use vuonlen_store::expire::Expiring;

/// Days each kind is kept after it is over; 0 keeps it for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention(BTreeMap<Expiring, u32>);

/// What is past its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expired {
    /// The kind.
    pub kind: Expiring,
    /// Days it is kept after it is over; 0 for good.
    pub days: u32,
    /// Rows past that.
    pub rows: u64,
}

/// The key of a kind under `[retention]`, as `fields.toml` names it too.
#[must_use]
pub const fn retention_key(kind: Expiring) -> &'static str {
    match kind {
        Expiring::Sessions => "sessions_days",
        Expiring::Invitations => "invitations_days",
        Expiring::Tokens => "tokens_days",
        Expiring::SignInAddresses => "sign_in_days",
        Expiring::Forms => "forms_days",
        Expiring::Notices => "notices_days",
        Expiring::Imports => "imports_days",
    }
}

impl Default for Retention {
    fn default() -> Self {
        let days = |kind| match kind {
            Expiring::Sessions | Expiring::SignInAddresses | Expiring::Forms => 30,
            Expiring::Invitations => 90,
            // Somebody may still want to look these up: kept until the unit says otherwise.
            Expiring::Tokens | Expiring::Notices | Expiring::Imports => 0,
        };
        Self(
            Expiring::ALL
                .into_iter()
                .map(|kind| (kind, days(kind)))
                .collect(),
        )
    }
}

impl Retention {
    /// The same with another number of days for a kind.
    #[must_use]
    pub fn with(mut self, kind: Expiring, days: u32) -> Self {
        self.0.insert(kind, days);
        self
    }

    /// Days a kind is kept after it is over; 0 for good.
    #[must_use]
    pub fn days(&self, kind: Expiring) -> u32 {
        self.0.get(&kind).copied().unwrap_or_default()
    }

    /// How long the rows of a table are kept, in words.
    #[must_use]
    pub fn said_of(&self, table: &str) -> Text {
        let known = Fields::shipped()
            .ok()
            .and_then(|fields| fields.table(table));
        let key = known.map_or("unset", |table| table.retention.as_str());
        let mut kinds = Expiring::ALL.into_iter();
        let days = kinds
            .find(|kind| retention_key(*kind) == key)
            .map_or(0, |kind| self.days(kind));
        if days == 0 {
            return Text::new("không tự xóa", "not removed");
        }
        Text::new(format!("{days} ngày"), format!("{days} days"))
    }
}

/// What is past its time; removed where `remove` says so, all or nothing, with an entry in the
/// audit log.
///
/// # Errors
/// What the store says.
pub async fn expire(
    store: &Store,
    retention: &Retention,
    (now, remove): (DateTime<Utc>, bool),
) -> Result<Vec<Expired>, Error> {
    let mut tx = store.begin().await?;
    let mut found = Vec::new();
    for kind in Expiring::ALL {
        let days = retention.days(kind);
        let before = now.checked_sub_days(Days::new(u64::from(days)));
        let rows = match before.filter(|_| days > 0) {
            None => 0,
            Some(before) if remove => tx.remove_expired(kind, before).await?,
            Some(before) => {
                let count = tx.count_expired(kind, before).await?;
                u64::try_from(count).unwrap_or_default()
            }
        };
        found.push(Expired { kind, days, rows });
    }
    if !remove {
        return Ok(found);
    }
    let removed = found.iter().filter(|one| one.rows > 0);
    let details: serde_json::Map<String, serde_json::Value> = removed
        .map(|one| (one.kind.table().to_owned(), one.rows.into()))
        .collect();
    let deed = deed_on_database(now, ("expire", "retention"), &details.into());
    tx.add_audit(deed).await?;
    tx.commit().await?;
    Ok(found)
}
