//! Notes about a household that few may read.

use crate::sealed::guard;
use crate::tx::{execute, fetch_all};
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// One note.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct HouseholdNote {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub note_id: Uuid,
    /// The household.
    pub household_id: Uuid,
    /// Its commune.
    pub commune_code: String,
    /// `unwilling`, `persuasion`, `measure` or `resolved`.
    pub kind: String,
    /// When.
    pub on_date: NaiveDate,
    /// In words.
    pub content: String,
    /// When to look again.
    pub follow_up_on: Option<NaiveDate>,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
}

guard!(HouseholdNote, "household_note", [province_code, note_id], [content: Text]);

impl Tx {
    /// Adds a note.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_note(&mut self, note: &HouseholdNote) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO household_note (province_code, note_id, household_id, \
             commune_code, kind, on_date, content, follow_up_on, recorded_at, recorded_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let note = self.sealed(note)?;
        execute!(
            self,
            SQL,
            &note.province_code,
            note.note_id,
            note.household_id,
            &note.commune_code,
            &note.kind,
            note.on_date,
            &note.content,
            note.follow_up_on,
            note.recorded_at,
            note.recorded_by,
        );
        Ok(())
    }

    /// Notes of a household, newest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_notes_of(
        &mut self,
        province_code: &str,
        household_id: Uuid,
    ) -> Result<Vec<HouseholdNote>, StoreError> {
        const SQL: &str = "SELECT * FROM household_note WHERE province_code = $1 AND household_id = $2 \
             ORDER BY on_date DESC, recorded_at DESC, note_id";
        let rows: Vec<HouseholdNote> = fetch_all!(self, SQL, province_code, household_id);
        self.opened_all(rows)
    }

    /// Notes of a commune's households, oldest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_notes_of_commune(
        &mut self,
        province_code: &str,
        commune_code: &str,
    ) -> Result<Vec<HouseholdNote>, StoreError> {
        const SQL: &str = "SELECT * FROM household_note WHERE province_code = $1 AND commune_code = $2 \
             ORDER BY on_date, recorded_at, note_id";
        let rows: Vec<HouseholdNote> = fetch_all!(self, SQL, province_code, commune_code);
        self.opened_all(rows)
    }
}
