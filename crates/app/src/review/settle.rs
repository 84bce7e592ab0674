//! Objections are answered, and a village's posting is concluded.

use super::form::FormDraft;
use super::list::form_state;
use super::objection::{no_household, state_of};
use super::permit::Permit;
use super::replace::Found;
use super::round_at::{RoundRef, VillageRef};
use crate::access::{Action, Actor};
use crate::{Context, Error};
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::review::{ObjectionOutcome, ObjectionState, Settlement};
use vuonlen_domain::text::normalise;
use vuonlen_store::Tx;
use vuonlen_store::review::{Objection, Recheck};

impl Context {
    /// Answers an objection. Upheld, the re-check's result takes the place of the posted one and
    /// is posted in its turn.
    ///
    /// # Errors
    /// No reasons; upheld without a re-check, or one that changed nothing; rejected though the
    /// re-check came to another class.
    pub async fn settle_objection(
        &self,
        actor: &Actor,
        (province, objection_id): (&str, Uuid),
        outcome: ObjectionOutcome,
        reason: &str,
    ) -> Result<(), Error> {
        let reason = normalise(reason);
        let mut tx = self.store.begin().await?;
        let objection = tx.find_objection(province, objection_id).await?;
        let mut objection = objection.ok_or_else(Error::not_found)?;
        let key = (province, objection.round_id);
        let round = self.locked_round(&mut tx, key).await?;
        let area = round.village_area(objection.village_id);
        let permit = self.permit(actor, Action::ObjectionSettle, area)?;
        round.refuse_when_signed()?;
        let from = state_of(&objection)?;
        let to = from.settle(outcome, &reason)?;
        let recheck = last_recheck(&mut tx, &objection).await?;
        let changed = recheck
            .as_ref()
            .is_some_and(|recheck| recheck.class_after != recheck.class_before);
        match outcome {
            ObjectionOutcome::Upheld if !changed => {
                return Err(Error::state(
                    "recheck_changed_nothing",
                    "Phúc tra không làm thay đổi kết quả của hộ. Trả lời không chấp nhận và nêu rõ lý do.",
                    "The re-check did not change the household's result. Reject the objection and give the reasons.",
                ));
            }
            ObjectionOutcome::Rejected if changed => {
                return Err(Error::state(
                    "recheck_changed_class",
                    "Phúc tra cho kết quả khác với danh sách niêm yết nên khiếu nại phải được chấp nhận.",
                    "The re-check came to another result than the posted one, so the objection must be upheld.",
                ));
            }
            _ => {}
        }
        if outcome == ObjectionOutcome::Upheld {
            let form_id = objection.form_id.ok_or_else(no_household)?;
            let mut open = self.open_form(&mut tx, (province, form_id)).await?;
            let recheck = recheck.as_ref().ok_or_else(no_household)?;
            let draft = draft_of(recheck)?;
            let verdict = self.judge(&open, &draft)?;
            let found = Found {
                document: &draft.document,
                event: draft.event.as_deref(),
                verdict: &verdict,
                checker: recheck.checked_by.unwrap_or(actor.account_id),
            };
            self.replace_result(&mut tx, &permit, &mut open, &found, &reason)
                .await?;
            objection.class_after.clone_from(&open.form.class);
        } else {
            objection.class_after.clone_from(&objection.class_before);
            self.take_off_again(&mut tx, &permit, &objection, &reason)
                .await?;
        }
        objection.state = to.code().to_owned();
        objection.outcome = Some(outcome.code().to_owned());
        objection.outcome_reason = Some(reason.clone());
        objection.settled_at = Some(self.now());
        objection.settled_by = Some(actor.account_id);
        tx.move_objection(&objection, from.code()).await?;
        let details = json!({
            "outcome": outcome.code(),
            "class_before": objection.class_before, "class_after": objection.class_after,
        });
        permit
            .record(&mut tx, ("objection", objection_id), details, &reason)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// A household that came on the list only by an objection that was rejected is taken off it.
    async fn take_off_again(
        &self,
        tx: &mut Tx,
        permit: &Permit<'_>,
        objection: &Objection,
        reason: &str,
    ) -> Result<(), Error> {
        let Some(form_id) = objection.form_id else {
            return Ok(());
        };
        let form = tx.find_form(&objection.province_code, form_id).await?;
        let mut form = form.ok_or_else(Error::not_found)?;
        let Ok(removed) = form_state(&form)?.remove(reason) else {
            return Ok(());
        };
        form.state = removed.code().to_owned();
        reason.clone_into(&mut form.state_reason);
        form.changed_at = self.now();
        permit.sign(&mut form);
        tx.save_form(&form).await?;
        Ok(())
    }

    /// Concludes a village: every posting has run its days and every objection is answered.
    ///
    /// # Errors
    /// While a list hangs out or an objection is open.
    pub async fn conclude_posting(
        &self,
        actor: &Actor,
        (province, round_id, village): VillageRef<'_>,
    ) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, (province, round_id)).await?;
        let permit = self.permit(actor, Action::ObjectionSettle, round.village_area(village))?;
        let from = round.locked_village(&mut tx, village).await?;
        let postings = tx.list_postings(province, round_id, Some(village)).await?;
        let objections = tx
            .list_objections(province, round_id, Some(village))
            .await?;
        let today = self.today();
        let open = objections
            .iter()
            .filter(|one| one.state != ObjectionState::Settled.code())
            .count();
        let to = from.settle(Settlement {
            postings_ended: postings.iter().all(|posting| posting.until_date <= today),
            open_objections: u32::try_from(open).unwrap_or(u32::MAX),
        })?;
        let states = (from.state().code(), to.state().code());
        permit
            .move_village(&mut tx, &round, village, states, "")
            .await?;
        let details = json!({ "posting_concluded": village, "objections": objections.len() });
        permit
            .record(&mut tx, ("round", round_id), details, "")
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Objections of a round, or of one of its villages, by due date.
    ///
    /// # Errors
    /// A round outside the actor's area.
    pub async fn objections(
        &self,
        actor: &Actor,
        key: RoundRef<'_>,
        village: Option<Uuid>,
    ) -> Result<Vec<Objection>, Error> {
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, key).await?;
        let permit = self.permit_within(actor, Action::ObjectionRecord, round.area())?;
        let mut objections = tx.list_objections(key.0, key.1, village).await?;
        objections.retain(|one| permit.scope.covers(&round.village_area(one.village_id)));
        Ok(objections)
    }
}

/// What was entered at a re-check.
pub(super) fn draft_of(recheck: &Recheck) -> Result<FormDraft, Error> {
    let kept = recheck.answers.clone().ok_or_else(Error::not_found)?;
    let kept: super::recheck::KeptDraft = serde_json::from_value(kept).map_err(Error::internal)?;
    Ok(FormDraft {
        document: kept.document,
        event: kept.event,
        appraisal: Default::default(),
    })
}

async fn last_recheck(tx: &mut Tx, objection: &Objection) -> Result<Option<Recheck>, Error> {
    let rechecks = tx
        .list_rechecks(&objection.province_code, objection.round_id)
        .await?;
    let mine = |recheck: &Recheck| recheck.cause_id == Some(objection.objection_id);
    Ok(rechecks.into_iter().rfind(mine))
}
