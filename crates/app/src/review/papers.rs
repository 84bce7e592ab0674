//! Decisions, certificates and letters as typed data: `documents` gives them their form.

use super::confirm::lacking;
use super::form::FormRef;
use super::list::area_of_form;
use super::result::{ReviewResult, result_of};
use super::round_at::{RoundRef, damaged};
use crate::access::{Action, Actor};
use crate::registry::HouseholdDocument;
use crate::{Context, Error};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use vuonlen_domain::{Class, Text};
use vuonlen_store::Tx;
use vuonlen_store::review::{Certificate, Decision, FormLine, Objection, Recheck, Recognition};

/// Mẫu 02 with its lists.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionData {
    /// The decision.
    pub decision: Decision,
    /// Name of the commune.
    pub commune_name: String,
    /// Name of the province.
    pub province_name: String,
    /// Year of the review.
    pub year: i32,
    /// The instruments it rests on (ids of `law/instruments.toml`), the standard's first.
    pub instruments: Vec<String>,
    /// Its lists, by result.
    pub lists: BTreeMap<ReviewResult, Vec<DecisionLine>>,
}

/// One household of a decision's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionLine {
    /// Number of the household within the commune.
    pub code: String,
    /// Name of the head.
    pub head_name: String,
    /// Name of the village.
    pub village: String,
    /// Persons.
    pub persons: i64,
}

/// Mẫu 03.
#[derive(Debug, Clone, PartialEq)]
pub struct CertificateData {
    /// The certificate.
    pub certificate: Certificate,
    /// Name of the commune.
    pub commune_name: String,
    /// The decision behind it.
    pub decision: Decision,
    /// The household with its members.
    pub household: HouseholdDocument,
    /// Recognitions that hold, year by year.
    pub years: Vec<Recognition>,
    /// Indicators the household is deprived in this year, in the order of the law.
    pub deprivations: Vec<String>,
}

/// A household's refusal in writing, with its reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusalData {
    /// Name of the head.
    pub head_name: String,
    /// Name of the village.
    pub village: String,
    /// Name of the commune.
    pub commune_name: String,
    /// When the household asked, where it did.
    pub requested_on: Option<chrono::NaiveDate>,
    /// Class the review came to.
    pub class: Option<Class>,
    /// Why, in sentences: scores against their lines, deprivations.
    pub reasons: Vec<Text>,
    /// The decision, once there is one.
    pub decision: Option<Decision>,
}

/// The answer to an objection.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectionAnswer {
    /// The objection with its outcome.
    pub objection: Objection,
    /// The household's head.
    pub head_name: String,
    /// Name of the village.
    pub village: String,
    /// Name of the commune.
    pub commune_name: String,
    /// The visits it led to.
    pub rechecks: Vec<Recheck>,
}

impl Context {
    /// A decision with its lists. The reading is audited.
    ///
    /// # Errors
    /// No decision yet; a round outside the actor's area.
    pub async fn decision_data(
        &self,
        actor: &Actor,
        key: RoundRef<'_>,
    ) -> Result<Vec<DecisionData>, Error> {
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, key).await?;
        let permit = self.permit(actor, Action::HouseholdList, round.area())?;
        let lines = tx.list_forms(key.0, key.1, None).await?;
        let recognised = tx.list_recognitions_of_round(key.0, key.1).await?;
        let mut all = Vec::new();
        for decision in tx.list_decisions(key.0, key.1).await? {
            let mine: BTreeMap<Uuid, &Recognition> = recognised
                .iter()
                .filter(|one| one.decision_id == Some(decision.decision_id))
                .map(|one| (one.household_id, one))
                .collect();
            let mut lists: BTreeMap<ReviewResult, Vec<DecisionLine>> = BTreeMap::new();
            for line in &lines {
                let Some(recognition) = mine.get(&line.household_id) else {
                    continue;
                };
                let as_recognised = FormLine {
                    class: Some(recognition.class.clone()),
                    state: "confirmed".to_owned(),
                    ..line.clone()
                };
                let result = match decision.kind.as_str() {
                    "removal" => Some(ReviewResult::NotListed),
                    "amendment" => result_of(&as_recognised).or(Some(ReviewResult::NotListed)),
                    _ => result_of(&as_recognised),
                };
                let Some(result) = result else {
                    continue;
                };
                lists.entry(result).or_default().push(DecisionLine {
                    code: line.code.clone(),
                    head_name: line.head_name.clone(),
                    village: self.village_name(&mut tx, key.0, line.village_id).await?,
                    persons: recognition.size,
                });
            }
            all.push(DecisionData {
                commune_name: self.commune_name(&round.row.commune_code),
                province_name: self.commune_name(key.0),
                year: round.year(),
                instruments: self.instruments_of(&round.row.standard, &round.procedure.source),
                decision,
                lists,
            });
        }
        let details = json!({ "decisions": all.len() });
        permit.record_reading(tx, ("round", key.1), details).await?;
        Ok(all)
    }

    /// A certificate with everything it prints. The reading is audited.
    ///
    /// # Errors
    /// A certificate outside the actor's area.
    pub async fn certificate_data(
        &self,
        actor: &Actor,
        (province, certificate_id): (&str, Uuid),
    ) -> Result<CertificateData, Error> {
        let mut tx = self.store.read().await?;
        let certificate = tx.find_certificate(province, certificate_id).await?;
        let certificate = certificate.ok_or_else(Error::not_found)?;
        let decision = tx.find_decision(province, certificate.decision_id).await?;
        let decision = decision.ok_or_else(|| damaged("decision"))?;
        let form = tx
            .find_form_of_household(province, decision.round_id, certificate.household_id)
            .await?;
        let form = form.ok_or_else(|| damaged("form"))?;
        let permit = self.permit(actor, Action::CertificateRead, area_of_form(&form))?;
        let household = serde_json::from_value(form.answers.clone()).map_err(Error::internal)?;
        let mut years = tx
            .list_recognitions(province, certificate.household_id)
            .await?;
        // The last of each year holds.
        years.reverse();
        years.dedup_by_key(|one| one.year);
        years.reverse();
        let kept = form
            .assessment
            .as_ref()
            .map(super::judge::Kept::read)
            .transpose()?;
        let deprivations = kept
            .and_then(|kept| serde_json::from_value(kept.assessment["deprivations"].clone()).ok())
            .unwrap_or_default();
        let subject = ("certificate", certificate_id);
        permit
            .record_reading(tx, subject, json!({ "printed": true }))
            .await?;
        Ok(CertificateData {
            commune_name: self.commune_name(&certificate.commune_code),
            certificate,
            decision,
            household,
            years,
            deprivations,
        })
    }

    /// The written refusal to a household that is not recognised.
    ///
    /// # Errors
    /// A household that is recognised as poor or near-poor; one that is not reviewed yet.
    pub async fn refusal_data(
        &self,
        actor: &Actor,
        (province, form_id): FormRef<'_>,
    ) -> Result<RefusalData, Error> {
        let mut tx = self.store.read().await?;
        let open = self.open_form(&mut tx, (province, form_id)).await?;
        let area = area_of_form(&open.form);
        let permit = self.permit(actor, Action::HouseholdRead, area)?;
        let class = open.form.class.as_deref().and_then(Class::parse);
        if open.form.state != "confirmed" || class.is_none_or(Class::is_poor_or_near_poor) {
            return Err(Error::state(
                "nothing_refused",
                "Hộ này chưa có kết quả rà soát, hoặc được xếp hộ nghèo, hộ cận nghèo nên không có thông báo từ chối.",
                "This household has no result yet, or is poor or near-poor: nothing was refused.",
            ));
        }
        let document = self.document_of_form(&mut tx, &open).await?;
        let verdict = self.verdict_of(&open, &document, open.form.event.as_deref())?;
        let mut reasons: Vec<Text> = Vec::new();
        if let Some(explanation) = &verdict.now.explanation {
            for rule in &explanation.rules {
                let holds = rule.holds == Some(true);
                let (vi, en) = if holds {
                    ("đúng với hộ", "holds for the household")
                } else {
                    ("không đúng với hộ", "does not hold for the household")
                };
                reasons.push(Text::new(
                    format!("{}: {} ({vi})", rule.label.vi, rule.rule.vi),
                    format!("{}: {} ({en})", rule.label.en, rule.rule.en),
                ));
            }
            for threshold in &explanation.counterfactual.thresholds {
                reasons.push(Text::new(
                    format!(
                        "{} là {}, mức quy định là {}.",
                        threshold.measure_label.vi, threshold.value, threshold.line
                    ),
                    format!(
                        "{} is {}, the line is {}.",
                        threshold.measure_label.en, threshold.value, threshold.line
                    ),
                ));
            }
        }
        reasons.extend(
            lacking(&verdict, &document)
                .into_iter()
                .map(|field| field.text),
        );
        let requests = tx
            .list_requests_of_round(province, open.form.round_id)
            .await?;
        let request = requests
            .into_iter()
            .find(|request| request.household_id == open.form.household_id);
        let decision = self
            .decision_of(&mut tx, province, open.form.round_id)
            .await?;
        let village = self
            .village_name(&mut tx, province, open.form.village_id)
            .await?;
        let details = json!({ "refusal": true });
        permit
            .record_reading(tx, ("form", form_id), details)
            .await?;
        Ok(RefusalData {
            head_name: document.head_name().to_owned(),
            village,
            commune_name: self.commune_name(&open.form.commune_code),
            requested_on: request.map(|request| request.raised_on),
            class,
            reasons,
            decision,
        })
    }

    /// The answer to an objection.
    ///
    /// # Errors
    /// An objection outside the actor's area.
    pub async fn objection_answer(
        &self,
        actor: &Actor,
        (province, objection_id): (&str, Uuid),
    ) -> Result<ObjectionAnswer, Error> {
        let mut tx = self.store.read().await?;
        let objection = tx.find_objection(province, objection_id).await?;
        let objection = objection.ok_or_else(Error::not_found)?;
        let key = (province, objection.round_id);
        let round = self.round_at(&mut tx, key).await?;
        let area = round.village_area(objection.village_id);
        let permit = self.permit(actor, Action::ObjectionRecord, area)?;
        let lines = tx
            .list_forms(province, key.1, Some(objection.village_id))
            .await?;
        let head = lines
            .into_iter()
            .find(|line| Some(line.form_id) == objection.form_id);
        let mut rechecks = tx.list_rechecks(province, key.1).await?;
        rechecks.retain(|one| one.cause_id == Some(objection_id));
        let village = self
            .village_name(&mut tx, province, objection.village_id)
            .await?;
        let subject = ("objection", objection_id);
        permit.record_reading(tx, subject, json!({})).await?;
        Ok(ObjectionAnswer {
            head_name: head.map(|line| line.head_name).unwrap_or_default(),
            village,
            commune_name: self.commune_name(&round.row.commune_code),
            rechecks,
            objection,
        })
    }

    /// The certificates of a round's decisions, in order of number; of one village where asked.
    /// The reading is audited.
    ///
    /// # Errors
    /// A round outside the actor's area.
    pub async fn certificates_of_round(
        &self,
        actor: &Actor,
        key: RoundRef<'_>,
        village: Option<Uuid>,
    ) -> Result<Vec<Certificate>, Error> {
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, key).await?;
        let area = village.map_or_else(|| round.area(), |village| round.village_area(village));
        let permit = self.permit(actor, Action::CertificateRead, area)?;
        let lines = tx.list_forms(key.0, key.1, village).await?;
        let households: BTreeSet<Uuid> = lines.iter().map(|line| line.household_id).collect();
        let mut all = Vec::new();
        for decision in tx.list_decisions(key.0, key.1).await? {
            let issued = tx
                .list_certificates_of_decision(key.0, decision.decision_id)
                .await?;
            all.extend(
                issued
                    .into_iter()
                    .filter(|one| households.contains(&one.household_id)),
            );
        }
        let number = |one: &Certificate| -> u32 {
            let digits = one.number.split('/').next().unwrap_or_default();
            digits.parse().unwrap_or_default()
        };
        all.sort_by_key(|one| (one.year, number(one)));
        let details = json!({ "certificates": all.len() });
        permit.record_reading(tx, ("round", key.1), details).await?;
        Ok(all)
    }

    async fn decision_of(
        &self,
        tx: &mut Tx,
        province: &str,
        round_id: Uuid,
    ) -> Result<Option<Decision>, Error> {
        let decisions = tx.list_decisions(province, round_id).await?;
        Ok(decisions.into_iter().find(|one| one.kind == "recognition"))
    }

    /// The instruments of the standard and the procedure, each once.
    fn instruments_of(&self, standard: &str, procedure: &str) -> Vec<String> {
        let standard = self.law.standard(standard);
        let periods = standard.into_iter().flat_map(|standard| &standard.periods);
        let sources = periods.map(|period| period.source.as_str());
        let mut ids: Vec<String> = Vec::new();
        for source in sources.chain([procedure]) {
            let id = source.split('#').next().unwrap_or(source).to_owned();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }
}
