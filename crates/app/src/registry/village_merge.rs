//! Two villages become one: households move, their history keeps the old name.

use super::household::{newest, persons};
use crate::access::{Action, Actor};
use crate::context::{Deed, audit};
use crate::{Context, Error};
use chrono::NaiveDate;
use uuid::Uuid;
use vuonlen_store::Tx;
use vuonlen_store::village::Village;

impl Context {
    /// Merges the village `from` into `into` on a day: every household of it gets a version in
    /// the village that remains. Returns how many moved.
    ///
    /// # Errors
    /// Villages that are not the commune's or the same one; a day before either exists or in the
    /// future; a commune outside the actor's area.
    pub async fn merge_villages(
        &self,
        actor: &Actor,
        commune: &str,
        (from, into): (Uuid, Uuid),
        on: NaiveDate,
    ) -> Result<usize, Error> {
        let area = self.commune_area(commune)?;
        let scope = self.scope_over(actor, Action::VillageWrite, &area)?;
        if from == into {
            return Err(Error::field(
                "into",
                "Chọn hai thôn, bản khác nhau.",
                "Choose two different villages.",
            ));
        }
        let province = area.province().unwrap_or_default();
        let mut tx = self.store.begin().await?;
        let (ends, remains) = (
            open_village(&mut tx, province, commune, from, "from").await?,
            open_village(&mut tx, province, commune, into, "into").await?,
        );
        if on > self.today() || on <= ends.valid_from || on < remains.valid_from {
            return Err(Error::field(
                "on",
                "Ngày nhập phải sau ngày thành lập của hai thôn và không ở tương lai.",
                "The day must come after both villages began, and not lie in the future.",
            ));
        }
        let reason = format!("Nhập {} vào {}", ends.name, remains.name);
        let households = tx.list_household_ids_in(province, from).await?;
        for id in &households {
            self.move_household(&mut tx, actor, (province, *id), into, (on, &reason))
                .await?;
        }
        tx.close_village(province, from, on, Some(into)).await?;
        let deed = Deed {
            subject_kind: "village",
            subject_id: from.to_string(),
            details: serde_json::json!({ "merged_into": into, "households": households.len() }),
            reason,
        };
        let place = (Action::VillageWrite, &scope, &area);
        audit(self, &mut tx, actor, place, deed).await?;
        tx.commit().await?;
        Ok(households.len())
    }

    async fn move_household(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        (province, id): (&str, Uuid),
        village: Uuid,
        (on, reason): (NaiveDate, &str),
    ) -> Result<(), Error> {
        let household = tx.find_household(province, id).await?;
        let mut household = household.ok_or_else(Error::not_found)?;
        let base = household.version;
        let mut document = newest(tx, &household).await?;
        document.village_id = village;
        household.village_id = village;
        household.version = base + 1;
        household.changed_at = self.now();
        let by = (actor, on, reason);
        let version = self.version(&household, Some(base), by, &document)?;
        let persons = persons(&document);
        Ok(tx
            .add_household_version(&household, &version, &persons)
            .await?)
    }
}

async fn open_village(
    tx: &mut Tx,
    province: &str,
    commune: &str,
    id: Uuid,
    field: &str,
) -> Result<Village, Error> {
    let village = tx.find_village(province, id).await?;
    village
        .filter(|village| village.commune_code == commune && village.valid_until.is_none())
        .ok_or_else(|| {
            Error::field(
                field,
                "Chọn một thôn, bản đang có của xã.",
                "Choose one of the commune's present villages.",
            )
        })
}
