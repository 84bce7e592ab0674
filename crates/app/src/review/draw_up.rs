//! The list of a new round: who is on it, and the blank forms.

use super::list::{ListedBecause, form_state};
use super::past::Past;
use super::round_at::{RoundAt, damaged};
use crate::access::Actor;
use crate::{Context, Error};
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;
use vuonlen_domain::review::{FormState, VillageState};
use vuonlen_store::Tx;
use vuonlen_store::household::Household;
use vuonlen_store::review::{HouseholdToReview, Round, RoundVillage, SurveyForm};

impl Context {
    /// The villages and the list of a new round; says how many of each.
    pub(super) async fn draw_up_list(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        row: &Round,
    ) -> Result<(usize, usize), Error> {
        let (province, commune) = (row.province_code.as_str(), row.commune_code.as_str());
        let round = self.round_at(tx, (province, row.round_id)).await?;
        let mut listed = Vec::new();
        if round.kind.closes_the_year() {
            let rows = tx
                .list_households_to_review(province, commune, row.year - 2)
                .await?;
            listed.extend(rows.into_iter().map(|row| (because(&row), row)));
        }
        let taken: BTreeSet<Uuid> = listed.iter().map(|(_, row)| row.household_id).collect();
        let mut requested = Vec::new();
        for request in tx.list_requests(province, commune, true).await? {
            if request.round_id.is_some() || request.raised_on > row.reviewed_on {
                continue;
            }
            tx.take_up_request(province, request.request_id, row.round_id)
                .await?;
            let known = |id: &Uuid| taken.contains(id) || requested.contains(id);
            if !known(&request.household_id) {
                requested.push(request.household_id);
            }
        }
        let past = tx.list_recognitions_of_commune(province, commune).await?;
        let past = Past::by_household(past);
        let none = Past::default();
        let mut households = Vec::new();
        for (why, row) in listed {
            let household = tx.find_household(province, row.household_id).await?;
            let household = household.ok_or_else(|| damaged("household"))?;
            households.push((household, why, row.left_by));
        }
        for id in requested {
            if let Some(household) = tx.find_household(province, id).await? {
                households.push((household, ListedBecause::Requested, None));
            }
        }
        for (household, why, left_by) in &households {
            let past = past.get(&household.household_id).unwrap_or(&none);
            let mut form = self.blank_form(actor, &round, household, past);
            form.listed_because = why.code().to_owned();
            form.event = left_by.as_deref().map(leaving).map(str::to_owned);
            tx.add_form(&form).await?;
        }
        let villages = self.villages_of(tx, &round, &households).await?;
        for village_id in &villages {
            let village = RoundVillage {
                province_code: province.to_owned(),
                round_id: row.round_id,
                village_id: *village_id,
                state: VillageState::Planned.code().to_owned(),
                changed_at: self.now(),
            };
            tx.add_round_village(&village).await?;
        }
        Ok((villages.len(), households.len()))
    }

    /// Every village for the yearly review, the villages concerned for the others.
    async fn villages_of(
        &self,
        tx: &mut Tx,
        round: &RoundAt<'_>,
        households: &[(Household, ListedBecause, Option<String>)],
    ) -> Result<BTreeSet<Uuid>, Error> {
        let mut villages: BTreeSet<Uuid> = households
            .iter()
            .map(|(household, ..)| household.village_id)
            .collect();
        if round.kind.closes_the_year() {
            let row = &round.row;
            let all = tx
                .list_villages(&row.province_code, &row.commune_code, row.reviewed_on)
                .await?;
            villages.extend(all.into_iter().map(|village| village.village_id));
        } else if villages.is_empty() {
            return Err(Error::state(
                "no_requests",
                "Chưa có giấy đề nghị nào của hộ gia đình để rà soát đợt này. Tiếp nhận giấy đề nghị trước.",
                "No household has asked for a review yet. Enter the requests first.",
            ));
        }
        Ok(villages)
    }

    /// Puts a household on the list, or back on it.
    pub(super) async fn put_on_list(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        round: &RoundAt<'_>,
        household: &Household,
        (why, reason): (ListedBecause, &str),
    ) -> Result<Uuid, Error> {
        let (province, round_id) = round.key();
        let known = tx
            .find_form_of_household(province, round_id, household.household_id)
            .await?;
        if let Some(mut form) = known {
            let listed = form_state(&form)?.list_again().map_err(|_| {
                Error::state(
                    "listed_already",
                    "Hộ này đã có trong danh sách rà soát.",
                    "This household is on the list already.",
                )
            })?;
            form.state = listed.code().to_owned();
            form.listed_because = why.code().to_owned();
            reason.clone_into(&mut form.listed_reason);
            tx.save_form(&form).await?;
            return Ok(form.form_id);
        }
        let past = tx
            .list_recognitions(province, household.household_id)
            .await?;
        let mut form = self.blank_form(actor, round, household, &Past::of(&past));
        form.listed_because = why.code().to_owned();
        reason.clone_into(&mut form.listed_reason);
        tx.add_form(&form).await?;
        let villages = tx.list_round_villages(province, round_id).await?;
        if !villages
            .iter()
            .any(|v| v.village_id == household.village_id)
        {
            tx.add_round_village(&RoundVillage {
                province_code: province.to_owned(),
                round_id,
                village_id: household.village_id,
                state: VillageState::Planned.code().to_owned(),
                changed_at: self.now(),
            })
            .await?;
        }
        Ok(form.form_id)
    }

    fn blank_form(
        &self,
        actor: &Actor,
        round: &RoundAt<'_>,
        household: &Household,
        past: &Past,
    ) -> SurveyForm {
        let (previous, _) = past.before(round.kind, round.row.year, household);
        SurveyForm {
            province_code: household.province_code.clone(),
            form_id: self.new_id(),
            round_id: round.row.round_id,
            household_id: household.household_id,
            village_id: household.village_id,
            commune_code: household.commune_code.clone(),
            listed_because: String::new(),
            listed_reason: String::new(),
            state: FormState::Listed.code().to_owned(),
            state_reason: String::new(),
            event: None,
            version: 1,
            base_version: household.version,
            previous_class: previous.code().to_owned(),
            answers: json!({}),
            appraisal: json!({}),
            assessment: None,
            opening: None,
            class: None,
            opening_class: None,
            transition: None,
            score_a: None,
            score_b: None,
            enumerator: None,
            enumerator_confirmed_at: None,
            respondent_name: String::new(),
            respondent_confirmed_at: None,
            changed_at: self.now(),
            changed_by: Some(actor.account_id),
        }
    }
}

fn because(row: &HouseholdToReview) -> ListedBecause {
    match row.class.as_str() {
        "poor" => ListedBecause::Poor,
        "near_poor" => ListedBecause::NearPoor,
        _ => ListedBecause::NewlyEscaped,
    }
}

/// The event of a review that a recorded change during the year comes to.
fn leaving(change: &str) -> &str {
    match change {
        "death" => "died",
        other => other,
    }
}
