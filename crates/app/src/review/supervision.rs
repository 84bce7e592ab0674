//! Supervision: the Fatherland Front records findings, the commune must answer them.

use super::duties;
use super::round_at::RoundRef;
use crate::access::{Action, Actor};
use crate::once::{Claim, FormKey, claim};
use crate::{Context, Error};
use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::text::normalise;
use vuonlen_store::review::Finding;

impl Context {
    /// Records a finding about a round, or about one village of it.
    ///
    /// # Errors
    /// No content; a day to come; a round outside the actor's area.
    pub async fn record_finding(
        &self,
        actor: &Actor,
        round_key: RoundRef<'_>,
        village: Option<Uuid>,
        (content, found_on): (&str, NaiveDate),
        key: FormKey<'_>,
    ) -> Result<Uuid, Error> {
        let content = normalise(content);
        if content.is_empty() {
            return Err(Error::field(
                "content",
                "Nhập nội dung kiến nghị.",
                "Enter the finding.",
            ));
        }
        if found_on > self.today() {
            return Err(Error::field(
                "found_on",
                "Ngày này chưa tới.",
                "This day has not come yet.",
            ));
        }
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, round_key).await?;
        let area = village.map_or_else(|| round.area(), |village| round.village_area(village));
        let permit = self.permit(actor, Action::SupervisionRecord, area)?;
        let once = match claim(self, &mut tx, actor, ("record_finding", key)).await? {
            Claim::Done(done) => return Ok(done),
            Claim::New(once) => once,
        };
        if let Some(village) = village {
            round.locked_village(&mut tx, village).await?;
        }
        round.refuse_when_signed()?;
        let finding = Finding {
            province_code: round_key.0.to_owned(),
            finding_id: self.new_id(),
            round_id: round_key.1,
            village_id: village,
            content,
            found_on,
            answer: None,
            answered_at: None,
            answered_by: None,
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
        };
        tx.add_finding(&finding).await?;
        let details = json!({ "village": village });
        let subject = ("finding", finding.finding_id);
        permit.record(&mut tx, subject, details, "").await?;
        once.keep(&mut tx, &finding.finding_id).await?;
        tx.commit().await?;
        Ok(finding.finding_id)
    }

    /// Answers a finding.
    ///
    /// # Errors
    /// No answer; one that is answered; the person who recorded it.
    pub async fn answer_finding(
        &self,
        actor: &Actor,
        (province, finding_id): (&str, Uuid),
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
        let finding = tx.find_finding(province, finding_id).await?;
        let finding = finding.ok_or_else(Error::not_found)?;
        let key = (province, finding.round_id);
        let round = self.locked_round(&mut tx, key).await?;
        let permit = self.permit(actor, Action::SupervisionAnswer, round.area())?;
        duties::answers_a_finding_of_another(actor, finding.recorded_by)?;
        let by = (self.now(), actor.account_id);
        tx.answer_finding(province, finding_id, &answer, by).await?;
        permit
            .record(
                &mut tx,
                ("finding", finding_id),
                json!({ "answered": true }),
                "",
            )
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Findings of a round, in order.
    ///
    /// # Errors
    /// A round outside the actor's area.
    pub async fn findings(&self, actor: &Actor, key: RoundRef<'_>) -> Result<Vec<Finding>, Error> {
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, key).await?;
        self.permit_within(actor, Action::SupervisionRead, round.area())?;
        Ok(tx.list_findings(key.0, key.1).await?)
    }
}
