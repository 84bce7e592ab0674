//! A review as states and the ways between them.
//!
//! A round belongs to a commune and holds its villages; each has a state. A transition consumes
//! what it starts from and gives the next state or says what stands in the way, so that no code
//! can put a review into a state it did not earn. Which steps a review has is its [`Track`], read
//! from the procedure in force; day counts and shares come from there too. This room must not
//! know a database, a clock, or the text of a procedure.

mod form;
mod meeting;
mod objection;
mod obstacle;
mod round;
mod track;
mod village;
mod working_days;

pub use form::FormState;
pub use meeting::Quorum;
pub use objection::{ObjectionOutcome, ObjectionState};
pub use obstacle::{InvalidTransition, Obstacle};
pub use round::{OpenMatters, Opinion, RoundReview, RoundState};
pub use track::{RoundKind, Track};
pub use village::{Coverage, Settlement, VillageReview, VillageState};
pub use working_days::WorkingDays;

#[cfg(test)]
mod tests;
