//! Typed ids, entities, civil dates, money and names; no I/O.
//!
//! This room knows the words of the field (unit, household, class, area) and how to read them
//! from text. It must not know a file, a database, a clock, a language setting or a legal number:
//! those belong to `law`, `store` and the binary.

pub mod area;
pub mod class;
pub mod date;
pub mod decimal;
pub mod identity;
pub mod money;
pub mod review;
pub mod text;
pub mod unit;

pub use area::Area;
pub use class::Class;
pub use date::BirthDate;
pub use decimal::{Decimal, Ratio};
pub use identity::IdentityNumber;
pub use money::Dong;
pub use text::Text;
pub use unit::UnitCode;
