//! Filling in a form: saved over the version it was read in, judged as it stands.

use super::judge::{Judge, Verdict};
use super::list::{LEAVING, area_of_form, form_state};
use super::past::Past;
use super::permit::Permit;
use super::round_at::RoundAt;
use crate::access::{Action, Actor};
use crate::registry::HouseholdDocument;
use crate::registry::household::newest;
use crate::{Context, Error};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::review::VillageState;
use vuonlen_domain::text::normalise;
use vuonlen_store::Tx;
use vuonlen_store::household::Household;
use vuonlen_store::review::SurveyForm;

/// A form by province and id.
pub type FormRef<'a> = (&'a str, Uuid);

/// What an enumerator enters.
#[derive(Debug, Clone, PartialEq)]
pub struct FormDraft {
    /// The household with its members and answers.
    pub document: HouseholdDocument,
    /// What happened to it since the last review (code of `household_events`); none: nothing.
    pub event: Option<String>,
    /// How its circumstances were judged.
    pub appraisal: Appraisal,
}

/// Circumstances and prospects of a household, in words and codes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Appraisal {
    /// Conditions and circumstances.
    pub circumstances: String,
    /// Whether it can leave poverty: `this_year`, `later`, `cannot`; empty: not judged.
    pub prospect: String,
    /// The year it is thought to.
    pub target_year: Option<i32>,
    /// Support thought fit.
    pub support: String,
    /// What the household wishes, in its own words.
    pub wish: String,
}

/// What came of a save.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedForm {
    /// The form's version now.
    pub version: i64,
    /// What the law makes of the answers so far.
    pub verdict: Verdict,
}

/// Everything a use case needs of a form that is being worked on.
pub(super) struct OpenForm<'law> {
    pub(super) form: SurveyForm,
    pub(super) round: RoundAt<'law>,
    pub(super) household: Household,
    pub(super) past: Past,
}

impl Context {
    /// Saves a draft made on `version`.
    ///
    /// # Errors
    /// [`Error::conflict`] when somebody saved after `version`; fields that cannot be, or that the
    /// form's constraints exclude; a form
    /// that is confirmed, or a village that is not being surveyed.
    pub async fn save_form(
        &self,
        actor: &Actor,
        (province, form_id): FormRef<'_>,
        version: i64,
        mut draft: FormDraft,
    ) -> Result<SavedForm, Error> {
        let mut tx = self.store.begin().await?;
        let mut open = self.open_form(&mut tx, (province, form_id)).await?;
        let area = area_of_form(&open.form);
        let permit = self.permit(actor, Action::SurveyWrite, area)?;
        self.refuse_unless_surveying(&mut tx, &open).await?;
        let state = form_state(&open.form)?;
        if version != open.form.version {
            return Err(Error::conflict());
        }
        self.check_draft(&open, &mut draft)?;
        let verdict = self.judge(&open, &draft)?;
        if open.form.answers == json!({}) {
            open.form.base_version = open.household.version;
        }
        self.write(&mut open, &draft, &verdict)?;
        open.form.state = state.save()?.code().to_owned();
        open.form.changed_by = Some(actor.account_id);
        let version = tx.save_form(&open.form).await?;
        let details = json!({ "version": version, "class": open.form.class });
        permit
            .record(&mut tx, ("form", form_id), details, "")
            .await?;
        tx.commit().await?;
        Ok(SavedForm { version, verdict })
    }

    /// What the law makes of a draft that is not saved: for showing class and explanation while
    /// answers are entered.
    ///
    /// # Errors
    /// Fields that cannot be; a form outside the actor's area.
    pub async fn assess_draft(
        &self,
        actor: &Actor,
        form: FormRef<'_>,
        mut draft: FormDraft,
    ) -> Result<Verdict, Error> {
        let mut tx = self.store.read().await?;
        let open = self.open_form(&mut tx, form).await?;
        self.permit(actor, Action::SurveyWrite, area_of_form(&open.form))?;
        self.check_draft(&open, &mut draft)?;
        self.judge(&open, &draft)
    }

    /// A form with its round and its household.
    pub(super) async fn open_form(
        &self,
        tx: &mut Tx,
        (province, form_id): FormRef<'_>,
    ) -> Result<OpenForm<'_>, Error> {
        let form = tx.find_form(province, form_id).await?;
        let form = form.ok_or_else(Error::not_found)?;
        let round = self.round_at(tx, (province, form.round_id)).await?;
        let household = tx.find_household(province, form.household_id).await?;
        let past = tx.list_recognitions(province, form.household_id).await?;
        Ok(OpenForm {
            form,
            round,
            household: household.ok_or_else(Error::not_found)?,
            past: Past::of(&past),
        })
    }

    /// The answers so far: those saved, or what the registry knows of the household.
    pub(super) async fn document_of_form(
        &self,
        tx: &mut Tx,
        open: &OpenForm<'_>,
    ) -> Result<HouseholdDocument, Error> {
        if open.form.answers != json!({}) {
            return serde_json::from_value(open.form.answers.clone()).map_err(Error::internal);
        }
        newest(tx, &open.household).await
    }

    pub(super) async fn refuse_unless_surveying(
        &self,
        tx: &mut Tx,
        open: &OpenForm<'_>,
    ) -> Result<(), Error> {
        let village = open.round.locked_village(tx, open.form.village_id).await?;
        match village.state() {
            VillageState::Surveying => Ok(()),
            VillageState::Planned => Err(Error::state(
                "survey_not_started",
                "Thôn này chưa bắt đầu điều tra. Đợi xã mở điều tra.",
                "The survey of this village has not begun. Wait until the commune starts it.",
            )),
            _ => Err(Error::state(
                "survey_closed",
                "Thôn này đã kết thúc điều tra nên không sửa phiếu được. Xã mở lại điều tra nếu phát hiện sai.",
                "This village's survey is closed and its forms cannot be changed. The commune can reopen it if something is wrong.",
            )),
        }
    }

    /// Brings a draft into its normal form and refuses what cannot be.
    pub(super) fn check_draft(
        &self,
        open: &OpenForm<'_>,
        draft: &mut FormDraft,
    ) -> Result<(), Error> {
        let document = &mut draft.document;
        document.normalise();
        // Who a form is about is not the enumerator's to change.
        document.commune_code.clone_from(&open.form.commune_code);
        document.village_id = open.form.village_id;
        document.code.clone_from(&open.household.code);
        document.active = true;
        for text in [
            &mut draft.appraisal.circumstances,
            &mut draft.appraisal.support,
            &mut draft.appraisal.wish,
        ] {
            *text = normalise(text);
        }
        let event = draft.event.as_deref().unwrap_or("none");
        let list = self.law.codes.list("household_events");
        if list.is_none_or(|list| list.position(event).is_none()) {
            return Err(Error::field(
                "event",
                format!("Không có biến động “{event}” trong danh mục."),
                format!("There is no event “{event}” in the list."),
            ));
        }
        if LEAVING.contains(&event) {
            return Err(Error::field(
                "event",
                "Hộ không còn trên địa bàn thì không lập phiếu; ghi lý do không có phiếu.",
                "A household that has left has no form; explain why there is none.",
            ));
        }
        self.validate(document, self.today())?;
        let wrong = self.check_answers(document, open.round.row.reviewed_on);
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(Error::invalid(wrong))
        }
    }

    pub(super) fn judge(&self, open: &OpenForm<'_>, draft: &FormDraft) -> Result<Verdict, Error> {
        let judge = Judge::new(&self.law, &open.round)?;
        let answers = (&draft.document, draft.event.as_deref());
        let input = judge.input(&open.round, &open.household, answers, &open.past)?;
        Ok(judge.verdict(&input))
    }

    /// Puts a draft and its result on the form.
    pub(super) fn write(
        &self,
        open: &mut OpenForm<'_>,
        draft: &FormDraft,
        verdict: &Verdict,
    ) -> Result<(), Error> {
        let judge = Judge::new(&self.law, &open.round)?;
        let form = &mut open.form;
        form.answers = serde_json::to_value(&draft.document).map_err(Error::internal)?;
        form.appraisal = serde_json::to_value(&draft.appraisal).map_err(Error::internal)?;
        form.event.clone_from(&draft.event);
        form.set_result(judge.keep(verdict)?);
        form.changed_at = self.now();
        Ok(())
    }
}

impl Permit<'_> {
    /// Who did it, on the form.
    pub(super) fn sign(&self, form: &mut SurveyForm) {
        form.changed_by = Some(self.actor.account_id);
    }
}
