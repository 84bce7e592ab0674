//! Backups made while the program serves, every so many hours.

use super::backup::{make, read_key};
use super::serve::opened;
use crate::failure::Failure;
use crate::machine::SystemClock;
use crate::progress::Bar;
use chrono::TimeDelta;
use std::path::{Path, PathBuf};
use std::time::Duration;
use vuonlen_app::Clock;
use vuonlen_app::backup::{BackupKey, file_name, is_due, outdated};
use vuonlen_store::Store;
use vuonlen_web::configuration::Configuration;

/// What is backed up, where to, how often.
struct Schedule {
    database: String,
    data_folder: PathBuf,
    folder: PathBuf,
    key: BackupKey,
    every: TimeDelta,
    keep: usize,
}

/// Starts the schedule, when the configuration asks for one, on a thread of its own: sealing and
/// compressing must not make pages late.
pub(super) fn start(
    configuration: &Configuration,
    database: &str,
    data_folder: &Path,
) -> Result<(), Failure> {
    let folder = configuration.text("backup.folder");
    if folder.is_empty() {
        return Ok(());
    }
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder).map_err(|error| Failure::unwritten(&folder, &error))?;
    let schedule = Schedule {
        database: database.to_owned(),
        data_folder: data_folder.to_owned(),
        folder,
        key: read_key(Path::new(configuration.text("backup.key_file")))?,
        every: TimeDelta::hours(
            i64::try_from(configuration.number("backup.every_hours")).unwrap_or(24),
        ),
        keep: usize::try_from(configuration.number("backup.keep")).unwrap_or(usize::MAX),
    };
    let failed = |error: std::io::Error| Failure::new(error.to_string(), error.to_string());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(failed)?;
    std::thread::Builder::new()
        .name("backup".to_owned())
        .spawn(move || runtime.block_on(schedule.keep_going()))
        .map_err(failed)?;
    Ok(())
}

/// How often is looked whether a backup is due.
const LOOK: Duration = Duration::from_secs(300);

impl Schedule {
    async fn keep_going(self) {
        let mut ticks = tokio::time::interval(LOOK);
        loop {
            ticks.tick().await;
            match self.once().await {
                Ok(Some(rows)) => tracing::info!(rows, "backed up"),
                Ok(None) => {}
                Err(failure) => tracing::error!(%failure, "no backup was made"),
            }
        }
    }

    /// Makes a backup when one is due, and removes those that are too old.
    async fn once(&self) -> Result<Option<u64>, Failure> {
        let now = SystemClock.now();
        if !is_due(&self.names()?, now, self.every) {
            return Ok(None);
        }
        let store = opened(Store::attach(&self.database, false).await)?;
        let to = self.folder.join(file_name(now));
        let made = make(&store, &self.data_folder, &self.key, &to, &Bar::hidden()).await;
        store.close().await;
        let summary = made?;
        // Only after a new one is whole do old ones go.
        for name in outdated(&self.names()?, self.keep) {
            std::fs::remove_file(self.folder.join(name))
                .map_err(|error| Failure::unwritten(&self.folder, &error))?;
        }
        Ok(Some(summary.rows()))
    }

    fn names(&self) -> Result<Vec<String>, Failure> {
        let failed = |error| Failure::unwritten(&self.folder, &error);
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(failed)? {
            names.extend(entry.map_err(failed)?.file_name().into_string());
        }
        Ok(names)
    }
}
