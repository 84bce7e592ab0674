//! A household splits: some members become a household of their own.

use super::document::{Answer, HouseholdDocument, MemberDocument};
use super::household::{known_village, newest, persons, taken};
use crate::access::{Action, Actor};
use crate::{Context, Error};
use chrono::NaiveDate;
use uuid::Uuid;
use vuonlen_domain::text::normalise;

/// The kind of event both households get.
const SPLIT: &str = "split";

/// A split to be recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewSplit {
    /// Version of the household the form was filled in over.
    pub base: i64,
    /// Members who leave.
    pub leaving: Vec<Uuid>,
    /// Who heads the new household: one of them.
    pub head: Option<Uuid>,
    /// Who heads the old one, where its head leaves.
    pub remaining_head: Option<Uuid>,
    /// Code of the new household.
    pub code: String,
    /// Village the new household lives in.
    pub village_id: Option<Uuid>,
    /// Its house number, hamlet or a landmark.
    pub address: String,
    /// The day it happened.
    pub on: Option<NaiveDate>,
    /// In words.
    pub note: String,
}

/// The two documents a split makes of one.
struct Halves {
    staying: HouseholdDocument,
    leaving: HouseholdDocument,
}

impl Context {
    /// Splits a household: the old one gets a version without those who leave, the new one its
    /// first version with them, and both the event. Relations to a head who is another now are
    /// left open, and so are the new household's answers: the next survey asks for them.
    ///
    /// # Errors
    /// [`Error::conflict`] when somebody saved after `base`; wrong fields; another's area.
    pub async fn split_household(
        &self,
        actor: &Actor,
        key: (&str, Uuid),
        new: &NewSplit,
    ) -> Result<Uuid, Error> {
        let mut tx = self.store.begin().await?;
        let (before, scope, area) = self
            .household_for(&mut tx, actor, Action::HouseholdWrite, key)
            .await?;
        if before.version != new.base {
            return Err(Error::conflict());
        }
        let document = newest(&mut tx, &before).await?;
        let on = new.on.ok_or_else(|| {
            Error::field("on", "Nhập ngày tách hộ.", "Enter the day of the split.")
        })?;
        let halves = halves(&document, new)?;
        let new_area = self.village_area(&halves.leaving)?;
        if !scope.covers(&new_area) {
            return Err(Error::field(
                "village_id",
                "Thôn này không thuộc địa bàn của bạn.",
                "This village is not in your area.",
            ));
        }
        self.validate(&halves.staying, on)
            .and_then(|()| self.validate(&halves.leaving, on))
            .map_err(renamed)?;

        let mut old = self.projection(before.household_id, &halves.staying, Some(&before))?;
        old.version = new.base + 1;
        let reason = normalise(&new.note);
        let by = (actor, on, reason.as_str());
        let version = self.version(&old, Some(new.base), by, &halves.staying)?;
        tx.add_household_version(&old, &version, &persons(&halves.staying))
            .await?;

        let household = self.projection(self.new_id(), &halves.leaving, None)?;
        known_village(&mut tx, &household).await?;
        let version = self.version(&household, None, by, &halves.leaving)?;
        tx.add_household(&household, &version, &persons(&halves.leaving))
            .await
            .map_err(|error| taken(error, &halves.leaving))?;

        let place = |area| (Action::HouseholdWrite, &scope, area);
        self.finish_save(&mut tx, actor, place(&area), &old, &halves.staying)
            .await?;
        self.finish_save(
            &mut tx,
            actor,
            place(&new_area),
            &household,
            &halves.leaving,
        )
        .await?;
        for (one, area) in [(&old, &area), (&household, &new_area)] {
            self.add_event(&mut tx, actor, (&scope, area), one, (SPLIT, on, &reason))
                .await?;
        }
        tx.commit().await?;
        Ok(household.household_id)
    }
}

/// Divides the members, and gives each side its head.
fn halves(document: &HouseholdDocument, new: &NewSplit) -> Result<Halves, Error> {
    let (leaving, staying): (Vec<_>, Vec<_>) = document
        .members
        .iter()
        .cloned()
        .partition(|member| new.leaving.contains(&member.person_id));
    if leaving.is_empty() {
        return Err(Error::field(
            "leaving",
            "Chọn ít nhất một người tách ra.",
            "Choose at least one member who leaves.",
        ));
    }
    if staying.is_empty() {
        return Err(Error::field(
            "leaving",
            "Phải còn ít nhất một người ở lại. Nếu cả hộ rời đi, ghi biến động “Hộ chuyển đi”.",
            "At least one member has to stay. If everybody leaves, record “Household moved out”.",
        ));
    }
    let new_head = new
        .head
        .filter(|head| has(&leaving, *head))
        .ok_or_else(|| {
            Error::field(
                "head",
                "Chọn chủ hộ mới trong số những người tách ra.",
                "Choose the new household's head among those who leave.",
            )
        })?;
    let old_head = document.head().map(|head| head.person_id);
    let stays = old_head.filter(|head| has(&staying, *head));
    let chosen = new.remaining_head.filter(|head| has(&staying, *head));
    let remaining_head = stays.or(chosen).ok_or_else(|| {
        Error::field(
            "remaining_head",
            "Chủ hộ tách ra: chọn chủ hộ cho những người ở lại.",
            "The head leaves: choose a head for those who stay.",
        )
    })?;
    Ok(Halves {
        staying: HouseholdDocument {
            members: headed(staying, remaining_head, stays.is_some()),
            ..document.clone()
        },
        leaving: {
            let mut document = HouseholdDocument {
                code: new.code.clone(),
                village_id: new.village_id.unwrap_or(document.village_id),
                address: new.address.clone(),
                members: headed(leaving, new_head, false),
                answers: super::document::Answers::default(),
                ..document.clone()
            };
            document.normalise();
            document
        },
    })
}

fn has(members: &[MemberDocument], id: Uuid) -> bool {
    members.iter().any(|member| member.person_id == id)
}

/// The members with `head` first. Where the head is another than before, how the others are
/// related to him or her is not known.
fn headed(mut members: Vec<MemberDocument>, head: Uuid, as_before: bool) -> Vec<MemberDocument> {
    if as_before {
        return members;
    }
    for member in &mut members {
        member.answers.remove("relation");
        if member.person_id == head {
            let relation = Answer::Code("head".to_owned());
            member.answers.insert("relation".to_owned(), relation);
        }
    }
    members.sort_by_key(|member| member.person_id != head);
    members
}

/// The form of a split has one day, and says of its members who leaves.
fn renamed(mut error: Error) -> Error {
    for field in &mut error.fields {
        if field.field == "effective_on" {
            "on".clone_into(&mut field.field);
        } else if field.field.starts_with("members") {
            "leaving".clone_into(&mut field.field);
        }
    }
    error
}
