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
