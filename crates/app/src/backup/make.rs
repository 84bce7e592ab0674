//! Making a backup.

use super::archive::{Header, Summary, TableSummary, Writer};
use super::{BackupKey, Progress, STEP, Watch, files, refused};
use crate::context::deed_on_database;
use crate::{Error, Randomness};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use vuonlen_store::portable::Fingerprint;
use vuonlen_store::{Engine, Store};

/// Bytes of a file read at once.
const PIECE: usize = 256 * 1024;

/// What is backed up.
#[derive(Debug)]
pub struct Source<'a> {
    /// The database.
    pub store: &'a Store,
    /// The folder of files beside it.
    pub data_folder: &'a Path,
}

/// By whom and when.
#[derive(Debug)]
pub struct Made<'a> {
    /// Version of the program.
    pub program: &'a str,
    /// Now, UTC.
    pub at: DateTime<Utc>,
    /// Random bytes for the seal.
    pub random: &'a dyn Randomness,
}

/// Makes a backup of `source` in the new file `path`. The file gets its name when it is whole and
/// on the disk; only its owner may read it.
///
/// # Errors
/// When the file is there already or cannot be written, or the database does not answer.
pub async fn write_file(
    source: &Source<'_>,
    key: &BackupKey,
    made: &Made<'_>,
    path: &Path,
    watch: Watch<'_>,
) -> Result<Summary, Error> {
    if path.exists() {
        return Err(Error::state(
            "backup_exists",
            format!(
                "{}: đã có tệp này. Chọn tên khác; bản sao lưu không ghi đè.",
                path.display()
            ),
            format!(
                "{}: the file is there already. Choose another name; backups are not overwritten.",
                path.display()
            ),
        ));
    }
    let part = path.with_added_extension("part");
    let failed = |error| refused(path, &error);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&part).map_err(failed)?;
    let outcome = write(source, key, made, BufWriter::new(file), (path, watch)).await;
    let finished = outcome.and_then(|(summary, out)| {
        let file = out
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)?;
        std::fs::rename(&part, path).map_err(failed)?;
        Ok(summary)
    });
    if finished.is_err() {
        // The half of a backup is of no use; what matters is the error.
        let _ = std::fs::remove_file(&part);
    }
    finished
}

async fn write<W: Write>(
    source: &Source<'_>,
    key: &BackupKey,
    made: &Made<'_>,
    out: W,
    (path, watch): (&Path, Watch<'_>),
) -> Result<(Summary, W), Error> {
    let failed = |error| refused(path, &error);
    let migrations = source.store.applied_migrations().await?;
    let mut tx = source.store.read().await?;
    tx.prepare_for_copying().await?;
    let layout = tx.layout().await?;
    let header = Header {
        format: Header::FORMAT,
        program: made.program.to_owned(),
        made_at: made.at,
        engine: engine_name(source.store.engine()).to_owned(),
        migrations,
        layout,
    };
    let mut writer = Writer::new(out, key, made.random, &header)?;
    let mut summary = Summary::default();
    for (place, table) in header.layout.tables.iter().enumerate() {
        let total = Some(tx.count_rows(table).await?);
        let mut print = Fingerprint::default();
        writer.table(place).map_err(failed)?;
        tx.each_row(table, |row| {
            print.add(&row);
            if print.rows % STEP == 0 {
                watch(Progress {
                    what: &table.name,
                    done: print.rows,
                    total,
                });
            }
            writer.row(&row).map_err(failed)
        })
        .await?;
        summary.tables.push(TableSummary::new(&table.name, &print));
    }
    drop(tx);
    copy_files(source, path, &mut writer, &mut summary, watch)?;
    let out = writer.end(&summary).map_err(failed)?;
    Ok((summary, out))
}

fn copy_files<W: Write>(
    source: &Source<'_>,
    path: &Path,
    writer: &mut Writer<W>,
    summary: &mut Summary,
    watch: Watch<'_>,
) -> Result<(), Error> {
    let failed = |error| refused(path, &error);
    let found = files::below(source.data_folder, &left_out(source.store, path))?;
    let total = u64::try_from(found.len()).ok();
    let mut bytes = vec![0; PIECE];
    for inside in &found {
        let whole = source.data_folder.join(inside);
        let Some(name) = files::written(inside) else {
            return Err(Error::state(
                "file_name_unreadable",
                format!(
                    "{}: tên tệp không phải UTF-8. Đổi tên tệp rồi sao lưu lại.",
                    whole.display()
                ),
                format!(
                    "{}: the file name is not UTF-8. Rename the file and back up again.",
                    whole.display()
                ),
            ));
        };
        let unread = |error| refused(&whole, &error);
        let mut file = File::open(&whole).map_err(unread)?;
        let mut hash = Sha256::new();
        writer.file(&name).map_err(failed)?;
        loop {
            let count = file.read(&mut bytes).map_err(unread)?;
            if count == 0 {
                break;
            }
            hash.update(&bytes[..count]);
            writer.piece(&bytes[..count]).map_err(failed)?;
            summary.file_bytes += u64::try_from(count).unwrap_or_default();
        }
        writer.file_end(&hash.finalize()).map_err(failed)?;
        summary.files += 1;
        watch(Progress {
            what: &name,
            done: summary.files,
            total,
        });
    }
    Ok(())
}

/// What may lie in the data folder without belonging to it: the database itself, which is in the
/// backup as tables, and the backups.
fn left_out(store: &Store, backup: &Path) -> Vec<PathBuf> {
    let mut left_out = vec![backup.to_owned()];
    if let Some(file) = store.file() {
        for end in ["", "-wal", "-shm", "-journal"] {
            let mut name = file.clone().into_os_string();
            name.push(end);
            left_out.push(PathBuf::from(name));
        }
    }
    // A folder of backups inside the data folder would put every backup into the next.
    if let Some(folder) = backup.parent().filter(|folder| folder.ends_with("backups")) {
        left_out.push(folder.to_owned());
    }
    left_out
}

pub(super) const fn engine_name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    }
}

/// Writes into the audit log that everything was copied or brought back: `action` is `back_up`,
/// `restore` or `move_database`. A database not yet brought up to date is left as it is.
///
/// # Errors
/// What the store says.
pub async fn record(
    store: &Store,
    action: &'static str,
    at: DateTime<Utc>,
    summary: &Summary,
) -> Result<(), Error> {
    if store.applied_migrations().await? != Store::known_migrations() {
        return Ok(());
    }
    let details = serde_json::json!({ "rows": summary.rows(), "files": summary.files });
    let subject = (action, engine_name(store.engine()));
    let deed = deed_on_database(at, subject, &details);
    Ok(store.append_audit(deed).await?)
}
