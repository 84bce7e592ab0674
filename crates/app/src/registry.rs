//! The registry: villages, households as versions, changes during the year, duplicates.

mod answers_check;
mod coverage;
pub mod difference;
pub mod document;
mod duplicates;
mod edit;
mod events;
mod export;
mod figures;
pub mod form;
pub(crate) mod household;
mod intake;
mod list;
pub mod merge;
mod notices;
pub mod parts;
mod view;
mod village;
mod village_merge;
pub mod wording;

pub use coverage::CoverageList;
pub use document::{Answer, HouseholdDocument, MemberDocument};
pub use duplicates::Duplicate;
pub use edit::{Editable, Meanwhile};
pub use events::{EventLine, NewEvent};
pub use export::Workbook;
pub use figures::VillageClass;
pub use household::{HouseholdPage, Saved, VersionSummary};
pub use list::{HouseholdList, HouseholdQuery};
pub use notices::NoticeView;
pub use view::{EventView, HistoryEntry, HouseholdView, MemberView, Ruling, SectionView};
pub use village::VillageView;
