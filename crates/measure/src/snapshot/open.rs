//! An existing snapshot: its manifest, its files, and the households in them.

use super::columns::entry;
use super::hashing::sha256_of;
use super::live::LiveHolding;
use super::manifest::{FileEntry, INDEX, Manifest};
use super::scan::Scan;
use super::{Reason, SnapshotError};
use crate::index::build::Building;
use crate::index::reader::IndexFile;
use crate::index::{Households, UnitKey};
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vuonlen_domain::unit::UnitLevel;
use vuonlen_law::facts::{CodePositions, Schema};
use vuonlen_law::law::Law;

/// A snapshot in a folder, read with today's law: a code is found by its name, wherever it stands
/// in today's lists.
#[derive(Debug, Clone)]
pub struct Snapshot {
    folder: PathBuf,
    manifest: Manifest,
    schema: Arc<Schema>,
    codes: Arc<dyn CodePositions>,
    /// The communes of the day of the snapshot.
    communes: Arc<BTreeSet<UnitKey>>,
}

impl Snapshot {
    /// Opens the snapshot in `folder`.
    ///
    /// # Errors
    /// [`SnapshotError`] when there is no manifest, it is of a newer form, or the households file
    /// is not there or not of the length the manifest says.
    pub fn open(folder: &Path, law: &Law) -> Result<Self, SnapshotError> {
        let manifest = Manifest::read(folder)?;
        let on = manifest.subject.on;
        let communes = law
            .units
            .at_level(UnitLevel::Commune, on)
            .filter_map(|commune| {
                let code = commune.code.as_str();
                Some(UnitKey {
                    province: law.units.province_of(code, on)?.code.to_string(),
                    commune: code.to_owned(),
                })
            });
        let snapshot = Self {
            folder: folder.to_owned(),
            schema: Arc::clone(law.scopes.assessed.household()),
            codes: law.codes.clone(),
            communes: Arc::new(communes.collect()),
            manifest,
        };
        snapshot.check_length(&snapshot.manifest.households)?;
        Ok(snapshot)
    }

    /// What it says of itself.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The households, from the index.
    ///
    /// # Errors
    /// [`SnapshotError`] when there is no index or it cannot be used, which
    /// [`SnapshotError::asks_for_a_new_index`] tells from other errors.
    pub fn indexed(&self) -> Result<Households, SnapshotError> {
        let path = self.folder.join(INDEX);
        let facts = self.schema.facts().iter();
        let facts: Vec<_> = facts.map(|fact| entry(fact, self.codes.as_ref())).collect();
        let index = IndexFile::open(&path, &self.manifest.households.sha256, &facts)?;
        if let Some(unknown) = index
            .units()
            .iter()
            .find(|unit| !self.communes.contains(unit))
        {
            return Err(self.unknown(unknown));
        }
        Ok(self.holding(Box::new(index)))
    }

    /// The households, from the index, which is built anew when it is missing, stale or damaged.
    ///
    /// # Errors
    /// [`SnapshotError`] when neither can be done.
    pub fn indexed_or_rebuilt(
        &self,
        program: &str,
        threads: NonZeroUsize,
    ) -> Result<Households, SnapshotError> {
        if self.folder.join(INDEX).exists() {
            match self.indexed() {
                Err(error) if error.asks_for_a_new_index() => {}
                done => return done,
            }
        }
        self.build_index(program, threads)?;
        self.indexed()
    }

    /// The households, from the Parquet file, which every pass reads again.
    ///
    /// # Errors
    /// [`SnapshotError`] when the file is cut short, or a column is missing or of a wrong type.
    pub fn unindexed(&self) -> Result<Households, SnapshotError> {
        let scan = self.scan()?;
        let holding = LiveHolding::new(scan, &self.schema, self.codes.as_ref());
        Ok(self.holding(Box::new(holding)))
    }

    /// Builds the index beside the households; `program` is the name and version of the program.
    ///
    /// # Errors
    /// [`SnapshotError`] when the households cannot be read or the index cannot be written.
    pub fn build_index(&self, program: &str, threads: NonZeroUsize) -> Result<(), SnapshotError> {
        let facts = self.schema.facts().iter();
        let building = Building {
            scan: &self.scan()?,
            schema: &self.schema,
            facts: facts.map(|fact| entry(fact, self.codes.as_ref())).collect(),
            program,
            households_sha256: &self.manifest.households.sha256,
            threads,
        };
        building.write(&self.folder.join(INDEX))
    }

    /// Reads every byte of the data files and compares their hashes with the manifest's.
    ///
    /// # Errors
    /// [`Reason::NotAsManifest`] with what differs.
    pub fn verify(&self) -> Result<(), SnapshotError> {
        let files = [
            Some(&self.manifest.households),
            self.manifest.members.as_ref(),
        ];
        for entry in files.into_iter().flatten() {
            self.check_length(entry)?;
            let path = self.folder.join(&entry.file);
            let found =
                sha256_of(&path).map_err(|error| SnapshotError::unreadable(&path, &error))?;
            self.same("SHA-256", entry, &entry.sha256, &found)?;
        }
        let rows = self.scan()?.rows().to_string();
        let entry = &self.manifest.households;
        self.same("rows", entry, &entry.rows.to_string(), &rows)
    }

    fn scan(&self) -> Result<Scan, SnapshotError> {
        let path = self.folder.join(&self.manifest.households.file);
        Scan::open(&path, &self.manifest, &self.schema, self.codes.as_ref())
    }

    fn holding(&self, holding: Box<dyn crate::index::holding::Holding>) -> Households {
        Households::new(
            holding,
            Arc::clone(&self.schema),
            Arc::clone(&self.codes),
            Arc::clone(&self.communes),
            &self.manifest,
            self.folder.display().to_string(),
        )
    }

    fn unknown(&self, unit: &UnitKey) -> SnapshotError {
        unknown_unit(unit, &self.manifest, self.folder.display().to_string())
    }

    fn check_length(&self, entry: &FileEntry) -> Result<(), SnapshotError> {
        let path = self.folder.join(&entry.file);
        let found = std::fs::metadata(&path)
            .map_err(|error| SnapshotError::unreadable(&path, &error))?
            .len();
        self.same("bytes", entry, &entry.bytes.to_string(), &found.to_string())
    }

    fn same(
        &self,
        what: &'static str,
        entry: &FileEntry,
        expected: &str,
        found: &str,
    ) -> Result<(), SnapshotError> {
        if expected == found {
            return Ok(());
        }
        let reason = Reason::NotAsManifest {
            what,
            expected: expected.to_owned(),
            found: found.to_owned(),
        };
        Err(SnapshotError::at(&self.folder.join(&entry.file), reason))
    }
}

/// A commune that does not exist on the day of a snapshot, or not in that province.
pub(crate) fn unknown_unit(unit: &UnitKey, manifest: &Manifest, file: String) -> SnapshotError {
    SnapshotError {
        file,
        reason: Reason::UnknownUnit {
            code: unit.to_string(),
            on: manifest.subject.on.to_string(),
        },
    }
}
