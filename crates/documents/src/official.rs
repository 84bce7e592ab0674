//! Official documents: what each says, without any file format.
//!
//! A document is a struct that holds everything printed on it; its `paper()` lays that out as a
//! [`paper::Paper`] by the rules of Nghị định 30/2020/NĐ-CP, which [`crate::docx`] and
//! [`crate::pdf`] draw. This room decides nothing: classes, counts of votes and days come in as
//! they are to be printed. Numbers of the law come in too, out of `law/`.
//!
//! The forms of Quyết định 24/2021/QĐ-TTg are known only in part. Each document says in its
//! description what of its form is verified and which wording is ours.

mod certificate;
mod decision;
mod elements;
mod minutes;
pub mod paper;
mod parts;
mod posting;
mod recheck;
mod refusal;
mod request;
pub mod samples;
pub mod statutory;
pub mod table;
#[cfg(test)]
mod tests;
pub mod wording;

pub use certificate::{Certificate, CertifiedMember, CertifiedYear, Holder};
pub use decision::{DecidedHousehold, Decision, DecisionList, DecisionPurpose};
pub use minutes::{Delegation, MeetingMinutes, MeetingResult, Participant};
pub use paper::Paper;
pub use parts::{Commune, DocumentNumber, ListedHousehold, Outcome, Period, Sex, Signer};
pub use posting::Posting;
pub use recheck::{RecheckNotice, RecheckedHousehold};
pub use refusal::Refusal;
pub use request::{Applicant, ExitRequest, Purpose, RequestMember, ReviewRequest};
