//! The bit-sliced index (O'Neil & Quass 1997): households as planes of bits in order of unit.
//!
//! Booleans and codes are bitmaps, small numbers bit slices, absent answers planes of their own;
//! a directory knows each unit's range of rows. A formula's plan becomes operations on words, a
//! count by unit becomes a popcount over a range. The same program runs over Parquet batches where
//! there is no index, so both give the same numbers. This room must not know what a table or a
//! question means.

pub(crate) mod build;
mod circuit;
pub(crate) mod common;
mod compile;
mod directory;
mod execute;
mod format;
pub(crate) mod holding;
mod households;
pub(crate) mod layout;
pub(crate) mod line;
mod number;
pub(crate) mod pack;
mod program;
pub(crate) mod reader;
pub(crate) mod rows;
mod table_source;
pub(crate) mod tally;
mod term;
mod unrolled;
mod writer;
pub use compile::NotIndexable;
pub use holding::UnitKey;
pub use households::Households;
pub use table_source::HouseholdTables;
