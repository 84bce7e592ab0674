//! Coverage: nobody who must be reviewed this year is forgotten.

use crate::access::{Action, Actor, Area, Scope};
use crate::{Context, Error};
use chrono::Datelike;
use std::collections::BTreeSet;
use uuid::Uuid;
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
        let mut lists = Vec::new();
        let mut tx = self.store.read().await?;
        for (province, commune) in communes(&scope) {
            let mut households = tx.list_uncovered(province, commune, year.into()).await?;
            households.retain(|one| reaches(&scope, (province, commune), one.village_id));
            lists.push(CoverageList {
                province: province.to_owned(),
                commune: commune.to_owned(),
                year,
                households,
            });
        }
        Ok(lists)
    }

    /// How many households [`Context::coverage`] lists.
    ///
    /// # Errors
    /// When the actor may not list households.
    pub async fn count_uncovered(&self, actor: &Actor) -> Result<i64, Error> {
        let scope = self.scope(actor, Action::HouseholdList)?;
        let year = self.today().year();
        let mut missing = 0;
        let mut tx = self.store.read().await?;
        for (province, commune) in communes(&scope) {
            let counts = tx.count_uncovered(province, commune, year.into()).await?;
            let mine = counts
                .iter()
                .filter(|(village, _)| reaches(&scope, (province, commune), *village));
            missing += mine.map(|(_, households)| households).sum::<i64>();
        }
        Ok(missing)
    }
}

/// The communes a scope names or has villages of, each once.
fn communes(scope: &Scope) -> BTreeSet<(&str, &str)> {
    let areas = scope.areas().iter();
    areas
        .filter_map(|area| Some((area.province()?, area.commune()?)))
        .collect()
}

fn reaches(scope: &Scope, (province, commune): (&str, &str), village: Uuid) -> bool {
    scope.covers(&Area::Village {
        province: province.to_owned(),
        commune: commune.to_owned(),
        village,
    })
}
