//! The second step of signing in: the secret of an authenticator, and the codes for its loss.

use crate::sealed::guard;
use crate::tx::on;
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The authenticator of an account.
#[derive(Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct SecondFactor {
    /// Whose it is.
    pub account_id: Uuid,
    /// Its secret, base32 without padding.
    pub secret: String,
    /// Since when it is asked for; none until a first code has shown that it works.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// The step of time whose code was used last: no code is taken twice.
    pub last_step: i64,
}

// The secret must not get into a log by way of `{:?}`.
impl std::fmt::Debug for SecondFactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SecondFactor")
            .field("account_id", &self.account_id)
            .field("confirmed_at", &self.confirmed_at)
            .finish_non_exhaustive()
    }
}

guard!(SecondFactor, "account_factor", [account_id], [secret: Text]);

impl Tx {
    /// The authenticator of an account.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_factor(
        &mut self,
        account_id: Uuid,
    ) -> Result<Option<SecondFactor>, StoreError> {
        const SQL: &str = "SELECT * FROM account_factor WHERE account_id = $1";
        let found: Option<SecondFactor> = on!(self, connection => sqlx::query_as(SQL)
            .bind(account_id)
            .fetch_optional(connection)
            .await?);
        self.opened_one(found)
    }

    /// Adds an authenticator, or replaces one that was never confirmed.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn begin_factor(&mut self, account_id: Uuid, secret: &str) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO account_factor (account_id, secret, confirmed_at, last_step) \
             VALUES ($1, $2, NULL, 0) ON CONFLICT (account_id) DO UPDATE \
             SET secret = excluded.secret, last_step = 0 \
             WHERE account_factor.confirmed_at IS NULL";
        let row = account_id.to_string();
        let secret = self.sealed_text(("account_factor", "secret"), &row, secret)?;
        on!(self, connection => sqlx::query(SQL)
            .bind(account_id)
            .bind(secret)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// From now on the authenticator is asked for.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn confirm_factor(
        &mut self,
        account_id: Uuid,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE account_factor SET confirmed_at = $2 WHERE account_id = $1";
        on!(self, connection => sqlx::query(SQL)
            .bind(account_id)
            .bind(at)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// Uses the code of `step`, unless that one or a later one has been used: then it says no.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn use_step(&mut self, account_id: Uuid, step: i64) -> Result<bool, StoreError> {
        const SQL: &str =
            "UPDATE account_factor SET last_step = $2 WHERE account_id = $1 AND last_step < $2";
        Ok(on!(self, connection => sqlx::query(SQL)
            .bind(account_id)
            .bind(step)
            .execute(connection)
            .await?
            .rows_affected())
            == 1)
    }

    /// Forgets the authenticator and its recovery codes.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn remove_factor(&mut self, account_id: Uuid) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM account_factor WHERE account_id = $1";
        on!(self, connection => sqlx::query(SQL)
            .bind(account_id)
            .execute(connection)
            .await
            .map(|_| ())?);
        self.replace_recovery_codes(account_id, &[]).await
    }

    /// Puts other recovery codes in place of those an account had.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn replace_recovery_codes(
        &mut self,
        account_id: Uuid,
        digests: &[String],
    ) -> Result<(), StoreError> {
        const FORGET: &str = "DELETE FROM account_recovery_code WHERE account_id = $1";
        const ADD: &str = "INSERT INTO account_recovery_code (account_id, digest) VALUES ($1, $2)";
        on!(self, connection => sqlx::query(FORGET)
            .bind(account_id)
            .execute(connection)
            .await
            .map(|_| ())?);
        for digest in digests {
            on!(self, connection => sqlx::query(ADD)
                .bind(account_id)
                .bind(digest)
                .execute(connection)
                .await
                .map(|_| ())?);
        }
        Ok(())
    }

    /// Uses a recovery code: it is gone then. Says whether there was such a code.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn use_recovery_code(
        &mut self,
        account_id: Uuid,
        digest: &str,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "DELETE FROM account_recovery_code WHERE account_id = $1 AND digest = $2";
        Ok(on!(self, connection => sqlx::query(SQL)
            .bind(account_id)
            .bind(digest)
            .execute(connection)
            .await?
            .rows_affected())
            == 1)
    }

    /// How many recovery codes an account has left.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn count_recovery_codes(&mut self, account_id: Uuid) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT COUNT(*) FROM account_recovery_code WHERE account_id = $1";
        Ok(on!(self, connection => sqlx::query_scalar(SQL)
            .bind(account_id)
            .fetch_one(connection)
            .await?))
    }
}
