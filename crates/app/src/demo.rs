//! Synthetic households for demonstrations: a commune's families with names, answers and last
//! year's classes, the same for the same seed. No person in them exists.
//!
//! Living conditions follow one hidden level of want per household, so that answers agree with
//! one another. Which class that makes is left to the law.

mod answers;
mod clock;
mod household;
pub mod living;
mod member;
mod names;

pub use clock::{SeededBytes, StagedClock};
pub use household::Population;
pub use names::Names;

/// What every document made from these households says.
#[must_use]
pub fn synthetic_notice() -> vuonlen_domain::Text {
    vuonlen_domain::Text::new(
        "Dữ liệu giả lập để minh họa: các hộ và người trong dữ liệu này không có thật.",
        "Synthetic data for demonstration: the households and persons in it do not exist.",
    )
}
