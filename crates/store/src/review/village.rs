//! Villages of a round and how far each is.

use super::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A village in a round.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct RoundVillage {
    /// Province.
    pub province_code: String,
    /// The round.
    pub round_id: Uuid,
    /// The village.
    pub village_id: Uuid,
    /// Its state.
    pub state: String,
    /// When it came into that state.
    pub changed_at: DateTime<Utc>,
}

impl Tx {
    /// Adds a village to a round.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_round_village(&mut self, village: &RoundVillage) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO round_village (province_code, round_id, village_id, \
             state, changed_at) VALUES ($1, $2, $3, $4, $5)";
        execute!(
            self,
            SQL,
            &village.province_code,
            village.round_id,
            village.village_id,
            &village.state,
            village.changed_at,
        );
        Ok(())
    }

    /// One village of a round.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_round_village(
        &mut self,
        province_code: &str,
        round_id: Uuid,
        village_id: Uuid,
    ) -> Result<Option<RoundVillage>, StoreError> {
        const SQL: &str = "SELECT * FROM round_village \
             WHERE province_code = $1 AND round_id = $2 AND village_id = $3";
        Ok(fetch_optional!(
            self,
            SQL,
            province_code,
            round_id,
            village_id
        ))
    }

    /// One village of a round, kept from being changed by others until this transaction ends:
    /// what saves a form or closes a survey begins with this.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn lock_round_village(
        &mut self,
        province_code: &str,
        round_id: Uuid,
        village_id: Uuid,
    ) -> Result<Option<RoundVillage>, StoreError> {
        const SQL: &str = "UPDATE round_village SET state = state \
             WHERE province_code = $1 AND round_id = $2 AND village_id = $3 RETURNING *";
        Ok(fetch_optional!(
            self,
            SQL,
            province_code,
            round_id,
            village_id
        ))
    }

    /// Villages of a round, by id.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_round_villages(
        &mut self,
        province_code: &str,
        round_id: Uuid,
    ) -> Result<Vec<RoundVillage>, StoreError> {
        const SQL: &str = "SELECT * FROM round_village \
             WHERE province_code = $1 AND round_id = $2 ORDER BY village_id";
        Ok(fetch_all!(self, SQL, province_code, round_id))
    }

    /// Moves a village from one state to another.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is no longer in `from`.
    pub async fn move_round_village(
        &mut self,
        (province_code, round_id, village_id): (&str, Uuid, Uuid),
        from: &str,
        to: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE round_village SET state = $5, changed_at = $6 \
             WHERE province_code = $1 AND round_id = $2 AND village_id = $3 AND state = $4";
        match execute!(self, SQL, province_code, round_id, village_id, from, to, at) {
            0 => Err(StoreError::Stale("round_village")),
            _ => Ok(()),
        }
    }
}
