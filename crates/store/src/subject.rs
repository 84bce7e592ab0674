//! Who an account is at an OpenID Connect provider.

use crate::tx::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A provider's name for somebody, and the account it stands for.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct AccountSubject {
    /// The provider, by its issuer identifier.
    pub issuer: String,
    /// Its name for the person: never given to anybody else there.
    pub subject: String,
    /// The account here.
    pub account_id: Uuid,
    /// Since when.
    pub linked_at: DateTime<Utc>,
    /// Who linked it.
    pub linked_by: Uuid,
}

impl Tx {
    /// The account a subject stands for.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_subject(
        &mut self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<AccountSubject>, StoreError> {
        const SQL: &str = "SELECT * FROM account_subject WHERE issuer = $1 AND subject = $2";
        Ok(fetch_optional!(self, SQL, issuer, subject))
    }

    /// Who an account is at providers, first linked first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_subjects(
        &mut self,
        account_id: Uuid,
    ) -> Result<Vec<AccountSubject>, StoreError> {
        const SQL: &str = "SELECT * FROM account_subject WHERE account_id = $1 \
             ORDER BY linked_at, issuer, subject";
        Ok(fetch_all!(self, SQL, account_id))
    }

    /// Links a subject, unless it stands for an account already: then it says no.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_subject(&mut self, new: &AccountSubject) -> Result<bool, StoreError> {
        const SQL: &str = "INSERT INTO account_subject \
             (issuer, subject, account_id, linked_at, linked_by) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (issuer, subject) DO NOTHING";
        let added = execute!(
            self,
            SQL,
            &new.issuer,
            &new.subject,
            new.account_id,
            new.linked_at,
            new.linked_by,
        );
        Ok(added == 1)
    }

    /// Unlinks one subject of an account; says whether there was such a link.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn remove_subject(
        &mut self,
        account_id: Uuid,
        (issuer, subject): (&str, &str),
    ) -> Result<bool, StoreError> {
        const SQL: &str = "DELETE FROM account_subject \
             WHERE account_id = $1 AND issuer = $2 AND subject = $3";
        Ok(execute!(self, SQL, account_id, issuer, subject) == 1)
    }

    /// Unlinks every subject of an account; says how many there were.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn remove_subjects(&mut self, account_id: Uuid) -> Result<u64, StoreError> {
        const SQL: &str = "DELETE FROM account_subject WHERE account_id = $1";
        Ok(execute!(self, SQL, account_id))
    }
}
