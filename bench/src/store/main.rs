//! The living system under load: a province of synthetic households in SQLite or PostgreSQL, and
//! how long the use cases behind its pages take (`bench/store.sh`; what is measured stands in `bench/store.md`).
//!
//! Use cases are called in this process, so HTTP and templates are not in the figures; permission,
//! rules, SQL and audit are. A database that was filled before is measured as it is.

mod fill;
mod load;
mod round;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use clap::Parser;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;
use vuonlen_app::demo::SeededBytes;
use vuonlen_app::{Clock, Context};
use vuonlen_bench::Failure;
use vuonlen_law::files::LawFiles;
use vuonlen_law::law::Law;
use vuonlen_store::Store;
use vuonlen_store::sealed::MasterKeys;

/// Sơn La.
const PROVINCE: &str = "14";
/// The day before any round.
const BEGIN: NaiveDate = NaiveDate::from_ymd_opt(2026, 8, 3).expect("a day of the calendar");

/// Measures the living system over a database.
#[derive(Debug, Parser)]
struct Arguments {
    /// sqlite://PATH or postgres://USER@HOST/NAME.
    #[arg(long, default_value = "sqlite://target/bench/store.db")]
    database: String,
    /// Fill the database and measure nothing.
    #[arg(long)]
    only_fill: bool,
    /// Print the file of keys every database here is encrypted with, and do nothing.
    #[arg(long)]
    print_key: bool,
    /// The folder of law files.
    #[arg(long, default_value = "law")]
    law: PathBuf,
    /// Where files beside the database are kept.
    #[arg(long, default_value = "target/bench/files")]
    files: PathBuf,
    /// Households in the database.
    #[arg(long, default_value_t = 100_000)]
    households: u32,
    /// Households of one commune.
    #[arg(long, default_value_t = 3_000)]
    commune: u32,
    /// How many people work at once.
    #[arg(long, value_delimiter = ',', default_value = "1,16,64")]
    clients: Vec<usize>,
    /// How long each question is asked, in seconds.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

/// A clock that only moves when a round needs another day.
#[derive(Debug)]
struct DayClock {
    seconds: AtomicI64,
}

impl DayClock {
    fn go_to(&self, day: NaiveDate) {
        let morning = day.and_time(chrono::NaiveTime::MIN).and_utc() + Duration::hours(1);
        self.seconds
            .fetch_max(morning.timestamp(), Ordering::Relaxed);
    }
}

impl Clock for DayClock {
    fn now(&self) -> DateTime<Utc> {
        let seconds = self.seconds.load(Ordering::Relaxed);
        DateTime::from_timestamp(seconds, 0).unwrap_or_default()
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match measure(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "bench-store: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.print_key {
        say(&key());
        return Ok(());
    }
    let files = LawFiles::from_folder(&arguments.law).map_err(|finding| finding.to_string())?;
    let law = Arc::new(Law::load(&files)?);
    let clock = Arc::new(DayClock {
        seconds: AtomicI64::new(0),
    });
    clock.go_to(BEGIN);
    let context = |store: Store| {
        let clock = Arc::clone(&clock) as Arc<dyn Clock>;
        // Ids of a second run over the same database must not be those of the first.
        let seed = u64::from(std::process::id());
        Context::new(
            store,
            Arc::clone(&law),
            clock,
            Arc::new(SeededBytes::new(seed)),
        )
        .with_files(&arguments.files)
    };
    let watch = Instant::now();
    let filling = context(unlocked(Store::open_to_fill(&arguments.database).await?, &clock).await?);
    let filled = fill::fill(&filling, arguments).await?;
    filling.store.close().await;
    if filled > 0 {
        say(&format!(
            "{filled} households taken in from lists in {:.0} s",
            watch.elapsed().as_secs_f64()
        ));
    }
    if arguments.only_fill {
        return Ok(());
    }
    let context = context(unlocked(Store::open(&arguments.database).await?, &clock).await?);
    let officer = fill::officer(&context).await?;
    say("\n| what | clients | p50 | p95 | per second |\n|---|--:|--:|--:|--:|");
    for clients in &arguments.clients {
        load::load(&context, &officer, *clients, arguments.seconds).await?;
    }
    load::append(&context, &officer).await?;
    say("\n| commune of one round | time |\n|---|--:|");
    round::round(&context, &clock, arguments.commune).await?;
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    say(&format!(
        "\nmost memory: {}",
        peak.unwrap_or("unknown").trim()
    ));
    Ok(())
}

/// Columns are encrypted as in a living system; the key is the same for every run.
async fn unlocked(store: Store, clock: &DayClock) -> Result<Store, Failure> {
    store
        .unlock(MasterKeys::parse(&key())?, clock.now())
        .await?;
    Ok(store)
}

fn key() -> String {
    format!("bench:{}=", "A".repeat(43))
}

fn say(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
