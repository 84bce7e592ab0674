//! Who must be reviewed this year and has no form yet: “không bỏ sót”.

use crate::tx::on;
use crate::{StoreError, Tx};
use uuid::Uuid;

/// A household without a form in the year's rounds.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Uncovered {
    /// The household.
    pub household_id: Uuid,
    /// Village it lives in.
    pub village_id: Uuid,
    /// Its code.
    pub code: String,
    /// Its head.
    pub head_name: String,
    /// Persons.
    pub size: i64,
    /// Class last recognised.
    pub class: String,
    /// Whether it was poor or near-poor the year before and is no longer.
    pub escaped: bool,
}

impl Tx {
    /// Households of a commune that live there and are poor or near-poor, or stopped being so in
    /// the last recognition, and have no form in a round the commune held in `year`.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_uncovered(
        &mut self,
        province_code: &str,
        commune_code: &str,
        year: i64,
    ) -> Result<Vec<Uncovered>, StoreError> {
        // The forms of the year are looked up once, not for each household: without statistics
        // SQLite would go through every form of the province each time.
        const SQL: &str = "SELECT h.household_id, h.village_id, h.code, h.head_name, h.size, \
             h.class, (h.class NOT IN ('poor', 'near_poor')) AS escaped FROM household h \
             WHERE h.province_code = $1 AND h.commune_code = $2 AND h.active \
             AND (h.class IN ('poor', 'near_poor') OR EXISTS (SELECT 1 FROM recognition r \
                 WHERE r.province_code = $1 AND r.household_id = h.household_id \
                 AND r.year = $3 - 2 AND r.class IN ('poor', 'near_poor'))) \
             AND h.household_id NOT IN (SELECT f.household_id FROM review_round o \
                 JOIN survey_form f ON f.province_code = $1 AND f.round_id = o.round_id \
                 WHERE o.province_code = $1 AND o.commune_code = $2 AND o.year = $3) \
             ORDER BY h.head_sort_name COLLATE \"vi-x-icu\", h.household_id";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(province_code)
            .bind(commune_code)
            .bind(year)
            .fetch_all(connection)
            .await?))
    }
}
