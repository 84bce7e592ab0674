//! Signing in: attempts counted before they are checked, and new passwords.

use crate::account::Account;
use crate::tx::on;
use crate::{StoreError, Tx};
use uuid::Uuid;

impl Tx {
    /// Counts an attempt to sign in as `name` and holds the account's row until the transaction
    /// ends, so that attempts at the same time cannot share one count.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn count_attempt(&mut self, name: &str) -> Result<Option<Account>, StoreError> {
        const SQL: &str = "UPDATE account SET failed_attempts = failed_attempts + 1 \
             WHERE name = $1 RETURNING *";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(name)
            .fetch_optional(connection)
            .await?))
    }

    /// Gives an account another password and forgets its failed attempts.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn set_password(
        &mut self,
        account_id: Uuid,
        password_hash: &str,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE account SET password_hash = $2, failed_attempts = 0, \
             locked_until = NULL WHERE account_id = $1";
        on!(self, connection => sqlx::query(SQL)
            .bind(account_id)
            .bind(password_hash)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }
}
