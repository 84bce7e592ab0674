//! Villages (thôn, bản, xóm, tổ dân phố) of communes.

use crate::tx::on;
use crate::{StoreError, Tx};
use chrono::NaiveDate;
use uuid::Uuid;

/// A village, from a day until a day.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Village {
    /// Province it lies in.
    pub province_code: String,
    /// Its id.
    pub village_id: Uuid,
    /// Commune it lies in.
    pub commune_code: String,
    /// Name as written.
    pub name: String,
    /// Name without marks, for searching.
    pub name_key: String,
    /// First day it exists under this name.
    pub valid_from: NaiveDate,
    /// First day it no longer exists.
    pub valid_until: Option<NaiveDate>,
    /// Into which village it was merged.
    pub merged_into: Option<Uuid>,
}

impl Tx {
    /// Adds a village.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_village(&mut self, village: &Village) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO village (province_code, village_id, commune_code, name, \
             name_key, valid_from, valid_until, merged_into) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        on!(self, connection => sqlx::query(SQL)
            .bind(&village.province_code)
            .bind(village.village_id)
            .bind(&village.commune_code)
            .bind(&village.name)
            .bind(&village.name_key)
            .bind(village.valid_from)
            .bind(village.valid_until)
            .bind(village.merged_into)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }

    /// One village.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_village(
        &mut self,
        province_code: &str,
        village_id: Uuid,
    ) -> Result<Option<Village>, StoreError> {
        const SQL: &str = "SELECT * FROM village WHERE province_code = $1 AND village_id = $2";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(province_code)
            .bind(village_id)
            .fetch_optional(connection)
            .await?))
    }

    /// Villages of a commune that exist on `date`, in Vietnamese order.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_villages(
        &mut self,
        province_code: &str,
        commune_code: &str,
        date: NaiveDate,
    ) -> Result<Vec<Village>, StoreError> {
        const SQL: &str = "SELECT * FROM village WHERE province_code = $1 AND commune_code = $2 \
             AND valid_from <= $3 AND (valid_until IS NULL OR valid_until > $3) \
             ORDER BY name COLLATE \"vi-x-icu\", village_id";
        Ok(on!(self, connection => sqlx::query_as(SQL)
            .bind(province_code)
            .bind(commune_code)
            .bind(date)
            .fetch_all(connection)
            .await?))
    }

    /// Ends a village on `until`, merged into another where one is named.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn close_village(
        &mut self,
        province_code: &str,
        village_id: Uuid,
        until: NaiveDate,
        merged_into: Option<Uuid>,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE village SET valid_until = $3, merged_into = $4 \
             WHERE province_code = $1 AND village_id = $2";
        on!(self, connection => sqlx::query(SQL)
            .bind(province_code)
            .bind(village_id)
            .bind(until)
            .bind(merged_into)
            .execute(connection)
            .await
            .map(|_| ())?);
        Ok(())
    }
}
