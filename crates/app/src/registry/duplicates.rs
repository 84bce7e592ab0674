//! The same person in two households: “không trùng lặp”.

use super::document::HouseholdDocument;
use crate::Error;
use crate::access::{Area, Scope};
use uuid::Uuid;
use vuonlen_domain::text::key::search_key;
use vuonlen_store::Tx;
use vuonlen_store::household::PersonMatch;

/// A member who is already registered elsewhere, as far as the actor may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The member entered.
    pub person_id: Uuid,
    /// The member's name.
    pub name: String,
    /// Whether the identity numbers agree (otherwise name and date of birth).
    pub by_identity: bool,
    /// Commune where the person already is.
    pub commune_code: String,
    /// The household there, only when it lies in the actor's own area.
    pub household_id: Option<Uuid>,
}

/// Members of `document` found in another household. Each comes with the full match for the
/// notice to the other commune; the [`Duplicate`] shows only what the scope may see.
pub(super) async fn find(
    tx: &mut Tx,
    scope: &Scope,
    province: &str,
    household_id: Uuid,
    document: &HouseholdDocument,
) -> Result<Vec<(Duplicate, PersonMatch)>, Error> {
    let mut found = Vec::new();
    for member in &document.members {
        let mut matches = Vec::new();
        if !member.identity_number.is_empty() {
            let same = tx
                .list_persons_with_identity(&member.identity_number, household_id)
                .await?;
            matches.extend(same.into_iter().map(|person| (true, person)));
        }
        // A bare year of birth is shared by too many namesakes to mean anything.
        if matches.is_empty() && member.birth.len() == 10 {
            let key = search_key(&member.name);
            let same = tx
                .list_persons_named(province, &key, &member.birth, household_id)
                .await?;
            let differ = |person: &PersonMatch| {
                let number = person.identity_number.as_deref().unwrap_or_default();
                !number.is_empty()
                    && !member.identity_number.is_empty()
                    && number != member.identity_number
            };
            let possible = same.into_iter().filter(|person| !differ(person));
            matches.extend(possible.map(|person| (false, person)));
        }
        for (by_identity, person) in matches {
            let there = Area::Commune {
                province: person.province_code.clone(),
                commune: person.commune_code.clone(),
            };
            let duplicate = Duplicate {
                person_id: member.person_id,
                name: member.name.clone(),
                by_identity,
                commune_code: person.commune_code.clone(),
                household_id: scope.covers(&there).then_some(person.household_id),
            };
            found.push((duplicate, person));
        }
    }
    Ok(found)
}
