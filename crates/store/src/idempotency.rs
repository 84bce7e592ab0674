//! A form sent twice is one record: which forms an account has sent, and what became of them.

use crate::tx::on;
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

impl Tx {
    /// Claims a form for this transaction; false when it was sent before.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn claim_form(
        &mut self,
        account_id: Uuid,
        form_key: &str,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "INSERT INTO idempotency (account_id, form_key, outcome, at) \
             VALUES ($1, $2, '', $3) ON CONFLICT (account_id, form_key) DO NOTHING";
        Ok(on!(self, connection => sqlx::query(SQL)
            .bind(account_id)
            .bind(form_key)
            .bind(at)
            .execute(connection)
            .await?
            .rows_affected())
            == 1)
    }

    /// Writes down what became of a form.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn settle_form(
        &mut self,
        account_id: Uuid,
        form_key: &str,
        outcome: &str,
    ) -> Result<(), StoreError> {
        const SQL: &str =
            "UPDATE idempotency SET outcome = $3 WHERE account_id = $1 AND form_key = $2";
        on!(self, connection => sqlx::query(SQL)
            .bind(account_id)
            .bind(form_key)
            .bind(outcome)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// Forgets a form that came to nothing, so that it can be sent again.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn release_form(
        &mut self,
        account_id: Uuid,
        form_key: &str,
    ) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM idempotency WHERE account_id = $1 AND form_key = $2";
        on!(self, connection => sqlx::query(SQL)
            .bind(account_id)
            .bind(form_key)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// What became of a form; none when it was never sent, empty while it is under way.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_form_outcome(
        &mut self,
        account_id: Uuid,
        form_key: &str,
    ) -> Result<Option<String>, StoreError> {
        const SQL: &str = "SELECT outcome FROM idempotency WHERE account_id = $1 AND form_key = $2";
        Ok(on!(self, connection => sqlx::query_scalar(SQL)
            .bind(account_id)
            .bind(form_key)
            .fetch_optional(connection)
            .await?))
    }
}
