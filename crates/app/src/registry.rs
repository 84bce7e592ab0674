//! The registry: villages, households as versions, changes during the year, duplicates.

pub mod difference;
pub mod document;
mod duplicates;
pub(crate) mod household;
mod intake;
mod list;
pub mod merge;
pub mod parts;
mod view;
mod village;
pub mod wording;

pub use document::{Answer, HouseholdDocument, MemberDocument};
pub use duplicates::Duplicate;
pub use household::{HouseholdPage, Saved, VersionSummary};
pub use list::{HouseholdList, HouseholdQuery};
pub use view::{EventView, HistoryEntry, HouseholdView, MemberView, Ruling, SectionView};
pub use village::VillageView;
