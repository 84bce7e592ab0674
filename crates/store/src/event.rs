//! What happened to households between two reviews.

use crate::sealed::guard;
use crate::tx::on;
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct HouseholdEvent {
    /// Province of the household.
    pub province_code: String,
    /// Its id.
    pub event_id: Uuid,
    /// The household.
    pub household_id: Uuid,
    /// Commune it lived in then.
    pub commune_code: String,
    /// Code of the kind of event.
    pub kind: String,
    /// The day it happened.
    pub on_date: NaiveDate,
    /// In words.
    pub note: String,
    /// The household's version it made, or that held then.
    pub version: i64,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
}

guard!(HouseholdEvent, "household_event", [province_code, event_id], [note: Text]);

impl Tx {
    /// Adds an event.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_event(&mut self, event: &HouseholdEvent) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO household_event (province_code, event_id, household_id, \
             commune_code, kind, on_date, note, version, recorded_at, recorded_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let event = self.sealed(event)?;
        on!(self, connection => sqlx::query(SQL)
            .bind(&event.province_code)
            .bind(event.event_id)
            .bind(event.household_id)
            .bind(&event.commune_code)
            .bind(&event.kind)
            .bind(event.on_date)
            .bind(&event.note)
            .bind(event.version)
            .bind(event.recorded_at)
            .bind(event.recorded_by)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// Events of a household, newest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_events_of(
        &mut self,
        province_code: &str,
        household_id: Uuid,
    ) -> Result<Vec<HouseholdEvent>, StoreError> {
        const SQL: &str = "SELECT * FROM household_event WHERE province_code = $1 \
             AND household_id = $2 ORDER BY on_date DESC, recorded_at DESC, event_id";
        let rows: Vec<HouseholdEvent> = on!(self, connection => sqlx::query_as(SQL)
            .bind(province_code)
            .bind(household_id)
            .fetch_all(connection)
            .await?);
        self.opened_all(rows)
    }

    /// Events of a commune's households from a day until a day, newest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_events_between(
        &mut self,
        province_code: &str,
        commune_code: &str,
        (from, until): (NaiveDate, NaiveDate),
    ) -> Result<Vec<HouseholdEvent>, StoreError> {
        const SQL: &str = "SELECT * FROM household_event WHERE province_code = $1 \
             AND commune_code = $2 AND on_date >= $3 AND on_date < $4 \
             ORDER BY on_date DESC, recorded_at DESC, event_id";
        let rows: Vec<HouseholdEvent> = on!(self, connection => sqlx::query_as(SQL)
            .bind(province_code)
            .bind(commune_code)
            .bind(from)
            .bind(until)
            .fetch_all(connection)
            .await?);
        self.opened_all(rows)
    }
}
