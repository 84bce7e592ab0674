//! What the programs that measure have in common.

pub mod json_lines;

/// Whatever went wrong, in words.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
