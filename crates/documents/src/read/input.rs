//! A file handed in, from a disk or from memory, that can be opened more than once.

use super::error::{FileError, FileProblem};
use std::fmt;
use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file to be read: its name for messages, and its bytes.
#[derive(Clone)]
pub struct Input {
    name: String,
    bytes: Bytes,
}

#[derive(Clone)]
enum Bytes {
    Disk(PathBuf),
    Memory(Arc<[u8]>),
}

/// What an opened [`Input`] can do.
pub trait ReadSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadSeek for T {}

impl Input {
    /// A file on disk; its name is the last part of its path.
    #[must_use]
    pub fn from_path(path: &Path) -> Self {
        let name = path.file_name().unwrap_or(path.as_os_str());
        Self {
            name: name.to_string_lossy().into_owned(),
            bytes: Bytes::Disk(path.to_owned()),
        }
    }

    /// A file in memory.
    pub fn from_bytes(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self {
            name: name.into(),
            bytes: Bytes::Memory(bytes.into()),
        }
    }

    /// Name without folder.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Opens the file from its beginning.
    ///
    /// # Errors
    /// [`FileProblem::Unreadable`] when the disk refuses.
    pub fn open(&self) -> Result<Box<dyn ReadSeek>, FileError> {
        match &self.bytes {
            Bytes::Disk(path) => match File::open(path) {
                Ok(file) => Ok(Box::new(file)),
                Err(error) => Err(self.error(FileProblem::unreadable(&error))),
            },
            Bytes::Memory(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
        }
    }

    /// Size in bytes.
    ///
    /// # Errors
    /// [`FileProblem::Unreadable`] when the disk refuses.
    pub fn size(&self) -> Result<u64, FileError> {
        match &self.bytes {
            Bytes::Disk(path) => std::fs::metadata(path)
                .map(|metadata| metadata.len())
                .map_err(|error| self.error(FileProblem::unreadable(&error))),
            Bytes::Memory(bytes) => Ok(bytes.len() as u64),
        }
    }

    /// `problem` as an error of this file.
    #[must_use]
    pub fn error(&self, problem: FileProblem) -> FileError {
        FileError {
            file: self.name.clone(),
            problem,
        }
    }
}

impl fmt::Debug for Input {
    /// The name only: the bytes are personal data.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Input")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
