//! The list of households to review: drawn up with the round, then corrected by the commune.

use super::round_at::{RoundAt, RoundRef, damaged};
use crate::access::{Action, Actor, Area};
use crate::{Context, Error};
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;
use vuonlen_domain::review::{FormState, RoundKind, VillageState};
use vuonlen_domain::text::normalise;
use vuonlen_store::Tx;
use vuonlen_store::household::Household;
use vuonlen_store::review::{FormLine, SurveyForm};

/// Why a household is on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ListedBecause {
    /// Poor today.
    Poor,
    /// Near-poor today.
    NearPoor,
    /// Left the list at the last review.
    NewlyEscaped,
    /// Asked for it (Mẫu 01, Mẫu 04).
    Requested,
    /// Somebody objected that it is not on the posted list.
    Objection,
    /// An officer added it.
    Added,
}

impl ListedBecause {
    /// The code used in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Poor => "poor",
            Self::NearPoor => "near_poor",
            Self::NewlyEscaped => "newly_escaped",
            Self::Requested => "requested",
            Self::Objection => "objection",
            Self::Added => "added",
        }
    }
}

/// Events after which a household is no longer there (codes of `household_events`).
pub const LEAVING: [&str; 3] = ["moved_out", "merged", "died"];

impl Context {
    /// The lines of a round's list, or of one village's, in Vietnamese order.
    ///
    /// # Errors
    /// A round outside the actor's area.
    pub async fn review_list(
        &self,
        actor: &Actor,
        key: RoundRef<'_>,
        village: Option<Uuid>,
    ) -> Result<Vec<FormLine>, Error> {
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, key).await?;
        let area = match village {
            Some(village) => round.village_area(village),
            None => round.area(),
        };
        let permit = self.permit_within(actor, Action::HouseholdList, area)?;
        let mut lines = tx.list_forms(key.0, key.1, village).await?;
        lines.retain(|line| permit.scope.covers(&round.village_area(line.village_id)));
        Ok(lines)
    }

    /// Puts a household on the list.
    ///
    /// # Errors
    /// A household of another commune or one that has left; a village whose survey is closed;
    /// no reason.
    pub async fn add_to_list(
        &self,
        actor: &Actor,
        key: RoundRef<'_>,
        household_id: Uuid,
        reason: &str,
    ) -> Result<Uuid, Error> {
        let reason = normalise(reason);
        if reason.is_empty() {
            return Err(Error::field(
                "reason",
                "Ghi lý do bổ sung hộ này vào danh sách.",
                "Say why this household is added to the list.",
            ));
        }
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, key).await?;
        let permit = self.permit(actor, Action::RoundPlan, round.area())?;
        let household = self
            .household_of_round(&mut tx, &round, household_id)
            .await?;
        self.refuse_when_surveyed(&mut tx, &round, household.village_id)
            .await?;
        let because = (ListedBecause::Added, reason.as_str());
        let form_id = self
            .put_on_list(&mut tx, actor, &round, &household, because)
            .await?;
        let details = json!({ "listed": household_id });
        permit
            .record(&mut tx, ("form", form_id), details, &reason)
            .await?;
        tx.commit().await?;
        Ok(form_id)
    }

    /// Takes a household off the list before anybody has surveyed it.
    ///
    /// # Errors
    /// No reason; answers have been entered; a poor or near-poor household that still lives
    /// there: it must be reviewed.
    pub async fn remove_from_list(
        &self,
        actor: &Actor,
        (province, form_id): (&str, Uuid),
        reason: &str,
    ) -> Result<(), Error> {
        let reason = normalise(reason);
        let mut tx = self.store.begin().await?;
        let form = tx.find_form(province, form_id).await?;
        let mut form = form.ok_or_else(Error::not_found)?;
        let round = self
            .locked_round(&mut tx, (province, form.round_id))
            .await?;
        let permit = self.permit(actor, Action::RoundPlan, round.area())?;
        self.refuse_when_surveyed(&mut tx, &round, form.village_id)
            .await?;
        if ["poor", "near_poor"].contains(&form.listed_because.as_str()) {
            return Err(Error::state(
                "must_be_reviewed",
                "Hộ đang trong danh sách hộ nghèo, hộ cận nghèo thì phải được rà soát. Nếu hộ đã chuyển đi, nhập hộ hoặc chết, ghi lý do không có phiếu.",
                "A household that is poor or near-poor must be reviewed. If it moved away, merged or died, explain why there is no form.",
            ));
        }
        form.state = form_state(&form)?.remove(&reason)?.code().to_owned();
        form.state_reason.clone_from(&reason);
        form.changed_at = self.now();
        form.changed_by = Some(actor.account_id);
        tx.save_form(&form).await?;
        let details = json!({ "removed": form.household_id });
        permit
            .record(&mut tx, ("form", form_id), details, &reason)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// A household that can be on the list of the round.
    pub(super) async fn household_of_round(
        &self,
        tx: &mut Tx,
        round: &RoundAt<'_>,
        household_id: Uuid,
    ) -> Result<Household, Error> {
        let province = round.key().0;
        let household = tx.find_household(province, household_id).await?;
        let here = |household: &Household| household.commune_code == round.row.commune_code;
        let household = household.filter(here).ok_or_else(Error::not_found)?;
        if !household.active {
            return Err(Error::state(
                "household_left",
                "Hộ này không còn trên địa bàn. Kiểm tra lại sổ quản lý hộ.",
                "This household is no longer here. Check the registry.",
            ));
        }
        Ok(household)
    }

    /// Refuses once the village's survey is closed: what is missing then comes in by objection.
    pub(super) async fn refuse_when_surveyed(
        &self,
        tx: &mut Tx,
        round: &RoundAt<'_>,
        village: Uuid,
    ) -> Result<(), Error> {
        round.refuse_when_signed()?;
        let (province, round_id) = round.key();
        let Some(row) = tx.lock_round_village(province, round_id, village).await? else {
            return Ok(());
        };
        match round.village(&row)?.state() {
            VillageState::Planned | VillageState::Surveying => Ok(()),
            _ => Err(Error::state(
                "survey_closed",
                "Thôn này đã kết thúc điều tra. Mở lại điều tra, hoặc tiếp nhận khiếu nại khi niêm yết.",
                "This village's survey is closed. Reopen it, or take an objection while the list is posted.",
            )),
        }
    }

    /// Households that must be on the list of the yearly review and are not: poor and near-poor
    /// ones that came after it was drawn up, and requests nobody has taken up.
    ///
    /// # Errors
    /// A round outside the actor's area.
    pub async fn missing_from_list(
        &self,
        actor: &Actor,
        key: RoundRef<'_>,
    ) -> Result<Vec<Household>, Error> {
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, key).await?;
        let permit = self.permit_within(actor, Action::HouseholdList, round.area())?;
        let mut missing = self.unlisted(&mut tx, &round).await?;
        missing.retain(|household| {
            permit
                .scope
                .covers(&round.village_area(household.village_id))
        });
        Ok(missing)
    }

    pub(super) async fn unlisted(
        &self,
        tx: &mut Tx,
        round: &RoundAt<'_>,
    ) -> Result<Vec<Household>, Error> {
        let row = &round.row;
        let (province, round_id) = round.key();
        if round.kind != RoundKind::Annual {
            return Ok(Vec::new());
        }
        let mut wanted: Vec<Uuid> = tx
            .list_households_to_review(province, &row.commune_code, row.year - 2)
            .await?
            .into_iter()
            .map(|household| household.household_id)
            .collect();
        let requests = tx.list_requests(province, &row.commune_code, true).await?;
        let due = requests
            .into_iter()
            .filter(|request| request.raised_on <= row.reviewed_on);
        wanted.extend(due.map(|request| request.household_id));
        let lines = tx.list_forms(province, round_id, None).await?;
        let listed: BTreeSet<Uuid> = lines.iter().map(|line| line.household_id).collect();
        let mut missing = Vec::new();
        for id in wanted {
            if listed.contains(&id) {
                continue;
            }
            missing.extend(tx.find_household(province, id).await?);
        }
        Ok(missing)
    }
}

/// The state of a stored form.
pub(super) fn form_state(form: &SurveyForm) -> Result<FormState, Error> {
    FormState::parse(&form.state).ok_or_else(|| damaged("form state"))
}

/// Where a form's household lives.
pub(super) fn area_of_form(form: &SurveyForm) -> Area {
    Area::Village {
        province: form.province_code.clone(),
        commune: form.commune_code.clone(),
        village: form.village_id,
    }
}
