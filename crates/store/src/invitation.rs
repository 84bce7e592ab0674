//! Invitations: a link with which a person chooses a password, once.

use crate::tx::on;
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// An open invitation.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Invitation {
    /// Whose password may be chosen.
    pub account_id: Uuid,
    /// Digest of what stands in the link.
    pub digest: String,
    /// Who invited.
    pub invited_by: Uuid,
    /// When.
    pub created_at: DateTime<Utc>,
    /// From when on the link leads nowhere.
    pub expires_at: DateTime<Utc>,
}

impl Tx {
    /// Keeps an invitation; the one the account had leads nowhere any more.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn keep_invitation(&mut self, invitation: &Invitation) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO account_invitation (account_id, digest, invited_by, \
             created_at, expires_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (account_id) DO UPDATE SET digest = excluded.digest, \
             invited_by = excluded.invited_by, created_at = excluded.created_at, \
             expires_at = excluded.expires_at";
        on!(self, connection => sqlx::query(SQL)
            .bind(invitation.account_id)
            .bind(&invitation.digest)
            .bind(invitation.invited_by)
            .bind(invitation.created_at)
            .bind(invitation.expires_at)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// The invitation with `digest`, unless it has run out by `now`.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_invitation(
        &mut self,
        digest: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Invitation>, StoreError> {
        const SQL: &str = "SELECT * FROM account_invitation WHERE digest = $1 AND expires_at > $2";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(digest)
            .bind(now)
            .fetch_optional(connection)
            .await?))
    }

    /// The open invitation of an account, unless it has run out by `now`.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_invitation_of(
        &mut self,
        account_id: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Option<Invitation>, StoreError> {
        const SQL: &str =
            "SELECT * FROM account_invitation WHERE account_id = $1 AND expires_at > $2";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(account_id)
            .bind(now)
            .fetch_optional(connection)
            .await?))
    }

    /// Uses an invitation up. Says whether it was still there: of two who come with one link at
    /// the same time, one hears no.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn use_invitation(&mut self, digest: &str) -> Result<bool, StoreError> {
        const SQL: &str = "DELETE FROM account_invitation WHERE digest = $1";
        Ok(on!(self, connection => sqlx::query(SQL)
            .bind(digest)
            .execute(connection)
            .await?
            .rows_affected())
            == 1)
    }

    /// Takes the invitation of an account back.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn remove_invitation_of(&mut self, account_id: Uuid) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM account_invitation WHERE account_id = $1";
        on!(self, connection => sqlx::query(SQL)
            .bind(account_id)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }
}
