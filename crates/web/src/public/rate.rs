//! How often one network address may send a form that needs no account.

use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Forms one address may send in an hour: a family's, not a machine's.
const MOST: u32 = 10;

/// Addresses remembered at once; beyond, the oldest hour is forgotten.
const REMEMBERED: usize = 10_000;

/// What each address has sent in the hour that began with its first form.
#[derive(Debug, Default)]
pub(crate) struct Rate(Mutex<BTreeMap<String, (DateTime<Utc>, u32)>>);

impl Rate {
    /// Counts one form; whether it may be taken. An address that is not known is let through:
    /// the use case has a limit of its own.
    pub(crate) fn allows(&self, address: &str, now: DateTime<Utc>) -> bool {
        if address.is_empty() {
            return true;
        }
        let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sent.len() >= REMEMBERED {
            sent.retain(|_, (began, _)| now - *began < Duration::hours(1));
        }
        if sent.len() >= REMEMBERED {
            sent.pop_first();
        }
        let (began, count) = sent.entry(address.to_owned()).or_insert((now, 0));
        if now - *began >= Duration::hours(1) {
            (*began, *count) = (now, 0);
        }
        *count += 1;
        *count <= MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_sends_ten_forms_an_hour() {
        let rate = Rate::default();
        let now = DateTime::from_timestamp(1_795_140_000, 0).unwrap();
        for _ in 0..MOST {
            assert!(rate.allows("192.0.2.1", now));
        }
        assert!(!rate.allows("192.0.2.1", now));
        assert!(rate.allows("192.0.2.2", now), "others are not held up");
        assert!(rate.allows("192.0.2.1", now + Duration::hours(1)));
        assert!(rate.allows("", now));
    }
}
