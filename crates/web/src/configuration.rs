//! The settings of `vuonlen.toml`: each declared once, with its meaning in both languages.
//!
//! From the declaration come what may stand in the file (anything else is refused with its line
//! and the nearest name), what the environment may override, the commented file that
//! `vuonlen config` prints, and `docs/configuration.md`. The room reads no file and no
//! environment itself.

mod read;
mod settings;

pub use read::{Configuration, Wrong};
pub use settings::{SETTINGS, Setting, as_file, as_table};
