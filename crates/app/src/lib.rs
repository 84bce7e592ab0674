//! Use cases: what a person can have done, one folder per context.

pub mod access;
mod context;
pub mod demo;
mod error;
pub mod registry;

pub use context::{Clock, Context, Deed, Randomness};
pub use error::{Error, ErrorKind, FieldError};
