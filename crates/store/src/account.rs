//! Accounts and the roles they hold.

use crate::tx::on;
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// An account as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Account {
    /// Its id.
    pub account_id: Uuid,
    /// Sign-in name, unique.
    pub name: String,
    /// Name shown to others.
    pub display_name: String,
    /// Argon2id hash in PHC form.
    pub password_hash: String,
    /// Whether it may sign in.
    pub active: bool,
    /// Failed sign-ins since the last good one.
    pub failed_attempts: i64,
    /// No sign-in before this moment.
    pub locked_until: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A role over an area, from a day until a day.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct AccountRole {
    /// Its id.
    pub role_id: Uuid,
    /// Who holds it.
    pub account_id: Uuid,
    /// Code of the role.
    pub role: String,
    /// Code of the unit it holds over; `VN` for the country.
    pub area_code: String,
    /// Narrowed to one village of the unit.
    pub village_id: Option<Uuid>,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day no longer held.
    pub valid_until: Option<NaiveDate>,
    /// Who lent it; none for a role given by an administrator.
    pub delegated_by: Option<Uuid>,
}

impl Tx {
    /// Adds an account.
    ///
    /// # Errors
    /// [`StoreError::Rule`] when the name is taken.
    pub async fn add_account(&mut self, account: &Account) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO account (account_id, name, display_name, password_hash, \
             active, failed_attempts, locked_until, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        on!(self, connection => sqlx::query(SQL)
            .bind(account.account_id)
            .bind(&account.name)
            .bind(&account.display_name)
            .bind(&account.password_hash)
            .bind(account.active)
            .bind(account.failed_attempts)
            .bind(account.locked_until)
            .bind(account.created_at)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// The account that signs in as `name`.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_account_by_name(
        &mut self,
        name: &str,
    ) -> Result<Option<Account>, StoreError> {
        const SQL: &str = "SELECT * FROM account WHERE name = $1";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(name)
            .fetch_optional(connection)
            .await?))
    }

    /// The account `account_id`.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_account(&mut self, account_id: Uuid) -> Result<Option<Account>, StoreError> {
        const SQL: &str = "SELECT * FROM account WHERE account_id = $1";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(account_id)
            .fetch_optional(connection)
            .await?))
    }

    /// Every account, by name.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_accounts(&mut self) -> Result<Vec<Account>, StoreError> {
        const SQL: &str = "SELECT * FROM account ORDER BY name";
        Ok(on!(self, connection => sqlx::query_as(SQL).fetch_all(connection).await?))
    }

    /// Records the outcome of sign-ins: how many failed in a row and until when none is accepted.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn note_sign_in(
        &mut self,
        account_id: Uuid,
        failed_attempts: i64,
        locked_until: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        const SQL: &str =
            "UPDATE account SET failed_attempts = $2, locked_until = $3 WHERE account_id = $1";
        on!(self, connection => sqlx::query(SQL)
            .bind(account_id)
            .bind(failed_attempts)
            .bind(locked_until)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// Lets the account sign in, or no longer.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn set_account_active(
        &mut self,
        account_id: Uuid,
        active: bool,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE account SET active = $2 WHERE account_id = $1";
        on!(self, connection => sqlx::query(SQL)
            .bind(account_id)
            .bind(active)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// Gives a role.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_role(&mut self, role: &AccountRole) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO account_role (role_id, account_id, role, area_code, \
             village_id, valid_from, valid_until, delegated_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        on!(self, connection => sqlx::query(SQL)
            .bind(role.role_id)
            .bind(role.account_id)
            .bind(&role.role)
            .bind(&role.area_code)
            .bind(role.village_id)
            .bind(role.valid_from)
            .bind(role.valid_until)
            .bind(role.delegated_by)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// Ends a role: `until` is the first day it is no longer held.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn end_role(&mut self, role_id: Uuid, until: NaiveDate) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE account_role SET valid_until = $2 WHERE role_id = $1";
        on!(self, connection => sqlx::query(SQL)
            .bind(role_id)
            .bind(until)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// Roles of an account, those no longer held included.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_roles(&mut self, account_id: Uuid) -> Result<Vec<AccountRole>, StoreError> {
        const SQL: &str =
            "SELECT * FROM account_role WHERE account_id = $1 ORDER BY valid_from, role_id";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(account_id)
            .fetch_all(connection)
            .await?))
    }

    /// Roles an account has lent to others, those no longer held included.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_roles_lent(
        &mut self,
        account_id: Uuid,
    ) -> Result<Vec<AccountRole>, StoreError> {
        const SQL: &str =
            "SELECT * FROM account_role WHERE delegated_by = $1 ORDER BY valid_from, role_id";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(account_id)
            .fetch_all(connection)
            .await?))
    }
}
