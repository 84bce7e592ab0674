//! `vuonlen backup`, `restore` and `migrate-database`: nothing lost, and the way to another server.

use super::serve::{opened, runtime, told};
use crate::failure::Failure;
use crate::machine::{SystemClock, SystemRandomness, write_secret};
use crate::output;
use crate::progress::Bar;
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use vuonlen_app::Clock;
use vuonlen_app::backup::{self, BackupKey, Header, Made, Progress, Source, Summary};
use vuonlen_store::{Engine, Store};

#[derive(Debug, Args)]
pub(super) struct KeyFile {
    /// File of the key backups are sealed with; “vuonlen backup new-key” makes one.
    #[arg(
        long = "key-file",
        value_name = "FILE",
        env = "VUONLEN_BACKUP_KEY_FILE"
    )]
    key_file: PathBuf,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct BackupArguments {
    #[command(subcommand)]
    command: Option<BackupCommand>,
    #[command(flatten)]
    make: Option<MakeArguments>,
}

#[derive(Debug, Args)]
struct MakeArguments {
    /// Address of the database: sqlite://PATH or postgres://USER@HOST/NAME. People may go on working.
    #[arg(long, value_name = "ADDRESS", env = "VUONLEN_DATABASE")]
    database: String,
    /// Folder of files beside the database.
    #[arg(long = "data", value_name = "DIR", default_value = "data")]
    data_folder: PathBuf,
    /// The new file to write.
    #[arg(long = "to", value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    key: KeyFile,
}

#[derive(Debug, Subcommand)]
enum BackupCommand {
    /// Make a key to seal backups with, in a new file that only its owner may read.
    NewKey {
        /// The new file.
        file: PathBuf,
    },
    /// Restore a backup into a scratch database, compare every table and file, and throw it away.
    Verify {
        /// The backup.
        file: PathBuf,
        #[command(flatten)]
        key: KeyFile,
        /// Folder with room for the scratch database.
        #[arg(long, value_name = "DIR")]
        scratch: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(super) struct RestoreArguments {
    /// The backup.
    file: PathBuf,
    /// Address of a new, empty database of either kind.
    #[arg(long, value_name = "ADDRESS", env = "VUONLEN_DATABASE")]
    database: String,
    /// A new, empty folder for the files beside it.
    #[arg(long = "data", value_name = "DIR", default_value = "data")]
    data_folder: PathBuf,
    #[command(flatten)]
    key: KeyFile,
}

#[derive(Debug, Args)]
pub(super) struct MigrateArguments {
    /// Address of the database to copy. Stop the program first: what is written later is not copied.
    from: String,
    /// Address of a new, empty database of either kind.
    to: String,
}

pub(super) fn run(arguments: BackupArguments) -> Result<ExitCode, Failure> {
    match (arguments.command, arguments.make) {
        (Some(BackupCommand::NewKey { file }), _) => new_key(&file),
        (Some(BackupCommand::Verify { file, key, scratch }), _) => verify(&file, &key, scratch),
        (None, Some(make)) => make_backup(&make),
        (None, None) => Err(Failure::new(
            "thiếu --database, --to và --key-file; xem “vuonlen backup --help”",
            "--database, --to and --key-file are missing; see “vuonlen backup --help”",
        )),
    }
}

fn new_key(file: &Path) -> Result<ExitCode, Failure> {
    let key = BackupKey::generate(&SystemRandomness);
    write_secret(file, &key.to_file()).map_err(|error| Failure::unwritten(file, &error))?;
    output::line(&format!("{}: khóa / key {}", file.display(), key.name()));
    output::note(
        "Cất hai bản của tệp này ở nơi khác với bản sao lưu: mất khóa là mất mọi bản sao lưu.\n\
         Keep two copies of this file away from the backups: without it no backup opens.",
    );
    Ok(ExitCode::SUCCESS)
}

fn make_backup(arguments: &MakeArguments) -> Result<ExitCode, Failure> {
    let key = read_key(&arguments.key.key_file)?;
    let bar = Bar::new();
    let summary = runtime()?.block_on(async {
        let store = opened(Store::attach(&arguments.database, false).await)?;
        let summary = make(&store, &arguments.data_folder, &key, &arguments.to, &bar).await;
        store.close().await;
        summary
    })?;
    bar.finish();
    print(&format!("{}:", arguments.to.display()), &summary);
    Ok(ExitCode::SUCCESS)
}

/// Makes one backup and writes it into the audit log.
pub(super) async fn make(
    store: &Store,
    data_folder: &Path,
    key: &BackupKey,
    to: &Path,
    bar: &Bar,
) -> Result<Summary, Failure> {
    let source = Source { store, data_folder };
    let made = Made {
        program: env!("CARGO_PKG_VERSION"),
        at: SystemClock.now(),
        random: &SystemRandomness,
    };
    let summary = backup::write_file(&source, key, &made, to, &mut |progress| show(bar, progress))
        .await
        .map_err(|error| told(&error))?;
    backup::record(store, "back_up", SystemClock.now(), &summary)
        .await
        .map_err(|error| told(&error))?;
    Ok(summary)
}

fn verify(file: &Path, key: &KeyFile, scratch: Option<PathBuf>) -> Result<ExitCode, Failure> {
    let key = read_key(&key.key_file)?;
    let scratch = scratch.unwrap_or_else(std::env::temp_dir);
    let bar = Bar::new();
    let (header, summary) = runtime()?
        .block_on(backup::verify(file, &key, &scratch, &mut |progress| {
            show(&bar, progress);
        }))
        .map_err(|error| told(&error).at(&file.display()))?;
    bar.finish();
    print(&about(file, &header), &summary);
    output::line(
        "Khôi phục thử thành công, mọi bảng và tệp đều khớp / restored on trial, every table and file agrees",
    );
    Ok(ExitCode::SUCCESS)
}

pub(super) fn restore(arguments: &RestoreArguments) -> Result<ExitCode, Failure> {
    let key = read_key(&arguments.key.key_file)?;
    let bar = Bar::new();
    let (header, summary) = runtime()?.block_on(async {
        let store = opened(Store::attach(&arguments.database, true).await)?;
        let target = (&store, arguments.data_folder.as_path());
        let file = &arguments.file;
        let restored =
            backup::restore(file, &key, target, &mut |progress| show(&bar, progress)).await;
        let outcome = match restored {
            Ok((header, summary)) => backup::record(&store, "restore", SystemClock.now(), &summary)
                .await
                .map(|()| (header, summary)),
            Err(error) => Err(error),
        };
        store.close().await;
        outcome.map_err(|error| told(&error))
    })?;
    bar.finish();
    print(&about(&arguments.file, &header), &summary);
    output::line("Đã khôi phục, mọi bảng và tệp đều khớp / restored, every table and file agrees");
    Ok(ExitCode::SUCCESS)
}

pub(super) fn migrate(arguments: &MigrateArguments) -> Result<ExitCode, Failure> {
    let bar = Bar::new();
    let (summary, engine) = runtime()?.block_on(async {
        let from = opened(Store::attach(&arguments.from, false).await)?;
        let to = opened(Store::attach(&arguments.to, true).await)?;
        let copied = backup::transfer(&from, &to, &mut |progress| show(&bar, progress)).await;
        let outcome = match copied {
            Ok(summary) => backup::record(&to, "move_database", SystemClock.now(), &summary)
                .await
                .map(|()| summary),
            Err(error) => Err(error),
        };
        from.close().await;
        to.close().await;
        let summary = outcome.map_err(|error| told(&error))?;
        Ok::<_, Failure>((summary, to.engine()))
    })?;
    bar.finish();
    let engine = match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    };
    print(&format!("→ {engine}:"), &summary);
    output::line(
        "Số dòng và mã băm của mọi bảng đều khớp; thư mục dữ liệu giữ nguyên / rows and hashes of every table agree; the data folder stays where it is",
    );
    Ok(ExitCode::SUCCESS)
}

pub(super) fn read_key(file: &Path) -> Result<BackupKey, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let reason = vuonlen_documents::disk::reason(&error);
        Failure::new(
            format!("không đọc được tệp khóa: {}", reason.vi),
            format!("the key file cannot be read: {}", reason.en),
        )
        .at(&file.display())
    })?;
    BackupKey::parse(&text).map_err(|error| told(&error).at(&file.display()))
}

fn show(bar: &Bar, progress: Progress<'_>) {
    bar.at(progress.what, progress.done, progress.total);
}

fn about(file: &Path, header: &Header) -> String {
    format!(
        "{} ({}, {}, vuonlen {}):",
        file.display(),
        header.made_at.format("%d/%m/%Y %H:%M UTC"),
        header.engine,
        header.program
    )
}

fn print(what: &str, summary: &Summary) {
    let (tables, rows) = (summary.tables.len(), summary.rows());
    let (files, bytes) = (summary.files, summary.file_bytes);
    output::line(&format!(
        "{what} {tables} bảng, {rows} dòng, {files} tệp ({bytes} byte) / {tables} tables, {rows} rows, {files} files ({bytes} bytes)"
    ));
    for table in summary.tables.iter().filter(|table| table.rows > 0) {
        let digits = table.hash.get(..16).unwrap_or_default();
        output::line(&format!(
            "  {:<28} {:>10}  {digits}…",
            table.name, table.rows
        ));
    }
}
