//! Villages that are no more, and what moves with them.

use crate::tx::on;
use crate::village::Village;
use crate::{StoreError, Tx};
use uuid::Uuid;

impl Tx {
    /// Every village a commune ever had, in Vietnamese order.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_villages_ever(
        &mut self,
        province_code: &str,
        commune_code: &str,
    ) -> Result<Vec<Village>, StoreError> {
        const SQL: &str = "SELECT * FROM village WHERE province_code = $1 AND commune_code = $2 \
             ORDER BY name COLLATE \"vi-x-icu\", village_id";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(province_code)
            .bind(commune_code)
            .fetch_all(connection)
            .await?))
    }

    /// Ids of the households that live in a village now, in order.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_household_ids_in(
        &mut self,
        province_code: &str,
        village_id: Uuid,
    ) -> Result<Vec<Uuid>, StoreError> {
        const SQL: &str = "SELECT household_id FROM household WHERE province_code = $1 \
             AND village_id = $2 ORDER BY household_id";
        Ok(on!(self, connection => sqlx::query_scalar(SQL)
            .bind(province_code)
            .bind(village_id)
            .fetch_all(connection)
            .await?))
    }
}
