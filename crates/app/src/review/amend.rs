//! After the signature: amendments that leave the old state readable, and removals.

use super::certificate::Issue;
use super::confirm::lacking;
use super::duties;
use super::form::FormDraft;
use super::judge::Judge;
use super::list::form_state;
use super::recognise::{DecisionPaper, add_decision};
use super::round_at::RoundRef;
use super::seal::Sealed;
use crate::access::{Action, Actor};
use crate::once::{Claim, FormKey, claim};
use crate::{Context, Error};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::text::normalise;
use vuonlen_store::Tx;
use vuonlen_store::review::Recheck;

/// A correction of a signed result.
#[derive(Debug, Clone, PartialEq)]
pub struct Amendment {
    /// The decision that corrects.
    pub paper: DecisionPaper,
    /// Why.
    pub reason: String,
    /// The forms corrected, with their answers as they should be.
    pub corrections: Vec<(Uuid, FormDraft)>,
    /// Whether the households are invented.
    pub synthetic: bool,
}

/// What an amendment led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amended {
    /// The decision.
    pub decision_id: Uuid,
    /// The snapshot it led to; none for a review that seals nothing.
    pub sealed: Option<Sealed>,
    /// Households whose class changed.
    pub changed: u32,
}

impl Context {
    /// Corrects a signed result: a decision of its own, new recognitions behind the old ones, new
    /// certificates, and a new snapshot. The old snapshot and its tables stay as they were.
    ///
    /// # Errors
    /// A result that is not sealed; no reason or corrections; answers that do not decide a class;
    /// somebody who surveyed one of the households.
    pub async fn amend_round(
        &self,
        actor: &Actor,
        round_key: RoundRef<'_>,
        amendment: Amendment,
        key: FormKey<'_>,
    ) -> Result<Amended, Error> {
        let reason = normalise(&amendment.reason);
        let paper = self.checked_paper(&amendment.paper)?;
        if amendment.corrections.is_empty() {
            return Err(Error::field(
                "corrections",
                "Chọn ít nhất một hộ cần đính chính.",
                "Choose at least one household to correct.",
            ));
        }
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, round_key).await?;
        let permit = self.permit(actor, Action::RoundSeal, round.area())?;
        let once = match claim(self, &mut tx, actor, ("amend_round", key)).await? {
            Claim::Done(done) => return Ok(done),
            Claim::New(once) => once,
        };
        let state = round.state()?.amend(&reason)?;
        let kind = ("amendment", reason.as_str());
        let decision = self.decision(&round, actor, kind, (&paper, &[]))?;
        add_decision(&mut tx, &decision).await?;
        let mut issue = Issue::new(&mut tx, &decision).await?;
        let mut changed = 0;
        for (form_id, draft) in amendment.corrections {
            let form = (round_key.0, form_id);
            let before = self
                .correct(&mut tx, actor, form, draft, (decision.decision_id, &reason))
                .await?;
            let mut open = self.open_form(&mut tx, form).await?;
            changed += u32::from(before != open.form.class);
            self.settle_household(&mut tx, &permit, &mut open, &decision, &mut issue)
                .await?;
        }
        permit
            .move_round(&mut tx, &round, state.state().code(), &reason)
            .await?;
        let mut sealed = None;
        if round.track.sealing {
            let number = self.next_amendment(&mut tx, &round.row).await?;
            let which = (number, reason.as_str(), amendment.synthetic);
            sealed = Some(self.write_snapshot(&mut tx, &permit, &round, which).await?);
        }
        let details = json!({
            "amended": decision.number, "changed": changed,
            "certificates": issue.issued, "withdrawn": issue.withdrawn,
        });
        let subject = ("round", round_key.1);
        permit.record(&mut tx, subject, details, &reason).await?;
        let amended = Amended {
            decision_id: decision.decision_id,
            sealed,
            changed,
        };
        once.keep(&mut tx, &amended).await?;
        tx.commit().await?;
        Ok(amended)
    }

    /// Corrects one form; gives the class it had.
    async fn correct(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        (province, form_id): (&str, Uuid),
        mut draft: FormDraft,
        (decision, reason): (Uuid, &str),
    ) -> Result<Option<String>, Error> {
        let mut open = self.open_form(tx, (province, form_id)).await?;
        duties::signs_what_others_surveyed(actor, open.form.enumerator.as_slice())?;
        self.check_draft(&open, &mut draft)?;
        let verdict = self.judge(&open, &draft)?;
        let wrong = lacking(&verdict, &draft.document);
        if !wrong.is_empty() {
            return Err(Error::invalid(wrong));
        }
        let kept = Judge::new(&self.law, &open.round)?.keep(&verdict)?;
        let before = open.form.class.clone();
        // What stood on the form is kept beside it: nothing that was signed is lost.
        tx.add_recheck(&Recheck {
            province_code: province.to_owned(),
            recheck_id: self.new_id(),
            round_id: open.form.round_id,
            form_id,
            cause: "amendment".to_owned(),
            cause_id: Some(decision),
            reason: reason.to_owned(),
            state: "checked".to_owned(),
            answers: Some(json!({ "document": open.form.answers, "event": open.form.event })),
            assessment: open.form.assessment.clone(),
            opening: open.form.opening.clone(),
            class_before: before.clone(),
            class_after: kept.class.clone(),
            note: String::new(),
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
            checked_at: Some(self.now()),
            checked_by: Some(actor.account_id),
        })
        .await?;
        let form = &mut open.form;
        form.state = form_state(form)?.replace()?.code().to_owned();
        form.answers = serde_json::to_value(&draft.document).map_err(Error::internal)?;
        form.event.clone_from(&draft.event);
        form.base_version = open.household.version;
        form.set_result(kept);
        form.changed_at = self.now();
        form.changed_by = Some(actor.account_id);
        tx.save_form(form).await?;
        Ok(before)
    }

    async fn next_amendment(
        &self,
        tx: &mut Tx,
        round: &vuonlen_store::review::Round,
    ) -> Result<i64, Error> {
        let known = tx
            .list_snapshots(
                &round.province_code,
                Some(&round.commune_code),
                Some(round.year),
            )
            .await?;
        let mine = known.iter().filter(|one| one.round_id == round.round_id);
        Ok(mine.map(|one| one.amendment).max().unwrap_or(-1) + 1)
    }
}
