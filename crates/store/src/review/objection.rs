//! Objections to what was posted.

use super::{execute, fetch_all, fetch_optional};
use crate::sealed::guard;
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// An objection.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Objection {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub objection_id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// The village.
    pub village_id: Uuid,
    /// The form it is about; none while nobody has said which household it means.
    pub form_id: Option<Uuid>,
    /// Who objects; may be empty when the person does not want to be named.
    pub raised_by: String,
    /// On whose behalf an officer entered it.
    pub on_behalf_of: String,
    /// When.
    pub raised_on: NaiveDate,
    /// Last day for the answer.
    pub due_on: NaiveDate,
    /// What is objected.
    pub content: String,
    /// `open`, `rechecked`, `settled`.
    pub state: String,
    /// `upheld`, `rejected`.
    pub outcome: Option<String>,
    /// Reasons of the answer.
    pub outcome_reason: Option<String>,
    /// Class when it was raised.
    pub class_before: Option<String>,
    /// Class after the answer.
    pub class_after: Option<String>,
    /// When it was answered.
    pub settled_at: Option<DateTime<Utc>>,
    /// By whom.
    pub settled_by: Option<Uuid>,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
}

guard!(Objection, "objection", [province_code, objection_id], [content: Text, outcome_reason: OptionalText]);

impl Tx {
    /// Adds an objection.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_objection(&mut self, objection: &Objection) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO objection (province_code, objection_id, round_id, \
             village_id, form_id, raised_by, on_behalf_of, raised_on, due_on, content, state, \
             class_before, recorded_at, recorded_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
        let objection = self.sealed(objection)?;
        execute!(
            self,
            SQL,
            &objection.province_code,
            objection.objection_id,
            objection.round_id,
            objection.village_id,
            objection.form_id,
            &objection.raised_by,
            &objection.on_behalf_of,
            objection.raised_on,
            objection.due_on,
            &objection.content,
            &objection.state,
            &objection.class_before,
            objection.recorded_at,
            objection.recorded_by,
        );
        Ok(())
    }

    /// One objection.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_objection(
        &mut self,
        province_code: &str,
        objection_id: Uuid,
    ) -> Result<Option<Objection>, StoreError> {
        const SQL: &str = "SELECT * FROM objection WHERE province_code = $1 AND objection_id = $2";
        let found: Option<Objection> = fetch_optional!(self, SQL, province_code, objection_id);
        self.opened_one(found)
    }

    /// Objections of a round, or of one of its villages, by due date.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_objections(
        &mut self,
        province_code: &str,
        round_id: Uuid,
        village_id: Option<Uuid>,
    ) -> Result<Vec<Objection>, StoreError> {
        const SQL: &str = "SELECT * FROM objection \
             WHERE province_code = $1 AND round_id = $2 AND ($3 IS NULL OR village_id = $3) \
             ORDER BY due_on, objection_id";
        let rows: Vec<Objection> = fetch_all!(self, SQL, province_code, round_id, village_id);
        self.opened_all(rows)
    }

    /// Moves an objection from one state to another, with the household it means and its answer
    /// where there are such.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is no longer in `from`.
    pub async fn move_objection(
        &mut self,
        objection: &Objection,
        from: &str,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE objection SET state = $4, outcome = $5, outcome_reason = $6, \
             class_after = $7, settled_at = $8, settled_by = $9, form_id = $10, \
             class_before = $11 \
             WHERE province_code = $1 AND objection_id = $2 AND state = $3";
        let objection = self.sealed(objection)?;
        let moved = execute!(
            self,
            SQL,
            &objection.province_code,
            objection.objection_id,
            from,
            &objection.state,
            &objection.outcome,
            &objection.outcome_reason,
            &objection.class_after,
            objection.settled_at,
            objection.settled_by,
            objection.form_id,
            &objection.class_before,
        );
        match moved {
            0 => Err(StoreError::Stale("objection")),
            _ => Ok(()),
        }
    }
}
