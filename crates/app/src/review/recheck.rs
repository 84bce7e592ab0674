//! A second look at households: drawn by the level above from a published seed, or chosen.

use super::form::{FormDraft, FormRef};
use super::judge::Judge;
use super::list::area_of_form;
use super::replace::Found;
use super::round_at::RoundRef;
use super::{confirm::lacking, duties, sample};
use crate::access::{Action, Actor};
use crate::registry::HouseholdDocument;
use crate::{Context, Error};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use vuonlen_domain::text::normalise;
use vuonlen_store::Tx;
use vuonlen_store::review::{Recheck, RecheckDraw};

/// What is kept of a re-check's answers.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KeptDraft {
    pub(super) document: HouseholdDocument,
    pub(super) event: Option<String>,
}

/// How a sample is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Published before, and nobody's choice: a lottery's result.
    pub seed: String,
    /// Households.
    pub count: usize,
    /// From one village; none: from the whole commune.
    pub village: Option<Uuid>,
}

/// Re-checks of a round: before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct RecheckReport {
    /// The draws, in order.
    pub draws: Vec<RecheckDraw>,
    /// The re-checks, in order.
    pub rechecks: Vec<Recheck>,
    /// Checked households by class before.
    pub before: BTreeMap<String, u32>,
    /// Checked households by class after.
    pub after: BTreeMap<String, u32>,
    /// Checked households whose class changed.
    pub changed: u32,
}

impl Context {
    /// Draws households to be re-checked. The same seed over the same list gives the same sample.
    ///
    /// # Errors
    /// No seed; nothing to draw from; a result that is signed.
    pub async fn draw_rechecks(
        &self,
        actor: &Actor,
        key: RoundRef<'_>,
        draw: Draw,
    ) -> Result<Vec<Uuid>, Error> {
        let seed = normalise(&draw.seed);
        if seed.is_empty() {
            return Err(Error::field(
                "seed",
                "Nhập mã công bố trước để chọn mẫu, ví dụ kết quả xổ số của một ngày.",
                "Enter the published seed, for example a lottery's result of a day.",
            ));
        }
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, key).await?;
        let permit = self.permit(actor, Action::RecheckDraw, round.area())?;
        round.refuse_when_signed()?;
        let lines = tx.list_forms(key.0, key.1, draw.village).await?;
        let confirmed: BTreeMap<&str, Uuid> = lines
            .iter()
            .filter(|line| line.state == "confirmed")
            .map(|line| (line.code.as_str(), line.form_id))
            .collect();
        if confirmed.is_empty() || draw.count == 0 {
            return Err(Error::field(
                "count",
                "Chưa có hộ nào có phiếu đã xác nhận để chọn, hoặc số hộ chọn bằng 0.",
                "No household has a confirmed form to draw from, or the number is 0.",
            ));
        }
        let open: BTreeSet<Uuid> = open_rechecks(&mut tx, key).await?;
        let drawn = sample::draw(&seed, confirmed.keys().copied(), draw.count);
        let row = RecheckDraw {
            province_code: key.0.to_owned(),
            draw_id: self.new_id(),
            round_id: key.1,
            seed: seed.clone(),
            village_id: draw.village,
            population: i64::try_from(confirmed.len()).unwrap_or(i64::MAX),
            drawn: i64::try_from(drawn.len()).unwrap_or(i64::MAX),
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
        };
        tx.add_draw(&row).await?;
        let forms: Vec<Uuid> = drawn
            .iter()
            .filter_map(|code| confirmed.get(code).copied())
            .collect();
        for form in forms.iter().filter(|form| !open.contains(form)) {
            let cause = ("drawn", Some(row.draw_id), "");
            let recheck = self.open_recheck(actor, key, *form, cause);
            tx.add_recheck(&recheck).await?;
        }
        let details = json!({
            "seed": seed, "population": row.population, "drawn": row.drawn,
        });
        permit
            .record(&mut tx, ("round", key.1), details, "")
            .await?;
        tx.commit().await?;
        Ok(forms)
    }

    /// Chooses one household to be re-checked.
    ///
    /// # Errors
    /// No reason; a form that is not confirmed; a result that is signed.
    pub async fn choose_recheck(
        &self,
        actor: &Actor,
        (province, form_id): FormRef<'_>,
        reason: &str,
    ) -> Result<Uuid, Error> {
        let reason = normalise(reason);
        if reason.is_empty() {
            return Err(Error::field(
                "reason",
                "Ghi lý do chọn hộ này để phúc tra.",
                "Say why this household is to be re-checked.",
            ));
        }
        let mut tx = self.store.begin().await?;
        let form = tx.find_form(province, form_id).await?;
        let form = form.ok_or_else(Error::not_found)?;
        let key = (province, form.round_id);
        let round = self.locked_round(&mut tx, key).await?;
        let permit = self.permit(actor, Action::RecheckRecord, area_of_form(&form))?;
        round.refuse_when_signed()?;
        if form.state != "confirmed" {
            return Err(not_confirmed());
        }
        let cause = ("chosen", None, reason.as_str());
        let recheck = self.open_recheck(actor, key, form_id, cause);
        tx.add_recheck(&recheck).await?;
        let details = json!({ "chosen": form_id });
        let subject = ("recheck", recheck.recheck_id);
        permit.record(&mut tx, subject, details, &reason).await?;
        tx.commit().await?;
        Ok(recheck.recheck_id)
    }

    /// Records what a drawn or chosen re-check found. Its result is the official one from then on.
    ///
    /// # Errors
    /// The surveyor of the household himself; answers that do not decide the class; a re-check
    /// that is done, or one an objection asked for.
    pub async fn record_recheck(
        &self,
        actor: &Actor,
        (province, recheck_id): (&str, Uuid),
        mut draft: FormDraft,
        note: &str,
    ) -> Result<Recheck, Error> {
        let mut tx = self.store.begin().await?;
        let recheck = tx.find_recheck(province, recheck_id).await?;
        let mut recheck = recheck.ok_or_else(Error::not_found)?;
        self.locked_round(&mut tx, (province, recheck.round_id))
            .await?;
        let form = (province, recheck.form_id);
        let mut open = self.open_form(&mut tx, form).await?;
        let area = area_of_form(&open.form);
        let permit = self.permit(actor, Action::RecheckRecord, area)?;
        duties::rechecks_what_another_surveyed(actor, open.form.enumerator)?;
        self.check_draft(&open, &mut draft)?;
        let verdict = self.judge(&open, &draft)?;
        let wrong = lacking(&verdict, &draft.document);
        if !wrong.is_empty() {
            return Err(Error::invalid(wrong));
        }
        let kept = Judge::new(&self.law, &open.round)?.keep(&verdict)?;
        recheck.class_before.clone_from(&open.form.class);
        recheck.class_after.clone_from(&kept.class);
        recheck.assessment = kept.assessment;
        recheck.opening = kept.opening;
        recheck.answers = Some(kept_draft(&draft)?);
        recheck.note = normalise(note);
        recheck.checked_at = Some(self.now());
        recheck.checked_by = Some(actor.account_id);
        recheck.state = "checked".to_owned();
        tx.finish_recheck(&recheck).await?;
        let reason = "Kết quả phúc tra";
        let found = Found {
            document: &draft.document,
            event: draft.event.as_deref(),
            verdict: &verdict,
            checker: actor.account_id,
        };
        self.replace_result(&mut tx, &permit, &mut open, &found, reason)
            .await?;
        let details = json!({
            "class_before": recheck.class_before, "class_after": recheck.class_after,
        });
        permit
            .record(&mut tx, ("recheck", recheck_id), details, "")
            .await?;
        tx.commit().await?;
        Ok(recheck)
    }

    /// Re-checks of a round with the figures before and after.
    ///
    /// # Errors
    /// A round outside the actor's area.
    pub async fn rechecks(&self, actor: &Actor, key: RoundRef<'_>) -> Result<RecheckReport, Error> {
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, key).await?;
        self.permit_within(actor, Action::RecheckRead, round.area())?;
        let mut report = RecheckReport {
            draws: tx.list_draws(key.0, key.1).await?,
            rechecks: tx.list_rechecks(key.0, key.1).await?,
            before: BTreeMap::new(),
            after: BTreeMap::new(),
            changed: 0,
        };
        for recheck in &report.rechecks {
            let (Some(before), Some(after)) = (&recheck.class_before, &recheck.class_after) else {
                continue;
            };
            *report.before.entry(before.clone()).or_default() += 1;
            *report.after.entry(after.clone()).or_default() += 1;
            report.changed += u32::from(before != after);
        }
        Ok(report)
    }

    /// A visit that something else asked for (an objection), with its own assessment.
    pub(super) async fn check_again(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        form: FormRef<'_>,
        (cause, mut draft, note): ((&str, Option<Uuid>, &str), FormDraft, &str),
    ) -> Result<Uuid, Error> {
        let open = self.open_form(tx, form).await?;
        duties::rechecks_what_another_surveyed(actor, open.form.enumerator)?;
        self.check_draft(&open, &mut draft)?;
        let verdict = self.judge(&open, &draft)?;
        let wrong = lacking(&verdict, &draft.document);
        if !wrong.is_empty() {
            return Err(Error::invalid(wrong));
        }
        let kept = Judge::new(&self.law, &open.round)?.keep(&verdict)?;
        let key = (form.0, open.form.round_id);
        let mut recheck = self.open_recheck(actor, key, form.1, cause);
        recheck.state = "checked".to_owned();
        recheck.class_before.clone_from(&open.form.class);
        recheck.class_after.clone_from(&kept.class);
        recheck.assessment = kept.assessment;
        recheck.opening = kept.opening;
        recheck.answers = Some(kept_draft(&draft)?);
        recheck.note = normalise(note);
        recheck.checked_at = Some(self.now());
        recheck.checked_by = Some(actor.account_id);
        tx.add_recheck(&recheck).await?;
        Ok(recheck.recheck_id)
    }

    fn open_recheck(
        &self,
        actor: &Actor,
        (province, round_id): RoundRef<'_>,
        form_id: Uuid,
        (cause, cause_id, reason): (&str, Option<Uuid>, &str),
    ) -> Recheck {
        Recheck {
            province_code: province.to_owned(),
            recheck_id: self.new_id(),
            round_id,
            form_id,
            cause: cause.to_owned(),
            cause_id,
            reason: reason.to_owned(),
            state: "open".to_owned(),
            answers: None,
            assessment: None,
            opening: None,
            class_before: None,
            class_after: None,
            note: String::new(),
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
            checked_at: None,
            checked_by: None,
        }
    }
}

/// Forms whose re-check has no result yet.
async fn open_rechecks(tx: &mut Tx, key: RoundRef<'_>) -> Result<BTreeSet<Uuid>, Error> {
    let rechecks = tx.list_rechecks(key.0, key.1).await?;
    Ok(rechecks
        .into_iter()
        .filter(|recheck| recheck.state == "open")
        .map(|recheck| recheck.form_id)
        .collect())
}

fn kept_draft(draft: &FormDraft) -> Result<serde_json::Value, Error> {
    serde_json::to_value(KeptDraft {
        document: draft.document.clone(),
        event: draft.event.clone(),
    })
    .map_err(Error::internal)
}

fn not_confirmed() -> Error {
    Error::state(
        "form_not_confirmed",
        "Phiếu của hộ này chưa được xác nhận nên chưa có kết quả để phúc tra.",
        "This household's form is not confirmed: there is no result to re-check.",
    )
}
