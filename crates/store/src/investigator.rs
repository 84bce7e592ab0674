//! Investigators: who surveys, what they were trained in, which villages are theirs.

use crate::tx::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// One investigator of a commune.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Investigator {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub investigator_id: Uuid,
    /// The commune they survey for.
    pub commune_code: String,
    /// Name of their account; empty without one.
    pub account_name: String,
    /// Their name.
    pub name: String,
    /// What they are otherwise.
    pub position: String,
    /// Whether they can still be assigned.
    pub active: bool,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
}

/// One training of one investigator.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Training {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub training_id: Uuid,
    /// Who was trained.
    pub investigator_id: Uuid,
    /// In what.
    pub title: String,
    /// When.
    pub held_on: NaiveDate,
    /// Who trained.
    pub held_by: String,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
}

/// A village assigned for a year.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct VillageAssignment {
    /// Province.
    pub province_code: String,
    /// Who.
    pub investigator_id: Uuid,
    /// Which village.
    pub village_id: Uuid,
    /// In which year.
    pub year: i64,
    /// When it was assigned.
    pub assigned_at: DateTime<Utc>,
    /// By whom.
    pub assigned_by: Option<Uuid>,
}

impl Tx {
    /// Adds an investigator.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_investigator(
        &mut self,
        investigator: &Investigator,
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO investigator (province_code, investigator_id, commune_code, \
             account_name, name, position, active, recorded_at, recorded_by) VALUES ($1, \
             $2, $3, $4, $5, $6, $7, $8, $9)";
        execute!(
            self,
            SQL,
            &investigator.province_code,
            investigator.investigator_id,
            &investigator.commune_code,
            &investigator.account_name,
            &investigator.name,
            &investigator.position,
            investigator.active,
            investigator.recorded_at,
            investigator.recorded_by,
        );
        Ok(())
    }

    /// Adds a training.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_training(&mut self, training: &Training) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO investigator_training (province_code, training_id, \
             investigator_id, title, held_on, held_by, recorded_at, recorded_by) VALUES \
             ($1, $2, $3, $4, $5, $6, $7, $8)";
        execute!(
            self,
            SQL,
            &training.province_code,
            training.training_id,
            training.investigator_id,
            &training.title,
            training.held_on,
            &training.held_by,
            training.recorded_at,
            training.recorded_by,
        );
        Ok(())
    }

    /// One investigator.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_investigator(
        &mut self,
        province_code: &str,
        investigator_id: Uuid,
    ) -> Result<Option<Investigator>, StoreError> {
        const SQL: &str =
            "SELECT * FROM investigator WHERE province_code = $1 AND investigator_id = $2";
        Ok(fetch_optional!(self, SQL, province_code, investigator_id))
    }

    /// Investigators of a commune, by name.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_investigators(
        &mut self,
        province_code: &str,
        commune_code: &str,
    ) -> Result<Vec<Investigator>, StoreError> {
        const SQL: &str = "SELECT * FROM investigator WHERE province_code = $1 AND commune_code = $2 \
             ORDER BY name, investigator_id";
        Ok(fetch_all!(self, SQL, province_code, commune_code))
    }

    /// Trainings of a commune's investigators, newest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_trainings(
        &mut self,
        province_code: &str,
        commune_code: &str,
    ) -> Result<Vec<Training>, StoreError> {
        const SQL: &str = "SELECT t.* FROM investigator_training t JOIN investigator i ON i.province_code \
             = t.province_code AND i.investigator_id = t.investigator_id WHERE \
             i.province_code = $1 AND i.commune_code = $2 ORDER BY t.held_on DESC, \
             t.training_id";
        Ok(fetch_all!(self, SQL, province_code, commune_code))
    }

    /// Villages of a commune assigned in a year.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_assignments(
        &mut self,
        province_code: &str,
        commune_code: &str,
        year: i64,
    ) -> Result<Vec<VillageAssignment>, StoreError> {
        const SQL: &str = "SELECT a.* FROM investigator_village a JOIN investigator i ON i.province_code \
             = a.province_code AND i.investigator_id = a.investigator_id WHERE \
             i.province_code = $1 AND i.commune_code = $2 AND a.year = $3 ORDER BY \
             a.village_id, a.investigator_id";
        Ok(fetch_all!(self, SQL, province_code, commune_code, year))
    }

    /// Confirmed forms of a commune's rounds of a year by the account that confirmed them as enumerator.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn count_forms_by_account(
        &mut self,
        province_code: &str,
        commune_code: &str,
        year: i64,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        const SQL: &str = "SELECT a.name, COUNT(*) FROM survey_form f JOIN review_round o ON \
             o.province_code = f.province_code AND o.round_id = f.round_id JOIN account a \
             ON a.account_id = f.enumerator WHERE f.province_code = $1 AND f.commune_code = \
             $2 AND o.year = $3 AND f.enumerator_confirmed_at IS NOT NULL GROUP BY a.name \
             ORDER BY a.name";
        Ok(fetch_all!(self, SQL, province_code, commune_code, year))
    }

    /// Assigns a village for a year; once more changes nothing.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn assign_village(
        &mut self,
        assignment: &VillageAssignment,
    ) -> Result<u64, StoreError> {
        const SQL: &str = "INSERT INTO investigator_village (province_code, investigator_id, village_id, \
             year, assigned_at, assigned_by) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO \
             NOTHING";
        Ok(execute!(
            self,
            SQL,
            &assignment.province_code,
            assignment.investigator_id,
            assignment.village_id,
            assignment.year,
            assignment.assigned_at,
            assignment.assigned_by
        ))
    }

    /// Takes a village of a year away from an investigator.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn unassign_village(
        &mut self,
        (province_code, investigator_id): (&str, Uuid),
        village_id: Uuid,
        year: i64,
    ) -> Result<u64, StoreError> {
        const SQL: &str = "DELETE FROM investigator_village WHERE province_code = $1 AND investigator_id \
             = $2 AND village_id = $3 AND year = $4";
        Ok(execute!(
            self,
            SQL,
            province_code,
            investigator_id,
            village_id,
            year
        ))
    }

    /// Takes an investigator off the roster, or on again.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is not in the state this starts from.
    pub async fn set_investigator_active(
        &mut self,
        (province_code, investigator_id): (&str, Uuid),
        active: bool,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE investigator SET active = $3 WHERE province_code = $1 AND \
             investigator_id = $2";
        let changed = execute!(self, SQL, province_code, investigator_id, active);
        if changed == 0 {
            return Err(StoreError::Stale("investigator"));
        }
        Ok(())
    }
}
