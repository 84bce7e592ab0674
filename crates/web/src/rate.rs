//! How often each network address may come: a bucket that fills up again evenly.
//!
//! Our own and not a crate's, because the clock is an argument here.

use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Addresses remembered at once.
const MOST_ADDRESSES: usize = 10_000;

/// So many times at once, and as many again over each period.
#[derive(Debug)]
pub(crate) struct Rate {
    count: u32,
    period: Duration,
    buckets: Mutex<BTreeMap<String, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// Waiting that is owed; each time costs the period divided by the count.
    owed: Duration,
    at: DateTime<Utc>,
}

impl Rate {
    /// `count` times a period; 0 for no limit.
    pub(crate) fn new(count: u32, period: Duration) -> Self {
        Self {
            count,
            period,
            buckets: Mutex::default(),
        }
    }

    /// Counts one time, unless it is one too many. Whoever has no known address is let through:
    /// one bucket for all of them would shut them all out.
    pub(crate) fn takes(&self, address: &str, now: DateTime<Utc>) -> bool {
        let count = i32::try_from(self.count).unwrap_or(i32::MAX);
        if count == 0 || address.is_empty() {
            return true;
        }
        let cost = self.period / count;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST_ADDRESSES && !buckets.contains_key(address) {
            // Whoever owes nothing any more need not be remembered; in a flood somebody is
            // forgotten, for memory has its end.
            buckets.retain(|_, bucket| now - bucket.at < bucket.owed);
            if buckets.len() >= MOST_ADDRESSES {
                buckets.pop_first();
            }
        }
        let bucket = buckets.entry(address.to_owned()).or_insert(Bucket {
            owed: Duration::zero(),
            at: now,
        });
        let waited = (now - bucket.at).max(Duration::zero());
        bucket.owed = (bucket.owed - waited).max(Duration::zero());
        bucket.at = now;
        if bucket.owed + cost > self.period {
            return false;
        }
        bucket.owed += cost;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_140_000, 0).unwrap()
    }

    #[test]
    fn an_address_has_its_pages_a_minute_and_gets_them_back_evenly() {
        let rate = Rate::new(60, Duration::minutes(1));
        let taken = |address: &str, after| {
            let at = now() + Duration::seconds(after);
            (0..100).filter(|_| rate.takes(address, at)).count()
        };
        assert_eq!(taken("a", 0), 60);
        assert_eq!(taken("b", 0), 60, "others are not concerned");
        assert_eq!(taken("a", 30), 30);
        assert_eq!(taken("a", 600), 60);
        assert!(Rate::new(0, Duration::minutes(1)).takes("a", now()));
    }

    #[test]
    fn an_address_sends_ten_forms_an_hour() {
        let rate = Rate::new(10, Duration::hours(1));
        for _ in 0..10 {
            assert!(rate.takes("192.0.2.1", now()));
        }
        assert!(!rate.takes("192.0.2.1", now()));
        assert!(rate.takes("192.0.2.2", now()), "others are not held up");
        let soon = now() + Duration::minutes(5);
        assert!(!rate.takes("192.0.2.1", soon));
        let later = now() + Duration::hours(1);
        assert!(rate.takes("192.0.2.1", later));
        for _ in 0..20 {
            assert!(rate.takes("", now()));
        }
    }

    #[test]
    fn a_flood_of_addresses_is_not_remembered_for_ever() {
        let rate = Rate::new(10, Duration::hours(1));
        for number in 0..MOST_ADDRESSES + 500 {
            assert!(rate.takes(&format!("2001:db8::{number:x}"), now()));
        }
        let remembered = || rate.buckets.lock().unwrap().len();
        assert_eq!(remembered(), MOST_ADDRESSES);
        assert!(rate.takes("192.0.2.1", now() + Duration::hours(1)));
        assert_eq!(remembered(), 1, "those who owe nothing are forgotten");
    }
}
