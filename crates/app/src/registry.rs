//! The registry: villages, households as versions, changes during the year, duplicates.

pub mod document;
mod duplicates;
pub(crate) mod household;
mod intake;
mod list;
mod village;

pub use document::{Answer, HouseholdDocument, MemberDocument};
pub use duplicates::Duplicate;
pub use household::{HouseholdPage, Saved, VersionSummary};
pub use list::{HouseholdList, HouseholdQuery};
pub use village::VillageView;
