//! A re-check's result takes the place of the survey's: the official figure is the one after it.

use super::form::OpenForm;
use super::judge::{Judge, Verdict};
use super::list::form_state;
use super::permit::Permit;
use super::result::result_of;
use crate::registry::HouseholdDocument;
use crate::{Context, Error};
use uuid::Uuid;
use vuonlen_domain::review::{RoundState, VillageState};
use vuonlen_store::Tx;
use vuonlen_store::review::FormLine;

/// What a re-check found.
pub(super) struct Found<'a> {
    pub(super) document: &'a HouseholdDocument,
    pub(super) event: Option<&'a str>,
    pub(super) verdict: &'a Verdict,
    /// Who looked, where the household was not surveyed before.
    pub(super) checker: Uuid,
}

impl Context {
    /// Puts the re-check's result on the form. Where the list was posted and the public result
    /// changes, the change is posted in its turn; a result that was submitted goes back.
    pub(super) async fn replace_result(
        &self,
        tx: &mut Tx,
        permit: &Permit<'_>,
        open: &mut OpenForm<'_>,
        found: &Found<'_>,
        reason: &str,
    ) -> Result<(), Error> {
        open.round.refuse_when_signed()?;
        let village = open.form.village_id;
        let state = open.round.locked_village(tx, village).await?;
        if matches!(
            state.state(),
            VillageState::Planned | VillageState::Surveying
        ) {
            return Err(Error::state(
                "village_not_scored",
                "Thôn này chưa chấm điểm xong nên chưa có kết quả để phúc tra.",
                "This village is not scored yet: there is no result to re-check.",
            ));
        }
        let before = self.line_of(tx, open).await?;
        let judge = Judge::new(&self.law, &open.round)?;
        let now = self.now();
        let form = &mut open.form;
        form.state = form_state(form)?.replace()?.code().to_owned();
        form.answers = serde_json::to_value(found.document).map_err(Error::internal)?;
        form.event = found.event.map(str::to_owned);
        form.base_version = open.household.version;
        form.set_result(judge.keep(found.verdict)?);
        form.enumerator = form.enumerator.or(Some(found.checker));
        form.enumerator_confirmed_at = form.enumerator_confirmed_at.or(Some(now));
        form.changed_at = now;
        permit.sign(form);
        form.version = tx.save_form(form).await?;
        let after = self.line_of(tx, open).await?;
        if result_of(&before) == result_of(&after) {
            return Ok(());
        }
        let posted = matches!(
            state.state(),
            VillageState::Posted | VillageState::ObjectionsSettled
        );
        if posted {
            self.post_change(tx, permit, open, &after, reason).await?;
        }
        Ok(())
    }

    async fn post_change(
        &self,
        tx: &mut Tx,
        permit: &Permit<'_>,
        open: &OpenForm<'_>,
        line: &FormLine,
        reason: &str,
    ) -> Result<(), Error> {
        let round = &open.round;
        let review = round.state()?;
        if matches!(
            review.state(),
            RoundState::Submitted | RoundState::OpinionGiven
        ) {
            let back = review.send_back(reason)?;
            permit
                .move_round(tx, round, back.state().code(), reason)
                .await?;
        }
        let village = open.form.village_id;
        let from = round.locked_village(tx, village).await?;
        let to = from.repost(reason)?;
        let states = (from.state().code(), to.state().code());
        permit
            .move_village(tx, round, village, states, reason)
            .await?;
        let (province, round_id) = round.key();
        let earlier = tx.list_postings(province, round_id, Some(village)).await?;
        let places: Vec<String> = (earlier.first())
            .map(|posting| posting.places.split(',').map(str::to_owned).collect())
            .unwrap_or_default();
        let lines = (village, std::slice::from_ref(line));
        self.hang_out(tx, permit, round, lines, (self.today(), &places, reason))
            .await?;
        Ok(())
    }

    async fn line_of(&self, tx: &mut Tx, open: &OpenForm<'_>) -> Result<FormLine, Error> {
        let form = &open.form;
        let lines = tx
            .list_forms(&form.province_code, form.round_id, Some(form.village_id))
            .await?;
        lines
            .into_iter()
            .find(|line| line.form_id == form.form_id)
            .ok_or_else(Error::not_found)
    }
}
