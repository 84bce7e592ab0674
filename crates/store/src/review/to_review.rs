//! Which households a round must look at.

use super::fetch_all;
use crate::{StoreError, Tx};
use uuid::Uuid;

/// A household a round may have to look at, with what the lists said of it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct HouseholdToReview {
    /// The household.
    pub household_id: Uuid,
    /// Its village.
    pub village_id: Uuid,
    /// Class last recognised, or `none`.
    pub class: String,
    /// Newest version.
    pub version: i64,
    /// False when it has left since.
    pub active: bool,
    /// What happened to it when it left (code of `change_events` or `household_events`).
    pub left_by: Option<String>,
    /// Poor or near-poor in the year before the last recognition.
    pub escaped: bool,
}

impl Tx {
    /// Households of a commune that are poor or near-poor today, or were in the list of `year`
    /// and no longer in that of `year + 1`; in Vietnamese order.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_households_to_review(
        &mut self,
        province_code: &str,
        commune_code: &str,
        year: i64,
    ) -> Result<Vec<HouseholdToReview>, StoreError> {
        // The newest recognition of a year counts: amendments come after the first.
        const SQL: &str = "SELECT h.household_id, h.village_id, h.class, h.version, h.active, \
               (SELECT e.kind FROM household_event e \
                 WHERE e.province_code = h.province_code AND e.household_id = h.household_id \
                   AND e.kind IN ('moved_out', 'merged', 'died', 'death') \
                 ORDER BY e.on_date DESC, e.event_id DESC LIMIT 1) AS left_by, \
               COALESCE(r.class IN ('poor', 'near_poor'), FALSE) AS escaped \
             FROM household h \
             LEFT JOIN recognition r ON r.province_code = h.province_code \
               AND r.household_id = h.household_id AND r.year = $3 \
               AND r.sequence = (SELECT MAX(s.sequence) FROM recognition s \
                 WHERE s.province_code = r.province_code \
                   AND s.household_id = r.household_id AND s.year = r.year) \
             WHERE h.province_code = $1 AND h.commune_code = $2 \
               AND (h.class IN ('poor', 'near_poor') \
                 OR (h.active AND r.class IN ('poor', 'near_poor'))) \
             ORDER BY h.head_sort_name COLLATE \"vi-x-icu\", h.household_id";
        Ok(fetch_all!(self, SQL, province_code, commune_code, year))
    }
}
