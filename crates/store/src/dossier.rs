//! Files of households' dossiers: what is known of them. Their bytes stand beside the database.

use crate::tx::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct DossierFile {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub file_id: Uuid,
    /// The household.
    pub household_id: Uuid,
    /// SHA-256 of its bytes, under which they are kept.
    pub sha256: String,
    /// Name it came with.
    pub name: String,
    /// What it is, found from its bytes.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Code of `dossier_kinds`.
    pub kind: String,
    /// The year it belongs to.
    pub year: i64,
    /// The day on the paper.
    pub dated_on: Option<NaiveDate>,
    /// In words.
    pub note: String,
    /// When it was added.
    pub added_at: DateTime<Utc>,
    /// By whom.
    pub added_by: Option<Uuid>,
    /// When it was withdrawn; its bytes stay.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// By whom.
    pub withdrawn_by: Option<Uuid>,
    /// Why.
    pub withdrawn_because: String,
}

impl Tx {
    /// Adds a file.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_dossier_file(&mut self, file: &DossierFile) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO dossier_file (province_code, file_id, household_id, sha256, name, \
             media_type, size, kind, year, dated_on, note, added_at, added_by, \
             withdrawn_at, withdrawn_by, withdrawn_because) VALUES ($1, $2, $3, $4, $5, $6, \
             $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
        execute!(
            self,
            SQL,
            &file.province_code,
            file.file_id,
            file.household_id,
            &file.sha256,
            &file.name,
            &file.media_type,
            file.size,
            &file.kind,
            file.year,
            file.dated_on,
            &file.note,
            file.added_at,
            file.added_by,
            file.withdrawn_at,
            file.withdrawn_by,
            &file.withdrawn_because,
        );
        Ok(())
    }

    /// One file.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_dossier_file(
        &mut self,
        province_code: &str,
        file_id: Uuid,
    ) -> Result<Option<DossierFile>, StoreError> {
        const SQL: &str = "SELECT * FROM dossier_file WHERE province_code = $1 AND file_id = $2";
        Ok(fetch_optional!(self, SQL, province_code, file_id))
    }

    /// Files of a household, newest year first, those withdrawn included.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_dossier_files(
        &mut self,
        province_code: &str,
        household_id: Uuid,
    ) -> Result<Vec<DossierFile>, StoreError> {
        const SQL: &str = "SELECT * FROM dossier_file WHERE province_code = $1 AND household_id = $2 \
             ORDER BY year DESC, added_at DESC, file_id";
        Ok(fetch_all!(self, SQL, province_code, household_id))
    }

    /// SHA-256 and size of every file the database knows of: dossiers, guides, lists taken in.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_files_kept(&mut self) -> Result<Vec<(String, i64)>, StoreError> {
        const SQL: &str = "SELECT sha256, MAX(size) FROM (SELECT sha256, size FROM dossier_file UNION ALL \
             SELECT sha256, size FROM guide UNION ALL SELECT sha256, CAST(-1 AS BIGINT) \
             FROM registry_import) kept GROUP BY sha256 ORDER BY sha256";
        Ok(fetch_all!(self, SQL))
    }

    /// Households of a commune with a paper of a year.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_households_with_files(
        &mut self,
        province_code: &str,
        commune_code: &str,
        year: i64,
    ) -> Result<Vec<(Uuid,)>, StoreError> {
        const SQL: &str = "SELECT DISTINCT f.household_id FROM dossier_file f JOIN household h ON \
             h.province_code = f.province_code AND h.household_id = f.household_id WHERE \
             f.province_code = $1 AND h.commune_code = $2 AND f.year = $3 AND \
             f.withdrawn_at IS NULL";
        Ok(fetch_all!(self, SQL, province_code, commune_code, year))
    }

    /// Withdraws a file.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is not in the state this starts from.
    pub async fn withdraw_dossier_file(
        &mut self,
        (province_code, file_id): (&str, Uuid),
        (by, at): (Uuid, DateTime<Utc>),
        because: &str,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE dossier_file SET withdrawn_at = $3, withdrawn_by = $4, \
             withdrawn_because = $5 WHERE province_code = $1 AND file_id = $2 AND \
             withdrawn_at IS NULL";
        let changed = execute!(self, SQL, province_code, file_id, at, by, because);
        if changed == 0 {
            return Err(StoreError::Stale("dossier_file"));
        }
        Ok(())
    }
}
