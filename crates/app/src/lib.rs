//! Use cases: what a person can have done, one folder per context.

pub mod access;
pub mod assess;
pub mod backup;
mod context;
pub mod demo;
mod error;
pub mod files;
mod forms;
pub mod measure;
mod once;
pub mod privacy;
pub mod registry;
pub mod review;
pub mod scores;
pub mod standards;
#[cfg(feature = "testing")]
pub mod testing;

pub use context::{Clock, Context, Deed, Randomness};
pub use error::{Error, ErrorKind, FieldError};
pub use files::FileState;
pub use once::FormKey;
