//! Alkire–Foster measures from outside: worked examples, properties, files, and agreement with an
//! independent implementation.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do, by panicking"
)]

mod examples;
mod files;
mod periods;
mod properties;
mod reference;
mod sampling;
mod support;
