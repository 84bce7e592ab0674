//! Sealed snapshots: their manifests, and apart from them their bytes.

use super::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A sealed snapshot without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct SealedSnapshot {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub snapshot_id: Uuid,
    /// The round.
    pub round_id: Uuid,
    /// The commune.
    pub commune_code: String,
    /// The year.
    pub year: i64,
    /// 0 for the seal itself, then 1, 2, … for its amendments.
    pub amendment: i64,
    /// Why it was amended.
    pub reason: String,
    /// SHA-256 of the manifest, in hexadecimal; the manifest names the hashes of the files.
    pub sha256: String,
    /// The manifest, byte for byte.
    pub manifest: String,
    /// How sure the least sure value behind it is.
    pub status: String,
    /// When it was sealed.
    pub sealed_at: DateTime<Utc>,
    /// By whom.
    pub sealed_by: Option<Uuid>,
}

/// Where the bytes of files stand.
const FILES: (&str, &str) = ("snapshot_file", "content");

/// The key of a file, as its bytes are bound to it.
fn file_key(province_code: &str, snapshot_id: Uuid, name: &str) -> String {
    format!("{province_code}/{snapshot_id}/{name}")
}

impl Tx {
    /// Adds a snapshot with its files by name.
    ///
    /// # Errors
    /// [`StoreError::Rule`] when the round has this amendment already.
    pub async fn add_snapshot(
        &mut self,
        snapshot: &SealedSnapshot,
        files: &[(String, Vec<u8>)],
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO sealed_snapshot (province_code, snapshot_id, round_id, \
             commune_code, year, amendment, reason, sha256, manifest, status, sealed_at, sealed_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        const FILE: &str = "INSERT INTO snapshot_file (province_code, snapshot_id, name, \
             content) VALUES ($1, $2, $3, $4)";
        execute!(
            self,
            SQL,
            &snapshot.province_code,
            snapshot.snapshot_id,
            snapshot.round_id,
            &snapshot.commune_code,
            snapshot.year,
            snapshot.amendment,
            &snapshot.reason,
            &snapshot.sha256,
            &snapshot.manifest,
            &snapshot.status,
            snapshot.sealed_at,
            snapshot.sealed_by,
        );
        for (name, content) in files {
            let (province, id) = (&snapshot.province_code, snapshot.snapshot_id);
            let content = self.sealed_bytes(FILES, &file_key(province, id, name), content)?;
            execute!(self, FILE, province, id, name, content.as_ref());
        }
        Ok(())
    }

    /// Codes of the provinces in which something is sealed.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_sealed_provinces(&mut self) -> Result<Vec<String>, StoreError> {
        const SQL: &str =
            "SELECT DISTINCT province_code FROM sealed_snapshot ORDER BY province_code";
        let rows: Vec<(String,)> = fetch_all!(self, SQL);
        Ok(rows.into_iter().map(|(code,)| code).collect())
    }

    /// Snapshots of a province and year, or of one commune, by commune and amendment.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_snapshots(
        &mut self,
        province_code: &str,
        commune_code: Option<&str>,
        year: Option<i64>,
    ) -> Result<Vec<SealedSnapshot>, StoreError> {
        const SQL: &str = "SELECT * FROM sealed_snapshot WHERE province_code = $1 \
             AND ($2 IS NULL OR commune_code = $2) AND ($3 IS NULL OR year = $3) \
             ORDER BY year, commune_code, amendment";
        Ok(fetch_all!(self, SQL, province_code, commune_code, year))
    }

    /// The bytes of a snapshot's file.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_snapshot_file(
        &mut self,
        province_code: &str,
        snapshot_id: Uuid,
        name: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        const SQL: &str = "SELECT content FROM snapshot_file \
             WHERE province_code = $1 AND snapshot_id = $2 AND name = $3";
        let content: Option<(Vec<u8>,)> =
            fetch_optional!(self, SQL, province_code, snapshot_id, name);
        let row = file_key(province_code, snapshot_id, name);
        content
            .map(|(content,)| self.opened_bytes(FILES, &row, content))
            .transpose()
    }

    /// Writes over a file of a snapshot, as somebody with a hand on the database could: for tests
    /// that tampering is found.
    ///
    /// # Errors
    /// What the driver says.
    #[cfg(feature = "testing")]
    pub async fn overwrite_snapshot_file(
        &mut self,
        province_code: &str,
        (snapshot_id, name): (Uuid, &str),
        content: &[u8],
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE snapshot_file SET content = $4 \
             WHERE province_code = $1 AND snapshot_id = $2 AND name = $3";
        let content =
            self.sealed_bytes(FILES, &file_key(province_code, snapshot_id, name), content)?;
        execute!(
            self,
            SQL,
            province_code,
            snapshot_id,
            name,
            content.as_ref()
        );
        Ok(())
    }
}
