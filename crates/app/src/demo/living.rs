//! The living demonstration: a database in which four communes carry their reviews.
//!
//! Everything is done through use cases, by the persons whose work it is, on the days it would
//! have been done: three sealed years, and this year's review at another point in each commune.
//! Which class a household comes to is left to the law. The same day and number of households
//! give the same database. This room must not know SQL, HTTP or the terminal.

mod cast;
mod home;
mod play;
mod schedule;
mod settle;

pub use cast::{DemoAccount, PASSWORD};

use super::clock::{SeededBytes, StagedClock};
use crate::{Context, Error};
use cast::Cast;
use chrono::{Days, NaiveDate};
use home::Home;
use std::sync::Arc;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_law::law::Law;
use vuonlen_store::Store;

/// Province of the demonstration: Sơn La.
pub const PROVINCE: &str = "14";
/// Invented for demonstrations, and says so on everything made with it.
pub const SCORE_TABLE: &str = "illustrative-2022";
/// The year whose review is under way.
pub const YEAR: i32 = 2026;

/// How a demonstration is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoPlan {
    /// The day on which it is opened: the review stands as it would that morning.
    pub today: NaiveDate,
    /// Households of each commune.
    pub households: u32,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Every account with its password.
    pub accounts: Vec<DemoAccount>,
    /// Households in the registry.
    pub households: usize,
}

/// A commune of the demonstration.
struct Commune {
    code: String,
    name: String,
    villages: Vec<Uuid>,
    homes: Vec<Home>,
    cast: Cast,
    round: Option<Uuid>,
}

impl DemoPlan {
    /// Days on which this year's review can stand in all its states.
    ///
    /// The review of the year ends before 14 December, and needs until mid-November to have been
    /// sealed somewhere.
    #[must_use]
    pub fn days() -> (NaiveDate, NaiveDate) {
        let day = |month, day| NaiveDate::from_ymd_opt(YEAR, month, day).unwrap_or_default();
        (day(11, 16), day(12, 13))
    }

    /// Fills an empty database.
    ///
    /// `progress` is told what is being done, how much is done and how much there is.
    ///
    /// # Errors
    /// A day outside [`DemoPlan::days`]; what the use cases say.
    pub async fn make(
        self,
        store: Store,
        law: Arc<Law>,
        progress: &(dyn Fn(&Text, u64, u64) + Sync),
    ) -> Result<Made, Error> {
        let (first, last) = Self::days();
        if self.today < first || self.today > last {
            let written = vuonlen_domain::date::written;
            let (first, last) = (written(first), written(last));
            return Err(Error::field(
                "today",
                format!("Dữ liệu trình diễn lập cho một ngày từ {first} đến {last}."),
                format!("The demonstration is made for a day from {first} to {last}."),
            ));
        }
        let begin = NaiveDate::from_ymd_opt(YEAR - 3, 1, 9).unwrap_or_default();
        let clock = Arc::new(StagedClock::new(begin));
        let random = Arc::new(SeededBytes::new(2026));
        let context = Context::new(store, law, Arc::clone(&clock) as _, random);
        let mut play = play::Play::new(context, clock, self, progress);
        play.open().await?;
        for (position, step) in schedule::schedule(self.today).iter().enumerate() {
            play.carry_out(position, step).await?;
        }
        Ok(play.finish())
    }
}

/// `days` before `day`.
fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}
