//! `vuonlen demo`: the living system over four synthetic communes of Quỳnh Nhai.
//!
//! The database is made once and opened as it is from then on. What a folder holds and on which
//! day it was made stands in its `demo.json`, written last: without it the folder holds nothing
//! whole and is made anew.

use super::serve::{opened, openid_of_environment, runtime, start_log, stop_asked, told};
use super::{LawFolder, keys, parse_day};
use crate::failure::Failure;
use crate::machine::{ShiftedClock, SystemRandomness};
use crate::output;
use crate::progress::Bar;
use chrono::{Datelike, NaiveDate};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use vuonlen_app::Context;
use vuonlen_app::demo::living::{DemoAccount, DemoPlan, YEAR};
use vuonlen_app::demo::synthetic_notice;
use vuonlen_domain::date::written;
use vuonlen_law::law::Law;
use vuonlen_store::Store;
use vuonlen_web::{ServeError, ServeOptions, Server};

#[derive(Debug, Args)]
pub(super) struct DemoArguments {
    /// Folder of the demonstration: its database, accounts.json and files.
    #[arg(long, value_name = "DIR", default_value = "out/demo")]
    data: PathBuf,
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Throw the folder's demonstration away and make it anew.
    #[arg(long)]
    fresh: bool,
    /// The day it is in the demonstration; its clock runs on from there.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    today: Option<NaiveDate>,
    /// Households of each commune.
    #[arg(long, value_name = "N", default_value_t = 750)]
    households: u32,
    /// Keep the data in this empty database instead of the folder: postgres://USER@HOST/NAME.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "fresh")]
    database: Option<String>,
    /// Make the demonstration and stop.
    #[arg(long)]
    make_only: bool,
}

/// What a folder's `demo.json` says.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    /// The day it was made for.
    made_for: NaiveDate,
    /// How many days its clock is from the machine's.
    days_off: i64,
    /// The program that made it.
    program: String,
}

impl DemoArguments {
    fn kept_file(&self) -> PathBuf {
        self.data.join("demo.json")
    }

    fn keys_file(&self) -> PathBuf {
        self.data.join("keys.txt")
    }

    fn accounts_file(&self) -> PathBuf {
        self.data.join("accounts.json")
    }

    fn address(&self) -> String {
        self.database.clone().unwrap_or_else(|| {
            let file = self.data.join("demo.db");
            format!("sqlite://{}", file.display())
        })
    }
}

pub(super) fn run(arguments: DemoArguments, law: &LawFolder) -> Result<ExitCode, Failure> {
    let law = law.load()?;
    start_log("warn,tower_sessions_core=error");
    let folder = &arguments.data;
    std::fs::create_dir_all(folder).map_err(|error| Failure::unwritten(folder, &error))?;
    if arguments.fresh {
        remove(folder)?;
    }
    runtime()?.block_on(async {
        let kept = match read_kept(&arguments)? {
            Some(kept) => kept,
            None => make(&arguments, &law).await?,
        };
        let notice = synthetic_notice();
        output::note(&format!("{} / {}", notice.vi, notice.en));
        print_accounts(&arguments)?;
        if arguments.make_only {
            return Ok(());
        }
        serve(arguments, &kept, law).await
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The day shown by a clock that many days off.
fn shown_day(days_off: i64) -> NaiveDate {
    ShiftedClock::new(days_off).today()
}

/// What the folder holds, with the day asked for; none when it holds nothing whole.
fn read_kept(arguments: &DemoArguments) -> Result<Option<Kept>, Failure> {
    let path = arguments.kept_file();
    let Ok(text) = std::fs::read_to_string(&path) else {
        return Ok(None);
    };
    let damaged = |error: serde_json::Error| {
        Failure::new(
            format!(
                "{}: {error}. Chạy lại với --fresh để lập mới.",
                path.display()
            ),
            format!(
                "{}: {error}. Run again with --fresh to make it anew.",
                path.display()
            ),
        )
    };
    let mut kept: Kept = serde_json::from_str(&text).map_err(damaged)?;
    let Some(today) = arguments.today else {
        return Ok(Some(kept));
    };
    if today < kept.made_for {
        let made = written(kept.made_for);
        return Err(Failure::new(
            format!(
                "dữ liệu trình diễn lập cho ngày {made}; chọn --today từ ngày đó trở đi, hoặc --fresh để lập mới"
            ),
            format!(
                "the demonstration was made for {made}; choose --today from that day on, or --fresh to make it anew"
            ),
        ));
    }
    kept.days_off = (today - shown_day(0)).num_days();
    write(&path, &kept)?;
    Ok(Some(kept))
}

/// Makes the demonstration in the folder.
async fn make(arguments: &DemoArguments, law: &Arc<Law>) -> Result<Kept, Failure> {
    if arguments.database.is_none() {
        remove(&arguments.data)?;
    }
    let real = shown_day(0);
    let (first, last) = DemoPlan::days();
    // Outside the days of a yearly review the demonstration has a clock of its own.
    let fitting = NaiveDate::from_ymd_opt(YEAR, 11, 20).unwrap_or(first);
    let within = (first..=last).contains(&real);
    let today = arguments
        .today
        .unwrap_or(if within { real } else { fitting });
    let plan = DemoPlan {
        today,
        households: arguments.households,
    };
    let address = arguments.address();
    let store = opened(Store::open_to_fill(&address).await)?;
    unlock(arguments, &store).await?;
    let watch = crate::clock::Stopwatch::start();
    let bar = Bar::new();
    let progress = |what: &vuonlen_domain::Text, done: u64, total: u64| {
        bar.at(&format!("{} / {}", what.vi, what.en), done, Some(total));
    };
    let made = plan.make(store.clone(), Arc::clone(law), &progress).await;
    bar.finish();
    store.close().await;
    let made = made.map_err(|error| told(&error))?;
    let flushed = std::fs::File::open(arguments.data.join("demo.db"));
    if let (None, Ok(file)) = (&arguments.database, flushed) {
        file.sync_all()
            .map_err(|error| Failure::unwritten(&arguments.data, &error))?;
    }
    output::note(&format!(
        "{} hộ giả lập, {:.0} giây / {} synthetic households, {:.0} s",
        made.households,
        watch.seconds(),
        made.households,
        watch.seconds()
    ));
    write(&arguments.accounts_file(), &made.accounts)?;
    let kept = Kept {
        made_for: today,
        days_off: (today - real).num_days(),
        program: super::synth::PROGRAM.to_owned(),
    };
    write(&arguments.kept_file(), &kept)?;
    Ok(kept)
}

/// Gives the database the keys of the folder, made when they are not there yet.
async fn unlock(arguments: &DemoArguments, store: &Store) -> Result<(), Failure> {
    let file = arguments.keys_file();
    if !file.exists() && !store.keyring().is_locked() {
        keys::make_file(&file, None)?;
    }
    keys::unlock(store, keys::read(&file)?).await
}

/// Removes what a demonstration leaves in its folder, and nothing else.
fn remove(folder: &Path) -> Result<(), Failure> {
    let names = [
        "demo.json",
        "accounts.json",
        "keys.txt",
        "demo.db",
        "demo.db-wal",
        "demo.db-shm",
    ];
    for name in names {
        let path = folder.join(name);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::unwritten(&path, &error));
            }
            _ => {}
        }
    }
    let files = folder.join("files");
    match std::fs::remove_dir_all(&files) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::unwritten(&files, &error))
        }
        _ => Ok(()),
    }
}

fn write<T: Serialize>(path: &Path, value: &T) -> Result<(), Failure> {
    let text =
        serde_json::to_string_pretty(value).map_err(|error| Failure::untranslated(&error))?;
    std::fs::write(path, text + "\n").map_err(|error| Failure::unwritten(path, &error))
}

/// The accounts, one line each.
fn print_accounts(arguments: &DemoArguments) -> Result<(), Failure> {
    let path = arguments.accounts_file();
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Failure::untranslated(&error).at(&path.display()))?;
    let accounts: Vec<DemoAccount> = serde_json::from_str(&text)
        .map_err(|error| Failure::untranslated(&error).at(&path.display()))?;
    output::line("Tài khoản, mật khẩu, vai trò, địa bàn / account, password, role, area:");
    for account in accounts {
        output::line(&format!(
            "  {:28} {:20} {:28} {}",
            account.name, account.password, account.role_name, account.area_name
        ));
    }
    Ok(())
}

async fn serve(arguments: DemoArguments, kept: &Kept, law: Arc<Law>) -> Result<(), Failure> {
    let store = opened(Store::open(&arguments.address()).await)?;
    unlock(&arguments, &store).await?;
    let clock = Arc::new(ShiftedClock::new(kept.days_off));
    let today = clock.today();
    let context = Context::new(store, law, clock, Arc::new(SystemRandomness));
    let options = ServeOptions {
        listen: arguments.listen,
        https: false,
        behind_proxy: false,
        public_address: String::new(),
        demo: true,
        data_folder: arguments.data.join("files"),
        openid: openid_of_environment()?,
        ..ServeOptions::default()
    };
    let failed = |error: ServeError| match error {
        ServeError::Listen { .. } => Failure::new(
            format!("{error}. Chọn cổng khác bằng --listen, ví dụ --listen 127.0.0.1:8081"),
            format!(
                "{error}. Choose another port by --listen, for example --listen 127.0.0.1:8081"
            ),
        ),
        other => Failure::new(other.to_string(), other.to_string()),
    };
    let server = Server::bind(context, options).await.map_err(failed)?;
    if kept.days_off != 0 {
        let day = written(today);
        output::line(&format!(
            "Trong bản trình diễn hôm nay là {day} / in the demonstration today is {day}"
        ));
    } else if today.year() != YEAR || !(DemoPlan::days().0..=DemoPlan::days().1).contains(&today) {
        output::line(
            "Đợt rà soát trình diễn đã qua; --fresh để lập lại / the review shown is past; --fresh makes it anew",
        );
    }
    output::line(&format!("http://{}", server.address()));
    server.run(stop_asked()).await.map_err(failed)
}
