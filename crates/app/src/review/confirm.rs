//! A form is confirmed, explained or opened again.

use super::form::{FormRef, OpenForm};
use super::judge::{Judge, Verdict};
use super::list::{LEAVING, area_of_form, form_state};
use crate::access::{Action, Actor};
use crate::registry::document::{Answer, HouseholdDocument};
use crate::{Context, Error, FieldError};
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::text::normalise;
use vuonlen_domain::{Class, Text};
use vuonlen_law::assess::Severity;

impl Context {
    /// Enumerator and respondent stand by the answers.
    ///
    /// # Errors
    /// Answers that do not decide the class, named question by question; a poor or near-poor
    /// household without a cause; no respondent; a form somebody else saved meanwhile.
    pub async fn confirm_form(
        &self,
        actor: &Actor,
        (province, form_id): FormRef<'_>,
        version: i64,
        respondent: &str,
    ) -> Result<i64, Error> {
        let mut tx = self.store.begin().await?;
        let mut open = self.open_form(&mut tx, (province, form_id)).await?;
        let area = area_of_form(&open.form);
        let permit = self.permit(actor, Action::SurveyConfirm, area)?;
        self.refuse_unless_surveying(&mut tx, &open).await?;
        if version != open.form.version {
            return Err(Error::conflict());
        }
        let state = form_state(&open.form)?.confirm()?;
        let document = self.document_of_form(&mut tx, &open).await?;
        let respondent = normalise(respondent);
        let verdict = self.verdict_of(&open, &document, open.form.event.as_deref())?;
        let mut wrong = lacking(&verdict, &document);
        if respondent.is_empty() {
            wrong.push(field(
                "respondent",
                "Ghi họ tên người cung cấp thông tin đã xác nhận phiếu.",
                "Enter the name of the respondent who confirmed the form.",
            ));
        }
        if !wrong.is_empty() {
            return Err(Error::invalid(wrong));
        }
        let judge = Judge::new(&self.law, &open.round)?;
        let now = self.now();
        let form = &mut open.form;
        form.set_result(judge.keep(&verdict)?);
        form.state = state.code().to_owned();
        form.state_reason.clear();
        form.enumerator = Some(actor.account_id);
        form.enumerator_confirmed_at = Some(now);
        form.respondent_name = respondent;
        form.respondent_confirmed_at = Some(now);
        form.changed_at = now;
        permit.sign(form);
        let version = tx.save_form(&open.form).await?;
        let details = json!({ "confirmed": true, "class": open.form.class });
        permit
            .record(&mut tx, ("form", form_id), details, "")
            .await?;
        tx.commit().await?;
        Ok(version)
    }

    /// There will be no form for this household.
    ///
    /// # Errors
    /// No reason; a poor or near-poor household that has not left: it must be reviewed.
    pub async fn explain_form(
        &self,
        actor: &Actor,
        (province, form_id): FormRef<'_>,
        version: i64,
        (event, reason): (Option<&str>, &str),
    ) -> Result<i64, Error> {
        let reason = normalise(reason);
        let mut tx = self.store.begin().await?;
        let mut open = self.open_form(&mut tx, (province, form_id)).await?;
        let area = area_of_form(&open.form);
        let permit = self.permit(actor, Action::SurveyWrite, area)?;
        self.refuse_unless_surveying(&mut tx, &open).await?;
        if version != open.form.version {
            return Err(Error::conflict());
        }
        let state = form_state(&open.form)?.explain(&reason)?;
        let left = event.filter(|event| LEAVING.contains(event));
        let was_listed =
            Class::parse(&open.form.previous_class).is_some_and(Class::is_poor_or_near_poor);
        if left.is_none() && was_listed {
            return Err(Error::field(
                "event",
                "Hộ nghèo, hộ cận nghèo kỳ trước còn trên địa bàn thì phải có phiếu. Chỉ bỏ phiếu khi hộ chuyển đi, nhập vào hộ khác hoặc hộ đơn thân đã chết.",
                "A household that was poor or near-poor and still lives here needs a form. Only one that moved away, merged into another or died has none.",
            ));
        }
        let judge = Judge::new(&self.law, &open.round)?;
        let document = self.document_of_form(&mut tx, &open).await?;
        open.form.set_result(Default::default());
        if left.is_some() {
            let verdict = self.verdict_of(&open, &document, left)?;
            open.form.set_result(judge.keep(&verdict)?);
        }
        let form = &mut open.form;
        form.answers = serde_json::to_value(&document).map_err(Error::internal)?;
        form.event = left.map(str::to_owned);
        form.state = state.code().to_owned();
        form.state_reason.clone_from(&reason);
        form.changed_at = self.now();
        permit.sign(form);
        let version = tx.save_form(&open.form).await?;
        let details = json!({ "explained": left.unwrap_or("other") });
        permit
            .record(&mut tx, ("form", form_id), details, &reason)
            .await?;
        tx.commit().await?;
        Ok(version)
    }

    /// Opens confirmed answers again while the village is being surveyed.
    ///
    /// # Errors
    /// No reason; a form that is not confirmed; a village whose survey is closed.
    pub async fn reopen_form(
        &self,
        actor: &Actor,
        (province, form_id): FormRef<'_>,
        reason: &str,
    ) -> Result<i64, Error> {
        let reason = normalise(reason);
        let mut tx = self.store.begin().await?;
        let mut open = self.open_form(&mut tx, (province, form_id)).await?;
        let area = area_of_form(&open.form);
        let permit = self.permit(actor, Action::SurveyScore, area)?;
        self.refuse_unless_surveying(&mut tx, &open).await?;
        open_again(&mut open, &reason, self.now())?;
        permit.sign(&mut open.form);
        let version = tx.save_form(&open.form).await?;
        tx.drop_open_doubts(province, form_id).await?;
        let details = json!({ "reopened": true });
        permit
            .record(&mut tx, ("form", form_id), details, &reason)
            .await?;
        tx.commit().await?;
        Ok(version)
    }

    /// The result of a document for a form.
    pub(super) fn verdict_of(
        &self,
        open: &OpenForm<'_>,
        document: &HouseholdDocument,
        event: Option<&str>,
    ) -> Result<Verdict, Error> {
        let judge = Judge::new(&self.law, &open.round)?;
        let answers = (document, event);
        let input = judge.input(&open.round, &open.household, answers, &open.past)?;
        Ok(judge.verdict(&input))
    }
}

/// Takes the confirmations off a form.
pub(super) fn open_again(
    open: &mut OpenForm<'_>,
    reason: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), Error> {
    let form = &mut open.form;
    form.state = form_state(form)?.reopen(reason)?.code().to_owned();
    reason.clone_into(&mut form.state_reason);
    form.enumerator_confirmed_at = None;
    form.respondent_confirmed_at = None;
    form.changed_at = now;
    Ok(())
}

/// What keeps a form from being confirmed.
pub(super) fn lacking(verdict: &Verdict, document: &HouseholdDocument) -> Vec<FieldError> {
    let rejected = |problem: &&vuonlen_law::assess::Problem| {
        verdict.now.assessment.is_none() && problem.severity == Severity::Rejected
    };
    let mut wrong: Vec<FieldError> = (verdict.now.problems.iter())
        .filter(rejected)
        .map(|problem| FieldError {
            field: problem
                .place
                .column
                .clone()
                .unwrap_or_else(|| problem.code.to_owned()),
            text: Text::new(
                format!(
                    "{} {} {}",
                    problem.what.vi, problem.why.vi, problem.advice.vi
                ),
                format!(
                    "{} {} {}",
                    problem.what.en, problem.why.en, problem.advice.en
                ),
            ),
        })
        .collect();
    let class = verdict.now.assessment.as_ref().and_then(|a| a.class);
    let causes = match document.answers.get("causes") {
        Some(Answer::Set(causes)) => causes.len(),
        _ => 0,
    };
    if class.is_some_and(Class::is_poor_or_near_poor) && causes == 0 {
        wrong.push(field(
            "causes",
            "Hộ nghèo, hộ cận nghèo cần ít nhất một nguyên nhân nghèo.",
            "A poor or near-poor household needs at least one cause of poverty.",
        ));
    }
    wrong
}

fn field(name: &str, vi: &str, en: &str) -> FieldError {
    FieldError {
        field: name.to_owned(),
        text: Text::new(vi, en),
    }
}

/// A form's id for messages: the household's code.
pub(super) fn named(id: Uuid, vi: String, en: String) -> FieldError {
    FieldError {
        field: id.to_string(),
        text: Text::new(vi, en),
    }
}
