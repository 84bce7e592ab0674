//! Sealing: the year's data become a snapshot that nothing changes any more.
//!
//! The files of a snapshot stand in the database, so that decision, state, audit entry and data
//! are there together or not at all. [`Context::snapshot_files`] hands them out as they are.

use super::permit::Permit;
use super::round_at::{RoundAt, RoundRef};
use super::sealed_rows::{SealedMember, SealedRow};
use crate::access::{Action, Actor};
use crate::once::{Claim, FormKey, claim};
use crate::{Context, Error};
use arrow::array::{StringArray, UInt32Array};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;
use vuonlen_law::facts::{Batch, BatchBuilder, BatchError, Record, Schema};
use vuonlen_law::law::Law;
use vuonlen_measure::snapshot::{
    AuditAnchor, HOUSEHOLDS, HouseholdRows, MANIFEST, MEMBERS, MemberRows, SnapshotWriter, Subject,
    UnitRun,
};
use vuonlen_store::Tx;
use vuonlen_store::review::SealedSnapshot;

/// What sealing led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The snapshot.
    pub snapshot_id: Uuid,
    /// 0 for the seal itself, then 1, 2, … for amendments.
    pub amendment: i64,
    /// SHA-256 of its manifest, as it stands in the audit log.
    pub sha256: String,
    /// Households in it.
    pub households: usize,
}

/// What a snapshot is made from, ready to be written.
struct Material {
    law: Arc<Law>,
    subject: Subject,
    place: (String, String),
    audit: Option<AuditAnchor>,
    rows: Vec<SealedRow>,
}

impl Context {
    /// Seals a commune's year. `synthetic` is set where the households are invented; it stands in
    /// the manifest for good.
    ///
    /// # Errors
    /// A result that is not recognised, or sealed already.
    pub async fn seal_round(
        &self,
        actor: &Actor,
        round_key: RoundRef<'_>,
        synthetic: bool,
        key: FormKey<'_>,
    ) -> Result<Sealed, Error> {
        let mut tx = self.store.begin().await?;
        let round = self.locked_round(&mut tx, round_key).await?;
        let permit = self.permit(actor, Action::RoundSeal, round.area())?;
        let once = match claim(self, &mut tx, actor, ("seal_round", key)).await? {
            Claim::Done(done) => return Ok(done),
            Claim::New(once) => once,
        };
        let next = round.state()?.seal()?;
        let sealed = self
            .write_snapshot(&mut tx, &permit, &round, (0, "", synthetic))
            .await?;
        permit
            .move_round(&mut tx, &round, next.state().code(), "")
            .await?;
        once.keep(&mut tx, &sealed).await?;
        tx.commit().await?;
        Ok(sealed)
    }

    /// Adds a snapshot of the round as it stands in this transaction, with its audit entry.
    pub(super) async fn write_snapshot(
        &self,
        tx: &mut Tx,
        permit: &Permit<'_>,
        round: &RoundAt<'_>,
        (amendment, reason, synthetic): (i64, &str, bool),
    ) -> Result<Sealed, Error> {
        let (rows, status) = self.sealed_rows(tx, round).await?;
        let households = rows.len();
        let row = &round.row;
        let material = Material {
            law: Arc::clone(&self.law),
            subject: Subject {
                year: round.year(),
                // The last day of the review, the same in every commune: snapshots of one year
                // are of one day and can be put together.
                on: row.ends_on,
                standard: row.standard.clone(),
                law: self.law.hash().to_owned(),
                synthetic,
            },
            place: (row.province_code.clone(), row.commune_code.clone()),
            audit: self.audit_anchor(tx, &row.province_code).await?,
            rows,
        };
        // Compressing takes long enough to hold up other requests of the same thread.
        let files = tokio::task::spawn_blocking(move || files_of(&material))
            .await
            .map_err(Error::internal)??;
        let manifest = files
            .iter()
            .find(|(name, _)| name == MANIFEST)
            .and_then(|(_, content)| String::from_utf8(content.clone()).ok())
            .ok_or_else(Error::not_found)?;
        let sha256 = hex(&Sha256::digest(manifest.as_bytes()));
        let snapshot = SealedSnapshot {
            province_code: row.province_code.clone(),
            snapshot_id: self.new_id(),
            round_id: row.round_id,
            commune_code: row.commune_code.clone(),
            year: row.year,
            amendment,
            reason: reason.to_owned(),
            sha256: sha256.clone(),
            manifest,
            status: status.code().to_owned(),
            sealed_at: self.now(),
            sealed_by: Some(permit.actor.account_id),
        };
        tx.add_snapshot(&snapshot, &files).await?;
        let details = json!({
            "year": row.year, "amendment": amendment, "manifest_sha256": sha256,
            "households": households, "law": self.law.hash(),
        });
        let subject = ("snapshot", snapshot.snapshot_id);
        permit.record(tx, subject, details, reason).await?;
        Ok(Sealed {
            snapshot_id: snapshot.snapshot_id,
            amendment,
            sha256,
            households,
        })
    }

    /// The files of a snapshot, byte for byte, for taking it elsewhere.
    ///
    /// # Errors
    /// A snapshot outside the actor's area.
    pub async fn snapshot_files(
        &self,
        actor: &Actor,
        round_key: RoundRef<'_>,
        snapshot_id: Uuid,
    ) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let mut tx = self.store.read().await?;
        let round = self.round_at(&mut tx, round_key).await?;
        let permit = self.permit(actor, Action::Export, round.area())?;
        self.reason_to_export(actor)?;
        let row = &round.row;
        let known = tx
            .list_snapshots(round_key.0, Some(&row.commune_code), Some(row.year))
            .await?;
        if !known.iter().any(|one| one.snapshot_id == snapshot_id) {
            return Err(Error::not_found());
        }
        let mut files = Vec::new();
        for name in [MANIFEST, HOUSEHOLDS, MEMBERS] {
            let content = tx
                .find_snapshot_file(round_key.0, snapshot_id, name)
                .await?;
            files.extend(content.map(|content| (name.to_owned(), content)));
        }
        let subject = ("snapshot", snapshot_id);
        permit
            .record_reading(tx, subject, json!({ "exported": files.len() }))
            .await?;
        Ok(files)
    }
}

/// Writes the snapshot into a folder of its own and takes its files.
fn files_of(material: &Material) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let folder = tempfile::tempdir().map_err(Error::internal)?;
    write(material, folder.path())?;
    [MANIFEST, HOUSEHOLDS, MEMBERS]
        .into_iter()
        .map(|name| {
            let content = std::fs::read(folder.path().join(name)).map_err(Error::internal)?;
            Ok((name.to_owned(), content))
        })
        .collect()
}

fn write(material: &Material, folder: &Path) -> Result<(), Error> {
    let law = &material.law;
    let schema = Arc::clone(law.scopes.assessed.household());
    let members = law.facts.scope("member").ok_or_else(Error::not_found)?;
    let program = concat!("vuonlen ", env!("CARGO_PKG_VERSION"));
    let mut writer = SnapshotWriter::create(
        folder,
        program,
        material.subject.clone(),
        Arc::clone(&schema),
        Some(Arc::clone(members)),
        law.codes.clone(),
    )
    .map_err(Error::internal)?;
    writer.anchor(material.audit.clone());
    let rows = &material.rows;
    writer
        .write(&HouseholdRows {
            units: runs(material),
            ids: rows
                .iter()
                .map(|row| Some(row.household_id.to_string()))
                .collect(),
            facts: batch(&schema, rows.iter().map(|row| &row.facts)).map_err(Error::internal)?,
        })
        .map_err(Error::internal)?;
    let people: Vec<(&SealedRow, u32, &SealedMember)> = rows
        .iter()
        .flat_map(|row| {
            (1..)
                .zip(&row.members)
                .map(move |(number, one)| (row, number, one))
        })
        .collect();
    let (province, commune) = &material.place;
    let each = |text: &str| -> StringArray { people.iter().map(|_| Some(text)).collect() };
    writer
        .write_members(&MemberRows {
            household_ids: people
                .iter()
                .map(|(row, ..)| Some(row.household_id.to_string()))
                .collect(),
            provinces: each(province),
            communes: each(commune),
            numbers: UInt32Array::from_iter_values(people.iter().map(|(_, number, _)| *number)),
            names: people
                .iter()
                .map(|(.., one)| Some(one.name.as_str()))
                .collect(),
            facts: batch(members, people.iter().map(|(.., one)| &one.facts))
                .map_err(Error::internal)?,
        })
        .map_err(Error::internal)?;
    writer.finish().map_err(Error::internal)?;
    Ok(())
}

/// Households of one village stand together.
fn runs(material: &Material) -> Vec<UnitRun> {
    let (province, commune) = &material.place;
    let villages = material.rows.chunk_by(|a, b| a.village == b.village);
    villages
        .map(|rows| UnitRun {
            province: province.clone(),
            commune: commune.clone(),
            village: rows.first().map(|row| row.village.clone()),
            rows: rows.len(),
        })
        .collect()
}

fn batch<'a>(
    schema: &Arc<Schema>,
    records: impl ExactSizeIterator<Item = &'a Record>,
) -> Result<Batch, BatchError> {
    let mut builder = BatchBuilder::new(Arc::clone(schema), None, records.len());
    for record in records {
        builder.push(record, None::<&[Record]>)?;
    }
    builder.finish()
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
