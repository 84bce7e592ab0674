//! Formulas construct by construct: what each means, what each error says, how it reads.

mod batches;
mod constructs;
mod errors;
mod missing;
mod support;
mod words;
