//! Editing a household: the newest version to begin with, and both versions when somebody else
//! was faster.

use super::document::HouseholdDocument;
use super::household::read_document;
use super::merge::{Merged, Side, merge};
use crate::access::{Action, Actor};
use crate::context::{Deed, end_reading};
use crate::{Context, Error};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_store::Tx;
use vuonlen_store::household::HouseholdVersion;

/// A household as its form begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Editable {
    /// The newest version, which a save must be based on.
    pub version: i64,
    /// From which day the newest holds: a change cannot be in force before it.
    pub effective_on: NaiveDate,
    /// The household as the form was begun with it.
    pub document: HouseholdDocument,
}

/// What somebody else saved meanwhile, and both changes joined.
#[derive(Debug, Clone, PartialEq)]
pub struct Meanwhile {
    /// Their version.
    pub version: i64,
    /// When they saved it.
    pub recorded_at: DateTime<Utc>,
    /// Who; none for the system.
    pub recorded_by: Option<String>,
    /// Why.
    pub reason: String,
    /// Both changes joined.
    pub merged: Merged,
    /// Whether the joined household differs from what is saved.
    pub differs: bool,
}

impl Context {
    /// A household for somebody who may change it: as of version `base` for a form that was begun
    /// then, otherwise the newest. The reading is audited.
    ///
    /// # Errors
    /// [`Error::not_found`] when it does not exist or lies elsewhere.
    pub async fn edit_household(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
        base: Option<i64>,
    ) -> Result<Editable, Error> {
        let mut tx = self.store.read().await?;
        let key = (province, household_id);
        let (household, scope, area) = self
            .household_for(&mut tx, actor, Action::HouseholdWrite, key)
            .await?;
        let newest = version(&mut tx, province, household_id, household.version).await?;
        let begun = match base.filter(|base| *base != newest.version) {
            Some(base) => read_document(&version(&mut tx, province, household_id, base).await?)?,
            None => read_document(&newest)?,
        };
        let deed = Deed {
            subject_kind: "household",
            subject_id: household_id.to_string(),
            ..Deed::default()
        };
        let place = (Action::HouseholdRead, &scope, &area);
        end_reading(self, tx, actor, place, deed).await?;
        Ok(Editable {
            version: newest.version,
            effective_on: newest.effective_on,
            document: begun,
        })
    }

    /// Joins `mine`, made on version `base`, with what was saved since.
    ///
    /// # Errors
    /// [`Error::not_found`] when the household or that version does not exist or lies elsewhere.
    pub async fn merge_household(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
        base: i64,
        mine: &HouseholdDocument,
        choices: &BTreeMap<String, Side>,
    ) -> Result<Meanwhile, Error> {
        let mut tx = self.store.read().await?;
        let key = (province, household_id);
        let (household, ..) = self
            .household_for(&mut tx, actor, Action::HouseholdWrite, key)
            .await?;
        let newest = version(&mut tx, province, household_id, household.version).await?;
        let old = version(&mut tx, province, household_id, base).await?;
        let recorded_by = match newest.recorded_by {
            Some(account) => tx.find_account(account).await?.map(|one| one.display_name),
            None => None,
        };
        let wording = self.wording(&mut tx, &household.commune_code).await?;
        let theirs = read_document(&newest)?;
        let mut mine = mine.clone();
        mine.normalise();
        let merged = merge(&wording, &read_document(&old)?, &theirs, &mine, choices);
        Ok(Meanwhile {
            version: newest.version,
            recorded_at: newest.recorded_at,
            recorded_by,
            reason: newest.reason,
            differs: merged.document != theirs,
            merged,
        })
    }
}

async fn version(
    tx: &mut Tx,
    province: &str,
    household_id: Uuid,
    number: i64,
) -> Result<HouseholdVersion, Error> {
    let version = tx
        .find_household_version(province, household_id, number)
        .await?;
    version.ok_or_else(Error::not_found)
}
