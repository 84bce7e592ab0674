//! What a snapshot says of itself.

use super::{Reason, SnapshotError};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// File name of the manifest in the folder of a snapshot.
pub const MANIFEST: &str = "manifest.json";
/// File name of the households.
pub const HOUSEHOLDS: &str = "households.parquet";
/// File name of their members.
pub const MEMBERS: &str = "members.parquet";
/// File name of the index.
pub const INDEX: &str = "households.index";

/// What stands in `format`.
const FORMAT: &str = "vuonlen-snapshot";
/// The version of the format this program writes, and the newest it reads.
pub(crate) const VERSION: u64 = 1;

/// The manifest of a snapshot, `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `vuonlen-snapshot`.
    pub format: String,
    /// Version of the format.
    pub version: u64,
    /// Name and version of the program that wrote it.
    pub program: String,
    /// What the snapshot is of.
    #[serde(flatten)]
    pub subject: Subject,
    /// Where the audit log stood when it was sealed; absent outside the living system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<AuditAnchor>,
    /// Provinces it holds, by code, ascending.
    pub provinces: Vec<String>,
    /// The households.
    pub households: FileEntry,
    /// Their members; absent when only households were written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<FileEntry>,
    /// The facts of households, in order, with their codes.
    pub facts: Vec<FactEntry>,
    /// The facts of members.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub member_facts: Vec<FactEntry>,
}

/// What a snapshot is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Year of the review.
    pub year: i32,
    /// The day the review stands for: units and codes are those in force then.
    pub on: NaiveDate,
    /// Id of the poverty standard.
    pub standard: String,
    /// SHA-256 of the law data set it was assessed with.
    pub law: String,
    /// Whether its households are invented.
    pub synthetic: bool,
}

/// An entry of an audit chain, kept with a snapshot: whoever writes the chain anew from some entry
/// before it does not arrive at this hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditAnchor {
    /// Province whose chain it is.
    pub province: String,
    /// Number of the entry, from 1.
    pub sequence: i64,
    /// Its SHA-256, in hexadecimal.
    pub hash: String,
}

/// A data file of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name, beside the manifest.
    pub file: String,
    /// How many rows.
    pub rows: u64,
    /// How many bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// A fact, and what the values of its column mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactEntry {
    /// Name of the column.
    pub name: String,
    /// `bool`, `int`, `decimal`, `code` or `set`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code list, for `code` and `set`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// Its codes. Of a set, bit `p` (worth 2ᵖ) stands for the code at position `p`, from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
}

impl Manifest {
    /// A manifest of this program's format, without data files yet.
    pub(crate) fn new(program: String, subject: Subject) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            program,
            subject,
            audit: None,
            provinces: Vec::new(),
            households: FileEntry::named(HOUSEHOLDS),
            members: None,
            facts: Vec::new(),
            member_facts: Vec::new(),
        }
    }

    /// Reads the manifest in `folder`.
    ///
    /// # Errors
    /// [`SnapshotError`] when there is none, it is of a newer form, or not of the documented one.
    pub fn read(folder: &Path) -> Result<Self, SnapshotError> {
        let path = folder.join(MANIFEST);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(SnapshotError::at(folder, Reason::NoManifest));
            }
            Err(error) => return Err(SnapshotError::unreadable(&path, &error)),
        };
        let wrong = |why: String| SnapshotError::at(&path, Reason::ManifestForm { why });
        let value: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if value["format"] != FORMAT {
            return Err(wrong(format!("format: {}", value["format"])));
        }
        // Before anything else is looked at: a newer form may have other keys.
        if let Some(found) = value["version"].as_u64().filter(|found| *found > VERSION) {
            let known = VERSION;
            return Err(SnapshotError::at(&path, Reason::Newer { found, known }));
        }
        serde_json::from_value(value).map_err(|error| wrong(error.to_string()))
    }

    /// Writes the manifest into `folder`.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), SnapshotError> {
        let path = folder.join(MANIFEST);
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| SnapshotError::unwritable(&path, &error))?;
        text.push('\n');
        std::fs::write(&path, text).map_err(|error| SnapshotError::unwritable(&path, &error))
    }

    /// The fact called `name`.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&FactEntry> {
        self.facts.iter().find(|fact| fact.name == name)
    }
}

impl FileEntry {
    pub(crate) fn named(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            rows: 0,
            bytes: 0,
            sha256: String::new(),
        }
    }
}
