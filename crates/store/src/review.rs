//! The review's tables: one file per table or close family of tables.
//!
//! States and codes are text here; which state may follow which is `vuonlen_domain::review`'s
//! business, and that every change is asked for by somebody who may is `app`'s.

mod certificate;
mod decision;
mod doubt;
mod finding;
mod form;
mod form_list;
mod meeting;
mod objection;
mod open_matter;
mod posting;
mod recheck;
mod recognition;
mod request;
mod round;
mod snapshot;
mod to_review;
mod transition;
mod village;

pub use certificate::Certificate;
pub use decision::{Decision, RoundOpinion};
pub use doubt::DoubtFlag;
pub use finding::Finding;
pub use form::{FormResult, SurveyForm};
pub use form_list::{FormCount, FormLine, FormOutcome};
pub use meeting::{Meeting, MeetingOpinion};
pub use objection::Objection;
pub use open_matter::OpenMatterRow;
pub use posting::Posting;
pub use recheck::{Recheck, RecheckDraw};
pub use recognition::{RecognisedHousehold, Recognition};
pub use request::ReviewRequest;
pub use round::Round;
pub use snapshot::SealedSnapshot;
pub use to_review::HouseholdToReview;
pub use transition::Transition;
pub use village::RoundVillage;

use crate::tx::{execute, fetch_all, fetch_optional};
