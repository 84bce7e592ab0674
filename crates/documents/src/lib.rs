//! Typed reports and papers in, XLSX, DOCX and PDF out; workbooks and text files in, typed rows out.
//!
//! This room knows file formats: what a file really is, how a cell is read, how a prescribed form
//! is printed. It must not know how a household is classified or how a table is counted; it takes
//! the names of questions, codes and units from `law`, and hands over what was written, each
//! problem with its place.

pub mod disk;
pub mod docx;
pub mod households;
pub mod media;
pub mod official;
pub mod pdf;
mod qr;
pub mod read;
pub mod report;
pub mod scores;

#[cfg(test)]
mod testing;

pub use qr::{AddressTooLong, svg as qr_svg};
