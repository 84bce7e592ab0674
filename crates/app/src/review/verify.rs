//! Whether what was sealed and logged is still what it was.

use super::sealed::{check, checked_manifest, file};
use crate::access::{Action, Actor, Area};
use crate::files::FileState;
use crate::{Context, Error};
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_measure::snapshot::{HOUSEHOLDS, MANIFEST, MEMBERS};
use vuonlen_store::audit::ChainFault;

/// What verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Entries of the audit log.
    pub entries: usize,
    /// Where the log is broken.
    pub log_fault: Option<ChainFault>,
    /// Snapshots looked at.
    pub snapshots: usize,
    /// Snapshots that are not as they were sealed, and what is wrong with them.
    pub damaged: Vec<(Uuid, Text)>,
}

impl Verification {
    /// Whether nothing was found.
    #[must_use]
    pub const fn is_intact(&self) -> bool {
        self.log_fault.is_none() && self.damaged.is_empty()
    }

    /// Where the log is broken, in words, and what to do.
    #[must_use]
    pub fn log_fault_text(&self) -> Option<Text> {
        let (sequence, vi, en) = match self.log_fault.as_ref()? {
            ChainFault::Edited { sequence } => (sequence, "đã bị sửa", "was edited"),
            ChainFault::Deleted { sequence } => (sequence, "đã bị xóa", "was deleted"),
            ChainFault::Unlinked { sequence } => (
                sequence,
                "không nối tiếp dòng trước: có dòng bị chèn hoặc đổi thứ tự",
                "does not continue the one before: entries were inserted or put in another order",
            ),
            ChainFault::Moved { sequence, .. } => (
                sequence,
                "vốn mang số khác: thứ tự đã bị đổi",
                "was written under another number: the order was changed",
            ),
            ChainFault::CutOff { sequence } => (
                sequence,
                "và các dòng sau đã bị cắt bỏ",
                "and those after it were cut off",
            ),
            ChainFault::Rewritten { sequence } => (
                sequence,
                "khác với mốc đã ghi nhận: chuỗi đã bị viết lại",
                "is not the one noted: the chain was written anew",
            ),
        };
        Some(Text::new(
            format!(
                "Nhật ký: dòng số {sequence} {vi}. Không dùng cơ sở dữ liệu này cho đến khi so với bản sao lưu; báo thanh tra."
            ),
            format!(
                "Audit log: entry {sequence} {en}. Do not use this database before it is compared with a backup; tell the auditor."
            ),
        ))
    }
}

impl Context {
    /// Checks a province's audit log and every snapshot sealed in it against the hashes on record
    /// (those of the log among them).
    ///
    /// # Errors
    /// When the actor may not read the audit log here.
    pub async fn verify(&self, actor: &Actor, province: &str) -> Result<Verification, Error> {
        let area = Area::Province(province.to_owned());
        self.scope_over(actor, Action::AuditRead, &area)?;
        self.verify_all(province).await
    }

    /// Provinces of which anything was ever logged, for the command line.
    ///
    /// # Errors
    /// What the store says.
    pub async fn provinces_to_verify(&self) -> Result<Vec<String>, Error> {
        let mut tx = self.store.read().await?;
        Ok(tx.list_audit_provinces().await?)
    }

    /// The same for the command line, where whoever holds the database is trusted with it.
    ///
    /// # Errors
    /// What the store says.
    pub async fn verify_all(&self, province: &str) -> Result<Verification, Error> {
        let mut tx = self.store.read().await?;
        let entries = tx.list_audit(province).await?;
        let mut logged: BTreeMap<Uuid, String> = BTreeMap::new();
        for entry in entries
            .iter()
            .filter(|entry| entry.subject_kind == "snapshot")
        {
            let details: serde_json::Value =
                serde_json::from_str(&entry.details).unwrap_or_default();
            let id = Uuid::parse_str(&entry.subject_id).ok();
            let hash = details["manifest_sha256"].as_str();
            if let (Some(id), Some(hash)) = (id, hash) {
                logged.insert(id, hash.to_owned());
            }
        }
        let snapshots = tx.list_snapshots(province, None, None).await?;
        let mut found = Verification {
            entries: entries.len(),
            log_fault: self.checked_chain(&mut tx, province).await?.fault,
            snapshots: snapshots.len(),
            damaged: Vec::new(),
        };
        for snapshot in snapshots {
            let id = snapshot.snapshot_id;
            if logged.get(&id) != Some(&snapshot.sha256) {
                found.damaged.push((id, not_logged()));
                continue;
            }
            let manifest = match checked_manifest(&snapshot) {
                Ok(manifest) => manifest,
                Err(error) => {
                    found.damaged.push((id, error.text));
                    continue;
                }
            };
            let members = manifest
                .members
                .as_ref()
                .map(|entry| (MEMBERS, &entry.sha256));
            let files = [Some((HOUSEHOLDS, &manifest.households.sha256)), members];
            for (name, sha256) in files.into_iter().flatten() {
                let intact = match file(&mut tx, &snapshot, name).await {
                    Ok(content) => check(&content, sha256, name),
                    Err(error) => Err(error),
                };
                if let Err(error) = intact {
                    found.damaged.push((id, error.text));
                }
            }
            let kept = file(&mut tx, &snapshot, MANIFEST).await;
            if kept.is_ok_and(|kept| kept != snapshot.manifest.as_bytes()) {
                found.damaged.push((id, not_logged()));
            }
            logged.remove(&id);
        }
        // A snapshot that was logged and is not there was deleted.
        found
            .damaged
            .extend(logged.into_keys().map(|id| (id, deleted())));
        Ok(found)
    }
}

/// What is wrong with the database itself and the files beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Soundness {
    /// Rows read, of every table.
    pub rows: u64,
    /// What the database engine finds wrong with its own structure.
    pub damage: Vec<String>,
    /// Files of dossiers, guides and imports that are missing or not what was kept, by SHA-256.
    pub files: Vec<(String, FileState)>,
}

impl Soundness {
    /// Whether nothing was found.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.damage.is_empty() && self.files.is_empty()
    }
}

impl Context {
    /// Reads every row of the database and every file beside it.
    ///
    /// # Errors
    /// What the store says, where it cannot even be asked.
    pub async fn soundness(&self) -> Result<Soundness, Error> {
        let (rows, damage) = self.store.soundness().await?;
        Ok(Soundness {
            rows,
            damage,
            files: self.broken_files().await?,
        })
    }
}

fn not_logged() -> Text {
    Text::new(
        "Mã băm của bản niêm phong khác với mã băm trong nhật ký.",
        "The snapshot's hash is not the one in the audit log.",
    )
}

fn deleted() -> Text {
    Text::new(
        "Bản niêm phong có trong nhật ký nhưng không còn trong cơ sở dữ liệu.",
        "The snapshot stands in the audit log and is no longer in the database.",
    )
}
