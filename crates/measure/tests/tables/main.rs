//! Statutory tables over synthetic households: the shipped law data, counted.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do, by panicking"
)]

mod edited;
mod hand;
mod lists;
mod properties;
mod published;
mod support;
