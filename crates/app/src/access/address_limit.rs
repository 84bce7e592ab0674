//! How often signing in may fail from one network address.
//!
//! The lock of an account stops guessing at one account; this stops trying one password at every
//! account. A whole office may stand behind one address, so the limit is wider than the lock's.

use crate::error::ErrorKind;
use crate::{Context, Error};
use chrono::Duration;
use std::net::IpAddr;
use vuonlen_domain::Text;

/// Failures from an address within [`ADDRESS_MINUTES`] after which none is listened to.
pub const FAILURES_OF_AN_ADDRESS: i64 = 50;

/// Minutes after the first failure when counting starts again.
pub const ADDRESS_MINUTES: i64 = 15;

impl Context {
    /// Counts an attempt before it is checked; [`Context::excuse_attempt`] takes it off again.
    ///
    /// # Errors
    /// Too many failures from this address.
    pub(super) async fn count_attempt_from(&self, address: &str) -> Result<(), Error> {
        let Some(counted) = counted_as(address) else {
            return Ok(());
        };
        let now = self.now();
        let window = now - Duration::minutes(ADDRESS_MINUTES);
        let mut tx = self.store.begin().await?;
        let failures = tx.count_address(&counted, now, window).await?;
        tx.commit().await?;
        if failures > FAILURES_OF_AN_ADDRESS {
            return Err(too_many());
        }
        Ok(())
    }

    /// The attempt counted last from this address turned out well.
    pub(super) async fn excuse_attempt(&self, address: &str) -> Result<(), Error> {
        let Some(counted) = counted_as(address) else {
            return Ok(());
        };
        let mut tx = self.store.begin().await?;
        tx.excuse_address(&counted).await?;
        tx.forget_addresses(self.now() - Duration::days(1)).await?;
        Ok(tx.commit().await?)
    }
}

/// One household connection has 2⁶⁴ addresses of version 6: they count as one. Nothing is counted
/// where the address is not known.
fn counted_as(address: &str) -> Option<String> {
    Some(match address.parse::<IpAddr>().ok()? {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => mapped.to_string(),
            None => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        },
    })
}

fn too_many() -> Error {
    Error::new(
        ErrorKind::State,
        "too_many_attempts",
        Text::new(
            format!(
                "Quá nhiều lần đăng nhập sai từ địa chỉ mạng này. Chờ {ADDRESS_MINUTES} phút rồi thử lại; nếu không phải bạn, báo quản trị hệ thống."
            ),
            format!(
                "Too many failed sign-ins from this network address. Wait {ADDRESS_MINUTES} minutes and try again; if it was not you, tell the administrator."
            ),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::counted_as;

    #[test]
    fn a_network_of_version_6_counts_as_one() {
        assert_eq!(counted_as("10.0.0.7").as_deref(), Some("10.0.0.7"));
        assert_eq!(counted_as("::ffff:10.0.0.7").as_deref(), Some("10.0.0.7"));
        let one = counted_as("2001:db8:1:2:3:4:5:6");
        assert_eq!(one, counted_as("2001:db8:1:2:ffff::1"));
        assert_ne!(one, counted_as("2001:db8:1:3::1"));
        assert_eq!(counted_as(""), None);
    }
}
