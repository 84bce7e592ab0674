//! What has served its turn and may go: what let people in, what kept forms from being sent twice,
//! notices that are settled, lists that were checked and never taken in. Households, what was
//! decided of them and the audit log are not among it and cannot be: there is no statement for them.

use crate::tx::{execute, fetch_all};
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};

/// A kind of row that may be removed once it is old enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Expiring {
    /// Sessions that have ended.
    Sessions,
    /// Invitations nobody can use any more.
    Invitations,
    /// Tokens that have ended or were taken back.
    Tokens,
    /// Failed attempts to sign in, by address.
    SignInAddresses,
    /// Keys of forms that were sent.
    Forms,
    /// Notices that are settled.
    Notices,
    /// Lists that were checked and never taken in.
    Imports,
}

impl Expiring {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::Sessions,
        Self::Invitations,
        Self::Tokens,
        Self::SignInAddresses,
        Self::Forms,
        Self::Notices,
        Self::Imports,
    ];

    /// Its table.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::Sessions => "web_session",
            Self::Invitations => "account_invitation",
            Self::Tokens => "account_token",
            Self::SignInAddresses => "sign_in_address",
            Self::Forms => "idempotency",
            Self::Notices => "duplicate_notice",
            Self::Imports => "registry_import",
        }
    }

    /// Counts the rows that are over since before `$1`.
    const fn count(self) -> &'static str {
        match self {
            Self::Sessions => "SELECT COUNT(*) FROM web_session WHERE expires_at < $1",
            Self::Invitations => "SELECT COUNT(*) FROM account_invitation WHERE expires_at < $1",
            Self::Tokens => {
                "SELECT COUNT(*) FROM account_token WHERE expires_at < $1 OR revoked_at < $1"
            }
            Self::SignInAddresses => "SELECT COUNT(*) FROM sign_in_address WHERE since < $1",
            Self::Forms => "SELECT COUNT(*) FROM idempotency WHERE at < $1",
            Self::Notices => "SELECT COUNT(*) FROM duplicate_notice WHERE resolved_at < $1",
            Self::Imports => {
                "SELECT COUNT(*) FROM registry_import WHERE taken_at IS NULL AND recorded_at < $1"
            }
        }
    }

    const fn remove(self) -> &'static str {
        match self {
            Self::Sessions => "DELETE FROM web_session WHERE expires_at < $1",
            Self::Invitations => "DELETE FROM account_invitation WHERE expires_at < $1",
            Self::Tokens => "DELETE FROM account_token WHERE expires_at < $1 OR revoked_at < $1",
            Self::SignInAddresses => "DELETE FROM sign_in_address WHERE since < $1",
            Self::Forms => "DELETE FROM idempotency WHERE at < $1",
            Self::Notices => "DELETE FROM duplicate_notice WHERE resolved_at < $1",
            Self::Imports => {
                "DELETE FROM registry_import WHERE taken_at IS NULL AND recorded_at < $1"
            }
        }
    }
}

impl Tx {
    /// How many rows of a kind are over since before a moment.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn count_expired(
        &mut self,
        kind: Expiring,
        before: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        let rows: Vec<(i64,)> = fetch_all!(self, kind.count(), before);
        Ok(rows.first().map_or(0, |(count,)| *count))
    }

    /// Removes the rows of a kind that are over since before a moment. Gives how many.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn remove_expired(
        &mut self,
        kind: Expiring,
        before: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        Ok(execute!(self, kind.remove(), before))
    }
}
