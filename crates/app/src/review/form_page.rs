//! A form as its page shows it.

use super::form::{Appraisal, FormRef};
use super::judge::Verdict;
use super::list::{area_of_form, form_state};
use crate::access::{Action, Actor, Area, authorise};
use crate::privacy::masking::Sight;
use crate::registry::HouseholdDocument;
use crate::{Context, Error};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::review::{FormState, VillageState};

/// A form with everything its page needs.
#[derive(Debug, Clone, PartialEq)]
pub struct FormPage {
    /// The form.
    pub form_id: Uuid,
    /// Its round.
    pub round_id: Uuid,
    /// Day of the review: ages are of this day.
    pub reviewed_on: NaiveDate,
    /// Standard of the result; its questionnaire gives the questions.
    pub standard: String,
    /// The household.
    pub household_id: Uuid,
    /// Its village.
    pub village_id: Uuid,
    /// How far its village is.
    pub village_state: VillageState,
    /// Why it is on the list.
    pub listed_because: String,
    /// How far the form is.
    pub state: FormState,
    /// Why it was reopened, explained or removed.
    pub state_reason: String,
    /// Name it when saving.
    pub version: i64,
    /// Answers: those saved, otherwise what the registry knows.
    pub document: HouseholdDocument,
    /// Whether the answers come from the registry and nobody has saved yet.
    pub prefilled: bool,
    /// The answers of the last confirmed form of an earlier round, to compare with.
    pub last_time: Option<HouseholdDocument>,
    /// Whether the household was changed in the registry after the answers were begun.
    pub registry_changed: bool,
    /// What happened to the household.
    pub event: Option<String>,
    /// Circumstances and prospects.
    pub appraisal: Appraisal,
    /// What the law makes of the answers.
    pub verdict: Verdict,
    /// The class on record: of the last save, or as recognised.
    pub class: Option<String>,
    /// Class before.
    pub previous_class: String,
    /// Classes of earlier years.
    pub history: Vec<(i32, vuonlen_domain::Class)>,
    /// Who answered.
    pub respondent: String,
    /// When the form was confirmed.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// By whom: shown name.
    pub enumerator: Option<String>,
}

impl Context {
    /// A form's page: whole for whoever fills it in, what the actor's roles are shown for whoever
    /// only reads it. The reading is audited.
    ///
    /// # Errors
    /// A form outside the actor's area.
    pub async fn form(&self, actor: &Actor, form: FormRef<'_>) -> Result<FormPage, Error> {
        let (mut page, area) = self.form_whole(actor, form, None).await?;
        if !covers(actor, Action::SurveyWrite, &area) {
            Sight::over(actor, &area).form(&mut page);
        }
        Ok(page)
    }

    /// A form for whoever answers its questions again: after an objection, in a re-check, or to
    /// correct a sealed year. The reading is audited.
    ///
    /// # Errors
    /// A form outside the actor's area; an actor who may do none of these there.
    pub async fn form_to_correct(
        &self,
        actor: &Actor,
        form: FormRef<'_>,
    ) -> Result<FormPage, Error> {
        let needs = [
            Action::ObjectionSettle,
            Action::RecheckRecord,
            Action::RoundSeal,
        ];
        Ok(self.form_whole(actor, form, Some(&needs)).await?.0)
    }

    /// A form with everything in it, for whoever may do one of `needs` there.
    async fn form_whole(
        &self,
        actor: &Actor,
        form: FormRef<'_>,
        needs: Option<&[Action]>,
    ) -> Result<(FormPage, Area), Error> {
        let mut tx = self.store.begin().await?;
        let open = self.open_form(&mut tx, form).await?;
        let area = area_of_form(&open.form);
        let permit = self.permit(actor, Action::HouseholdRead, area.clone())?;
        let may = |needs: &[Action]| needs.iter().any(|need| covers(actor, *need, &area));
        if !needs.is_none_or(may) {
            return Err(Error::denied());
        }
        let document = self.document_of_form(&mut tx, &open).await?;
        let verdict = self.verdict_of(&open, &document, open.form.event.as_deref())?;
        let village = tx
            .find_round_village(form.0, open.form.round_id, open.form.village_id)
            .await?;
        let village = open.round.village(&village.ok_or_else(Error::not_found)?)?;
        let enumerator = match open.form.enumerator {
            Some(account) => tx.find_account(account).await?.map(|a| a.display_name),
            None => None,
        };
        let last_time = tx
            .find_form_before(form.0, open.form.household_id, open.form.round_id)
            .await?
            .map(|form| serde_json::from_value(form.answers))
            .transpose()
            .map_err(Error::internal)?;
        permit
            .record(&mut tx, ("form", form.1), json!({}), "")
            .await?;
        tx.commit().await?;
        let prefilled = open.form.answers == json!({});
        let stored = open.form;
        let page = FormPage {
            form_id: stored.form_id,
            round_id: stored.round_id,
            reviewed_on: open.round.row.reviewed_on,
            standard: open.round.row.standard.clone(),
            household_id: stored.household_id,
            village_id: stored.village_id,
            village_state: village.state(),
            state: form_state(&stored)?,
            listed_because: stored.listed_because,
            state_reason: stored.state_reason,
            version: stored.version,
            document,
            prefilled,
            last_time,
            registry_changed: !prefilled && stored.base_version != open.household.version,
            event: stored.event,
            appraisal: serde_json::from_value(stored.appraisal).unwrap_or_default(),
            verdict,
            class: stored.class,
            previous_class: stored.previous_class,
            history: open.past.history(open.round.row.year),
            respondent: stored.respondent_name,
            confirmed_at: stored.enumerator_confirmed_at,
            enumerator,
        };
        Ok((page, area))
    }
}

fn covers(actor: &Actor, action: Action, area: &Area) -> bool {
    authorise(actor, action).is_some_and(|scope| scope.covers(area))
}
