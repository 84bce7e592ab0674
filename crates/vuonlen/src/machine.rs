//! The machine's clock and random bytes, for use cases; files only their owner may read.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;
use vuonlen_app::{Clock, Randomness};

/// Writes a new file only its owner may read, and waits until it is on the disk.
///
/// # Errors
/// When the file is there already, or cannot be written.
pub(crate) fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()
}

/// The system's clock.
#[derive(Debug)]
pub(crate) struct SystemClock;

/// The system's clock, some whole days off: the time of day is the machine's.
#[derive(Debug)]
pub(crate) struct ShiftedClock(Duration);

impl ShiftedClock {
    pub(crate) fn new(days: i64) -> Self {
        Self(Duration::days(days))
    }

    /// The day it is in Vietnam (UTC+7).
    pub(crate) fn today(&self) -> NaiveDate {
        (self.now() + Duration::hours(7)).date_naive()
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + self.0
    }
}

/// The operating system's random bytes.
#[derive(Debug)]
pub(crate) struct SystemRandomness;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "everything else takes the clock as an argument; this is where it comes from"
    )]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

impl Randomness for SystemRandomness {
    fn fill(&self, bytes: &mut [u8]) {
        // Without random bytes no session or certificate would be safe: better not to go on.
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}
