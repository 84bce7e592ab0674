//! What people ask about their own data.

use crate::sealed::guard;
use crate::tx::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// One request.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct DataRequest {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub request_id: Uuid,
    /// The commune that answers.
    pub commune_code: String,
    /// The household it is about, where the person is of one.
    pub household_id: Option<Uuid>,
    /// The person, where a member of it.
    pub person_id: Option<Uuid>,
    /// Who asks.
    pub person_name: String,
    /// How to reach the person.
    pub contact: String,
    /// `view`, `copy`, `correct`, `delete`, `withdraw`, `restrict` or `object`.
    pub kind: String,
    /// What is asked, in words.
    pub content: String,
    /// When it came in.
    pub received_on: NaiveDate,
    /// By when it is to be answered.
    pub due_on: Option<NaiveDate>,
    /// Who sees to it.
    pub handler: String,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
    /// `granted`, `partly` or `refused`; empty while it is open.
    pub outcome: String,
    /// What was answered.
    pub answer: String,
    /// When it was answered.
    pub closed_on: Option<NaiveDate>,
    /// By whom.
    pub closed_by: Option<Uuid>,
}

guard!(DataRequest, "data_request", [province_code, request_id], [answer: Text, contact: Text, content: Text]);

impl Tx {
    /// Adds a request.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_data_request(&mut self, request: &DataRequest) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO data_request (province_code, request_id, commune_code, \
             household_id, person_id, person_name, contact, kind, content, received_on, due_on, \
             handler, recorded_at, recorded_by, outcome, answer, closed_on, closed_by) VALUES \
             ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
        let request = self.sealed(request)?;
        execute!(
            self,
            SQL,
            &request.province_code,
            request.request_id,
            &request.commune_code,
            request.household_id,
            request.person_id,
            &request.person_name,
            &request.contact,
            &request.kind,
            &request.content,
            request.received_on,
            request.due_on,
            &request.handler,
            request.recorded_at,
            request.recorded_by,
            &request.outcome,
            &request.answer,
            request.closed_on,
            request.closed_by,
        );
        Ok(())
    }

    /// One request.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_data_request(
        &mut self,
        province_code: &str,
        request_id: Uuid,
    ) -> Result<Option<DataRequest>, StoreError> {
        const SQL: &str = "SELECT * FROM data_request WHERE province_code = $1 AND request_id = $2";
        let row: Option<DataRequest> = fetch_optional!(self, SQL, province_code, request_id);
        self.opened_one(row)
    }

    /// Requests of a province: the open ones first, by the day they are due, then the answered
    /// ones, newest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_data_requests(
        &mut self,
        province_code: &str,
    ) -> Result<Vec<DataRequest>, StoreError> {
        const SQL: &str = "SELECT * FROM data_request WHERE province_code = $1 ORDER BY \
             CASE WHEN closed_on IS NULL THEN 0 ELSE 1 END, \
             CASE WHEN closed_on IS NULL AND due_on IS NULL THEN 1 ELSE 0 END, \
             CASE WHEN closed_on IS NULL THEN due_on END, closed_on DESC, received_on, request_id";
        let rows: Vec<DataRequest> = fetch_all!(self, SQL, province_code);
        self.opened_all(rows)
    }

    /// Requests of a province without an answer: the commune that answers and the day each is due.
    /// What they say stays sealed.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_open_data_requests(
        &mut self,
        province_code: &str,
    ) -> Result<Vec<(String, Option<NaiveDate>)>, StoreError> {
        const SQL: &str = "SELECT commune_code, due_on FROM data_request \
             WHERE province_code = $1 AND closed_on IS NULL";
        Ok(fetch_all!(self, SQL, province_code))
    }

    /// Answers a request.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is answered already.
    pub async fn answer_data_request(&mut self, request: &DataRequest) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE data_request SET outcome = $3, answer = $4, closed_on = $5, \
             closed_by = $6 WHERE province_code = $1 AND request_id = $2 AND closed_on IS NULL";
        let request = self.sealed(request)?;
        let changed = execute!(
            self,
            SQL,
            &request.province_code,
            request.request_id,
            &request.outcome,
            &request.answer,
            request.closed_on,
            request.closed_by,
        );
        if changed == 0 {
            return Err(StoreError::Stale("data_request"));
        }
        Ok(())
    }
}
