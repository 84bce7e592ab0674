//! Facts: what is known of a household and its members, typed, one at a time or in columns.
//!
//! A [`Schema`] lists the facts of a scope (`law/facts/*.toml`), each at a stable index. One
//! household is a [`Record`]: a value per fact, absent where a question was not answered. Many
//! households are a [`Batch`]: an Arrow array per fact, with the members below as offsets. This
//! room knows no formula and no rule; it must not know where the answers came from.

mod batch;
mod builder;
mod codes;
mod column;
mod error;
mod load;
mod schema;
#[cfg(test)]
mod tests;
mod value;

pub use batch::{Batch, MemberBatch};
pub use builder::{BatchBuilder, RowsBuilder};
pub use codes::CodePositions;
pub use column::Column;
pub use error::{BatchError, SchemaError};
pub use load::{Schemas, load};
pub use schema::{Fact, Schema, Type};
pub use value::{Record, Value};
