//! Counts by village: where the poor and near-poor households are.

use super::list::HouseholdQuery;
use crate::access::{Action, Actor, authorise};
use crate::{Context, Error};
use uuid::Uuid;

/// Households of one class in one village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageClass {
    /// The village.
    pub village_id: Uuid,
    /// The class.
    pub class: String,
    /// Households.
    pub households: i64,
    /// Persons in them.
    pub persons: i64,
}

impl Context {
    /// Households and persons of a commune by village and class; `None` for somebody who may not
    /// see figures.
    ///
    /// # Errors
    /// What the store says.
    pub async fn count_by_village(
        &self,
        actor: &Actor,
        commune: &str,
    ) -> Result<Option<Vec<VillageClass>>, Error> {
        let Some(scope) = authorise(actor, Action::FiguresRead) else {
            return Ok(None);
        };
        let filter = HouseholdQuery {
            commune: Some(commune.to_owned()),
            ..HouseholdQuery::default()
        }
        .filter(&scope);
        let mut tx = self.store.read().await?;
        let lines = tx.count_households_by_village(&filter).await?;
        Ok(Some(
            lines
                .into_iter()
                .map(|(village_id, class, households, persons)| VillageClass {
                    village_id,
                    class,
                    households,
                    persons,
                })
                .collect(),
        ))
    }
}
