//! Findings of those who supervise a review.

use super::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// A finding and its answer.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Finding {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub finding_id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// The village, where it is about one.
    pub village_id: Option<Uuid>,
    /// What was found.
    pub content: String,
    /// When.
    pub found_on: NaiveDate,
    /// The commune's answer.
    pub answer: Option<String>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// By whom.
    pub answered_by: Option<Uuid>,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
}

impl Tx {
    /// Adds a finding.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_finding(&mut self, finding: &Finding) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO supervision_finding (province_code, finding_id, round_id, \
             village_id, content, found_on, recorded_at, recorded_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        execute!(
            self,
            SQL,
            &finding.province_code,
            finding.finding_id,
            finding.round_id,
            finding.village_id,
            &finding.content,
            finding.found_on,
            finding.recorded_at,
            finding.recorded_by,
        );
        Ok(())
    }

    /// One finding.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_finding(
        &mut self,
        province_code: &str,
        finding_id: Uuid,
    ) -> Result<Option<Finding>, StoreError> {
        const SQL: &str =
            "SELECT * FROM supervision_finding WHERE province_code = $1 AND finding_id = $2";
        Ok(fetch_optional!(self, SQL, province_code, finding_id))
    }

    /// Findings of a round, in order.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_findings(
        &mut self,
        province_code: &str,
        round_id: Uuid,
    ) -> Result<Vec<Finding>, StoreError> {
        const SQL: &str = "SELECT * FROM supervision_finding \
             WHERE province_code = $1 AND round_id = $2 ORDER BY recorded_at, finding_id";
        Ok(fetch_all!(self, SQL, province_code, round_id))
    }

    /// Answers a finding, once.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is answered already.
    pub async fn answer_finding(
        &mut self,
        province_code: &str,
        finding_id: Uuid,
        answer: &str,
        (at, by): (DateTime<Utc>, Uuid),
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE supervision_finding \
             SET answer = $3, answered_at = $4, answered_by = $5 \
             WHERE province_code = $1 AND finding_id = $2 AND answer IS NULL";
        match execute!(self, SQL, province_code, finding_id, answer, at, by) {
            0 => Err(StoreError::Stale("supervision_finding")),
            _ => Ok(()),
        }
    }
}
