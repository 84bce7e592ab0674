//! Groups of households that are planned for together.

use crate::tx::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// One group of one year.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct HouseholdGroup {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub group_id: Uuid,
    /// Commune or province it is of.
    pub area_code: String,
    /// The year.
    pub year: i64,
    /// What it is called.
    pub name: String,
    /// The formula that finds its households; empty for a fixed list.
    pub formula: String,
    /// What is planned for it.
    pub plan: String,
    /// Who sees to it.
    pub responsible: String,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
}

impl Tx {
    /// Adds a group.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_household_group(&mut self, group: &HouseholdGroup) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO household_group (province_code, group_id, area_code, year, name, \
             formula, plan, responsible, recorded_at, recorded_by, closed_at) VALUES ($1, \
             $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        execute!(
            self,
            SQL,
            &group.province_code,
            group.group_id,
            &group.area_code,
            group.year,
            &group.name,
            &group.formula,
            &group.plan,
            &group.responsible,
            group.recorded_at,
            group.recorded_by,
            group.closed_at,
        );
        Ok(())
    }

    /// One group.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_household_group(
        &mut self,
        province_code: &str,
        group_id: Uuid,
    ) -> Result<Option<HouseholdGroup>, StoreError> {
        const SQL: &str =
            "SELECT * FROM household_group WHERE province_code = $1 AND group_id = $2";
        Ok(fetch_optional!(self, SQL, province_code, group_id))
    }

    /// Groups of a province in a year, by name.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_household_groups(
        &mut self,
        province_code: &str,
        year: i64,
    ) -> Result<Vec<HouseholdGroup>, StoreError> {
        const SQL: &str = "SELECT * FROM household_group WHERE province_code = $1 AND year = $2 AND \
             closed_at IS NULL ORDER BY name, group_id";
        Ok(fetch_all!(self, SQL, province_code, year))
    }

    /// Closes a group.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is not in the state this starts from.
    pub async fn close_household_group(
        &mut self,
        (province_code, group_id): (&str, Uuid),
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE household_group SET closed_at = $3 WHERE province_code = $1 AND \
             group_id = $2 AND closed_at IS NULL";
        let changed = execute!(self, SQL, province_code, group_id, at);
        if changed == 0 {
            return Err(StoreError::Stale("household_group"));
        }
        Ok(())
    }

    /// Names a household as a member; once more changes nothing.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_group_member(
        &mut self,
        (province_code, group_id): (&str, Uuid),
        household_id: Uuid,
        (by, at): (Uuid, DateTime<Utc>),
    ) -> Result<u64, StoreError> {
        const SQL: &str = "INSERT INTO household_group_member (province_code, group_id, household_id, \
             added_at, added_by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        Ok(execute!(
            self,
            SQL,
            province_code,
            group_id,
            household_id,
            at,
            by
        ))
    }

    /// Takes a household out of a group.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn remove_group_member(
        &mut self,
        (province_code, group_id): (&str, Uuid),
        household_id: Uuid,
    ) -> Result<u64, StoreError> {
        const SQL: &str = "DELETE FROM household_group_member WHERE province_code = $1 AND group_id = $2 \
             AND household_id = $3";
        Ok(execute!(self, SQL, province_code, group_id, household_id))
    }

    /// Households named as members.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_group_members(
        &mut self,
        province_code: &str,
        group_id: Uuid,
    ) -> Result<Vec<(Uuid,)>, StoreError> {
        const SQL: &str = "SELECT household_id FROM household_group_member WHERE province_code = $1 AND \
             group_id = $2 ORDER BY household_id";
        Ok(fetch_all!(self, SQL, province_code, group_id))
    }
}
