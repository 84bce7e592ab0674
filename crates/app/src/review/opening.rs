//! The opening list of a coming standard, beside the year's result: what changes for whom.

use super::round_at::RoundRef;
use crate::access::{Action, Actor};
use crate::{Context, Error};
use std::collections::BTreeMap;
use vuonlen_store::review::FormLine;

/// The list a new standard begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningList {
    /// The standard of the year.
    pub standard: String,
    /// The coming one.
    pub opening_standard: String,
    /// Households whose class is known under both, by class of the year and opening class.
    pub moves: BTreeMap<(String, String), u32>,
    /// Households whose class is another one under the coming standard.
    pub changed: Vec<FormLine>,
    /// Households whose opening class the answers or the law data do not decide yet.
    pub undecided: Vec<FormLine>,
}

impl Context {
    /// The opening list of a round under the coming standard.
    ///
    /// # Errors
    /// A round after which no other standard follows; an area that is not the actor's.
    pub async fn opening_list(
        &self,
        actor: &Actor,
        key: RoundRef<'_>,
    ) -> Result<OpeningList, Error> {
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, key).await?;
        let permit = self.permit_within(actor, Action::HouseholdList, round.area())?;
        let Some(opening_standard) = round.row.opening_standard.clone() else {
            return Err(Error::state(
                "no_coming_standard",
                "Năm sau vẫn áp dụng chuẩn nghèo này nên không có danh sách đầu kỳ theo chuẩn mới.",
                "The same standard holds next year: there is no opening list under another one.",
            ));
        };
        let mut list = OpeningList {
            standard: round.row.standard.clone(),
            opening_standard,
            moves: BTreeMap::new(),
            changed: Vec::new(),
            undecided: Vec::new(),
        };
        for line in tx.list_forms(key.0, key.1, None).await? {
            let visible = permit.scope.covers(&round.village_area(line.village_id));
            if line.state != "confirmed" || !visible {
                continue;
            }
            match (&line.class, &line.opening_class) {
                (Some(now), Some(then)) => {
                    *list.moves.entry((now.clone(), then.clone())).or_default() += 1;
                    if now != then {
                        list.changed.push(line);
                    }
                }
                _ => list.undecided.push(line),
            }
        }
        Ok(list)
    }
}
