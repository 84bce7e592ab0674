//! Requests of households: to be reviewed (Mẫu 01), to be recognised as having left (Mẫu 04).

use super::{execute, fetch_all, fetch_optional};
use crate::sealed::guard;
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// A household's request.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct ReviewRequest {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub request_id: Uuid,
    /// Commune.
    pub commune_code: String,
    /// Village.
    pub village_id: Uuid,
    /// The household.
    pub household_id: Uuid,
    /// `form_01` or `form_04` (codes of `review_documents`).
    pub kind: String,
    /// Reasons given (codes of `serious_reasons`), with commas between.
    pub reasons: String,
    /// What the household wrote.
    pub content: String,
    /// Who filed it.
    pub raised_by: String,
    /// When.
    pub raised_on: NaiveDate,
    /// The round that takes it up.
    pub round_id: Option<Uuid>,
    /// The commune's answer.
    pub answer: Option<String>,
    /// When it was answered.
    pub answered_on: Option<NaiveDate>,
    /// By whom.
    pub answered_by: Option<Uuid>,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
}

guard!(ReviewRequest, "review_request", [province_code, request_id], [content: Text]);

impl Tx {
    /// Adds a request.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_request(&mut self, request: &ReviewRequest) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO review_request (province_code, request_id, commune_code, \
             village_id, household_id, kind, reasons, content, raised_by, raised_on, round_id, \
             recorded_at, recorded_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let request = self.sealed(request)?;
        execute!(
            self,
            SQL,
            &request.province_code,
            request.request_id,
            &request.commune_code,
            request.village_id,
            request.household_id,
            &request.kind,
            &request.reasons,
            &request.content,
            &request.raised_by,
            request.raised_on,
            request.round_id,
            request.recorded_at,
            request.recorded_by,
        );
        Ok(())
    }

    /// One request.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_request(
        &mut self,
        province_code: &str,
        request_id: Uuid,
    ) -> Result<Option<ReviewRequest>, StoreError> {
        const SQL: &str =
            "SELECT * FROM review_request WHERE province_code = $1 AND request_id = $2";
        let found: Option<ReviewRequest> = fetch_optional!(self, SQL, province_code, request_id);
        self.opened_one(found)
    }

    /// Requests of a commune, newest first; `open` keeps those without an answer.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_requests(
        &mut self,
        province_code: &str,
        commune_code: &str,
        open: bool,
    ) -> Result<Vec<ReviewRequest>, StoreError> {
        const SQL: &str = "SELECT * FROM review_request \
             WHERE province_code = $1 AND commune_code = $2 AND (NOT $3 OR answer IS NULL) \
             ORDER BY raised_on DESC, request_id DESC";
        let rows: Vec<ReviewRequest> = fetch_all!(self, SQL, province_code, commune_code, open);
        self.opened_all(rows)
    }

    /// Requests a round has taken up.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_requests_of_round(
        &mut self,
        province_code: &str,
        round_id: Uuid,
    ) -> Result<Vec<ReviewRequest>, StoreError> {
        const SQL: &str = "SELECT * FROM review_request \
             WHERE province_code = $1 AND round_id = $2 ORDER BY raised_on, request_id";
        let rows: Vec<ReviewRequest> = fetch_all!(self, SQL, province_code, round_id);
        self.opened_all(rows)
    }

    /// Gives an unanswered request to a round.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn take_up_request(
        &mut self,
        province_code: &str,
        request_id: Uuid,
        round_id: Uuid,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE review_request SET round_id = $3 \
             WHERE province_code = $1 AND request_id = $2 AND answer IS NULL";
        match execute!(self, SQL, province_code, request_id, round_id) {
            0 => Err(StoreError::Stale("review_request")),
            _ => Ok(()),
        }
    }

    /// Answers a request, once.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is answered already.
    pub async fn answer_request(
        &mut self,
        province_code: &str,
        request_id: Uuid,
        answer: &str,
        (on, by): (NaiveDate, Option<Uuid>),
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE review_request \
             SET answer = $3, answered_on = $4, answered_by = $5 \
             WHERE province_code = $1 AND request_id = $2 AND answer IS NULL";
        match execute!(self, SQL, province_code, request_id, answer, on, by) {
            0 => Err(StoreError::Stale("review_request")),
            _ => Ok(()),
        }
    }
}
