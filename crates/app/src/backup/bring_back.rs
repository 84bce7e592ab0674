//! Bringing a backup back, and trying whether that would work.

use super::archive::{Reader, Record};
use super::files::{is_empty, placed};
use super::key::hex;
use super::transfer::Filling;
use super::{BackupKey, Header, Progress, STEP, Summary, Watch, refused, unreadable};
use crate::Error;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use vuonlen_store::Store;

/// Brings everything of the backup `path` into an empty database and an empty folder. Row counts
/// and hashes of every table and file are compared with what the backup says was backed up; then
/// the database is brought up to date.
///
/// # Errors
/// When database or folder are not empty, the key is another, the backup is damaged or of a newer
/// program, or anything differs. The database is left empty then.
pub async fn restore(
    path: &Path,
    key: &BackupKey,
    (store, data_folder): (&Store, &Path),
    watch: Watch<'_>,
) -> Result<(Header, Summary), Error> {
    if !is_empty(data_folder)? {
        let folder = data_folder.display();
        return Err(Error::state(
            "folder_not_empty",
            format!(
                "{folder}: thư mục dữ liệu không trống. Chỉ một thư mục mới, trống; tệp đang có không bị động đến."
            ),
            format!(
                "{folder}: the data folder is not empty. Name a new, empty one; files there were not touched."
            ),
        ));
    }
    let file = File::open(path).map_err(|error| refused(path, &error))?;
    let mut reader = Reader::new(BufReader::new(file), key)?;
    let mut filling = Filling::begin(store, &reader.header.migrations).await?;
    let mut files = Files::new(data_folder);
    let mut rows = 0;
    let mut under_way = String::new();
    let summary = loop {
        match reader.next()? {
            Record::Table(place) => {
                let table = reader.header.layout.tables.get(place);
                let table = table.ok_or_else(unreadable)?;
                table.name.clone_into(&mut under_way);
                rows = 0;
                filling.enter(table).await?;
            }
            Record::Row(row) => {
                filling.add(row).await?;
                rows += 1;
                if rows % STEP == 0 {
                    watch(Progress {
                        what: &under_way,
                        done: rows,
                        total: None,
                    });
                }
            }
            Record::File(name) => files.begin(&name)?,
            Record::Piece(bytes) => files.add(&bytes)?,
            Record::FileEnd(sha256) => files.end(&sha256)?,
            Record::End(summary) => break summary,
        }
    };
    if (files.count, files.bytes) != (summary.files, summary.file_bytes) {
        return Err(unreadable());
    }
    filling.finish(&summary, watch).await?;
    Ok((reader.header, summary))
}

/// Restores the backup into a scratch database and folder under `scratch`, which go away again:
/// whether it opens, is whole, and holds what was backed up.
///
/// # Errors
/// As [`restore`].
pub async fn verify(
    path: &Path,
    key: &BackupKey,
    scratch: &Path,
    watch: Watch<'_>,
) -> Result<(Header, Summary), Error> {
    let folder = tempfile::tempdir_in(scratch).map_err(|error| refused(scratch, &error))?;
    let address = format!("sqlite://{}", folder.path().join("scratch.db").display());
    let store = Store::attach(&address, true).await?;
    let outcome = restore(path, key, (&store, &folder.path().join("data")), watch).await;
    store.close().await;
    outcome
}

/// Files of a backup on their way to the disk.
struct Files<'a> {
    folder: &'a Path,
    open: Option<(File, PathBuf, Sha256)>,
    count: u64,
    bytes: u64,
}

impl<'a> Files<'a> {
    const fn new(folder: &'a Path) -> Self {
        Self {
            folder,
            open: None,
            count: 0,
            bytes: 0,
        }
    }

    fn begin(&mut self, name: &str) -> Result<(), Error> {
        let path = placed(self.folder, name).ok_or_else(unreadable)?;
        let failed = |error| refused(&path, &error);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        let file = File::create_new(&path).map_err(failed)?;
        self.open = Some((file, path, Sha256::new()));
        Ok(())
    }

    fn add(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let (file, path, hash) = self.open.as_mut().ok_or_else(unreadable)?;
        file.write_all(bytes)
            .map_err(|error| refused(path, &error))?;
        hash.update(bytes);
        self.bytes += u64::try_from(bytes.len()).unwrap_or_default();
        Ok(())
    }

    fn end(&mut self, sha256: &[u8]) -> Result<(), Error> {
        let (file, path, hash) = self.open.take().ok_or_else(unreadable)?;
        file.sync_all().map_err(|error| refused(&path, &error))?;
        if hex(&hash.finalize()) != hex(sha256) {
            return Err(unreadable());
        }
        self.count += 1;
        Ok(())
    }
}
