//! A clock that is set, and bytes that are always the same: what a made-up past is written with.

use crate::{Clock, Randomness};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::{Mutex, PoisonError};

/// Runs on by a second whenever it is read, from the moment it was last set to.
#[derive(Debug)]
pub struct StagedClock(Mutex<DateTime<Utc>>);

impl StagedClock {
    /// A clock that begins on the morning of `day` in Vietnam.
    #[must_use]
    pub fn new(day: NaiveDate) -> Self {
        Self(Mutex::new(morning(day)))
    }

    /// Goes to the morning of `day` in Vietnam; never back.
    pub fn go_to(&self, day: NaiveDate) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = morning(day).max(*now);
    }
}

impl Clock for StagedClock {
    fn now(&self) -> DateTime<Utc> {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now += Duration::seconds(1);
        *now
    }
}

/// Half past seven in Vietnam: offices open.
fn morning(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
    midnight + Duration::minutes(30)
}

/// The same bytes in the same order, every time.
#[derive(Debug)]
pub struct SeededBytes(Mutex<ChaCha8Rng>);

impl SeededBytes {
    /// Bytes of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(ChaCha8Rng::seed_from_u64(seed)))
    }
}

impl Randomness for SeededBytes {
    fn fill(&self, bytes: &mut [u8]) {
        let mut generator = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        generator.fill_bytes(bytes);
    }
}
