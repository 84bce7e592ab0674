//! Tokens with which programs act for an account.

use crate::tx::on;
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A token as stored: whoever reads the database cannot act with it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct AccountToken {
    /// Its id.
    pub token_id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// Digest of the token.
    pub digest: String,
    /// What it is for, in the owner's words.
    pub label: String,
    /// Codes of the actions it may be used for, separated by commas.
    pub scopes: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when on it is not accepted.
    pub expires_at: DateTime<Utc>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was used last, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl Tx {
    /// Adds a token.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_token(&mut self, token: &AccountToken) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO account_token (token_id, account_id, digest, label, scopes, \
             created_at, expires_at, revoked_at, last_used_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        on!(self, connection => sqlx::query(SQL)
            .bind(token.token_id)
            .bind(token.account_id)
            .bind(&token.digest)
            .bind(&token.label)
            .bind(&token.scopes)
            .bind(token.created_at)
            .bind(token.expires_at)
            .bind(token.revoked_at)
            .bind(token.last_used_at)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// The token with `digest`, unless it was taken back or has run out by `now`.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_token(
        &mut self,
        digest: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<AccountToken>, StoreError> {
        const SQL: &str = "SELECT * FROM account_token \
             WHERE digest = $1 AND revoked_at IS NULL AND expires_at > $2";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(digest)
            .bind(now)
            .fetch_optional(connection)
            .await?))
    }

    /// Tokens of an account, newest first, those no longer accepted included.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_tokens(&mut self, account_id: Uuid) -> Result<Vec<AccountToken>, StoreError> {
        const SQL: &str =
            "SELECT * FROM account_token WHERE account_id = $1 ORDER BY created_at DESC, token_id";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(account_id)
            .fetch_all(connection)
            .await?))
    }

    /// Notes when a token was used.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn note_token_used(
        &mut self,
        token_id: Uuid,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE account_token SET last_used_at = $2 WHERE token_id = $1";
        on!(self, connection => sqlx::query(SQL)
            .bind(token_id)
            .bind(at)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// Takes a token of an account back; all of them where none is named. Says how many.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn revoke_tokens(
        &mut self,
        account_id: Uuid,
        token_id: Option<Uuid>,
        at: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        const SQL: &str = "UPDATE account_token SET revoked_at = $2 \
             WHERE account_id = $1 AND revoked_at IS NULL AND ($3 IS NULL OR token_id = $3)";
        Ok(on!(self, connection => sqlx::query(SQL)
            .bind(account_id)
            .bind(at)
            .bind(token_id)
            .execute(connection)
            .await?
            .rows_affected()))
    }
}
