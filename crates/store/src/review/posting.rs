//! What was posted, where, and for how long.

use super::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use uuid::Uuid;

/// A posted list. Its entries hold only what may be public.
#[derive(Debug, Clone, PartialEq, sqlx_macros::FromRow)]
pub struct Posting {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub posting_id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// The village.
    pub village_id: Uuid,
    /// Its commune.
    pub commune_code: String,
    /// Empty for the village's list; otherwise why a changed result was posted again.
    pub because: String,
    /// First day it hangs out.
    pub from_date: NaiveDate,
    /// First day it no longer does.
    pub until_date: NaiveDate,
    /// Where (codes of `posting_places`), with commas between.
    pub places: String,
    /// What it says.
    pub entries: Value,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
}

impl Tx {
    /// Adds a posting.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_posting(&mut self, posting: &Posting) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO posting (province_code, posting_id, round_id, village_id, \
             commune_code, because, from_date, until_date, places, entries, recorded_at, \
             recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        execute!(
            self,
            SQL,
            &posting.province_code,
            posting.posting_id,
            posting.round_id,
            posting.village_id,
            &posting.commune_code,
            &posting.because,
            posting.from_date,
            posting.until_date,
            &posting.places,
            &posting.entries,
            posting.recorded_at,
            posting.recorded_by,
        );
        Ok(())
    }

    /// One posting.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_posting(
        &mut self,
        province_code: &str,
        posting_id: Uuid,
    ) -> Result<Option<Posting>, StoreError> {
        const SQL: &str = "SELECT * FROM posting WHERE province_code = $1 AND posting_id = $2";
        Ok(fetch_optional!(self, SQL, province_code, posting_id))
    }

    /// Postings of a round, or of one of its villages, in order.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_postings(
        &mut self,
        province_code: &str,
        round_id: Uuid,
        village_id: Option<Uuid>,
    ) -> Result<Vec<Posting>, StoreError> {
        const SQL: &str = "SELECT * FROM posting \
             WHERE province_code = $1 AND round_id = $2 AND ($3 IS NULL OR village_id = $3) \
             ORDER BY recorded_at, posting_id";
        Ok(fetch_all!(self, SQL, province_code, round_id, village_id))
    }

    /// Postings of a commune that hang out on `date`.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_postings_on(
        &mut self,
        province_code: &str,
        commune_code: &str,
        date: NaiveDate,
    ) -> Result<Vec<Posting>, StoreError> {
        const SQL: &str = "SELECT * FROM posting \
             WHERE province_code = $1 AND commune_code = $2 \
               AND from_date <= $3 AND until_date > $3 \
             ORDER BY from_date, posting_id";
        Ok(fetch_all!(self, SQL, province_code, commune_code, date))
    }
}
