//! What differs between two versions of a household.

use super::document::HouseholdDocument;
use super::parts::{Field, FieldName, Parts, take_apart};
use super::wording::Wording;
use std::collections::BTreeSet;
use uuid::Uuid;
use vuonlen_domain::Text;

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its name in forms.
    pub path: String,
    /// What it is called.
    pub what: Text,
    /// What it held before; empty for nothing.
    pub before: Text,
    /// What it holds now; empty for nothing.
    pub after: Text,
}

/// What changed from `before` to `after`, the household first, then its members in order. A
/// member who joined or left is one change, not one for each answer.
#[must_use]
pub fn changes(
    wording: &Wording<'_>,
    before: &HouseholdDocument,
    after: &HouseholdDocument,
) -> Vec<Change> {
    let (old, new) = (take_apart(before), take_apart(after));
    let whole = |id: &Uuid| {
        let present = present(*id);
        old.contains_key(&present) && new.contains_key(&present)
    };
    let mut fields: Vec<&Field> = differing(&old, &new)
        .into_iter()
        .filter(|field| {
            let member = field.member.as_ref();
            field.name == FieldName::Present || member.is_none_or(&whole)
        })
        .collect();
    let order = |field: &Field| {
        let place = |document: &HouseholdDocument| {
            let id = field.member?;
            document.members.iter().position(|one| one.person_id == id)
        };
        (
            field.member.is_some(),
            place(after).or_else(|| place(before)),
        )
    };
    fields.sort_by_key(|field| order(field));
    fields
        .into_iter()
        .map(|field| {
            let owner = owner(field, [after, before]);
            Change {
                path: field.to_string(),
                what: wording.field(field, &owner),
                before: wording.value(field, old.get(field)),
                after: wording.value(field, new.get(field)),
            }
        })
        .collect()
}

/// The name of the member a field belongs to.
pub(super) fn owner<'a>(
    field: &Field,
    documents: impl IntoIterator<Item = &'a HouseholdDocument>,
) -> String {
    let Some(id) = field.member else {
        return String::new();
    };
    documents
        .into_iter()
        .flat_map(|document| &document.members)
        .find(|member| member.person_id == id)
        .map(|member| member.name.clone())
        .unwrap_or_default()
}

/// The field that says a member belongs to the household.
pub(super) const fn present(id: Uuid) -> Field {
    Field {
        member: Some(id),
        name: FieldName::Present,
    }
}

fn differing<'a>(old: &'a Parts, new: &'a Parts) -> Vec<&'a Field> {
    let fields: BTreeSet<&Field> = old.keys().chain(new.keys()).collect();
    fields
        .into_iter()
        .filter(|field| old.get(*field) != new.get(*field))
        .collect()
}
