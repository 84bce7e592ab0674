//! Survey forms: one household in one round.

use super::{execute, fetch_optional};
use crate::sealed::guard;
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

/// A form with everything on it.
#[derive(Debug, Clone, PartialEq, sqlx_macros::FromRow)]
pub struct SurveyForm {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub form_id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// The household.
    pub household_id: Uuid,
    /// Its village when it was listed.
    pub village_id: Uuid,
    /// Its commune.
    pub commune_code: String,
    /// Why it is on the list: `poor`, `near_poor`, `newly_escaped`, `requested`, `objection`, `added`.
    pub listed_because: String,
    /// In an officer's words, where one added it.
    pub listed_reason: String,
    /// `listed`, `draft`, `confirmed`, `explained`, `removed`.
    pub state: String,
    /// Why it was reopened, explained or removed.
    pub state_reason: String,
    /// What happened to the household since the last review (code of `household_events`).
    pub event: Option<String>,
    /// Counts saves; whoever saves names the one he read.
    pub version: i64,
    /// Version of the household that the answers began from.
    pub base_version: i64,
    /// Class before this round, or `none`.
    pub previous_class: String,
    /// The household's document with its answers.
    pub answers: Value,
    /// Circumstances, ability to leave poverty, support thought fit.
    pub appraisal: Value,
    /// What the law makes of the answers.
    pub assessment: Option<Value>,
    /// The same under the standard of the coming year.
    pub opening: Option<Value>,
    /// Class, where it could be decided.
    pub class: Option<String>,
    /// Class under the standard of the coming year.
    pub opening_class: Option<String>,
    /// Movement since the last review.
    pub transition: Option<String>,
    /// Score A.
    pub score_a: Option<i64>,
    /// Score B.
    pub score_b: Option<i64>,
    /// Who surveyed: the account that confirmed the answers.
    pub enumerator: Option<Uuid>,
    /// When.
    pub enumerator_confirmed_at: Option<DateTime<Utc>>,
    /// Who answered.
    pub respondent_name: String,
    /// When he or she confirmed.
    pub respondent_confirmed_at: Option<DateTime<Utc>>,
    /// Last change.
    pub changed_at: DateTime<Utc>,
    /// By whom.
    pub changed_by: Option<Uuid>,
}

/// What the law made of a form's answers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FormResult {
    /// The assessment.
    pub assessment: Option<Value>,
    /// Under the standard of the coming year.
    pub opening: Option<Value>,
    /// Class.
    pub class: Option<String>,
    /// Class under the standard of the coming year.
    pub opening_class: Option<String>,
    /// Movement.
    pub transition: Option<String>,
    /// Score A.
    pub score_a: Option<i64>,
    /// Score B.
    pub score_b: Option<i64>,
}

guard!(SurveyForm, "survey_form", [province_code, form_id], [answers: Json, appraisal: Json, assessment: OptionalJson, opening: OptionalJson]);

impl Tx {
    /// Puts a household on a round's list.
    ///
    /// # Errors
    /// [`StoreError::Rule`] when it is on the list already.
    pub async fn add_form(&mut self, form: &SurveyForm) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO survey_form (province_code, form_id, round_id, \
             household_id, village_id, commune_code, listed_because, listed_reason, state, \
             state_reason, event, version, base_version, previous_class, answers, appraisal, \
             assessment, opening, class, opening_class, transition, score_a, score_b, enumerator, \
             enumerator_confirmed_at, respondent_name, respondent_confirmed_at, changed_at, \
             changed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
             $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)";
        let sealed = self.sealed(form)?;
        execute!(
            self,
            SQL,
            &form.province_code,
            form.form_id,
            form.round_id,
            form.household_id,
            form.village_id,
            &form.commune_code,
            &form.listed_because,
            &form.listed_reason,
            &form.state,
            &form.state_reason,
            &form.event,
            form.version,
            form.base_version,
            &form.previous_class,
            &sealed.answers,
            &sealed.appraisal,
            &sealed.assessment,
            &sealed.opening,
            &form.class,
            &form.opening_class,
            &form.transition,
            form.score_a,
            form.score_b,
            form.enumerator,
            form.enumerator_confirmed_at,
            &form.respondent_name,
            form.respondent_confirmed_at,
            form.changed_at,
            form.changed_by,
        );
        Ok(())
    }

    /// One form.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_form(
        &mut self,
        province_code: &str,
        form_id: Uuid,
    ) -> Result<Option<SurveyForm>, StoreError> {
        const SQL: &str = "SELECT * FROM survey_form WHERE province_code = $1 AND form_id = $2";
        let found: Option<SurveyForm> = fetch_optional!(self, SQL, province_code, form_id);
        self.opened_one(found)
    }

    /// A household's form in a round.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_form_of_household(
        &mut self,
        province_code: &str,
        round_id: Uuid,
        household_id: Uuid,
    ) -> Result<Option<SurveyForm>, StoreError> {
        const SQL: &str = "SELECT * FROM survey_form \
             WHERE province_code = $1 AND round_id = $2 AND household_id = $3";
        let found: Option<SurveyForm> =
            fetch_optional!(self, SQL, province_code, round_id, household_id);
        self.opened_one(found)
    }

    /// A household's newest confirmed form of an earlier round.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_form_before(
        &mut self,
        province_code: &str,
        household_id: Uuid,
        round_id: Uuid,
    ) -> Result<Option<SurveyForm>, StoreError> {
        const SQL: &str = "SELECT f.* FROM survey_form f \
             JOIN review_round r ON r.province_code = f.province_code AND r.round_id = f.round_id \
             JOIN review_round this ON this.province_code = f.province_code AND this.round_id = $3 \
             WHERE f.province_code = $1 AND f.household_id = $2 AND f.round_id <> $3 \
               AND f.state = 'confirmed' AND r.reviewed_on <= this.reviewed_on \
             ORDER BY r.reviewed_on DESC, f.form_id DESC LIMIT 1";
        let found: Option<SurveyForm> =
            fetch_optional!(self, SQL, province_code, household_id, round_id);
        self.opened_one(found)
    }

    /// Writes a form over the version it was read in; the version goes up by one.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody saved after `form.version`; nothing is changed then.
    pub async fn save_form(&mut self, form: &SurveyForm) -> Result<i64, StoreError> {
        const SQL: &str = "UPDATE survey_form SET state = $4, state_reason = $5, event = $6, \
             version = version + 1, base_version = $7, answers = $8, appraisal = $9, \
             assessment = $10, opening = $11, class = $12, opening_class = $13, transition = $14, \
             score_a = $15, score_b = $16, enumerator = $17, enumerator_confirmed_at = $18, \
             respondent_name = $19, respondent_confirmed_at = $20, changed_at = $21, \
             changed_by = $22, listed_because = $23, listed_reason = $24 \
             WHERE province_code = $1 AND form_id = $2 AND version = $3";
        let sealed = self.sealed(form)?;
        let saved = execute!(
            self,
            SQL,
            &form.province_code,
            form.form_id,
            form.version,
            &form.state,
            &form.state_reason,
            &form.event,
            form.base_version,
            &sealed.answers,
            &sealed.appraisal,
            &sealed.assessment,
            &sealed.opening,
            &form.class,
            &form.opening_class,
            &form.transition,
            form.score_a,
            form.score_b,
            form.enumerator,
            form.enumerator_confirmed_at,
            &form.respondent_name,
            form.respondent_confirmed_at,
            form.changed_at,
            form.changed_by,
            &form.listed_because,
            &form.listed_reason,
        );
        match saved {
            0 => Err(StoreError::Stale("survey_form")),
            _ => Ok(form.version + 1),
        }
    }
}

impl SurveyForm {
    /// Puts the law's result on the form.
    pub fn set_result(&mut self, result: FormResult) {
        self.assessment = result.assessment;
        self.opening = result.opening;
        self.class = result.class;
        self.opening_class = result.opening_class;
        self.transition = result.transition;
        self.score_a = result.score_a;
        self.score_b = result.score_b;
    }
}
