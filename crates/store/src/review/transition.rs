//! Every change of state of a round or one of its villages.

use super::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A change of state as it happened.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Transition {
    /// Province.
    pub province_code: String,
    /// The round.
    pub round_id: Uuid,
    /// Position among the round's changes, from 1.
    pub sequence: i64,
    /// The village, where it was not the round itself.
    pub village_id: Option<Uuid>,
    /// State before.
    pub from_state: String,
    /// State after.
    pub to_state: String,
    /// Why; empty for a step forward.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub account_id: Option<Uuid>,
}

impl Tx {
    /// Adds a change of state behind the round's others; its `sequence` is given here.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_transition(&mut self, transition: &Transition) -> Result<(), StoreError> {
        const LAST: &str = "SELECT COALESCE(MAX(sequence), 0) FROM round_transition \
             WHERE province_code = $1 AND round_id = $2";
        const SQL: &str = "INSERT INTO round_transition (province_code, round_id, sequence, \
             village_id, from_state, to_state, reason, at, account_id) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let last: Option<(i64,)> =
            fetch_optional!(self, LAST, &transition.province_code, transition.round_id);
        execute!(
            self,
            SQL,
            &transition.province_code,
            transition.round_id,
            last.unwrap_or_default().0 + 1,
            transition.village_id,
            &transition.from_state,
            &transition.to_state,
            &transition.reason,
            transition.at,
            transition.account_id,
        );
        Ok(())
    }

    /// A round's changes of state, in order.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_transitions(
        &mut self,
        province_code: &str,
        round_id: Uuid,
    ) -> Result<Vec<Transition>, StoreError> {
        const SQL: &str = "SELECT * FROM round_transition \
             WHERE province_code = $1 AND round_id = $2 ORDER BY sequence";
        Ok(fetch_all!(self, SQL, province_code, round_id))
    }
}
