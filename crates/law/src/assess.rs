//! From what is known of a household to its class under one standard, on one day.
//!
//! This room joins answers, formulas and law data: it derives the facts nobody is asked (ages,
//! groups, counts), finds the deprivations and the scores, decides the class, compares it with
//! the class before, and explains all of it. It must not know how a file is read or printed.

mod input;
mod problem;

pub use crate::facts::{Record, Value};
pub use input::{HouseholdInput, MemberInput, Place, PreviousClass};
pub use problem::{Problem, Severity};
