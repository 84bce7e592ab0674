//! Closing a village's survey: every household has a class.

use super::confirm::named;
use super::duties::naming;
use super::round_at::VillageRef;
use crate::access::{Action, Actor};
use crate::{Context, Error};
use serde_json::json;
use std::collections::BTreeMap;
use vuonlen_domain::review::{Coverage, FormState};
use vuonlen_store::review::FormLine;

/// What a closed survey found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// How the list was covered.
    pub coverage: Coverage,
    /// Households by class.
    pub classes: BTreeMap<String, u32>,
    /// Doubts raised about long-standing classes.
    pub doubts: usize,
}

impl Context {
    /// Closes the survey of a village: coverage is complete, classes stand, doubts are raised.
    ///
    /// # Errors
    /// Households without a confirmed form or an explanation: they are named.
    pub async fn close_survey(
        &self,
        actor: &Actor,
        (province, round_id, village): VillageRef<'_>,
    ) -> Result<Scored, Error> {
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, (province, round_id)).await?;
        let permit = self.permit(actor, Action::SurveyScore, round.village_area(village))?;
        let from = round.locked_village(&mut tx, village).await?;
        let lines = tx.list_forms(province, round_id, Some(village)).await?;
        let coverage = coverage(lines.iter().map(|line| (line.state.as_str(), 1)));
        let to = from.score(coverage).map_err(|refused| {
            let open = lines.iter().filter(|line| !is_covered(line));
            let items = open.map(|line| {
                named(
                    line.form_id,
                    format!(
                        "Hộ {} ({}) chưa có phiếu đã xác nhận.",
                        line.code, line.head_name
                    ),
                    format!(
                        "Household {} ({}) has no confirmed form.",
                        line.code, line.head_name
                    ),
                )
            });
            naming(refused.into(), items.collect())
        })?;
        let mut forms = Vec::new();
        for line in &lines {
            forms.extend(tx.find_form(province, line.form_id).await?);
        }
        let doubts = self.raise_doubts(&mut tx, &round, &forms).await?;
        let states = (from.state().code(), to.state().code());
        permit
            .move_village(&mut tx, &round, village, states, "")
            .await?;
        let mut classes = BTreeMap::new();
        for class in lines.iter().filter_map(|line| line.class.clone()) {
            *classes.entry(class).or_default() += 1;
        }
        let details = json!({ "scored": village, "classes": classes, "doubts": doubts });
        permit
            .record(&mut tx, ("round", round_id), details, "")
            .await?;
        tx.commit().await?;
        Ok(Scored {
            coverage,
            classes,
            doubts,
        })
    }
}

/// How much of a list is done, of forms counted by their state; those taken off it do not count.
pub(super) fn coverage<'a>(forms: impl IntoIterator<Item = (&'a str, u32)>) -> Coverage {
    let mut coverage = Coverage::default();
    for (state, forms) in forms {
        let (confirmed, explained) = match FormState::parse(state) {
            Some(FormState::Listed | FormState::Draft) => (0, 0),
            Some(FormState::Confirmed) => (forms, 0),
            Some(FormState::Explained) => (0, forms),
            Some(FormState::Removed) | None => continue,
        };
        coverage.listed += forms;
        coverage.confirmed += confirmed;
        coverage.explained += explained;
    }
    coverage
}

fn is_covered(line: &FormLine) -> bool {
    ["confirmed", "explained", "removed"].contains(&line.state.as_str())
}
