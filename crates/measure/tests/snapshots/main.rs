//! Snapshots, their index, and what is counted from them, through the public interface.

mod agreement;
mod country;
mod indices;
mod questions;
mod refusals;
mod support;
