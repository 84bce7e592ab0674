//! Coverage: nobody who must be reviewed this year is forgotten.

use crate::access::{Action, Actor, Area};
use crate::{Context, Error};
use chrono::Datelike;
use vuonlen_store::coverage::Uncovered;

/// Households of one commune without a form this year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageList {
    /// Its province.
    pub province: String,
    /// The commune.
    pub commune: String,
    /// The year.
    pub year: i32,
    /// The households, in Vietnamese order.
    pub households: Vec<Uncovered>,
}

impl Context {
    /// Poor, near-poor and newly escaped households without a form this year, in the communes
    /// and villages of the actor. Areas wider than a commune have lists too long to read.
    ///
    /// # Errors
    /// When the actor may not list households.
    pub async fn coverage(&self, actor: &Actor) -> Result<Vec<CoverageList>, Error> {
        let scope = self.scope(actor, Action::HouseholdList)?;
        let year = self.today().year();
        let mut lists: Vec<CoverageList> = Vec::new();
        let mut tx = self.store.read().await?;
        for area in scope.areas() {
            let (Some(province), Some(commune)) = (area.province(), area.commune()) else {
                continue;
            };
            if lists.iter().any(|list| list.commune == commune) {
                continue;
            }
            let mut households = tx.list_uncovered(province, commune, year.into()).await?;
            households.retain(|one| {
                scope.covers(&Area::Village {
                    province: province.to_owned(),
                    commune: commune.to_owned(),
                    village: one.village_id,
                })
            });
            lists.push(CoverageList {
                province: province.to_owned(),
                commune: commune.to_owned(),
                year,
                households,
            });
        }
        Ok(lists)
    }
}
