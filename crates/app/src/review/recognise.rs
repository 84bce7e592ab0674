//! The chairman signs: decision, recognitions, certificates, and the registry brought up to date.

use super::certificate::Issue;
use super::duties::{self, naming};
use super::form::OpenForm;
use super::open::{counts, items};
use super::permit::Permit;
use super::result::{ReviewResult, result_of};
use super::round_at::{RoundAt, RoundRef};
use crate::access::{Action, Actor};
use crate::once::{Claim, FormKey, claim};
use crate::registry::HouseholdDocument;
use crate::{Context, Error};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_domain::review::RoundState;
use vuonlen_domain::text::normalise;
use vuonlen_domain::{Class, date::written};
use vuonlen_store::review::{Decision, FormLine, Recognition};
use vuonlen_store::{StoreError, Tx};

/// A decision to be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionPaper {
    /// Number and sign: `128/QĐ-UBND`.
    pub number: String,
    /// Day of signing.
    pub signed_on: NaiveDate,
    /// Who signs, as printed.
    pub signer: String,
}

/// What recognition led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognised {
    /// The decision.
    pub decision_id: Uuid,
    /// Households by result.
    pub results: BTreeMap<ReviewResult, u32>,
    /// Certificates issued.
    pub certificates: u32,
    /// Certificates withdrawn.
    pub withdrawn: u32,
}

/// Households and persons of one result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Households.
    pub households: u32,
    /// Persons in them.
    pub persons: i64,
}

impl Context {
    /// Recognises a commune's result: all of it, or nothing at all.
    ///
    /// # Errors
    /// A result that is not submitted; open objections, unanswered findings, unresolved doubts
    /// or re-checks, each named; a number the commune has used; somebody who surveyed a household
    /// of the round or submitted it.
    pub async fn recognise_round(
        &self,
        actor: &Actor,
        round_key: RoundRef<'_>,
        paper: DecisionPaper,
        key: FormKey<'_>,
    ) -> Result<Recognised, Error> {
        let paper = self.checked_paper(&paper)?;
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, round_key).await?;
        let permit = self.permit(actor, Action::RoundRecognise, round.area())?;
        let once = match claim(self, &mut tx, actor, ("recognise_round", key)).await? {
            Claim::Done(done) => return Ok(done),
            Claim::New(once) => once,
        };
        let open = self.open_matters(&mut tx, &round).await?;
        let signed = round
            .state()?
            .recognise(counts(&open))
            .map_err(|refused| naming(refused.into(), items(&open)))?;
        let surveyed = tx.list_enumerators(round_key.0, round_key.1).await?;
        duties::signs_what_others_surveyed(actor, &surveyed)?;
        let submitter = submitter(&mut tx, round_key).await?;
        duties::signs_what_others_submitted(actor, submitter)?;

        let lines = tx.list_forms(round_key.0, round_key.1, None).await?;
        let decision = self.decision(&round, actor, ("recognition", ""), (&paper, &lines))?;
        add_decision(&mut tx, &decision).await?;
        let mut recognised = Recognised {
            decision_id: decision.decision_id,
            results: BTreeMap::new(),
            certificates: 0,
            withdrawn: 0,
        };
        for result in lines.iter().filter_map(result_of) {
            *recognised.results.entry(result).or_default() += 1;
        }
        let mut issue = Issue::new(&mut tx, &decision).await?;
        for line in &lines {
            let form = tx.find_form(round_key.0, line.form_id).await?;
            let form = form.ok_or_else(Error::not_found)?;
            if !["confirmed", "explained"].contains(&form.state.as_str()) {
                continue;
            }
            let mut open = self.open_form(&mut tx, (round_key.0, form.form_id)).await?;
            self.settle_household(&mut tx, &permit, &mut open, &decision, &mut issue)
                .await?;
        }
        self.answer_requests(&mut tx, &round, actor).await?;
        recognised.certificates = issue.issued;
        recognised.withdrawn = issue.withdrawn;
        permit
            .move_round(&mut tx, &round, signed.state().code(), "")
            .await?;
        let details = json!({
            "decision": decision.number, "signed_on": decision.signed_on,
            "counts": decision.counts, "certificates": issue.issued, "withdrawn": issue.withdrawn,
        });
        let subject = ("round", round_key.1);
        permit.record(&mut tx, subject, details, "").await?;
        once.keep(&mut tx, &recognised).await?;
        tx.commit().await?;
        Ok(recognised)
    }

    /// One household's recognition, certificate and registry entry.
    pub(super) async fn settle_household(
        &self,
        tx: &mut Tx,
        permit: &Permit<'_>,
        open: &mut OpenForm<'_>,
        decision: &Decision,
        issue: &mut Issue,
    ) -> Result<(), Error> {
        let form = &open.form;
        let Some(class) = form.class.clone() else {
            // Explained without having left, and in no list before: nothing is decided on it.
            return Ok(());
        };
        let document: HouseholdDocument =
            serde_json::from_value(form.answers.clone()).map_err(Error::internal)?;
        let size = i64::try_from(document.members.len()).unwrap_or(i64::MAX);
        tx.add_recognition(&Recognition {
            province_code: form.province_code.clone(),
            household_id: form.household_id,
            year: open.round.row.year,
            sequence: 0,
            class: class.clone(),
            standard: open.round.row.standard.clone(),
            size,
            round_id: Some(form.round_id),
            decision_id: Some(decision.decision_id),
            recognised_on: decision.signed_on,
            reason: decision.reason.clone(),
        })
        .await?;
        let listed = Class::parse(&class).filter(|class| class.is_poor_or_near_poor());
        let because = match listed {
            Some(_) => "Thay bằng giấy chứng nhận mới",
            None => "Không còn là hộ nghèo, hộ cận nghèo",
        };
        issue
            .withdraw(tx, form, (decision.signed_on, because))
            .await?;
        if let Some(class) = listed {
            let village = self
                .village_name(tx, &form.province_code, open.household.village_id)
                .await?;
            let holder = (document.head_name(), village.as_str(), size);
            issue
                .issue(self, tx, (form, class), decision, holder)
                .await?;
        }
        self.update_registry(tx, permit, open, &document, (&class, decision))
            .await
    }

    async fn answer_requests(
        &self,
        tx: &mut Tx,
        round: &RoundAt<'_>,
        actor: &Actor,
    ) -> Result<(), Error> {
        let (province, round_id) = round.key();
        for request in tx.list_requests_of_round(province, round_id).await? {
            if request.answer.is_some() {
                continue;
            }
            let form = tx
                .find_form_of_household(province, round_id, request.household_id)
                .await?;
            let class = form.and_then(|form| form.class);
            let label = class.as_deref().and_then(|class| self.class_label(class));
            let answer = label.map_or_else(
                || "Hộ không thuộc diện công nhận".to_owned(),
                |label| format!("Kết quả rà soát: {label}"),
            );
            let by = (self.today(), Some(actor.account_id));
            tx.answer_request(province, request.request_id, &answer, by)
                .await?;
        }
        Ok(())
    }

    pub(super) fn class_label(&self, class: &str) -> Option<String> {
        let label = self.law.codes.list("classes_or_none")?.label(class)?;
        Some(label.vi.clone())
    }

    pub(super) fn checked_paper(&self, paper: &DecisionPaper) -> Result<DecisionPaper, Error> {
        let paper = DecisionPaper {
            number: normalise(&paper.number),
            signed_on: paper.signed_on,
            signer: normalise(&paper.signer),
        };
        if paper.number.is_empty() {
            return Err(Error::field(
                "number",
                "Nhập số quyết định.",
                "Enter the decision's number.",
            ));
        }
        if paper.signer.is_empty() {
            return Err(Error::field(
                "signer",
                "Nhập tên người ký.",
                "Enter who signs.",
            ));
        }
        if paper.signed_on > self.today() {
            return Err(Error::field(
                "signed_on",
                "Ngày ký chưa tới.",
                "This day has not come yet.",
            ));
        }
        Ok(paper)
    }

    pub(super) fn decision(
        &self,
        round: &RoundAt<'_>,
        actor: &Actor,
        (kind, reason): (&str, &str),
        (paper, lines): (&DecisionPaper, &[FormLine]),
    ) -> Result<Decision, Error> {
        let mut results: BTreeMap<ReviewResult, Counted> = BTreeMap::new();
        for line in lines {
            if let Some(result) = result_of(line) {
                let counted = results.entry(result).or_default();
                counted.households += 1;
                counted.persons += line.size;
            }
        }
        Ok(Decision {
            province_code: round.row.province_code.clone(),
            decision_id: self.new_id(),
            round_id: round.row.round_id,
            commune_code: round.row.commune_code.clone(),
            kind: kind.to_owned(),
            number: paper.number.clone(),
            signed_on: paper.signed_on,
            signer: paper.signer.clone(),
            reason: reason.to_owned(),
            counts: serde_json::to_value(results).map_err(Error::internal)?,
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
        })
    }
}

/// Adds a decision; its number and day must be new in the commune.
pub(super) async fn add_decision(tx: &mut Tx, decision: &Decision) -> Result<(), Error> {
    tx.add_decision(decision)
        .await
        .map_err(|error| match error {
            StoreError::Rule(_) => {
                let (number, day) = (&decision.number, written(decision.signed_on));
                Error::field(
                    "number",
                    format!(
                        "Xã đã có quyết định số {number} ngày {day}. Kiểm tra lại số quyết định."
                    ),
                    format!(
                        "The commune already has a decision {number} of {day}. Check the number."
                    ),
                )
            }
            other => other.into(),
        })
}

/// Who submitted the result last.
async fn submitter(tx: &mut Tx, key: RoundRef<'_>) -> Result<Option<Uuid>, Error> {
    let transitions = tx.list_transitions(key.0, key.1).await?;
    let last = transitions
        .into_iter()
        .rfind(|t| t.village_id.is_none() && t.to_state == RoundState::Submitted.code());
    Ok(last.and_then(|t| t.account_id))
}

/// The year certificates of a decision are numbered in.
pub(super) fn year_of(decision: &Decision) -> i64 {
    decision.signed_on.year().into()
}
