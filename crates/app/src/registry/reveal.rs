//! Showing an identity number whole: one person's, on purpose, with the reason in the log.

use super::household::newest;
use crate::access::{Action, Actor};
use crate::{Context, Error};
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::text::normalise;

/// A person with the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevealedIdentity {
    /// Name.
    pub name: String,
    /// The whole number; empty when none is known.
    pub number: String,
}

impl Context {
    /// The identity number of a member of a household. That it was shown, to whom and why is
    /// audited, and stands in the household's report of who looked.
    ///
    /// # Errors
    /// No reason; a household elsewhere; nobody of that id in it.
    pub async fn reveal_identity(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
        person: Uuid,
        reason: &str,
    ) -> Result<RevealedIdentity, Error> {
        let actor = &Actor {
            reason: normalise(reason),
            ..actor.clone()
        };
        let mut tx = self.store.read().await?;
        let key = (province, household_id);
        let (household, scope, area) = self
            .household_for(&mut tx, actor, Action::IdentityReveal, key)
            .await?;
        self.reason_to_reveal(actor)?;
        let document = newest(&mut tx, &household).await?;
        let member = document.members.into_iter();
        let mut found = member.filter(|member| member.person_id == person);
        let member = found.next().ok_or_else(Error::not_found)?;
        let subject = ("household", household_id.to_string());
        let place = (Action::IdentityReveal, &scope, &area);
        let details = json!({ "person": person });
        self.write_down_reading(tx, actor, place, subject, details)
            .await?;
        Ok(RevealedIdentity {
            name: member.name,
            number: member.identity_number,
        })
    }
}
