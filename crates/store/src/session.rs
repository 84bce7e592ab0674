//! Sessions of the pages: what a cookie's token stands for until it ends.

use crate::tx::on;
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

/// A session as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct WebSession {
    /// Digest of the token in the cookie: whoever reads the database cannot act with it.
    pub session_id: String,
    /// Whose it is; none before signing in.
    pub account_id: Option<Uuid>,
    /// What the pages keep in it.
    pub data: Value,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ends unless used before.
    pub expires_at: DateTime<Utc>,
}

impl Tx {
    /// Adds a session or replaces what it holds; its beginning stays.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn keep_session(&mut self, session: &WebSession) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO web_session (session_id, account_id, data, created_at, \
             expires_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (session_id) DO UPDATE SET account_id = excluded.account_id, \
             data = excluded.data, expires_at = excluded.expires_at";
        on!(self, connection => sqlx::query(SQL)
            .bind(&session.session_id)
            .bind(session.account_id)
            .bind(&session.data)
            .bind(session.created_at)
            .bind(session.expires_at)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// Replaces what a session holds, if it has not been ended meanwhile: a request under way
    /// does not bring a session back that somebody ended.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn update_session(&mut self, session: &WebSession) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE web_session SET account_id = $2, data = $3, expires_at = $4 \
             WHERE session_id = $1";
        Ok(on!(self, connection => sqlx::query(SQL)
            .bind(&session.session_id)
            .bind(session.account_id)
            .bind(&session.data)
            .bind(session.expires_at)
            .execute(connection)
            .await?
            .rows_affected())
            == 1)
    }

    /// The session, unless it has ended by `now`.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_session(
        &mut self,
        session_id: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<WebSession>, StoreError> {
        const SQL: &str = "SELECT * FROM web_session WHERE session_id = $1 AND expires_at > $2";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(session_id)
            .bind(now)
            .fetch_optional(connection)
            .await?))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn end_session(&mut self, session_id: &str) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM web_session WHERE session_id = $1";
        on!(self, connection => sqlx::query(SQL)
            .bind(session_id)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// Ends every session of an account.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn end_sessions_of(&mut self, account_id: Uuid) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM web_session WHERE account_id = $1";
        on!(self, connection => sqlx::query(SQL)
            .bind(account_id)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// Forgets sessions that have ended by `now`.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn forget_ended_sessions(&mut self, now: DateTime<Utc>) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM web_session WHERE expires_at <= $1";
        on!(self, connection => sqlx::query(SQL)
            .bind(now)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// Sessions of an account that have not ended by `now`, the one used last first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_sessions_of(
        &mut self,
        account_id: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Vec<WebSession>, StoreError> {
        const SQL: &str = "SELECT * FROM web_session WHERE account_id = $1 AND expires_at > $2 \
             ORDER BY expires_at DESC, session_id";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(account_id)
            .bind(now)
            .fetch_all(connection)
            .await?))
    }

    /// Ends one session of an account. Says whether there was one.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn end_session_of(
        &mut self,
        account_id: Uuid,
        session_id: &str,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "DELETE FROM web_session WHERE account_id = $1 AND session_id = $2";
        Ok(on!(self, connection => sqlx::query(SQL)
            .bind(account_id)
            .bind(session_id)
            .execute(connection)
            .await?
            .rows_affected())
            == 1)
    }
}
