//! Snapshots, their index, and what is counted from them, through the public interface.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod agreement;
mod country;
mod indices;
mod questions;
mod refusals;
mod support;
