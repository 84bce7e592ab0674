//! Lists of households that were checked, and perhaps taken into the registry.

use crate::sealed::guard;
use crate::tx::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// One list.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct RegistryImport {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub import_id: Uuid,
    /// The commune it is for.
    pub commune_code: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Name of the file.
    pub name: String,
    /// Households met in it.
    pub met: i64,
    /// Households that can be taken in.
    pub accepted: i64,
    /// What is wrong with the others, as JSON.
    pub problems: String,
    /// `checked`, `taken` or `dropped`.
    pub state: String,
    /// When it was entered.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: Option<Uuid>,
    /// When it was taken in.
    pub taken_at: Option<DateTime<Utc>>,
    /// By whom.
    pub taken_by: Option<Uuid>,
}

guard!(RegistryImport, "registry_import", [province_code, import_id], [problems: Text]);

impl Tx {
    /// Adds a list that was checked.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_import(&mut self, import: &RegistryImport) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO registry_import (province_code, import_id, commune_code, sha256, \
             name, met, accepted, problems, state, recorded_at, recorded_by, taken_at, \
             taken_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let import = self.sealed(import)?;
        execute!(
            self,
            SQL,
            &import.province_code,
            import.import_id,
            &import.commune_code,
            &import.sha256,
            &import.name,
            import.met,
            import.accepted,
            &import.problems,
            &import.state,
            import.recorded_at,
            import.recorded_by,
            import.taken_at,
            import.taken_by,
        );
        Ok(())
    }

    /// One list.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_import(
        &mut self,
        province_code: &str,
        import_id: Uuid,
    ) -> Result<Option<RegistryImport>, StoreError> {
        const SQL: &str =
            "SELECT * FROM registry_import WHERE province_code = $1 AND import_id = $2";
        let found: Option<RegistryImport> = fetch_optional!(self, SQL, province_code, import_id);
        self.opened_one(found)
    }

    /// Lists of a commune, newest first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_imports(
        &mut self,
        province_code: &str,
        commune_code: &str,
    ) -> Result<Vec<RegistryImport>, StoreError> {
        const SQL: &str = "SELECT * FROM registry_import WHERE province_code = $1 AND commune_code = $2 \
             ORDER BY recorded_at DESC, import_id";
        let rows: Vec<RegistryImport> = fetch_all!(self, SQL, province_code, commune_code);
        self.opened_all(rows)
    }

    /// Says that a checked list was taken in or dropped.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is not in the state this starts from.
    pub async fn finish_import(
        &mut self,
        (province_code, import_id): (&str, Uuid),
        state: &str,
        (by, at): (Uuid, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE registry_import SET state = $3, taken_by = $4, taken_at = $5 WHERE \
             province_code = $1 AND import_id = $2 AND state = 'checked'";
        let changed = execute!(self, SQL, province_code, import_id, state, by, at);
        if changed == 0 {
            return Err(StoreError::Stale("registry_import"));
        }
        Ok(())
    }

    /// Codes of a commune's households.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_codes_of_commune(
        &mut self,
        province_code: &str,
        commune_code: &str,
    ) -> Result<Vec<(String,)>, StoreError> {
        const SQL: &str = "SELECT code FROM household WHERE province_code = $1 AND commune_code = $2 \
             ORDER BY code";
        Ok(fetch_all!(self, SQL, province_code, commune_code))
    }
}
