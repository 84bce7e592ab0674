//! Breaches of personal data, and what was done about each.

use crate::tx::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// One breach, as it was found.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct DataBreach {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub breach_id: Uuid,
    /// The commune it happened in; empty for the province as a whole.
    pub commune_code: String,
    /// When it was found.
    pub found_at: DateTime<Utc>,
    /// What happened.
    pub what: String,
    /// Which data, in words.
    pub kinds: String,
    /// How many people it concerns, as thought then.
    pub people: Option<i64>,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
}

/// Something done about a breach.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct BreachStep {
    /// Province.
    pub province_code: String,
    /// The breach.
    pub breach_id: Uuid,
    /// Its id.
    pub step_id: Uuid,
    /// When it was done.
    pub at: DateTime<Utc>,
    /// `note`, `measure`, `authority`, `people` or `closed`.
    pub kind: String,
    /// In words.
    pub content: String,
    /// How many people it concerns, as known then.
    pub people: Option<i64>,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
}

impl Tx {
    /// Adds a breach.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_breach(&mut self, breach: &DataBreach) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO data_breach (province_code, breach_id, commune_code, \
             found_at, what, kinds, people, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, \
             $6, $7, $8, $9)";
        execute!(
            self,
            SQL,
            &breach.province_code,
            breach.breach_id,
            &breach.commune_code,
            breach.found_at,
            &breach.what,
            &breach.kinds,
            breach.people,
            breach.recorded_at,
            breach.recorded_by,
        );
        Ok(())
    }

    /// One breach.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_breach(
        &mut self,
        province_code: &str,
        breach_id: Uuid,
    ) -> Result<Option<DataBreach>, StoreError> {
        const SQL: &str = "SELECT * FROM data_breach WHERE province_code = $1 AND breach_id = $2";
        Ok(fetch_optional!(self, SQL, province_code, breach_id))
    }

    /// Breaches of a province, newest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_breaches(
        &mut self,
        province_code: &str,
    ) -> Result<Vec<DataBreach>, StoreError> {
        const SQL: &str = "SELECT * FROM data_breach WHERE province_code = $1 \
             ORDER BY found_at DESC, breach_id";
        Ok(fetch_all!(self, SQL, province_code))
    }

    /// Adds a step.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_breach_step(&mut self, step: &BreachStep) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO data_breach_step (province_code, breach_id, step_id, at, \
             kind, content, people, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, \
             $8, $9)";
        execute!(
            self,
            SQL,
            &step.province_code,
            step.breach_id,
            step.step_id,
            step.at,
            &step.kind,
            &step.content,
            step.people,
            step.recorded_at,
            step.recorded_by,
        );
        Ok(())
    }

    /// Steps of a breach, oldest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_breach_steps(
        &mut self,
        province_code: &str,
        breach_id: Uuid,
    ) -> Result<Vec<BreachStep>, StoreError> {
        const SQL: &str = "SELECT * FROM data_breach_step WHERE province_code = $1 AND \
             breach_id = $2 ORDER BY at, recorded_at, step_id";
        Ok(fetch_all!(self, SQL, province_code, breach_id))
    }
}
