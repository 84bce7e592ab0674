//! From what is known of a household to its class under one standard, on one day.
//!
//! This room joins answers, formulas and law data: it derives the facts nobody is asked (ages,
//! groups, counts), finds the deprivations and the scores, decides the class, compares it with
//! the class before, and explains all of it. It must not know how a file is read or printed.

mod assemble;
mod assessment;
mod assessor;
mod checks;
mod classify;
mod columns;
mod decide;
mod deprivation;
mod derive;
mod error;
mod explain;
mod groups;
mod head;
mod input;
mod missing;
mod movement;
mod positions;
mod prepare;
mod problem;
mod rules;
mod run;
mod scores;
mod survey;
mod table;
mod wording;

pub use crate::facts::{Record, Value};
pub use crate::standards::Route;
pub use assessment::{Assessment, Codes};
pub use assessor::{Assessor, Options};
pub use error::AssessorError;
pub use explain::{
    AnswerTrace, Change, Counterfactual, Direction, Explanation, IndicatorTrace, MovementTrace,
    RuleTrace, ScoreTrace, Threshold,
};
pub use input::{HouseholdInput, MemberInput, Place, PreviousClass};
pub use problem::{Problem, Severity};
