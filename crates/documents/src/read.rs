//! From bytes to cells and lines, whatever state the file is in.
//!
//! Everything here assumes that the file may be broken, mislabelled or hostile: each failure has a
//! name ([`FileError`]) and memory stays bounded ([`limits`]). What a column means is not known here.

mod archive;
mod cell;
pub mod delimited;
pub mod encoding;
mod error;
mod input;
pub mod limits;
pub mod lines;
mod ole2;
pub mod sniff;
pub mod value;
pub mod workbook;

pub use cell::{Cell, Row, column_letters};
pub use error::{FileError, FileProblem};
pub use input::Input;
pub use sniff::{Kind, sniff};
pub(crate) use workbook::ERRORS;
