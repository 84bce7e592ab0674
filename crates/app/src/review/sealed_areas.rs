//! Where something is sealed that an actor may see: the way into the tables.

use super::tables::COUNTRY;
use crate::access::{Action, Actor, Area};
use crate::{Context, Error};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// An area with its sealed years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedArea {
    /// Code of the unit; [`COUNTRY`] for all provinces.
    pub code: String,
    /// One village of it, where the actor sees no more.
    pub village: Option<Uuid>,
    /// Its name.
    pub name: String,
    /// Years sealed in it, newest first, with the number of communes.
    pub years: Vec<(i64, usize)>,
}

/// Communes by year.
type Years = BTreeMap<i64, BTreeSet<String>>;

impl Context {
    /// Areas with sealed years the actor may see tables of: the widest first.
    ///
    /// # Errors
    /// When the actor may see no tables.
    pub async fn sealed_areas(&self, actor: &Actor) -> Result<Vec<SealedArea>, Error> {
        let scope = self.scope(actor, Action::TableRead)?;
        let mut tx = self.store.read().await?;
        let mut areas = Vec::new();
        let mut country = Years::new();
        let all = tx.list_audit_provinces().await?;
        let provinces = all.iter().filter(|province| {
            let area = Area::Province((*province).clone());
            province.as_str() != COUNTRY && scope.touches(&area)
        });
        for province in provinces {
            let mut whole = Years::new();
            let mut communes: BTreeMap<String, Years> = BTreeMap::new();
            for snapshot in tx.list_snapshots(province, None, None).await? {
                let commune = snapshot.commune_code;
                for years in [
                    &mut whole,
                    &mut country,
                    communes.entry(commune.clone()).or_default(),
                ] {
                    let held = years.entry(snapshot.year).or_default();
                    held.insert(commune.clone());
                }
            }
            if scope.covers(&Area::Province(province.clone())) {
                let name = self.commune_name(province);
                areas.extend(area(province, None, name, &whole));
            }
            for (commune, years) in &communes {
                let here = Area::Commune {
                    province: province.clone(),
                    commune: commune.clone(),
                };
                let name = self.commune_name(commune);
                if scope.covers(&here) {
                    areas.extend(area(commune, None, name, years));
                    continue;
                }
                for mine in scope.areas() {
                    let Area::Village { village, .. } = mine else {
                        continue;
                    };
                    if here.covers(mine) {
                        let village_name = self.village_name(&mut tx, province, *village).await?;
                        let name = format!("{village_name}, {name}");
                        areas.extend(area(commune, Some(*village), name, years));
                    }
                }
            }
        }
        if scope.covers(&Area::Country) {
            let all = area(COUNTRY, None, "Cả nước".to_owned(), &country);
            areas.splice(0..0, all);
        }
        Ok(areas)
    }
}

/// An area, when anything is sealed in it.
fn area(code: &str, village: Option<Uuid>, name: String, years: &Years) -> Option<SealedArea> {
    let years: Vec<(i64, usize)> = years
        .iter()
        .rev()
        .map(|(year, communes)| (*year, communes.len()))
        .collect();
    (!years.is_empty()).then(|| SealedArea {
        code: code.to_owned(),
        village,
        name,
        years,
    })
}
