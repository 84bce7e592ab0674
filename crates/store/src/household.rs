//! Households: versions that are only added to, and the projection lists read.

mod filter;
mod person;

use crate::sealed::guard;
use crate::tx::on;
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

pub use filter::{HouseholdFilter, HouseholdWithDocument, PlaceCount, Reach};
pub use person::{Person, PersonMatch};

/// A household as of its newest version.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Household {
    /// Province it lives in.
    pub province_code: String,
    /// Its id, for good.
    pub household_id: Uuid,
    /// Commune it lives in.
    pub commune_code: String,
    /// Village it lives in.
    pub village_id: Uuid,
    /// Short number within the commune.
    pub code: String,
    /// Name of the head.
    pub head_name: String,
    /// The head's name without marks, and those of the members, for searching.
    pub head_name_key: String,
    /// Given name first, so that lists sort the Vietnamese way.
    pub head_sort_name: String,
    /// Persons.
    pub size: i64,
    /// `rural` or `urban`.
    pub area: String,
    /// Ethnic group of the head.
    pub ethnicity: String,
    /// Class last recognised, or `none`.
    pub class: String,
    /// Year of that recognition.
    pub class_year: Option<i64>,
    /// Codes of its groups, each between commas: `,merit,female_head,`.
    pub groups: String,
    /// False when it has left: moved out, died out, merged away.
    pub active: bool,
    /// Newest version.
    pub version: i64,
    /// When that was recorded.
    pub changed_at: DateTime<Utc>,
}

/// What a household was from a day on.
#[derive(Debug, Clone, PartialEq, sqlx_macros::FromRow)]
pub struct HouseholdVersion {
    /// Province it lived in.
    pub province_code: String,
    /// The household.
    pub household_id: Uuid,
    /// From 1.
    pub version: i64,
    /// The version the change was made on; none for the first.
    pub base_version: Option<i64>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom; none for the system.
    pub recorded_by: Option<Uuid>,
    /// From which day it holds.
    pub effective_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// The whole household.
    pub document: serde_json::Value,
}

guard!(HouseholdVersion, "household_version", [province_code, household_id, version], [document: Json]);

impl Tx {
    /// Adds a household with its first version and its members.
    ///
    /// # Errors
    /// [`StoreError::Rule`] when its code is taken in the commune.
    pub async fn add_household(
        &mut self,
        household: &Household,
        version: &HouseholdVersion,
        persons: &[Person],
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO household (province_code, household_id, commune_code, \
             village_id, code, head_name, head_name_key, head_sort_name, size, area, ethnicity, \
             class, class_year, groups, active, version, changed_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
        on!(self, connection => sqlx::query(SQL)
            .bind(&household.province_code)
            .bind(household.household_id)
            .bind(&household.commune_code)
            .bind(household.village_id)
            .bind(&household.code)
            .bind(&household.head_name)
            .bind(&household.head_name_key)
            .bind(&household.head_sort_name)
            .bind(household.size)
            .bind(&household.area)
            .bind(&household.ethnicity)
            .bind(&household.class)
            .bind(household.class_year)
            .bind(&household.groups)
            .bind(household.active)
            .bind(household.version)
            .bind(household.changed_at)
            .execute(connection)
            .await
            .map(|_| ())?);
        self.add_version(version).await?;
        self.replace_persons(household, persons).await
    }

    /// Adds a version made on `base` and moves the projection to it.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody added a version after `base`; nothing is changed then.
    pub async fn add_household_version(
        &mut self,
        household: &Household,
        version: &HouseholdVersion,
        persons: &[Person],
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE household SET commune_code = $3, village_id = $4, code = $5, \
             head_name = $6, head_name_key = $7, head_sort_name = $8, size = $9, area = $10, \
             ethnicity = $11, class = $12, class_year = $13, groups = $14, active = $15, \
             version = $16, changed_at = $17 \
             WHERE province_code = $1 AND household_id = $2 AND version = $18";
        let moved = on!(self, connection => sqlx::query(SQL)
            .bind(&household.province_code)
            .bind(household.household_id)
            .bind(&household.commune_code)
            .bind(household.village_id)
            .bind(&household.code)
            .bind(&household.head_name)
            .bind(&household.head_name_key)
            .bind(&household.head_sort_name)
            .bind(household.size)
            .bind(&household.area)
            .bind(&household.ethnicity)
            .bind(&household.class)
            .bind(household.class_year)
            .bind(&household.groups)
            .bind(household.active)
            .bind(household.version)
            .bind(household.changed_at)
            .bind(version.base_version)
            .execute(connection)
            .await?
            .rows_affected());
        if moved == 0 {
            return Err(StoreError::Stale("household"));
        }
        self.add_version(version).await?;
        self.replace_persons(household, persons).await
    }

    async fn add_version(&mut self, version: &HouseholdVersion) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO household_version (province_code, household_id, version, \
             base_version, recorded_at, recorded_by, effective_on, reason, document) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let version = self.sealed(version)?;
        on!(self, connection => sqlx::query(SQL)
            .bind(&version.province_code)
            .bind(version.household_id)
            .bind(version.version)
            .bind(version.base_version)
            .bind(version.recorded_at)
            .bind(version.recorded_by)
            .bind(version.effective_on)
            .bind(&version.reason)
            .bind(&version.document)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// Sets the class last recognised. It is a decision's result, not a change of the household,
    /// so it makes no version.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn recognise_household(
        &mut self,
        province_code: &str,
        household_id: Uuid,
        class: &str,
        year: i64,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE household SET class = $3, class_year = $4 \
             WHERE province_code = $1 AND household_id = $2";
        on!(self, connection => sqlx::query(SQL)
            .bind(province_code)
            .bind(household_id)
            .bind(class)
            .bind(year)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// The household as of its newest version.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_household(
        &mut self,
        province_code: &str,
        household_id: Uuid,
    ) -> Result<Option<Household>, StoreError> {
        const SQL: &str = "SELECT * FROM household WHERE province_code = $1 AND household_id = $2";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(province_code)
            .bind(household_id)
            .fetch_optional(connection)
            .await?))
    }

    /// One version.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_household_version(
        &mut self,
        province_code: &str,
        household_id: Uuid,
        version: i64,
    ) -> Result<Option<HouseholdVersion>, StoreError> {
        const SQL: &str = "SELECT * FROM household_version \
             WHERE province_code = $1 AND household_id = $2 AND version = $3";
        let found: Option<HouseholdVersion> = on!(self, connection => sqlx::query_as(SQL)
            .bind(province_code)
            .bind(household_id)
            .bind(version)
            .fetch_optional(connection)
            .await?);
        self.opened_one(found)
    }

    /// Every version, newest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_household_versions(
        &mut self,
        province_code: &str,
        household_id: Uuid,
    ) -> Result<Vec<HouseholdVersion>, StoreError> {
        const SQL: &str = "SELECT * FROM household_version \
             WHERE province_code = $1 AND household_id = $2 ORDER BY version DESC";
        let rows: Vec<HouseholdVersion> = on!(self, connection => sqlx::query_as(SQL)
            .bind(province_code)
            .bind(household_id)
            .fetch_all(connection)
            .await?);
        self.opened_all(rows)
    }
}
