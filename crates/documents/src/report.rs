//! Reports as the State prescribes them: typed here, drawn as XLSX.
//!
//! A [`Report`] says what stands on the page; [`Book`] draws it: A4 landscape, Times New Roman 13,
//! merged heads, borders, heads repeated on every page. What the figures mean, and where they come
//! from, is not known here.

mod book;
pub mod csv;
mod layout;
mod model;
mod problems;
mod sheet;
pub(crate) mod style;
#[cfg(test)]
mod tests;

pub(crate) use book::properties;
pub use book::{Book, ListSheet, WriteError};
pub(crate) use layout::lines;
pub use model::{
    Banner, Content, Issuer, Report, ReportCell, ReportColumn, ReportRow, RowKind, Signature,
};
pub use problems::ProblemsBook;
