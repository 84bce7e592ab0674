//! The one place that reads the clock.

use chrono::NaiveDate;

/// Today, where the program runs.
#[expect(
    clippy::disallowed_methods,
    reason = "everything else takes the day as an argument; this is where it comes from"
)]
pub(crate) fn today() -> NaiveDate {
    chrono::Local::now().date_naive()
}

/// Measures how long something took, for people to read.
pub(crate) struct Stopwatch(std::time::Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(std::time::Instant::now())
    }

    pub(crate) fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}
