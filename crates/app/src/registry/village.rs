//! Villages: made, renamed and merged by the commune.

use crate::access::{Action, Actor, Area};
use crate::context::{Deed, audit};
use crate::{Context, Error};
use chrono::NaiveDate;
use uuid::Uuid;
use vuonlen_domain::text::key::search_key;
use vuonlen_domain::text::normalise;
use vuonlen_store::village::Village;

/// A village as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageView {
    /// Its id.
    pub village_id: Uuid,
    /// Commune it lies in.
    pub commune_code: String,
    /// Its name.
    pub name: String,
}

impl Context {
    /// The province a commune lies in today.
    ///
    /// # Errors
    /// [`Error::not_found`] for a code that names no commune today.
    pub fn commune_area(&self, commune: &str) -> Result<Area, Error> {
        let today = self.today();
        let province = self
            .law
            .units
            .province_of(commune, today)
            .ok_or_else(Error::not_found)?;
        Ok(Area::Commune {
            province: province.code.to_string(),
            commune: commune.to_owned(),
        })
    }

    /// Villages of a commune the actor may see, in Vietnamese order.
    ///
    /// # Errors
    /// When the commune is not in the actor's area.
    pub async fn villages(&self, actor: &Actor, commune: &str) -> Result<Vec<VillageView>, Error> {
        let area = self.commune_area(commune)?;
        let scope = self.scope(actor, Action::RoundRead)?;
        if !scope.touches(&area) {
            return Err(Error::not_found());
        }
        let province = area.province().unwrap_or_default();
        let mut tx = self.store.read().await?;
        let villages = tx.list_villages(province, commune, self.today()).await?;
        Ok(villages
            .into_iter()
            .filter(|village| {
                scope.covers(&Area::Village {
                    province: village.province_code.clone(),
                    commune: village.commune_code.clone(),
                    village: village.village_id,
                })
            })
            .map(|village| VillageView {
                village_id: village.village_id,
                commune_code: village.commune_code,
                name: village.name,
            })
            .collect())
    }

    /// Adds a village to a commune from a day on.
    ///
    /// # Errors
    /// An empty name or one the commune already has; a commune outside the actor's area.
    pub async fn add_village(
        &self,
        actor: &Actor,
        commune: &str,
        name: &str,
        from: NaiveDate,
    ) -> Result<Uuid, Error> {
        let area = self.commune_area(commune)?;
        let scope = self.scope_over(actor, Action::VillageWrite, &area)?;
        let name = normalise(name);
        if name.is_empty() {
            return Err(Error::field(
                "name",
                "Nhập tên thôn, bản.",
                "Enter the village's name.",
            ));
        }
        let province = area.province().unwrap_or_default().to_owned();
        let mut tx = self.store.begin().await?;
        let existing = tx.list_villages(&province, commune, from).await?;
        let key = search_key(&name);
        if existing.iter().any(|village| village.name_key == key) {
            return Err(Error::field(
                "name",
                format!("Xã đã có “{name}”. Đặt tên khác hoặc dùng thôn đã có."),
                format!("The commune already has “{name}”. Choose another name or use that one."),
            ));
        }
        let village = Village {
            province_code: province,
            village_id: self.new_id(),
            commune_code: commune.to_owned(),
            name,
            name_key: key,
            valid_from: from,
            valid_until: None,
            merged_into: None,
        };
        tx.add_village(&village).await?;
        let added = serde_json::json!({ "added": village.name });
        let deed = Deed::on(("village", village.village_id), added);
        audit(
            self,
            &mut tx,
            actor,
            (Action::VillageWrite, &scope, &area),
            deed,
        )
        .await?;
        tx.commit().await?;
        Ok(village.village_id)
    }
}
