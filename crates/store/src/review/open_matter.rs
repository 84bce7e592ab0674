//! What is open in a round, over the four tables that can hold it up.

use super::fetch_all;
use crate::{StoreError, Tx};
use chrono::NaiveDate;
use uuid::Uuid;

/// One thing somebody must still settle.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct OpenMatterRow {
    /// `objection`, `finding`, `doubt`, `recheck`.
    pub kind: String,
    /// Its id in its own table.
    pub id: Uuid,
    /// The village it concerns; none: the whole commune.
    pub village_id: Option<Uuid>,
    /// The form it concerns.
    pub form_id: Option<Uuid>,
    /// Code of that form's household.
    pub code: Option<String>,
    /// Day on which an objection is due or a finding was made.
    pub day: Option<NaiveDate>,
    /// Years in a row in the list, for a doubt.
    pub years: i64,
}

impl Tx {
    /// Objections not settled, findings not answered, doubts not resolved and re-checks not done
    /// of a round: in this order, objections by the day they are due, the others as they arose.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_open_matters(
        &mut self,
        province_code: &str,
        round_id: Uuid,
    ) -> Result<Vec<OpenMatterRow>, StoreError> {
        const SQL: &str = "SELECT kind, id, village_id, form_id, code, day, years FROM ( \
             SELECT 1 AS place, 'objection' AS kind, m.objection_id AS id, m.village_id, \
               m.form_id, h.code, m.due_on AS day, 0 AS years, m.recorded_at AS since \
             FROM objection m LEFT JOIN survey_form f \
               ON f.province_code = m.province_code AND f.form_id = m.form_id \
             LEFT JOIN household h \
               ON h.province_code = f.province_code AND h.household_id = f.household_id \
             WHERE m.province_code = $1 AND m.round_id = $2 AND m.state <> 'settled' \
             UNION ALL \
             SELECT 2, 'finding', finding_id, village_id, NULL, NULL, found_on, 0, recorded_at \
             FROM supervision_finding \
             WHERE province_code = $1 AND round_id = $2 AND answer IS NULL \
             UNION ALL \
             SELECT 3, 'doubt', m.flag_id, f.village_id, f.form_id, h.code, NULL, m.years, \
               m.raised_at \
             FROM doubt_flag m JOIN survey_form f \
               ON f.province_code = m.province_code AND f.form_id = m.form_id \
             JOIN household h \
               ON h.province_code = f.province_code AND h.household_id = f.household_id \
             WHERE m.province_code = $1 AND m.round_id = $2 AND m.resolution IS NULL \
             UNION ALL \
             SELECT 4, 'recheck', m.recheck_id, f.village_id, f.form_id, h.code, NULL, 0, \
               m.recorded_at \
             FROM recheck m JOIN survey_form f \
               ON f.province_code = m.province_code AND f.form_id = m.form_id \
             JOIN household h \
               ON h.province_code = f.province_code AND h.household_id = f.household_id \
             WHERE m.province_code = $1 AND m.round_id = $2 AND m.state = 'open' \
             ) AS matter \
             ORDER BY place, CASE WHEN place = 1 THEN day END, since, id";
        Ok(fetch_all!(self, SQL, province_code, round_id))
    }
}
