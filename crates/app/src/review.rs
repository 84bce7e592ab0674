//! The review: a round from its plan to the sealed year.
//!
//! Use cases are methods of [`Context`](crate::Context), one file per step of the procedure. Each
//! asks `access` for leave, does its work in one transaction together with its audit entry, and
//! gives a typed result. Which step may follow which is `vuonlen_domain::review`'s business; day
//! counts, shares and actors come from `law/procedures/`; classes come from `vuonlen_law::assess`.
//! This room must not know SQL, HTTP, or how a document looks.

mod amend;
mod behind;
mod calendar;
mod certificate;
mod compare;
mod confirm;
mod days;
mod doubts;
mod draw_up;
mod duties;
mod form;
mod form_merge;
mod form_page;
mod judge;
mod latest;
mod list;
mod meeting;
mod minutes;
mod objection;
mod open;
mod opening;
mod papers;
mod past;
mod permit;
mod plan;
mod posting;
mod print;
mod progress;
mod public_figures;
mod public_files;
mod recheck;
mod recognise;
mod registry_update;
mod removal;
mod replace;
mod request;
mod request_paper;
mod result;
mod round_at;
mod sample;
mod score;
mod seal;
mod sealed;
mod sealed_areas;
mod sealed_rows;
mod settle;
mod start;
mod submit;
mod supervision;
mod tables;
mod todo;
mod verify;
mod workbook;
mod year_list;

pub use amend::{Amended, Amendment};
pub use behind::Figure;
pub use calendar::{DueReport, DueStep, Standing};
pub use certificate::{CertificateCheck, CertificateFacts};
pub use compare::{Comparison, Relapse, Series, YearFigures};
pub use doubts::{DoubtResolution, DoubtView};
pub use form::{Appraisal, FormDraft, FormRef, SavedForm};
pub use form_merge::FormMeanwhile;
pub use form_page::FormPage;
pub use judge::{Judgement, Verdict};
pub use latest::ProposedStep;
pub use list::{LEAVING, ListedBecause};
pub use meeting::{HouseholdOpinion, MeetingOutcome, MeetingRecord};
pub use minutes::{Minutes, MinutesLine};
pub use objection::{NewObjection, PublicObjection};
pub use open::{MatterKind, OpenMatter};
pub use opening::OpeningList;
pub use papers::{CertificateData, DecisionData, DecisionLine, ObjectionAnswer, RefusalData};
pub use plan::{PlanRound, Planned, RoundProposal};
pub use posting::{PostedEntry, PostingView};
pub(crate) use print::draw as draw_paper;
pub use print::{PaperFile, PaperFormat, PostingSheet, Print, TableFormat};
pub use progress::{RoundLine, RoundPage, VillageProgress, YearProgress};
pub use public_figures::{CountedSnapshots, PublicCounts, PublicFigures, PublicLine};
pub use public_files::{FigureRow, figures_csv};
pub use recheck::{Draw, RecheckReport};
pub use recognise::{Counted, DecisionPaper, Recognised};
pub use removal::Removal;
pub use request::{NewRequest, RequestKind, RequestView};
pub use request_paper::RequestPaper;
pub use result::ReviewResult;
pub use round_at::{RoundRef, VillageRef};
pub use sample::draw;
pub use score::Scored;
pub use seal::Sealed;
pub use sealed_areas::SealedArea;
pub use submit::OpinionLetter;
pub use tables::{COUNTRY, YearRef, YearTables};
pub use todo::{Task, TaskKind};
pub use verify::{Soundness, Verification};
pub use vuonlen_law::assess::Direction;
pub use vuonlen_law::tables::LineKind;
pub use vuonlen_measure::tables::{
    Cell, ColumnHead, HeadNode, ListCell, ListLine, Row, TableResult, UnitTree, Violation,
};
pub use vuonlen_store::review::{
    Certificate, Decision, Finding, FormLine, Objection, Recheck, RecheckDraw, Round,
    SealedSnapshot,
};
pub use workbook::{TakenIn, TakenRow};
pub use year_list::YearList;
