//! Changes during the year as reported to the level above.

use crate::event::HouseholdEvent;
use crate::tx::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// One report.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct ChangeReport {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub report_id: Uuid,
    /// The commune that reports.
    pub commune_code: String,
    /// First day of the period.
    pub from_date: NaiveDate,
    /// Last day of the period.
    pub until_date: NaiveDate,
    /// Changes in it.
    pub events: i64,
    /// Households they happened to.
    pub households: i64,
    /// What the commune adds in words.
    pub note: String,
    /// When it was sent.
    pub reported_at: DateTime<Utc>,
    /// By whom.
    pub reported_by: Option<Uuid>,
    /// When the level above acknowledged it.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// By whom.
    pub acknowledged_by: Option<Uuid>,
    /// What the level above answered.
    pub answer: String,
}

impl Tx {
    /// Adds a report.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_change_report(&mut self, report: &ChangeReport) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO change_report (province_code, report_id, commune_code, from_date, \
             until_date, events, households, note, reported_at, reported_by, \
             acknowledged_at, acknowledged_by, answer) VALUES ($1, $2, $3, $4, $5, $6, $7, \
             $8, $9, $10, $11, $12, $13)";
        execute!(
            self,
            SQL,
            &report.province_code,
            report.report_id,
            &report.commune_code,
            report.from_date,
            report.until_date,
            report.events,
            report.households,
            &report.note,
            report.reported_at,
            report.reported_by,
            report.acknowledged_at,
            report.acknowledged_by,
            &report.answer,
        );
        Ok(())
    }

    /// Says that a report carries an event.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_reported_event(
        &mut self,
        (province_code, report_id): (&str, Uuid),
        event_id: Uuid,
    ) -> Result<u64, StoreError> {
        const SQL: &str = "INSERT INTO change_report_event (province_code, report_id, event_id) VALUES \
             ($1, $2, $3)";
        Ok(execute!(self, SQL, province_code, report_id, event_id))
    }

    /// One report.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_change_report(
        &mut self,
        province_code: &str,
        report_id: Uuid,
    ) -> Result<Option<ChangeReport>, StoreError> {
        const SQL: &str = "SELECT * FROM change_report WHERE province_code = $1 AND report_id = $2";
        Ok(fetch_optional!(self, SQL, province_code, report_id))
    }

    /// Reports of a province, newest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_change_reports(
        &mut self,
        province_code: &str,
    ) -> Result<Vec<ChangeReport>, StoreError> {
        const SQL: &str = "SELECT * FROM change_report WHERE province_code = $1 \
             ORDER BY until_date DESC, reported_at DESC, report_id";
        Ok(fetch_all!(self, SQL, province_code))
    }

    /// Events of a commune up to a day that no report carries, oldest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_unreported_events(
        &mut self,
        province_code: &str,
        commune_code: &str,
        until: NaiveDate,
    ) -> Result<Vec<HouseholdEvent>, StoreError> {
        const SQL: &str = "SELECT e.* FROM household_event e WHERE e.province_code = $1 AND \
             e.commune_code = $2 AND e.on_date <= $3 AND NOT EXISTS (SELECT 1 FROM \
             change_report_event c WHERE c.province_code = e.province_code AND c.event_id = \
             e.event_id) ORDER BY e.on_date, e.recorded_at, e.event_id";
        let rows: Vec<HouseholdEvent> = fetch_all!(self, SQL, province_code, commune_code, until);
        self.opened_all(rows)
    }

    /// Events a report carries, oldest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_reported_events(
        &mut self,
        province_code: &str,
        report_id: Uuid,
    ) -> Result<Vec<HouseholdEvent>, StoreError> {
        const SQL: &str = "SELECT e.* FROM household_event e JOIN change_report_event c ON \
             c.province_code = e.province_code AND c.event_id = e.event_id WHERE \
             c.province_code = $1 AND c.report_id = $2 ORDER BY e.on_date, e.recorded_at, \
             e.event_id";
        let rows: Vec<HouseholdEvent> = fetch_all!(self, SQL, province_code, report_id);
        self.opened_all(rows)
    }

    /// The level above acknowledges a report.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is not in the state this starts from.
    pub async fn acknowledge_change_report(
        &mut self,
        (province_code, report_id): (&str, Uuid),
        (by, at): (Uuid, DateTime<Utc>),
        answer: &str,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE change_report SET acknowledged_at = $3, acknowledged_by = $4, answer = \
             $5 WHERE province_code = $1 AND report_id = $2 AND acknowledged_at IS NULL";
        let changed = execute!(self, SQL, province_code, report_id, at, by, answer);
        if changed == 0 {
            return Err(StoreError::Stale("change_report"));
        }
        Ok(())
    }
}
