//! Requests of households (Mẫu 01, Mẫu 04): received, taken up by a round, answered.

use super::list::ListedBecause;
use super::round_at::RoundRef;
use crate::access::{Action, Actor};
use crate::once::{Claim, FormKey, claim};
use crate::registry::household::area_of;
use crate::{Context, Error};
use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::text::normalise;
use vuonlen_store::review::ReviewRequest;

/// A request to be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRequest {
    /// The household; a new one is entered in the registry first.
    pub household_id: Uuid,
    /// To be reviewed, or to be recognised as having left the list.
    pub kind: RequestKind,
    /// Reasons (codes of `serious_reasons`).
    pub reasons: Vec<String>,
    /// What the household wrote.
    pub content: String,
    /// Who filed it.
    pub raised_by: String,
    /// When.
    pub raised_on: NaiveDate,
}

/// A request as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestView {
    /// The request as kept.
    pub request: ReviewRequest,
    /// Number of the household within the commune.
    pub household_code: String,
    /// Name of its head.
    pub head_name: String,
    /// Name of its village.
    pub village: String,
}

/// What a household asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RequestKind {
    /// Mẫu 01: to be reviewed as poor or near-poor.
    Review,
    /// Mẫu 04: to be recognised as having left poverty or near-poverty.
    Escape,
}

impl RequestKind {
    /// The form it is filed on (code of `review_documents`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Review => "form_01",
            Self::Escape => "form_04",
        }
    }
}

impl Context {
    /// Enters a request.
    ///
    /// # Errors
    /// A household outside the actor's area or one that has left; a day to come; no name; an
    /// unknown reason.
    pub async fn record_request(
        &self,
        actor: &Actor,
        province: &str,
        new: NewRequest,
        key: FormKey<'_>,
    ) -> Result<Uuid, Error> {
        let mut tx = self.store.begin().await?;
        let household = tx.find_household(province, new.household_id).await?;
        let household = household
            .filter(|h| h.active)
            .ok_or_else(Error::not_found)?;
        let permit = self.permit(actor, Action::HouseholdEvent, area_of(&household))?;
        let once = match claim(self, &mut tx, actor, ("record_request", key)).await? {
            Claim::Done(done) => return Ok(done),
            Claim::New(once) => once,
        };
        if new.raised_on > self.today() {
            return Err(Error::field(
                "raised_on",
                "Ngày này chưa tới.",
                "This day has not come yet.",
            ));
        }
        let raised_by = normalise(&new.raised_by);
        if raised_by.is_empty() {
            return Err(Error::field(
                "raised_by",
                "Nhập tên người nộp giấy.",
                "Enter who filed it.",
            ));
        }
        let known = self.law.codes.list("serious_reasons");
        let unknown = |code: &&String| known.is_none_or(|list| list.position(code).is_none());
        if let Some(code) = new.reasons.iter().find(unknown) {
            return Err(Error::field(
                "reasons",
                format!("Không có lý do “{code}” trong danh mục."),
                format!("There is no reason “{code}” in the list."),
            ));
        }
        let request = ReviewRequest {
            province_code: province.to_owned(),
            request_id: self.new_id(),
            commune_code: household.commune_code.clone(),
            village_id: household.village_id,
            household_id: household.household_id,
            kind: new.kind.code().to_owned(),
            reasons: new.reasons.join(","),
            content: normalise(&new.content),
            raised_by,
            raised_on: new.raised_on,
            round_id: None,
            answer: None,
            answered_on: None,
            answered_by: None,
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
        };
        tx.add_request(&request).await?;
        let details = json!({ "request": request.kind, "household": request.household_id });
        let subject = ("request", request.request_id);
        permit.record(&mut tx, subject, details, "").await?;
        once.keep(&mut tx, &request.request_id).await?;
        tx.commit().await?;
        Ok(request.request_id)
    }

    /// Gives a request that came after the list was drawn up to a round whose survey runs.
    ///
    /// # Errors
    /// A request that was answered; a round that is past its survey.
    pub async fn take_up_request(
        &self,
        actor: &Actor,
        key: RoundRef<'_>,
        request_id: Uuid,
    ) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, key).await?;
        let permit = self.permit(actor, Action::RoundPlan, round.area())?;
        round.refuse_when_signed()?;
        let request = tx.find_request(key.0, request_id).await?;
        let here = |request: &ReviewRequest| request.commune_code == round.row.commune_code;
        let request = request.filter(here).ok_or_else(Error::not_found)?;
        tx.take_up_request(key.0, request_id, key.1).await?;
        let listed = tx
            .find_form_of_household(key.0, key.1, request.household_id)
            .await?;
        if listed.is_none_or(|form| form.state == "removed") {
            let household = self
                .household_of_round(&mut tx, &round, request.household_id)
                .await?;
            self.refuse_when_surveyed(&mut tx, &round, household.village_id)
                .await?;
            let because = (ListedBecause::Requested, "");
            self.put_on_list(&mut tx, actor, &round, &household, because)
                .await?;
        }
        let details = json!({ "taken_up": request_id });
        permit
            .record(&mut tx, ("round", key.1), details, "")
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Answers a request that no round decides: withdrawn, or outside the commune's competence.
    ///
    /// # Errors
    /// No answer; a request that was answered already.
    pub async fn answer_request(
        &self,
        actor: &Actor,
        (province, request_id): (&str, Uuid),
        answer: &str,
    ) -> Result<(), Error> {
        let answer = normalise(answer);
        if answer.is_empty() {
            return Err(Error::field(
                "answer",
                "Nhập nội dung trả lời.",
                "Enter the answer.",
            ));
        }
        let mut tx = self.store.begin().await?;
        let request = tx.find_request(province, request_id).await?;
        let request = request.ok_or_else(Error::not_found)?;
        let area = self.commune_area(&request.commune_code)?;
        let permit = self.permit(actor, Action::RoundPlan, area)?;
        let by = (self.today(), Some(actor.account_id));
        tx.answer_request(province, request_id, &answer, by).await?;
        let details = json!({ "answered": request.kind });
        permit
            .record(&mut tx, ("request", request_id), details, &answer)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Requests of a commune, newest first.
    ///
    /// # Errors
    /// A commune outside the actor's area.
    pub async fn list_requests(
        &self,
        actor: &Actor,
        commune: &str,
        only_open: bool,
    ) -> Result<Vec<RequestView>, Error> {
        let area = self.commune_area(commune)?;
        let province = area.province().unwrap_or_default().to_owned();
        let permit = self.permit_within(actor, Action::HouseholdList, area)?;
        let mut tx = self.store.read().await?;
        let mut requests = tx.list_requests(&province, commune, only_open).await?;
        requests.retain(|request| {
            permit.scope.covers(&crate::access::Area::Village {
                province: request.province_code.clone(),
                commune: request.commune_code.clone(),
                village: request.village_id,
            })
        });
        let mut views = Vec::new();
        for request in requests {
            let household = tx.find_household(&province, request.household_id).await?;
            let household = household.ok_or_else(Error::not_found)?;
            views.push(RequestView {
                household_code: household.code,
                head_name: household.head_name,
                village: self
                    .village_name(&mut tx, &province, request.village_id)
                    .await?,
                request,
            });
        }
        Ok(views)
    }
}
