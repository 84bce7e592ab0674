//! From a survey's file to a sample: the same rows whether it is CSV or Parquet.

mod builder;
mod csv;
mod parquet;

pub use self::csv::read_csv;
pub use self::parquet::read_parquet;
