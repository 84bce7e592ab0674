//! Households visited and assessed a second time, and how they were drawn.

use super::{execute, fetch_all, fetch_optional};
use crate::sealed::guard;
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

/// A second look at one household.
#[derive(Debug, Clone, PartialEq, sqlx_macros::FromRow)]
pub struct Recheck {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub recheck_id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// The form.
    pub form_id: Uuid,
    /// `drawn`, `chosen`, `objection`, `doubt`, `amendment`.
    pub cause: String,
    /// The draw, objection or doubt behind it.
    pub cause_id: Option<Uuid>,
    /// Why this household, where a person chose it.
    pub reason: String,
    /// `open`, `checked`.
    pub state: String,
    /// The household's document as found.
    pub answers: Option<Value>,
    /// What the law makes of it.
    pub assessment: Option<Value>,
    /// The same under the standard of the coming year.
    pub opening: Option<Value>,
    /// Class before.
    pub class_before: Option<String>,
    /// Class after.
    pub class_after: Option<String>,
    /// What the checker saw.
    pub note: String,
    /// When it was asked for.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
    /// When it was done.
    pub checked_at: Option<DateTime<Utc>>,
    /// By whom.
    pub checked_by: Option<Uuid>,
}

/// A sample as it was drawn.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct RecheckDraw {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub draw_id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// The published seed.
    pub seed: String,
    /// The village drawn from; none: the whole commune.
    pub village_id: Option<Uuid>,
    /// Forms it was drawn from.
    pub population: i64,
    /// Forms drawn.
    pub drawn: i64,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
}

guard!(Recheck, "recheck", [province_code, recheck_id], [answers: OptionalJson, assessment: OptionalJson, note: Text, opening: OptionalJson]);

impl Tx {
    /// Adds a re-check.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_recheck(&mut self, recheck: &Recheck) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO recheck (province_code, recheck_id, round_id, form_id, \
             cause, cause_id, reason, state, answers, assessment, opening, class_before, \
             class_after, note, recorded_at, recorded_by, checked_at, checked_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, \
             $18)";
        let recheck = self.sealed(recheck)?;
        execute!(
            self,
            SQL,
            &recheck.province_code,
            recheck.recheck_id,
            recheck.round_id,
            recheck.form_id,
            &recheck.cause,
            recheck.cause_id,
            &recheck.reason,
            &recheck.state,
            &recheck.answers,
            &recheck.assessment,
            &recheck.opening,
            &recheck.class_before,
            &recheck.class_after,
            &recheck.note,
            recheck.recorded_at,
            recheck.recorded_by,
            recheck.checked_at,
            recheck.checked_by,
        );
        Ok(())
    }

    /// One re-check.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_recheck(
        &mut self,
        province_code: &str,
        recheck_id: Uuid,
    ) -> Result<Option<Recheck>, StoreError> {
        const SQL: &str = "SELECT * FROM recheck WHERE province_code = $1 AND recheck_id = $2";
        let found: Option<Recheck> = fetch_optional!(self, SQL, province_code, recheck_id);
        self.opened_one(found)
    }

    /// Re-checks of a round, in order.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_rechecks(
        &mut self,
        province_code: &str,
        round_id: Uuid,
    ) -> Result<Vec<Recheck>, StoreError> {
        const SQL: &str = "SELECT * FROM recheck \
             WHERE province_code = $1 AND round_id = $2 ORDER BY recorded_at, recheck_id";
        let rows: Vec<Recheck> = fetch_all!(self, SQL, province_code, round_id);
        self.opened_all(rows)
    }

    /// Records the result of an open re-check.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it has one already.
    pub async fn finish_recheck(&mut self, recheck: &Recheck) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE recheck SET state = 'checked', answers = $3, assessment = $4, \
             opening = $5, class_before = $6, class_after = $7, note = $8, checked_at = $9, \
             checked_by = $10 \
             WHERE province_code = $1 AND recheck_id = $2 AND state = 'open'";
        let recheck = self.sealed(recheck)?;
        let finished = execute!(
            self,
            SQL,
            &recheck.province_code,
            recheck.recheck_id,
            &recheck.answers,
            &recheck.assessment,
            &recheck.opening,
            &recheck.class_before,
            &recheck.class_after,
            &recheck.note,
            recheck.checked_at,
            recheck.checked_by,
        );
        match finished {
            0 => Err(StoreError::Stale("recheck")),
            _ => Ok(()),
        }
    }

    /// Adds a draw.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_draw(&mut self, draw: &RecheckDraw) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO recheck_draw (province_code, draw_id, round_id, seed, \
             village_id, population, drawn, recorded_at, recorded_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        execute!(
            self,
            SQL,
            &draw.province_code,
            draw.draw_id,
            draw.round_id,
            &draw.seed,
            draw.village_id,
            draw.population,
            draw.drawn,
            draw.recorded_at,
            draw.recorded_by,
        );
        Ok(())
    }

    /// Draws of a round, in order.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_draws(
        &mut self,
        province_code: &str,
        round_id: Uuid,
    ) -> Result<Vec<RecheckDraw>, StoreError> {
        const SQL: &str = "SELECT * FROM recheck_draw \
             WHERE province_code = $1 AND round_id = $2 ORDER BY recorded_at, draw_id";
        Ok(fetch_all!(self, SQL, province_code, round_id))
    }
}
