//! What the unit decides about privacy and no instrument read so far says.

use super::expire::Retention;

/// The unit's own choices. None of them is stated as law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivacySettings {
    /// Days in which a request about one's own data is to be answered; 0 for no day.
    pub request_days: u32,
    /// Hours in which a breach is to be told to the authority, from when it was found.
    pub breach_hours: u32,
    /// How long what has served is kept.
    pub retention: Retention,
}

impl Default for PrivacySettings {
    fn default() -> Self {
        Self {
            request_days: 10,
            // Told by second-hand sources only: wherever it shows, it says so.
            breach_hours: 72,
            retention: Retention::default(),
        }
    }
}
