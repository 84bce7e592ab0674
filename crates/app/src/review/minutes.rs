//! Minutes of a village meeting as typed data, for the paper and for the page.

use super::meeting::HouseholdOpinion;
use super::result::{ReviewResult, result_of};
use super::round_at::{VillageRef, damaged};
use crate::access::{Action, Actor};
use crate::{Context, Error};
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_domain::Class;
use vuonlen_store::review::{FormLine, Meeting};

/// Minutes of one meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minutes {
    /// The meeting.
    pub meeting: Meeting,
    /// Which meeting of the village it was, from 1.
    pub number: usize,
    /// Name of the commune.
    pub commune_name: String,
    /// Name of the village.
    pub village_name: String,
    /// Year of the review.
    pub year: i32,
    /// How many copies are signed, where the procedure says.
    pub copies: Option<u32>,
    /// Who takes part (codes of `review_actors`).
    pub actors: Vec<String>,
    /// What was said of each household.
    pub lines: Vec<MinutesLine>,
}

/// What was said of one household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinutesLine {
    /// Number of the household within the commune.
    pub code: String,
    /// Name of the head.
    pub head_name: String,
    /// Persons.
    pub size: i64,
    /// Class before, or `none`.
    pub previous_class: String,
    /// Class the survey came to.
    pub proposed: Class,
    /// Which list it would stand in.
    pub result: Option<ReviewResult>,
    /// Agreed, did not agree, what was said.
    pub opinion: HouseholdOpinion,
    /// Whether enough agreed.
    pub agreed: bool,
    /// Scores A and B that lay before the meeting, while the form still has them.
    pub scores: (Option<i64>, Option<i64>),
}

impl Context {
    /// Meetings of a village with their minutes, in order: the chain of meetings.
    ///
    /// # Errors
    /// A village outside the actor's area.
    pub async fn minutes(
        &self,
        actor: &Actor,
        (province, round_id, village): VillageRef<'_>,
    ) -> Result<Vec<Minutes>, Error> {
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, (province, round_id)).await?;
        self.permit(actor, Action::HouseholdList, round.village_area(village))?;
        let step = round.procedure.step("meeting");
        let lines = tx.list_forms(province, round_id, Some(village)).await?;
        let lines: BTreeMap<Uuid, FormLine> =
            lines.into_iter().map(|line| (line.form_id, line)).collect();
        let village_name = self.village_name(&mut tx, province, village).await?;
        let mut all = Vec::new();
        let meetings = tx.list_meetings(province, round_id, Some(village)).await?;
        for (number, meeting) in (1..).zip(meetings) {
            let mut said = Vec::new();
            for opinion in tx.list_opinions(province, meeting.meeting_id).await? {
                let Some(line) = lines.get(&opinion.form_id) else {
                    continue;
                };
                let count = |number: i64| u32::try_from(number).unwrap_or_default();
                said.push(MinutesLine {
                    code: line.code.clone(),
                    head_name: line.head_name.clone(),
                    size: line.size,
                    previous_class: line.previous_class.clone(),
                    proposed: Class::parse(&opinion.proposed_class)
                        .ok_or_else(|| damaged("class"))?,
                    result: result_of(&FormLine {
                        state: "confirmed".to_owned(),
                        class: Some(opinion.proposed_class.clone()),
                        ..line.clone()
                    }),
                    agreed: opinion.agreed,
                    scores: if opinion.form_version == line.version {
                        (line.score_a, line.score_b)
                    } else {
                        (None, None)
                    },
                    opinion: HouseholdOpinion {
                        form_id: opinion.form_id,
                        agree: count(opinion.agree),
                        disagree: count(opinion.disagree),
                        opinion: opinion.opinion,
                    },
                });
            }
            said.sort_by(|a, b| a.code.cmp(&b.code));
            all.push(Minutes {
                meeting,
                number,
                commune_name: self.commune_name(&round.row.commune_code),
                village_name: village_name.clone(),
                year: round.year(),
                copies: step.and_then(|step| Some(step.copies.as_ref()?.count)),
                actors: step.map(|step| step.actors.clone()).unwrap_or_default(),
                lines: said,
            });
        }
        Ok(all)
    }
}
