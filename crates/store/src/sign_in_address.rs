//! How often signing in has failed from a network address.

use crate::tx::on;
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};

impl Tx {
    /// Counts a failure from `address`; counting starts again when the last count began before
    /// `window`. Gives the count with this failure.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn count_address(
        &mut self,
        address: &str,
        now: DateTime<Utc>,
        window: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        const SQL: &str = "INSERT INTO sign_in_address (address, failures, since) \
             VALUES ($1, 1, $2) ON CONFLICT (address) DO UPDATE SET \
             failures = CASE WHEN sign_in_address.since < $3 THEN 1 \
                             ELSE sign_in_address.failures + 1 END, \
             since = CASE WHEN sign_in_address.since < $3 THEN excluded.since \
                          ELSE sign_in_address.since END \
             RETURNING failures";
        Ok(on!(self, connection => sqlx::query_scalar(SQL)
            .bind(address)
            .bind(now)
            .bind(window)
            .fetch_one(connection)
            .await?))
    }

    /// What was counted before it was checked turned out well: takes one failure off again.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn excuse_address(&mut self, address: &str) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE sign_in_address SET failures = failures - 1 \
             WHERE address = $1 AND failures > 0";
        on!(self, connection => sqlx::query(SQL)
            .bind(address)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// Forgets counts that began before `window`.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn forget_addresses(&mut self, window: DateTime<Utc>) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM sign_in_address WHERE since < $1";
        on!(self, connection => sqlx::query(SQL)
            .bind(window)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }
}
