//! Notices of the same person in two households: told to the other commune, settled by it.

use super::duplicates::Duplicate;
use crate::access::{Action, Actor, Area};
use crate::context::{Deed, audit};
use crate::{Context, Error};
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vuonlen_domain::text::normalise;
use vuonlen_store::Tx;
use vuonlen_store::household::{Household, PersonMatch};
use vuonlen_store::notice::DuplicateNotice;

/// A notice as its commune sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeView {
    /// Its id.
    pub notice_id: Uuid,
    /// Province of both communes' chain.
    pub province: String,
    /// The commune's own household.
    pub household_id: Uuid,
    /// Its head.
    pub head_name: String,
    /// The person in it; empty when no longer a member.
    pub person_name: String,
    /// Name of the commune where the person was entered too.
    pub elsewhere: String,
    /// Whether the identity numbers agree (otherwise name and date of birth).
    pub by_identity: bool,
    /// Since when.
    pub at: DateTime<Utc>,
}

impl Context {
    /// Open notices of the communes in the actor's area, oldest first.
    ///
    /// # Errors
    /// When the actor may not settle them.
    pub async fn notices(&self, actor: &Actor) -> Result<Vec<NoticeView>, Error> {
        let scope = self.scope(actor, Action::DuplicateResolve)?;
        let mut views = Vec::new();
        let mut tx = self.store.read().await?;
        for area in scope.areas() {
            let Area::Commune { province, commune } = area else {
                continue;
            };
            for notice in tx.list_open_notices(province, commune).await? {
                let household = tx.find_household(province, notice.household_id).await?;
                let person = tx
                    .find_person_name(province, notice.household_id, notice.person_id)
                    .await?;
                views.push(NoticeView {
                    notice_id: notice.notice_id,
                    province: province.clone(),
                    household_id: notice.household_id,
                    head_name: household.map(|one| one.head_name).unwrap_or_default(),
                    person_name: person.unwrap_or_default(),
                    elsewhere: self.unit_name(&notice.other_commune_code),
                    by_identity: notice.matched_on == "identity",
                    at: notice.at,
                });
            }
        }
        Ok(views)
    }

    /// How many notices [`Context::notices`] lists.
    ///
    /// # Errors
    /// When the actor may not settle them.
    pub async fn count_notices(&self, actor: &Actor) -> Result<i64, Error> {
        let scope = self.scope(actor, Action::DuplicateResolve)?;
        let mut open = 0;
        let mut tx = self.store.read().await?;
        for area in scope.areas() {
            if let Area::Commune { province, commune } = area {
                open += tx.count_open_notices(province, commune).await?;
            }
        }
        Ok(open)
    }

    /// Settles a notice with what was found.
    ///
    /// # Errors
    /// [`Error::not_found`] for another commune's, [`Error::conflict`] when settled already.
    pub async fn resolve_notice(
        &self,
        actor: &Actor,
        province: &str,
        notice_id: Uuid,
        resolution: &str,
    ) -> Result<(), Error> {
        let resolution = normalise(resolution);
        if resolution.is_empty() {
            return Err(Error::field(
                "resolution",
                "Ghi kết quả kiểm tra: ai đúng, đã sửa ở đâu.",
                "Write what was found: who is right, what was corrected where.",
            ));
        }
        let mut tx = self.store.begin().await?;
        let notice = tx.find_notice(province, notice_id).await?;
        let notice = notice.ok_or_else(Error::not_found)?;
        let area = Area::Commune {
            province: province.to_owned(),
            commune: notice.commune_code,
        };
        let scope = self.scope_over(actor, Action::DuplicateResolve, &area)?;
        let by = (actor.account_id, self.now());
        tx.resolve_notice(province, notice_id, by, &resolution)
            .await?;
        let deed = Deed {
            subject_kind: "duplicate_notice",
            subject_id: notice_id.to_string(),
            ..Deed::default()
        };
        let place = (Action::DuplicateResolve, &scope, &area);
        audit(self, &mut tx, actor, place, deed).await?;
        Ok(tx.commit().await?)
    }

    /// Tells the communes of those already registered.
    pub(super) async fn tell_communes(
        &self,
        tx: &mut Tx,
        household: &Household,
        found: &[(Duplicate, PersonMatch)],
    ) -> Result<(), Error> {
        for (duplicate, person) in found {
            let matched_on = if duplicate.by_identity {
                "identity"
            } else {
                "name_and_birth"
            };
            tx.add_notice(&DuplicateNotice {
                province_code: person.province_code.clone(),
                notice_id: self.new_id(),
                commune_code: person.commune_code.clone(),
                household_id: person.household_id,
                person_id: person.person_id,
                other_commune_code: household.commune_code.clone(),
                matched_on: matched_on.to_owned(),
                at: self.now(),
                resolved_at: None,
                resolved_by: None,
                resolution: None,
            })
            .await?;
        }
        Ok(())
    }

    /// The name of a unit with what it lies in, today or when it last existed.
    #[must_use]
    pub fn unit_name(&self, code: &str) -> String {
        let units = &self.law.units;
        let today = units.path(code, self.today());
        today
            .or_else(|| Some(units.versions(code).last()?.name_in_text()))
            .unwrap_or_else(|| code.to_owned())
    }
}
