//! Doubts about a household's class that a named person must resolve.

use super::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A doubt and how it was resolved.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct DoubtFlag {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub flag_id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// The form.
    pub form_id: Uuid,
    /// Which rule raised it.
    pub kind: String,
    /// Years in a row the household has been in a list, this one included.
    pub years: i64,
    /// `kept` or `removed`.
    pub resolution: Option<String>,
    /// Why.
    pub resolution_reason: Option<String>,
    /// When.
    pub resolved_at: Option<DateTime<Utc>>,
    /// By whom.
    pub resolved_by: Option<Uuid>,
    /// When it was raised.
    pub raised_at: DateTime<Utc>,
}

impl Tx {
    /// Adds a doubt; one of the same kind about the same form stays as it is.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_doubt(&mut self, flag: &DoubtFlag) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO doubt_flag (province_code, flag_id, round_id, form_id, \
             kind, years, raised_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
        execute!(
            self,
            SQL,
            &flag.province_code,
            flag.flag_id,
            flag.round_id,
            flag.form_id,
            &flag.kind,
            flag.years,
            flag.raised_at,
        );
        Ok(())
    }

    /// One doubt.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_doubt(
        &mut self,
        province_code: &str,
        flag_id: Uuid,
    ) -> Result<Option<DoubtFlag>, StoreError> {
        const SQL: &str = "SELECT * FROM doubt_flag WHERE province_code = $1 AND flag_id = $2";
        Ok(fetch_optional!(self, SQL, province_code, flag_id))
    }

    /// Doubts of a round, in order.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_doubts(
        &mut self,
        province_code: &str,
        round_id: Uuid,
    ) -> Result<Vec<DoubtFlag>, StoreError> {
        const SQL: &str = "SELECT * FROM doubt_flag \
             WHERE province_code = $1 AND round_id = $2 ORDER BY raised_at, flag_id";
        Ok(fetch_all!(self, SQL, province_code, round_id))
    }

    /// Resolves a doubt, once.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is resolved already.
    pub async fn resolve_doubt(
        &mut self,
        province_code: &str,
        flag_id: Uuid,
        (resolution, reason): (&str, &str),
        (at, by): (DateTime<Utc>, Uuid),
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE doubt_flag SET resolution = $3, resolution_reason = $4, \
             resolved_at = $5, resolved_by = $6 \
             WHERE province_code = $1 AND flag_id = $2 AND resolution IS NULL";
        match execute!(
            self,
            SQL,
            province_code,
            flag_id,
            resolution,
            reason,
            at,
            by
        ) {
            0 => Err(StoreError::Stale("doubt_flag")),
            _ => Ok(()),
        }
    }

    /// Drops the unresolved doubts of a form whose answers are opened again: the new answers are
    /// looked at anew.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn drop_open_doubts(
        &mut self,
        province_code: &str,
        form_id: Uuid,
    ) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM doubt_flag \
             WHERE province_code = $1 AND form_id = $2 AND resolution IS NULL";
        execute!(self, SQL, province_code, form_id);
        Ok(())
    }
}
