//! The commune's result goes to whoever gives an opinion and to the chairman.

use super::confirm::named;
use super::duties::naming;
use super::open::{counts, items};
use super::round_at::RoundRef;
use crate::access::{Action, Actor};
use crate::{Context, Error};
use chrono::NaiveDate;
use serde_json::json;
use vuonlen_domain::review::{Opinion, VillageState};
use vuonlen_domain::text::normalise;
use vuonlen_store::review::{RoundOpinion, RoundVillage};

/// An opinion as the letter gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpinionLetter {
    /// Number and sign of the letter.
    pub number: String,
    /// Its day.
    pub given_on: NaiveDate,
    /// Whether it agrees.
    pub agrees: bool,
    /// What it says; the reasons when it does not agree.
    pub content: String,
}

impl Context {
    /// Submits the commune's result.
    ///
    /// # Errors
    /// Villages that are not done, households that must be on the list and are not, matters that
    /// are open: each is named.
    pub async fn submit_round(&self, actor: &Actor, key: RoundRef<'_>) -> Result<(), Error> {
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, key).await?;
        let permit = self.permit(actor, Action::RoundSubmit, round.area())?;
        let villages = tx.list_round_villages(key.0, key.1).await?;
        let states = villages
            .iter()
            .map(|row| round.village(row).map(|village| village.state()))
            .collect::<Result<Vec<VillageState>, Error>>()?;
        let open = self.open_matters(&mut tx, &round).await?;
        let unfinished = self.unfinished(&mut tx, key.0, &villages).await?;
        let submitted = round
            .state()?
            .submit(&states, counts(&open))
            .map_err(|refused| {
                use vuonlen_domain::review::Obstacle;
                let named = match refused.because {
                    Obstacle::UnfinishedVillages { .. } => unfinished,
                    Obstacle::Open(_) => items(&open),
                    _ => Vec::new(),
                };
                naming(refused.into(), named)
            })?;
        let missing = self.unlisted(&mut tx, &round).await?;
        if !missing.is_empty() {
            let named = missing.iter().map(|household| {
                let code = &household.code;
                named(
                    household.household_id,
                    format!(
                        "Hộ {code} ({}) chưa có trong danh sách rà soát.",
                        household.head_name
                    ),
                    format!(
                        "Household {code} ({}) is not on the list.",
                        household.head_name
                    ),
                )
            });
            let count = missing.len();
            let error = Error::state(
                "households_missing",
                format!(
                    "Còn {count} hộ nghèo, cận nghèo hoặc hộ có giấy đề nghị chưa được đưa vào danh sách rà soát. Bổ sung hoặc trả lời giấy đề nghị trước khi trình."
                ),
                format!(
                    "{count} poor or near-poor households, or households that asked for a review, are not on the list. Add them, or answer their requests, before submitting."
                ),
            );
            return Err(naming(error, named.collect()));
        }
        permit
            .move_round(&mut tx, &round, submitted.state().code(), "")
            .await?;
        let details = json!({ "submitted": true });
        permit
            .record(&mut tx, ("round", key.1), details, "")
            .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn unfinished(
        &self,
        tx: &mut vuonlen_store::Tx,
        province: &str,
        villages: &[RoundVillage],
    ) -> Result<Vec<crate::FieldError>, Error> {
        let mut unfinished = Vec::new();
        for row in villages {
            if row.state == VillageState::ObjectionsSettled.code() {
                continue;
            }
            let name = self.village_name(tx, province, row.village_id).await?;
            unfinished.push(named(
                row.village_id,
                format!("{name} chưa hoàn thành."),
                format!("{name} is not done."),
            ));
        }
        Ok(unfinished)
    }

    /// Enters the opinion of the body above the commune. Where it does not agree, the result
    /// goes back to the villages.
    ///
    /// # Errors
    /// A round that asks nobody, or is not submitted; no number; no reasons.
    pub async fn record_opinion(
        &self,
        actor: &Actor,
        key: RoundRef<'_>,
        letter: OpinionLetter,
    ) -> Result<(), Error> {
        let content = normalise(&letter.content);
        let number = normalise(&letter.number);
        if number.is_empty() {
            return Err(Error::field(
                "number",
                "Nhập số, ký hiệu văn bản.",
                "Enter the letter's number.",
            ));
        }
        if letter.given_on > self.today() {
            return Err(Error::field(
                "given_on",
                "Ngày này chưa tới.",
                "This day has not come yet.",
            ));
        }
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, key).await?;
        let permit = self.permit(actor, Action::RoundSubmit, round.area())?;
        let opinion = if letter.agrees {
            Opinion::Agrees
        } else {
            Opinion::SendsBack(&content)
        };
        let next = round.state()?.give_opinion(opinion)?;
        let row = RoundOpinion {
            province_code: key.0.to_owned(),
            opinion_id: self.new_id(),
            round_id: key.1,
            given_by: round.row.opinion_by.clone().unwrap_or_default(),
            number,
            given_on: letter.given_on,
            agrees: letter.agrees,
            content: content.clone(),
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
        };
        tx.add_round_opinion(&row).await?;
        let reason = if letter.agrees { "" } else { content.as_str() };
        permit
            .move_round(&mut tx, &round, next.state().code(), reason)
            .await?;
        let details = json!({ "opinion": row.number, "agrees": letter.agrees });
        permit
            .record(&mut tx, ("round", key.1), details, reason)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The chairman sends the result back before signing.
    ///
    /// # Errors
    /// No reason; a result that does not lie before him.
    pub async fn send_back(
        &self,
        actor: &Actor,
        key: RoundRef<'_>,
        reason: &str,
    ) -> Result<(), Error> {
        let reason = normalise(reason);
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, key).await?;
        let permit = self.permit(actor, Action::RoundRecognise, round.area())?;
        let back = round.state()?.send_back(&reason)?;
        permit
            .move_round(&mut tx, &round, back.state().code(), &reason)
            .await?;
        let details = json!({ "sent_back": true });
        permit
            .record(&mut tx, ("round", key.1), details, &reason)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
