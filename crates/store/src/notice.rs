//! Notices to a commune: a person of one of its households was entered elsewhere too.

use crate::tx::on;
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// One notice.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct DuplicateNotice {
    /// Province of the commune told.
    pub province_code: String,
    /// Its id.
    pub notice_id: Uuid,
    /// Commune told.
    pub commune_code: String,
    /// That commune's household.
    pub household_id: Uuid,
    /// The person in it.
    pub person_id: Uuid,
    /// Where the same person was entered.
    pub other_commune_code: String,
    /// `identity` or `name_and_birth`.
    pub matched_on: String,
    /// When.
    pub at: DateTime<Utc>,
    /// When it was settled.
    pub resolved_at: Option<DateTime<Utc>>,
    /// By whom.
    pub resolved_by: Option<Uuid>,
    /// What was found.
    pub resolution: Option<String>,
}

impl Tx {
    /// Adds a notice unless the same one is open already.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_notice(&mut self, notice: &DuplicateNotice) -> Result<(), StoreError> {
        const OPEN: &str = "SELECT COUNT(*) FROM duplicate_notice WHERE province_code = $1 \
             AND household_id = $2 AND person_id = $3 AND other_commune_code = $4 \
             AND resolved_at IS NULL";
        const ADD: &str = "INSERT INTO duplicate_notice (province_code, notice_id, commune_code, \
             household_id, person_id, other_commune_code, matched_on, at, resolved_at, \
             resolved_by, resolution) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let open: i64 = on!(self, connection => sqlx::query_scalar(OPEN)
            .bind(&notice.province_code)
            .bind(notice.household_id)
            .bind(notice.person_id)
            .bind(&notice.other_commune_code)
            .fetch_one(connection)
            .await?);
        if open > 0 {
            return Ok(());
        }
        on!(self, connection => sqlx::query(ADD)
            .bind(&notice.province_code)
            .bind(notice.notice_id)
            .bind(&notice.commune_code)
            .bind(notice.household_id)
            .bind(notice.person_id)
            .bind(&notice.other_commune_code)
            .bind(&notice.matched_on)
            .bind(notice.at)
            .bind(notice.resolved_at)
            .bind(notice.resolved_by)
            .bind(&notice.resolution)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// One notice.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_notice(
        &mut self,
        province_code: &str,
        notice_id: Uuid,
    ) -> Result<Option<DuplicateNotice>, StoreError> {
        const SQL: &str =
            "SELECT * FROM duplicate_notice WHERE province_code = $1 AND notice_id = $2";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(province_code)
            .bind(notice_id)
            .fetch_optional(connection)
            .await?))
    }

    /// Notices of a commune not yet settled, oldest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_open_notices(
        &mut self,
        province_code: &str,
        commune_code: &str,
    ) -> Result<Vec<DuplicateNotice>, StoreError> {
        const SQL: &str = "SELECT * FROM duplicate_notice WHERE province_code = $1 \
             AND commune_code = $2 AND resolved_at IS NULL ORDER BY at, notice_id";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(province_code)
            .bind(commune_code)
            .fetch_all(connection)
            .await?))
    }

    /// How many they are.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn count_open_notices(
        &mut self,
        province_code: &str,
        commune_code: &str,
    ) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT COUNT(*) FROM duplicate_notice WHERE province_code = $1 \
             AND commune_code = $2 AND resolved_at IS NULL";
        Ok(on!(self, connection => sqlx::query_scalar(SQL)
            .bind(province_code)
            .bind(commune_code)
            .fetch_one(connection)
            .await?))
    }

    /// The name of a member; none when the person is not one (any more).
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_person_name(
        &mut self,
        province_code: &str,
        household_id: Uuid,
        person_id: Uuid,
    ) -> Result<Option<String>, StoreError> {
        const SQL: &str = "SELECT name FROM person WHERE province_code = $1 \
             AND household_id = $2 AND person_id = $3";
        Ok(on!(self, connection => sqlx::query_scalar(SQL)
            .bind(province_code)
            .bind(household_id)
            .bind(person_id)
            .fetch_optional(connection)
            .await?))
    }

    /// Settles a notice.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is settled already.
    pub async fn resolve_notice(
        &mut self,
        province_code: &str,
        notice_id: Uuid,
        (by, at): (Uuid, DateTime<Utc>),
        resolution: &str,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE duplicate_notice SET resolved_at = $3, resolved_by = $4, \
             resolution = $5 WHERE province_code = $1 AND notice_id = $2 AND resolved_at IS NULL";
        let settled = on!(self, connection => sqlx::query(SQL)
            .bind(province_code)
            .bind(notice_id)
            .bind(at)
            .bind(by)
            .bind(resolution)
            .execute(connection)
            .await?
            .rows_affected());
        if settled == 0 {
            return Err(StoreError::Stale("duplicate_notice"));
        }
        Ok(())
    }
}
