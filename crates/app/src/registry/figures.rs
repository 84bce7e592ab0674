//! Counts by class and village: how many poor and near-poor households there are, and where.

use super::list::HouseholdQuery;
use crate::access::{Action, Actor, Area, Scope, authorise};
use crate::{Context, Error};
use std::collections::BTreeMap;
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

/// What somebody's area holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaFigures {
    /// Households and persons by class.
    pub classes: Vec<(String, i64, i64)>,
    /// The commune, where the area is no more than one, and the households of its villages.
    pub commune: Option<(String, Vec<VillageClass>)>,
}

impl Context {
    /// What the actor's area holds, counted in one go; `None` for somebody who may not see figures.
    ///
    /// # Errors
    /// What the store says.
    pub async fn area_figures(&self, actor: &Actor) -> Result<Option<AreaFigures>, Error> {
        let Some(scope) = authorise(actor, Action::FiguresRead) else {
            return Ok(None);
        };
        let Some(commune) = only_commune(&scope) else {
            let everywhere = HouseholdQuery::default();
            return Ok(Some(AreaFigures {
                classes: self.count_by_class(actor, &everywhere).await?,
                commune: None,
            }));
        };
        let villages = self.count_by_village(actor, commune).await?;
        let villages = villages.unwrap_or_default();
        let mut classes: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for line in &villages {
            let sum = classes.entry(&line.class).or_default();
            sum.0 += line.households;
            sum.1 += line.persons;
        }
        Ok(Some(AreaFigures {
            classes: classes
                .into_iter()
                .map(|(class, (households, persons))| (class.to_owned(), households, persons))
                .collect(),
            commune: Some((commune.to_owned(), villages)),
        }))
    }

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

/// The commune in which all of a scope lies, where there is one.
fn only_commune(scope: &Scope) -> Option<&str> {
    let mut communes = scope.areas().iter().map(Area::commune);
    let first = communes.next()??;
    communes.all(|one| one == Some(first)).then_some(first)
}
