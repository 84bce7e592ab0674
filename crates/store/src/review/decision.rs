//! Decisions that were signed, and the opinions before them.

use super::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use uuid::Uuid;

/// A signed decision.
#[derive(Debug, Clone, PartialEq, sqlx_macros::FromRow)]
pub struct Decision {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub decision_id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// The commune.
    pub commune_code: String,
    /// `recognition`, `amendment`, `removal`.
    pub kind: String,
    /// Its number and sign.
    pub number: String,
    /// Day of signing.
    pub signed_on: NaiveDate,
    /// Who signed.
    pub signer: String,
    /// Why, for an amendment or a removal.
    pub reason: String,
    /// Households and persons by result.
    pub counts: Value,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
}

/// What the body above the commune answered.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct RoundOpinion {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub opinion_id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// Who gave it (code of `review_actors`).
    pub given_by: String,
    /// Number and sign of the letter.
    pub number: String,
    /// Its day.
    pub given_on: NaiveDate,
    /// Whether it agrees.
    pub agrees: bool,
    /// What it says.
    pub content: String,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
}

impl Tx {
    /// Adds a decision.
    ///
    /// # Errors
    /// [`StoreError::Rule`] when the commune has one with this number and day.
    pub async fn add_decision(&mut self, decision: &Decision) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO decision (province_code, decision_id, round_id, \
             commune_code, kind, number, signed_on, signer, reason, counts, recorded_at, \
             recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        execute!(
            self,
            SQL,
            &decision.province_code,
            decision.decision_id,
            decision.round_id,
            &decision.commune_code,
            &decision.kind,
            &decision.number,
            decision.signed_on,
            &decision.signer,
            &decision.reason,
            &decision.counts,
            decision.recorded_at,
            decision.recorded_by,
        );
        Ok(())
    }

    /// One decision.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_decision(
        &mut self,
        province_code: &str,
        decision_id: Uuid,
    ) -> Result<Option<Decision>, StoreError> {
        const SQL: &str = "SELECT * FROM decision WHERE province_code = $1 AND decision_id = $2";
        Ok(fetch_optional!(self, SQL, province_code, decision_id))
    }

    /// Decisions of a round, in order.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_decisions(
        &mut self,
        province_code: &str,
        round_id: Uuid,
    ) -> Result<Vec<Decision>, StoreError> {
        const SQL: &str = "SELECT * FROM decision \
             WHERE province_code = $1 AND round_id = $2 ORDER BY recorded_at, decision_id";
        Ok(fetch_all!(self, SQL, province_code, round_id))
    }

    /// Adds an opinion.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_round_opinion(&mut self, opinion: &RoundOpinion) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO round_opinion (province_code, opinion_id, round_id, \
             given_by, number, given_on, agrees, content, recorded_at, recorded_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        execute!(
            self,
            SQL,
            &opinion.province_code,
            opinion.opinion_id,
            opinion.round_id,
            &opinion.given_by,
            &opinion.number,
            opinion.given_on,
            opinion.agrees,
            &opinion.content,
            opinion.recorded_at,
            opinion.recorded_by,
        );
        Ok(())
    }

    /// Opinions on a round, in order.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_round_opinions(
        &mut self,
        province_code: &str,
        round_id: Uuid,
    ) -> Result<Vec<RoundOpinion>, StoreError> {
        const SQL: &str = "SELECT * FROM round_opinion \
             WHERE province_code = $1 AND round_id = $2 ORDER BY recorded_at, opinion_id";
        Ok(fetch_all!(self, SQL, province_code, round_id))
    }
}
