//! Difficulty and plan flags of communes and villages.

use crate::tx::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// One flag of one place.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct UnitFlag {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub flag_id: Uuid,
    /// The commune.
    pub commune_code: String,
    /// The village, where it is about one.
    pub village_id: Option<Uuid>,
    /// Code of `difficulty_zones`.
    pub flag: String,
    /// First day it holds.
    pub from_date: NaiveDate,
    /// First day it no longer holds.
    pub until_date: Option<NaiveDate>,
    /// The decision that says so.
    pub document: String,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
    /// Who ended it.
    pub ended_by: Option<Uuid>,
}

impl Tx {
    /// Adds a flag.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_unit_flag(&mut self, flag: &UnitFlag) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO unit_flag (province_code, flag_id, commune_code, village_id, flag, \
             from_date, until_date, document, recorded_at, recorded_by, ended_by) VALUES \
             ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        execute!(
            self,
            SQL,
            &flag.province_code,
            flag.flag_id,
            &flag.commune_code,
            flag.village_id,
            &flag.flag,
            flag.from_date,
            flag.until_date,
            &flag.document,
            flag.recorded_at,
            flag.recorded_by,
            flag.ended_by,
        );
        Ok(())
    }

    /// One flag.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_unit_flag(
        &mut self,
        province_code: &str,
        flag_id: Uuid,
    ) -> Result<Option<UnitFlag>, StoreError> {
        const SQL: &str = "SELECT * FROM unit_flag WHERE province_code = $1 AND flag_id = $2";
        Ok(fetch_optional!(self, SQL, province_code, flag_id))
    }

    /// Flags of a province that hold on a day, by commune.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_unit_flags(
        &mut self,
        province_code: &str,
        on: NaiveDate,
    ) -> Result<Vec<UnitFlag>, StoreError> {
        const SQL: &str = "SELECT * FROM unit_flag WHERE province_code = $1 AND from_date <= $2 AND \
             (until_date IS NULL OR until_date > $2) ORDER BY commune_code, flag, flag_id";
        Ok(fetch_all!(self, SQL, province_code, on))
    }

    /// Ends a flag on a day.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is not in the state this starts from.
    pub async fn end_unit_flag(
        &mut self,
        (province_code, flag_id): (&str, Uuid),
        (by, until): (Uuid, NaiveDate),
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE unit_flag SET until_date = $3, ended_by = $4 WHERE province_code = $1 \
             AND flag_id = $2 AND until_date IS NULL";
        let changed = execute!(self, SQL, province_code, flag_id, until, by);
        if changed == 0 {
            return Err(StoreError::Stale("unit_flag"));
        }
        Ok(())
    }
}
