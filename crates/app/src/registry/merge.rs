//! Two people changed one household: what each changed, joined; where both did, a choice.

use super::difference::{Change, owner, present};
use super::document::HouseholdDocument;
use super::parts::{Field, FieldName, FieldValue, Parts, put_together, take_apart};
use super::wording::Wording;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use vuonlen_domain::Text;

/// Whose value a choice takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The one saved meanwhile.
    Theirs,
    /// The one not saved yet.
    Mine,
}

/// A field that both changed, each in another way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collision {
    /// Its name in forms.
    pub path: String,
    /// What it is called.
    pub what: Text,
    /// What it held before either change; empty for nothing.
    pub before: Text,
    /// What is saved now.
    pub theirs: Text,
    /// What was to be saved.
    pub mine: Text,
    /// Which is taken, as far as chosen.
    pub chosen: Option<Side>,
}

/// Both changes joined.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The joined household; where nothing was chosen, as it is saved now.
    pub document: HouseholdDocument,
    /// Fields both changed.
    pub collisions: Vec<Collision>,
    /// Fields only they changed.
    pub only_theirs: Vec<Change>,
    /// Fields only I changed.
    pub only_mine: Vec<Change>,
}

impl Merged {
    /// Whether every collision has been decided.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.collisions.iter().all(|one| one.chosen.is_some())
    }
}

/// Joins `theirs` and `mine`, both made on `base`. `choices` are by [`Collision::path`].
#[must_use]
pub fn merge(
    wording: &Wording<'_>,
    base: &HouseholdDocument,
    theirs: &HouseholdDocument,
    mine: &HouseholdDocument,
    choices: &BTreeMap<String, Side>,
) -> Merged {
    let (old, their, my) = (take_apart(base), take_apart(theirs), take_apart(mine));
    let mut joined = their.clone();
    let (mut collisions, mut only_theirs, mut only_mine) = (Vec::new(), Vec::new(), Vec::new());
    let fields: BTreeSet<&Field> = old.keys().chain(their.keys()).chain(my.keys()).collect();
    for field in fields {
        let Some((field, was, is, wanted)) = unit(field, &old, &their, &my) else {
            continue;
        };
        if is == wanted {
            continue;
        }
        let what = wording.field(field, &owner(field, [theirs, mine, base]));
        let words = |value: &Held<'_>| wording.value(field, value.value);
        let change = |before: &Held<'_>, after: &Held<'_>| Change {
            path: field.to_string(),
            what: what.clone(),
            before: words(before),
            after: words(after),
        };
        if wanted == was {
            only_theirs.push(change(&was, &is));
        } else if is == was {
            only_mine.push(change(&was, &wanted));
            take(&mut joined, field, &my);
        } else {
            let path = field.to_string();
            let chosen = choices.get(&path).copied();
            if chosen == Some(Side::Mine) {
                take(&mut joined, field, &my);
            }
            collisions.push(Collision {
                path,
                what: what.clone(),
                before: words(&was),
                theirs: words(&is),
                mine: words(&wanted),
                chosen,
            });
        }
    }
    let order: Vec<Uuid> = theirs.members.iter().map(|one| one.person_id).collect();
    let added = mine.members.iter().map(|one| one.person_id);
    let added = added.filter(|id| !order.contains(id)).collect::<Vec<_>>();
    let order = [order, added].concat();
    Merged {
        document: put_together(theirs, &joined, &order),
        collisions,
        only_theirs,
        only_mine,
    }
}

/// What a field holds on one side: for a member who joined or left on one side, all of him.
#[derive(PartialEq)]
struct Held<'a> {
    value: Option<&'a FieldValue>,
    whole: Vec<(&'a Field, &'a FieldValue)>,
}

/// A field with what it holds before, in theirs and in mine. A member who is missing on a side
/// is handled as a whole, under the field that says he belongs to the household.
fn unit<'a>(
    field: &'a Field,
    old: &'a Parts,
    their: &'a Parts,
    my: &'a Parts,
) -> Option<(&'a Field, Held<'a>, Held<'a>, Held<'a>)> {
    let everywhere = field.member.is_none_or(|id| {
        let present = present(id);
        their.contains_key(&present) && my.contains_key(&present)
    });
    if !everywhere && field.name != FieldName::Present {
        return None;
    }
    let held = |parts: &'a Parts| Held {
        value: parts.get(field),
        whole: if everywhere {
            Vec::new()
        } else {
            parts
                .iter()
                .filter(|(one, _)| one.member == field.member)
                .collect()
        },
    };
    Some((field, held(old), held(their), held(my)))
}

/// Takes a field, or a whole member, from `mine`.
fn take(joined: &mut Parts, field: &Field, mine: &Parts) {
    if field.name == FieldName::Present {
        joined.retain(|one, _| one.member != field.member);
        let whole = mine.iter().filter(|(one, _)| one.member == field.member);
        joined.extend(whole.map(|(one, value)| (one.clone(), value.clone())));
        return;
    }
    match mine.get(field) {
        Some(value) => joined.insert(field.clone(), value.clone()),
        None => joined.remove(field),
    };
}
