//! A household that does not meet the standard is taken out of the list during the year (R-031,
//! W-04): flagged, checked, re-checked, decided, removed with its reason.

use super::certificate::Issue;
use super::duties;
use super::recognise::{DecisionPaper, add_decision};
use super::round_at::RoundRef;
use crate::access::{Action, Actor};
use crate::{Context, Error};
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::Class;
use vuonlen_domain::text::normalise;
use vuonlen_store::review::Recognition;

/// A removal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// The household.
    pub household_id: Uuid,
    /// The criterion of the standard it does not meet.
    pub criterion: String,
    /// Why, in words.
    pub reason: String,
    /// The decision.
    pub paper: DecisionPaper,
}

impl Context {
    /// Takes a recognised household out of the list between two reviews: a decision, a
    /// recognition behind the one that held, its certificate withdrawn. The next yearly review
    /// shows it in the movement table.
    ///
    /// # Errors
    /// A household that is in no list; no criterion or reason; somebody who surveyed it.
    pub async fn remove_household(
        &self,
        actor: &Actor,
        round_key: RoundRef<'_>,
        removal: Removal,
    ) -> Result<Uuid, Error> {
        let paper = self.checked_paper(&removal.paper)?;
        let criterion = normalise(&removal.criterion);
        let reason = normalise(&removal.reason);
        for (field, text) in [("criterion", &criterion), ("reason", &reason)] {
            if text.is_empty() {
                return Err(Error::field(
                    field,
                    "Ghi tiêu chí không đạt và lý do đưa hộ ra khỏi danh sách.",
                    "Give the criterion not met and the reason for the removal.",
                ));
            }
        }
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, round_key).await?;
        let permit = self.permit(actor, Action::RoundRecognise, round.area())?;
        let household = self
            .household_of_round(&mut tx, &round, removal.household_id)
            .await?;
        let class = Class::parse(&household.class);
        if !class.is_some_and(Class::is_poor_or_near_poor) || round.state()?.state().is_open() {
            return Err(Error::state(
                "not_in_list",
                "Hộ này không có trong danh sách hộ nghèo, hộ cận nghèo đã công nhận, hoặc đợt rà soát chưa được công nhận.",
                "This household is in no recognised list, or the round is not recognised yet.",
            ));
        }
        let form = tx
            .find_form_of_household(round_key.0, round_key.1, household.household_id)
            .await?;
        let form = form.ok_or_else(Error::not_found)?;
        duties::signs_what_others_surveyed(actor, form.enumerator.as_slice())?;
        let why = format!("{criterion}: {reason}");
        let kind = ("removal", why.as_str());
        let decision = self.decision(&round, actor, kind, (&paper, &[]))?;
        add_decision(&mut tx, &decision).await?;
        tx.add_recognition(&Recognition {
            province_code: household.province_code.clone(),
            household_id: household.household_id,
            year: round.row.year,
            sequence: 0,
            class: Class::NotPoor.code().to_owned(),
            standard: round.row.standard.clone(),
            size: household.size,
            round_id: Some(round.row.round_id),
            decision_id: Some(decision.decision_id),
            recognised_on: decision.signed_on,
            reason: why.clone(),
        })
        .await?;
        let not_poor = Class::NotPoor.code();
        tx.recognise_household(
            round_key.0,
            household.household_id,
            not_poor,
            round.row.year,
        )
        .await?;
        let mut issue = Issue::new(&mut tx, &decision).await?;
        issue
            .withdraw(&mut tx, &form, (decision.signed_on, &why))
            .await?;
        let details = json!({
            "removed": decision.number, "class_before": household.class,
            "withdrawn": issue.withdrawn,
        });
        let subject = ("household", household.household_id);
        permit.record(&mut tx, subject, details, &why).await?;
        tx.commit().await?;
        Ok(decision.decision_id)
    }
}
