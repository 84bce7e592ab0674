//! Rounds of review, one per commune, year and kind.

use super::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// One commune's round.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Round {
    /// Province the commune lies in.
    pub province_code: String,
    /// Its id.
    pub round_id: Uuid,
    /// The commune.
    pub commune_code: String,
    /// Year whose lists it decides.
    pub year: i64,
    /// `annual`, `monthly`, `average-living`.
    pub kind: String,
    /// Day on which ages and rules are taken.
    pub reviewed_on: NaiveDate,
    /// Standard of the result.
    pub standard: String,
    /// Standard of the opening list for the coming year, where another one follows.
    pub opening_standard: Option<String>,
    /// Score table that gives score A from answers.
    pub score_table: Option<String>,
    /// The province's higher standard.
    pub overlay: Option<String>,
    /// Who gives an opinion before the decision (code of `review_actors`); none: nobody.
    pub opinion_by: Option<String>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day on which the decision is in time.
    pub ends_on: NaiveDate,
    /// Its state.
    pub state: String,
    /// When it came into that state.
    pub changed_at: DateTime<Utc>,
    /// Who planned it.
    pub planned_by: Option<Uuid>,
}

impl Tx {
    /// Adds a round.
    ///
    /// # Errors
    /// [`StoreError::Rule`] when the commune has one of this kind, year and first day.
    pub async fn add_round(&mut self, round: &Round) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO review_round (province_code, round_id, commune_code, year, \
             kind, reviewed_on, standard, opening_standard, score_table, overlay, opinion_by, \
             starts_on, ends_on, state, changed_at, planned_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
        execute!(
            self,
            SQL,
            &round.province_code,
            round.round_id,
            &round.commune_code,
            round.year,
            &round.kind,
            round.reviewed_on,
            &round.standard,
            &round.opening_standard,
            &round.score_table,
            &round.overlay,
            &round.opinion_by,
            round.starts_on,
            round.ends_on,
            &round.state,
            round.changed_at,
            round.planned_by,
        );
        Ok(())
    }

    /// One round.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_round(
        &mut self,
        province_code: &str,
        round_id: Uuid,
    ) -> Result<Option<Round>, StoreError> {
        const SQL: &str = "SELECT * FROM review_round WHERE province_code = $1 AND round_id = $2";
        Ok(fetch_optional!(self, SQL, province_code, round_id))
    }

    /// One round, kept from being changed by others until this transaction ends: everything that
    /// decides on what is open in a round begins with this.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn lock_round(
        &mut self,
        province_code: &str,
        round_id: Uuid,
    ) -> Result<Option<Round>, StoreError> {
        const SQL: &str = "UPDATE review_round SET state = state \
             WHERE province_code = $1 AND round_id = $2 RETURNING *";
        Ok(fetch_optional!(self, SQL, province_code, round_id))
    }

    /// Rounds of a commune, or of all communes of the province, newest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_rounds(
        &mut self,
        province_code: &str,
        commune_code: Option<&str>,
        year: Option<i64>,
    ) -> Result<Vec<Round>, StoreError> {
        const SQL: &str = "SELECT * FROM review_round WHERE province_code = $1 \
             AND ($2 IS NULL OR commune_code = $2) AND ($3 IS NULL OR year = $3) \
             ORDER BY year DESC, starts_on DESC, commune_code, round_id";
        Ok(fetch_all!(self, SQL, province_code, commune_code, year))
    }

    /// Moves a round from one state to another.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is no longer in `from`.
    pub async fn move_round(
        &mut self,
        (province_code, round_id): (&str, Uuid),
        from: &str,
        to: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE review_round SET state = $4, changed_at = $5 \
             WHERE province_code = $1 AND round_id = $2 AND state = $3";
        match execute!(self, SQL, province_code, round_id, from, to, at) {
            0 => Err(StoreError::Stale("review_round")),
            _ => Ok(()),
        }
    }
}
