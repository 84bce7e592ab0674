//! Formulas: CEL text, checked once into a small typed plan, evaluated for one household or for
//! columns of millions.
//!
//! [`compile`] parses and type-checks; what it does not know it refuses, with a position: there is
//! no slow fallback. A [`Formula`] then has three faces that agree: [`Formula::interpret`] (the
//! `cel` crate, one household, names what is missing), [`Formula::evaluate`] (Arrow columns) and
//! [`Formula::plan`] for other back ends. This room knows facts and parameters; it must not know
//! what a standard, a class or a table is.

mod check;
mod error;
mod evaluate;
mod formula;
mod interpret;
mod macros;
mod outcome;
mod plan;
mod scope;
mod words;

pub use crate::facts::{Type, Value};
pub use error::FormulaError;
pub use evaluate::EvaluateError;
pub use formula::{Facts, Formula, compile};
pub use outcome::{Absent, Fault, Outcome};
pub use plan::{
    Aggregation, Arithmetic, Comparison, FactRef, Level, List, Plan, Quantifier, Range, Reads, Step,
};
pub use scope::{Param, ParamValue, Params, Scope};
