//! Restricted notes: that a household does not want to leave poverty, how it was talked to, what
//! was decided. Few roles may read them, and every reading is audited.

use super::record::{day_so_far, required};
use crate::access::{Action, Actor};
use crate::{Context, Error};
use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_store::note::HouseholdNote;

/// A note to be added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewNote {
    /// One of [`note_kinds`].
    pub kind: String,
    /// When it happened.
    pub on: Option<NaiveDate>,
    /// In words.
    pub content: String,
    /// When to look again.
    pub follow_up_on: Option<NaiveDate>,
}

/// Kinds of notes, in the order of forms.
#[must_use]
pub fn note_kinds() -> Vec<(String, Text)> {
    [
        (
            "unwilling",
            "Biểu hiện trông chờ, ỷ lại",
            "Shows no will to leave poverty",
        ),
        ("persuasion", "Vận động, thuyết phục", "Talked to"),
        ("measure", "Biện pháp kiên quyết", "A firm measure"),
        ("resolved", "Đã chuyển biến", "Has changed"),
    ]
    .into_iter()
    .map(|(code, vi, en)| (code.to_owned(), Text::new(vi, en)))
    .collect()
}

impl Context {
    /// Head and restricted notes of a household, newest first. The reading is audited.
    ///
    /// # Errors
    /// When the actor may not read notes there.
    pub async fn household_notes(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
    ) -> Result<(String, Vec<HouseholdNote>), Error> {
        let mut tx = self.store.read().await?;
        let key = (province, household_id);
        let (household, scope, area) = self
            .household_for(&mut tx, actor, Action::NoteRead, key)
            .await?;
        let notes = tx.list_notes_of(province, household_id).await?;
        let subject = ("household_notes", household_id.to_string());
        let place = (Action::NoteRead, &scope, &area);
        let details = json!({ "notes": notes.len() });
        self.write_down_reading(tx, actor, place, subject, details)
            .await?;
        Ok((household.head_name, notes))
    }

    /// Adds a restricted note.
    ///
    /// # Errors
    /// Wrong fields; a household elsewhere.
    pub async fn add_note(
        &self,
        actor: &Actor,
        (province, household_id): (&str, Uuid),
        new: NewNote,
    ) -> Result<(), Error> {
        if !note_kinds().iter().any(|(code, _)| *code == new.kind) {
            return Err(Error::field(
                "kind",
                "Chọn loại ghi chú.",
                "Choose the kind.",
            ));
        }
        let content = required("content", &new.content, "Ghi nội dung.", "Write it down.")?;
        let today = self.today();
        let on_date = day_so_far("on", new.on, today)?;
        if new.follow_up_on.is_some_and(|day| day < today) {
            return Err(Error::field(
                "follow_up_on",
                "Ngày xem lại đã qua.",
                "The day to look again has passed.",
            ));
        }
        let mut tx = self.store.begin().await?;
        let key = (province, household_id);
        let (household, scope, area) = self
            .household_for(&mut tx, actor, Action::NoteWrite, key)
            .await?;
        let note = HouseholdNote {
            province_code: province.to_owned(),
            note_id: self.new_id(),
            household_id,
            commune_code: household.commune_code,
            kind: new.kind,
            on_date,
            content,
            follow_up_on: new.follow_up_on,
            recorded_at: self.now(),
            recorded_by: Some(actor.account_id),
        };
        tx.add_note(&note).await?;
        let subject = ("household_notes", household_id.to_string());
        let place = (Action::NoteWrite, &scope, &area);
        let details = json!({ "kind": note.kind });
        self.write_down(&mut tx, actor, place, subject, details)
            .await?;
        Ok(tx.commit().await?)
    }
}
