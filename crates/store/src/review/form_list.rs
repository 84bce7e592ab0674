//! Lists and counts of forms, without their answers.

use super::fetch_all;
use crate::sealed::guard;
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// One line of a round's list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct FormLine {
    /// The form.
    pub form_id: Uuid,
    /// The household.
    pub household_id: Uuid,
    /// Its village.
    pub village_id: Uuid,
    /// Its number within the commune.
    pub code: String,
    /// Name of the head.
    pub head_name: String,
    /// Persons.
    pub size: i64,
    /// Why it is on the list.
    pub listed_because: String,
    /// State of the form.
    pub state: String,
    /// Why it was reopened, explained or removed.
    pub state_reason: String,
    /// What happened to the household.
    pub event: Option<String>,
    /// Counts saves.
    pub version: i64,
    /// Class before.
    pub previous_class: String,
    /// Class now.
    pub class: Option<String>,
    /// Class under the standard of the coming year.
    pub opening_class: Option<String>,
    /// Movement.
    pub transition: Option<String>,
    /// Score A.
    pub score_a: Option<i64>,
    /// Score B.
    pub score_b: Option<i64>,
    /// Who surveyed.
    pub enumerator: Option<Uuid>,
    /// Last change.
    pub changed_at: DateTime<Utc>,
}

/// How many forms of a village are in a state with a class.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct FormCount {
    /// The village.
    pub village_id: Uuid,
    /// State.
    pub state: String,
    /// Class; none while it is not decided.
    pub class: Option<String>,
    /// Forms.
    pub forms: i64,
}

impl Tx {
    /// Lines of a round, or of one of its villages, in Vietnamese order of the head's given name.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_forms(
        &mut self,
        province_code: &str,
        round_id: Uuid,
        village_id: Option<Uuid>,
    ) -> Result<Vec<FormLine>, StoreError> {
        const SQL: &str = "SELECT f.form_id, f.household_id, f.village_id, h.code, h.head_name, \
             h.size, f.listed_because, f.state, f.state_reason, f.event, f.version, \
             f.previous_class, f.class, f.opening_class, f.transition, f.score_a, f.score_b, \
             f.enumerator, f.changed_at \
             FROM survey_form f JOIN household h \
               ON h.province_code = f.province_code AND h.household_id = f.household_id \
             WHERE f.province_code = $1 AND f.round_id = $2 \
               AND ($3 IS NULL OR f.village_id = $3) \
             ORDER BY h.head_sort_name COLLATE \"vi-x-icu\", f.form_id";
        Ok(fetch_all!(self, SQL, province_code, round_id, village_id))
    }

    /// Ids of the forms of a round, or of one of its villages, that are in `state`, by id.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_form_ids(
        &mut self,
        province_code: &str,
        round_id: Uuid,
        village_id: Option<Uuid>,
        state: &str,
    ) -> Result<Vec<Uuid>, StoreError> {
        const SQL: &str = "SELECT form_id FROM survey_form \
             WHERE province_code = $1 AND round_id = $2 AND ($3 IS NULL OR village_id = $3) \
               AND state = $4 ORDER BY form_id";
        let ids: Vec<(Uuid,)> = fetch_all!(self, SQL, province_code, round_id, village_id, state);
        Ok(ids.into_iter().map(|(id,)| id).collect())
    }

    /// Forms of a round by village, state and class.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn count_forms(
        &mut self,
        province_code: &str,
        round_id: Uuid,
    ) -> Result<Vec<FormCount>, StoreError> {
        const SQL: &str = "SELECT village_id, state, class, COUNT(*) AS forms FROM survey_form \
             WHERE province_code = $1 AND round_id = $2 GROUP BY village_id, state, class \
             ORDER BY village_id, state, class";
        Ok(fetch_all!(self, SQL, province_code, round_id))
    }

    /// Everybody who confirmed answers of a round as their enumerator.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_enumerators(
        &mut self,
        province_code: &str,
        round_id: Uuid,
    ) -> Result<Vec<Uuid>, StoreError> {
        const SQL: &str = "SELECT DISTINCT enumerator FROM survey_form \
             WHERE province_code = $1 AND round_id = $2 AND enumerator IS NOT NULL \
             ORDER BY enumerator";
        let ids: Vec<(Uuid,)> = fetch_all!(self, SQL, province_code, round_id);
        Ok(ids.into_iter().map(|(id,)| id).collect())
    }
}

/// What a finished form of a year's annual round says of its household.
#[derive(Debug, Clone, PartialEq, sqlx_macros::FromRow)]
pub struct FormOutcome {
    /// Province.
    pub province_code: String,
    /// The form.
    pub form_id: Uuid,
    /// The household.
    pub household_id: Uuid,
    /// The round's year.
    pub year: i64,
    /// Class before.
    pub previous_class: String,
    /// Class found.
    pub class: Option<String>,
    /// What is kept of the assessment.
    pub assessment: Option<serde_json::Value>,
    /// How its circumstances were judged.
    pub appraisal: serde_json::Value,
}

guard!(
    FormOutcome,
    "survey_form",
    [province_code, form_id],
    [appraisal: Json, assessment: OptionalJson]
);

impl Tx {
    /// Forms of a commune's annual rounds of `year` that say something, by household.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_form_outcomes(
        &mut self,
        province_code: &str,
        commune_code: &str,
        year: i64,
    ) -> Result<Vec<FormOutcome>, StoreError> {
        const SQL: &str = "SELECT f.province_code, f.form_id, f.household_id, o.year, \
             f.previous_class, f.class, f.assessment, f.appraisal FROM survey_form f JOIN review_round o \
             ON o.province_code = f.province_code AND o.round_id = f.round_id \
             WHERE f.province_code = $1 AND f.commune_code = $2 AND o.year = $3 \
             AND o.kind = 'annual' AND f.version > 0 ORDER BY f.household_id, f.form_id";
        let rows: Vec<FormOutcome> = fetch_all!(self, SQL, province_code, commune_code, year);
        self.opened_all(rows)
    }
}
