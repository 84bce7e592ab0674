//! `vuonlen keys …`: the keys of sealed columns.

use super::serve::{opened, runtime, told};
use crate::failure::Failure;
use crate::machine::{SystemClock, write_secret};
use crate::output;
use crate::progress::Bar;
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use vuonlen_app::{Clock as _, privacy};
use vuonlen_documents::disk;
use vuonlen_store::Store;
use vuonlen_store::sealed::MasterKeys;

#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Make a key file, or write a new master key as the first line of one that is there.
    New {
        /// The key file: keep it apart from database and backups, a copy in a safe.
        file: PathBuf,
        /// Id of the new key, such as m2; “m” and the number of keys when nothing is said.
        #[arg(long, value_name = "ID")]
        id: Option<String>,
    },
    /// Make new data keys and encrypt every sensitive column again, also what an older database
    /// holds in clear. Stop the program first; broken off, it goes on where it stopped.
    Rotate {
        /// Address of the database: sqlite://PATH or postgres://USER@HOST/NAME.
        #[arg(long, value_name = "ADDRESS", env = "VUONLEN_DATABASE")]
        database: String,
        #[command(flatten)]
        keys: RequiredKeys,
    },
    /// Wrap the data keys with the first master key of the file; the one before must still stand
    /// below it. Quick: no household is touched.
    Rewrap {
        /// Address of the database: sqlite://PATH or postgres://USER@HOST/NAME.
        #[arg(long, value_name = "ADDRESS", env = "VUONLEN_DATABASE")]
        database: String,
        #[command(flatten)]
        keys: RequiredKeys,
    },
}

#[derive(Debug, Args)]
pub(super) struct RequiredKeys {
    /// Key file of encrypted columns (vuonlen keys new).
    #[arg(long = "keys", value_name = "FILE", env = "VUONLEN_PRIVACY_KEYS_FILE")]
    file: PathBuf,
}

pub(super) fn run(command: KeysCommand) -> Result<ExitCode, Failure> {
    match command {
        KeysCommand::New { file, id } => {
            let id = make_file(&file, id)?;
            output::line(&format!("{}: khóa / key {id}", file.display()));
            output::note(
                "Cất một bản của tệp này ở nơi khác với cơ sở dữ liệu và bản sao lưu: mất khóa là mất số định danh và câu trả lời phiếu.\n\
                 Keep a copy of this file away from database and backups: without it identity numbers and answers are lost.",
            );
        }
        KeysCommand::Rotate { database, keys } => rotate(&database, &keys.file)?,
        KeysCommand::Rewrap { database, keys } => {
            let masters = read(&keys.file)?;
            let count = runtime()?.block_on(async {
                let store = opened(Store::open(&database).await)?;
                let outcome = privacy::rewrap(&store, &masters, SystemClock.now()).await;
                store.close().await;
                outcome.map_err(|error| told(&error))
            })?;
            let id = masters.current_id();
            output::line(&format!(
                "{count} khóa dữ liệu đã bọc bằng {id} / {count} data keys wrapped with {id}"
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn rotate(database: &str, keys: &Path) -> Result<(), Failure> {
    let masters = read(keys)?;
    let bar = Bar::new();
    let rotated = runtime()?.block_on(async {
        let store = opened(Store::open(database).await)?;
        unlock(&store, masters).await?;
        let mut watch = |table: &'static str, rows| bar.at(table, rows, None);
        let outcome = privacy::reseal(&store, SystemClock.now(), &mut watch).await;
        store.close().await;
        outcome.map_err(|error| told(&error))
    })?;
    bar.finish();
    for table in &rotated.tables {
        output::line(&format!("  {:20} {}", table.table, table.rows));
    }
    let rows = rotated.rows();
    output::line(&format!(
        "{rows} hàng đã mã hóa lại / {rows} rows encrypted again"
    ));
    Ok(())
}

/// Makes a key file, or puts a new key first in one that is there. Gives the key's id.
pub(super) fn make_file(file: &Path, id: Option<String>) -> Result<String, Failure> {
    let earlier = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(unreadable(file, &error)),
    };
    let keys = |text: &str| {
        let lines = text.lines().map(str::trim);
        lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .count()
    };
    if keys(&earlier) > 0 {
        parsed(file, &earlier)?;
    }
    let id = id.unwrap_or_else(|| format!("m{}", keys(&earlier) + 1));
    let line = MasterKeys::new_line(&id).map_err(|error| Failure::untranslated(&error))?;
    let mut text = earlier;
    if text.is_empty() {
        text.push_str(
            "# Khóa mã hóa của Vươn Lên. Mất tệp này là mất dữ liệu đã mã hóa; không để cùng nơi với bản sao lưu.\n\
             # Encryption keys of Vươn Lên. Without this file what is encrypted is lost; keep it apart from backups.\n",
        );
    }
    // New keys wrap from now on, so they stand first; notes stay above them.
    let notes: usize = text
        .split_inclusive('\n')
        .take_while(|line| line.trim().is_empty() || line.starts_with('#'))
        .map(str::len)
        .sum();
    text.insert_str(notes, &format!("{line}\n"));
    parsed(file, &text)?;
    // Written beside and moved into place: a file half written would be the end of the data.
    let part = file.with_added_extension("part");
    // A part left over by a run that was broken off is nobody's key file: what the file itself
    // holds has been read above and stands in `text`. A key in it was never used.
    match std::fs::remove_file(&part) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(Failure::unwritten(&part, &error));
        }
        _ => {}
    }
    write_secret(&part, &text)
        .and_then(|()| std::fs::rename(&part, file))
        .map_err(|error| Failure::unwritten(file, &error))?;
    Ok(id)
}

/// The master keys of a key file.
pub(super) fn read(file: &Path) -> Result<MasterKeys, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
    parsed(file, &text)
}

fn parsed(file: &Path, text: &str) -> Result<MasterKeys, Failure> {
    MasterKeys::parse(text).map_err(|error| {
        Failure::new(
            format!("không dùng được làm tệp khóa: {error}. Tạo tệp mới bằng “vuonlen keys new TỆP”, hoặc chỉ đúng tệp đã dùng."),
            format!("cannot be used as a key file: {error}. Make one by “vuonlen keys new FILE”, or name the file that was used."),
        )
        .at(&file.display())
    })
}

fn unreadable(file: &Path, error: &std::io::Error) -> Failure {
    let reason = disk::reason(error);
    Failure::new(
        format!("không đọc được tệp khóa: {}", reason.vi),
        format!("the key file cannot be read: {}", reason.en),
    )
    .at(&file.display())
}

/// Gives the database its keys.
pub(super) async fn unlock(store: &Store, masters: MasterKeys) -> Result<(), Failure> {
    let unlocked = store.unlock(masters, SystemClock.now()).await;
    unlocked.map_err(|error| told(&error.into()))
}

/// Gives the database the keys of a file, or sees that it needs none.
pub(super) async fn unlock_with(store: &Store, file: Option<&Path>) -> Result<(), Failure> {
    match file {
        Some(file) => unlock(store, read(file)?).await,
        None => Ok(()),
    }
}

/// As [`unlock_with`], for serving pages: without keys only where that was said in so many words.
pub(super) async fn unlock_to_serve(
    store: &Store,
    file: Option<&Path>,
    off: bool,
) -> Result<(), Failure> {
    if let Some(file) = file {
        return unlock(store, read(file)?).await;
    }
    if store.keyring().is_locked() {
        return Err(Failure::new(
            "cơ sở dữ liệu đã mã hóa mà chưa có khóa. Chỉ tệp khóa đã dùng ở keys_file trong phần [privacy] của tệp cấu hình, hoặc VUONLEN_PRIVACY_KEYS_FILE.",
            "the database is encrypted and no key was given. Name the key file that was used by keys_file under [privacy] of the configuration, or VUONLEN_PRIVACY_KEYS_FILE.",
        ));
    }
    if off {
        return Ok(());
    }
    Err(Failure::new(
        "chưa có khóa mã hóa số định danh, sức khỏe, điện thoại. Chạy “vuonlen keys new TỆP”, cất một bản ở nơi khác, rồi đặt keys_file = \"TỆP\" trong phần [privacy] (hoặc VUONLEN_PRIVACY_KEYS_FILE). Nếu chấp nhận không mã hóa, đặt encryption = \"off\".",
        "there is no key to encrypt identity numbers, health and phone numbers with. Run “vuonlen keys new FILE”, keep a copy elsewhere, and set keys_file = \"FILE\" under [privacy] (or VUONLEN_PRIVACY_KEYS_FILE). To go without encryption, set encryption = \"off\".",
    ))
}
