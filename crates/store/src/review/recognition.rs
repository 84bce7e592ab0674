//! Which class a household was recognised in, year by year.

use super::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::NaiveDate;
use uuid::Uuid;

/// One recognition. A later one of the same year (an amendment, a monthly review) replaces it
/// and leaves it readable.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Recognition {
    /// Province.
    pub province_code: String,
    /// The household.
    pub household_id: Uuid,
    /// The year whose list it is.
    pub year: i64,
    /// From 1; the highest holds.
    pub sequence: i64,
    /// The class, or `none` when the household had left.
    pub class: String,
    /// Id of the standard.
    pub standard: String,
    /// Persons.
    pub size: i64,
    /// The round.
    pub round_id: Option<Uuid>,
    /// The decision.
    pub decision_id: Option<Uuid>,
    /// The decision's day.
    pub recognised_on: NaiveDate,
    /// Why, for an amendment or a removal.
    pub reason: String,
}

/// A recognition that holds, of some household.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct RecognisedHousehold {
    /// The household.
    pub household_id: Uuid,
    /// The year.
    pub year: i64,
    /// The class.
    pub class: String,
    /// Persons.
    pub size: i64,
}

impl Tx {
    /// Adds a recognition behind those of the same household and year; its `sequence` is given
    /// here.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_recognition(&mut self, recognition: &Recognition) -> Result<i64, StoreError> {
        const LAST: &str = "SELECT COALESCE(MAX(sequence), 0) FROM recognition \
             WHERE province_code = $1 AND household_id = $2 AND year = $3";
        const SQL: &str = "INSERT INTO recognition (province_code, household_id, year, sequence, \
             class, standard, size, round_id, decision_id, recognised_on, reason) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let last: Option<(i64,)> = fetch_optional!(
            self,
            LAST,
            &recognition.province_code,
            recognition.household_id,
            recognition.year,
        );
        let sequence = last.unwrap_or_default().0 + 1;
        execute!(
            self,
            SQL,
            &recognition.province_code,
            recognition.household_id,
            recognition.year,
            sequence,
            &recognition.class,
            &recognition.standard,
            recognition.size,
            recognition.round_id,
            recognition.decision_id,
            recognition.recognised_on,
            &recognition.reason,
        );
        Ok(sequence)
    }

    /// A household's recognitions, oldest first, those replaced included.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_recognitions(
        &mut self,
        province_code: &str,
        household_id: Uuid,
    ) -> Result<Vec<Recognition>, StoreError> {
        const SQL: &str = "SELECT * FROM recognition \
             WHERE province_code = $1 AND household_id = $2 ORDER BY year, sequence";
        Ok(fetch_all!(self, SQL, province_code, household_id))
    }

    /// Recognitions that hold, of every household now in the commune, by household and year.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_recognitions_of_commune(
        &mut self,
        province_code: &str,
        commune_code: &str,
    ) -> Result<Vec<RecognisedHousehold>, StoreError> {
        const SQL: &str = "SELECT r.household_id, r.year, r.class, r.size FROM recognition r \
             JOIN household h ON h.province_code = r.province_code \
               AND h.household_id = r.household_id \
             WHERE h.province_code = $1 AND h.commune_code = $2 \
               AND r.sequence = (SELECT MAX(s.sequence) FROM recognition s \
                 WHERE s.province_code = r.province_code \
                   AND s.household_id = r.household_id AND s.year = r.year) \
             ORDER BY r.household_id, r.year";
        Ok(fetch_all!(self, SQL, province_code, commune_code))
    }

    /// Recognitions a round led to, by household.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_recognitions_of_round(
        &mut self,
        province_code: &str,
        round_id: Uuid,
    ) -> Result<Vec<Recognition>, StoreError> {
        const SQL: &str = "SELECT * FROM recognition \
             WHERE province_code = $1 AND round_id = $2 ORDER BY household_id, sequence";
        Ok(fetch_all!(self, SQL, province_code, round_id))
    }
}
