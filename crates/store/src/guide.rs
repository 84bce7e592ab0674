//! Guides of the review, who downloaded them, and guidance that communes acknowledge.

use crate::tx::{execute, fetch_all, fetch_optional};
use crate::{StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// One version of one document.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Guide {
    /// Province.
    pub province_code: String,
    /// Its id.
    pub guide_id: Uuid,
    /// `guide` for everybody who surveys, `guidance` to communes.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// The year it is for.
    pub year: i64,
    /// From 1; a later one of the same title and year replaces it.
    pub version: i64,
    /// What is new in it.
    pub summary: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Name of the file.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// When.
    pub published_at: DateTime<Utc>,
    /// By whom.
    pub published_by: Option<Uuid>,
}

/// A commune that must acknowledge.
#[derive(Debug, Clone, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct GuideRecipient {
    /// Province.
    pub province_code: String,
    /// The guidance.
    pub guide_id: Uuid,
    /// The commune.
    pub commune_code: String,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// When the commune said that it has read it.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// Who said so.
    pub acknowledged_by: Option<Uuid>,
}

impl Tx {
    /// Publishes a version.
    ///
    /// # Errors
    /// [`StoreError::Rule`] when that version exists.
    pub async fn add_guide(&mut self, guide: &Guide) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO guide (province_code, guide_id, kind, title, year, version, \
             summary, sha256, name, media_type, size, published_at, published_by) VALUES \
             ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        execute!(
            self,
            SQL,
            &guide.province_code,
            guide.guide_id,
            &guide.kind,
            &guide.title,
            guide.year,
            guide.version,
            &guide.summary,
            &guide.sha256,
            &guide.name,
            &guide.media_type,
            guide.size,
            guide.published_at,
            guide.published_by,
        );
        Ok(())
    }

    /// Adds a commune that must acknowledge.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_guide_recipient(
        &mut self,
        recipient: &GuideRecipient,
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO guide_recipient (province_code, guide_id, commune_code, sent_at, \
             acknowledged_at, acknowledged_by) VALUES ($1, $2, $3, $4, $5, $6)";
        execute!(
            self,
            SQL,
            &recipient.province_code,
            recipient.guide_id,
            &recipient.commune_code,
            recipient.sent_at,
            recipient.acknowledged_at,
            recipient.acknowledged_by,
        );
        Ok(())
    }

    /// One document.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn find_guide(
        &mut self,
        province_code: &str,
        guide_id: Uuid,
    ) -> Result<Option<Guide>, StoreError> {
        const SQL: &str = "SELECT * FROM guide WHERE province_code = $1 AND guide_id = $2";
        Ok(fetch_optional!(self, SQL, province_code, guide_id))
    }

    /// Documents of a province, newest year and version first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_guides(&mut self, province_code: &str) -> Result<Vec<Guide>, StoreError> {
        const SQL: &str = "SELECT * FROM guide WHERE province_code = $1 ORDER BY year DESC, title, \
             version DESC, guide_id";
        Ok(fetch_all!(self, SQL, province_code))
    }

    /// Who must acknowledge the documents of a province.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn list_guide_recipients(
        &mut self,
        province_code: &str,
    ) -> Result<Vec<GuideRecipient>, StoreError> {
        const SQL: &str = "SELECT * FROM guide_recipient WHERE province_code = $1 ORDER BY guide_id, \
             commune_code";
        Ok(fetch_all!(self, SQL, province_code))
    }

    /// How often, and by how many accounts, each document was downloaded.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn count_guide_downloads(
        &mut self,
        province_code: &str,
    ) -> Result<Vec<(Uuid, i64, i64)>, StoreError> {
        const SQL: &str = "SELECT guide_id, COUNT(*), COUNT(DISTINCT account_id) FROM guide_download \
             WHERE province_code = $1 GROUP BY guide_id ORDER BY guide_id";
        Ok(fetch_all!(self, SQL, province_code))
    }

    /// Notes a download.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn add_guide_download(
        &mut self,
        (province_code, guide_id): (&str, Uuid),
        download_id: Uuid,
        (account_id, at): (Uuid, DateTime<Utc>),
    ) -> Result<u64, StoreError> {
        const SQL: &str = "INSERT INTO guide_download (province_code, download_id, guide_id, account_id, \
             at) VALUES ($1, $2, $3, $4, $5)";
        Ok(execute!(
            self,
            SQL,
            province_code,
            download_id,
            guide_id,
            account_id,
            at
        ))
    }

    /// A commune says that it has read a document.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is not in the state this starts from.
    pub async fn acknowledge_guide(
        &mut self,
        (province_code, guide_id): (&str, Uuid),
        commune_code: &str,
        (by, at): (Uuid, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE guide_recipient SET acknowledged_at = $4, acknowledged_by = $5 WHERE \
             province_code = $1 AND guide_id = $2 AND commune_code = $3 AND acknowledged_at \
             IS NULL";
        let changed = execute!(self, SQL, province_code, guide_id, commune_code, at, by);
        if changed == 0 {
            return Err(StoreError::Stale("guide_recipient"));
        }
        Ok(())
    }
}
