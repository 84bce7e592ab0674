//! Starting the survey, and going back to it.

use super::round_at::{RoundRef, VillageRef};
use crate::access::{Action, Actor};
use crate::{Context, Error};
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::review::VillageState;
use vuonlen_domain::text::normalise;

impl Context {
    /// Starts the survey in some villages, or in all that have not begun. Gives those started.
    ///
    /// # Errors
    /// A village that is not in the round or has begun; a round that is past that.
    pub async fn start_survey(
        &self,
        actor: &Actor,
        key: RoundRef<'_>,
        villages: Option<&[Uuid]>,
    ) -> Result<Vec<Uuid>, Error> {
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, key).await?;
        let permit = self.permit(actor, Action::RoundPlan, round.area())?;
        let started = round.state()?.start()?;
        let rows = tx.list_round_villages(key.0, key.1).await?;
        let chosen: Vec<Uuid> = match villages {
            Some(chosen) => chosen.to_vec(),
            None => (rows.iter())
                .filter(|row| row.state == VillageState::Planned.code())
                .map(|row| row.village_id)
                .collect(),
        };
        if round.row.state != started.state().code() {
            permit
                .move_round(&mut tx, &round, started.state().code(), "")
                .await?;
        }
        for village in &chosen {
            let from = round.locked_village(&mut tx, *village).await?;
            let to = from.start_survey()?;
            let states = (from.state().code(), to.state().code());
            permit
                .move_village(&mut tx, &round, *village, states, "")
                .await?;
        }
        let details = json!({ "survey_started": chosen });
        permit
            .record(&mut tx, ("round", key.1), details, "")
            .await?;
        tx.commit().await?;
        Ok(chosen)
    }

    /// Opens a village's survey again before its list is posted.
    ///
    /// # Errors
    /// No reason; a village that is not at that point.
    pub async fn reopen_survey(
        &self,
        actor: &Actor,
        (province, round_id, village): VillageRef<'_>,
        reason: &str,
    ) -> Result<(), Error> {
        let reason = normalise(reason);
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, (province, round_id)).await?;
        let permit = self.permit(actor, Action::SurveyScore, round.village_area(village))?;
        let from = round.locked_village(&mut tx, village).await?;
        let to = from.reopen_survey(&reason)?;
        let states = (from.state().code(), to.state().code());
        permit
            .move_village(&mut tx, &round, village, states, &reason)
            .await?;
        let details = json!({ "survey_reopened": village });
        permit
            .record(&mut tx, ("round", round_id), details, &reason)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
