//! Lists of households handed over to agencies.

use crate::tx::{execute, fetch_all};
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// One list handed over.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct ListHandover {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub handover_id: Uuid,
    /// Commune or province the list is about.
    pub area_code: String,
    /// Which list.
    pub topic: String,
    /// What it was narrowed to: an organisation, a prospect; empty for the whole list.
    pub subject: String,
    /// The agency it went to.
    pub sent_to: String,
    /// When.
    pub sent_on: NaiveDate,
    /// Households in it.
    pub households: i64,
    /// Persons in it.
    pub persons: i64,
    /// In words.
    pub note: String,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
}

impl Tx {
    /// Adds a record.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_handover(&mut self, handover: &ListHandover) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO list_handover (province_code, handover_id, area_code, topic, \
             subject, sent_to, sent_on, households, persons, note, recorded_at, \
             recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        execute!(
            self,
            SQL,
            &handover.province_code,
            handover.handover_id,
            &handover.area_code,
            &handover.topic,
            &handover.subject,
            &handover.sent_to,
            handover.sent_on,
            handover.households,
            handover.persons,
            &handover.note,
            handover.recorded_at,
            handover.recorded_by,
        );
        Ok(())
    }

    /// Lists of a topic handed over for an area, newest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_handovers(
        &mut self,
        province_code: &str,
        area_code: &str,
        topic: &str,
    ) -> Result<Vec<ListHandover>, StoreError> {
        const SQL: &str = "SELECT * FROM list_handover WHERE province_code = $1 AND area_code = $2 AND \
             topic = $3 ORDER BY sent_on DESC, recorded_at DESC, handover_id";
        Ok(fetch_all!(self, SQL, province_code, area_code, topic))
    }
}
