//! Who must be reviewed this year and has no form yet: “không bỏ sót”.

use crate::tx::fetch_all;
use crate::{StoreError, Tx};
use uuid::Uuid;

/// A household without a form in the year's rounds.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
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

/// Which households are missing: `$1` the province, `$2` the commune, `$3` the year.
///
/// Two kinds of them are looked for one after the other, so that each is found by an index: those
/// that are poor or near-poor, and those that were before the last recognition (most households
/// were never recognised as anything and are not looked up there). The forms of the commune's
/// rounds are looked up once, by round: asked in another way, SQLite goes through every form of the
/// province, once or for each household.
macro_rules! missing {
    ($read:literal, $columns:literal, $end:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM (SELECT ",
            $read,
            " FROM household h \
                 WHERE h.province_code = $1 AND h.commune_code = $2 AND h.active = (1 = 1) \
                 AND h.class IN ('poor', 'near_poor') \
             UNION ALL SELECT ",
            $read,
            " FROM household h \
                 WHERE h.province_code = $1 AND h.commune_code = $2 AND h.active = (1 = 1) \
                 AND h.class NOT IN ('poor', 'near_poor') AND h.class_year >= $3 - 2 \
                 AND EXISTS (SELECT 1 FROM recognition r \
                     WHERE r.province_code = $1 AND r.household_id = h.household_id \
                     AND r.year = $3 - 2 AND r.class IN ('poor', 'near_poor'))) h \
             WHERE h.household_id NOT IN (SELECT f.household_id FROM survey_form f \
                 WHERE f.province_code = $1 AND f.round_id IN (SELECT o.round_id \
                     FROM review_round o WHERE o.province_code = $1 AND o.commune_code = $2 \
                     AND o.year = $3)) ",
            $end
        )
    };
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
        const SQL: &str = missing!(
            "h.household_id, h.village_id, h.code, h.head_name, h.head_sort_name, h.size, h.class",
            "h.household_id, h.village_id, h.code, h.head_name, h.size, h.class, \
             (h.class NOT IN ('poor', 'near_poor')) AS escaped",
            "ORDER BY h.head_sort_name COLLATE \"vi-x-icu\", h.household_id"
        );
        Ok(fetch_all!(self, SQL, province_code, commune_code, year))
    }

    /// How many of them each village has.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn count_uncovered(
        &mut self,
        province_code: &str,
        commune_code: &str,
        year: i64,
    ) -> Result<Vec<(Uuid, i64)>, StoreError> {
        const SQL: &str = missing!(
            "h.household_id, h.village_id",
            "h.village_id, COUNT(*)",
            "GROUP BY h.village_id ORDER BY h.village_id"
        );
        Ok(fetch_all!(self, SQL, province_code, commune_code, year))
    }
}
