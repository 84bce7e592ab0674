//! Files beside the database, each kept once under the SHA-256 of its bytes.
//!
//! What a file is about, and who may open it, stands in the database and is not this room's
//! business. A file is written under another name first and moved into place when it is whole on
//! the disk; it is never changed afterwards, so what is read back can be checked by its name.

use crate::error::{Error, ErrorKind};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use vuonlen_domain::Text;

/// Where files are kept; nowhere, until a folder is named.
#[derive(Debug, Clone, Default)]
pub struct Files {
    folder: Option<PathBuf>,
}

/// What became of a file that was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// It is there, of the right size (and, where it was read, of the right content).
    Whole,
    /// It is not there.
    Missing,
    /// It is not what was kept.
    Damaged,
}

impl Files {
    /// Files kept in the folder `files` of the data folder.
    #[must_use]
    pub fn in_folder(data_folder: &Path) -> Self {
        Self {
            folder: Some(data_folder.join("files")),
        }
    }

    /// Keeps bytes; returns their SHA-256 in hexadecimal.
    pub(crate) async fn keep(&self, bytes: Vec<u8>) -> Result<String, Error> {
        let folder = self.folder()?;
        let sha256 = hash(&bytes);
        let name = sha256.clone();
        let kept = tokio::task::spawn_blocking(move || write(&folder, &name, &bytes)).await;
        kept.map_err(Error::internal)?.map_err(Error::internal)?;
        Ok(sha256)
    }

    /// The bytes kept under `sha256`.
    pub(crate) async fn read(&self, sha256: &str) -> Result<Vec<u8>, Error> {
        let path = path(&self.folder()?, sha256);
        let bytes = tokio::task::spawn_blocking(move || std::fs::read(path)).await;
        match bytes.map_err(Error::internal)? {
            Ok(bytes) if hash(&bytes) == sha256 => Ok(bytes),
            Ok(_) => Err(gone(FileState::Damaged)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(gone(FileState::Missing)),
            Err(error) => Err(Error::internal(error)),
        }
    }

    /// Whether the file is there with its size: quick enough for a list.
    #[must_use]
    pub fn state(&self, sha256: &str, size: i64) -> FileState {
        let Some(folder) = &self.folder else {
            return FileState::Missing;
        };
        match std::fs::metadata(path(folder, sha256)) {
            Ok(found) if size < 0 || i64::try_from(found.len()) == Ok(size) => FileState::Whole,
            Ok(_) => FileState::Damaged,
            Err(_) => FileState::Missing,
        }
    }

    /// Whether the file is there, byte for byte.
    #[must_use]
    pub fn check(&self, sha256: &str) -> FileState {
        let Some(folder) = &self.folder else {
            return FileState::Missing;
        };
        match std::fs::read(path(folder, sha256)) {
            Ok(bytes) if hash(&bytes) == sha256 => FileState::Whole,
            Ok(_) => FileState::Damaged,
            Err(_) => FileState::Missing,
        }
    }

    fn folder(&self) -> Result<PathBuf, Error> {
        self.folder.clone().ok_or_else(|| {
            Error::state(
                "no_data_folder",
                "Máy chủ chưa có thư mục dữ liệu nên chưa lưu được tệp. Quản trị khởi động lại với --data-folder.",
                "The server has no data folder, so files cannot be kept. The administrator starts it with --data-folder.",
            )
        })
    }
}

fn write(folder: &Path, sha256: &str, bytes: &[u8]) -> io::Result<()> {
    let target = path(folder, sha256);
    if target.exists() {
        return Ok(());
    }
    let parent = target.parent().unwrap_or(folder);
    std::fs::create_dir_all(parent)?;
    let mut part = tempfile::NamedTempFile::new_in(parent)?;
    part.write_all(bytes)?;
    part.as_file().sync_all()?;
    part.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// Two levels, so that no folder grows too long. Only what is a hash becomes a path.
fn path(folder: &Path, sha256: &str) -> PathBuf {
    let safe: String = sha256
        .chars()
        .filter(char::is_ascii_hexdigit)
        .take(64)
        .collect();
    folder.join(safe.get(..2).unwrap_or("00")).join(safe)
}

fn hash(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

fn gone(state: FileState) -> Error {
    let text = match state {
        FileState::Damaged => Text::new(
            "Tệp trên máy chủ không còn đúng như lúc tải lên. Báo quản trị khôi phục từ bản sao lưu, hoặc tải lại bản gốc.",
            "The file on the server is not what was uploaded. Ask the administrator to restore it from a backup, or upload the original again.",
        ),
        _ => Text::new(
            "Tệp không còn trên máy chủ. Báo quản trị khôi phục từ bản sao lưu, hoặc tải lại bản gốc.",
            "The file is not on the server any more. Ask the administrator to restore it from a backup, or upload the original again.",
        ),
    };
    Error::new(ErrorKind::State, "file_gone", text)
}
