//! Formulas construct by construct: what each means, what each error says, how it reads.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

mod batches;
mod constructs;
mod errors;
mod missing;
mod support;
mod words;
