//! What is open in a round, item by item: what a person must settle before it can go on.

use super::round_at::{RoundAt, stored};
use crate::{Context, Error, FieldError};
use chrono::NaiveDate;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_domain::date::written;
use vuonlen_domain::review::OpenMatters;
use vuonlen_store::Tx;
use vuonlen_store::review::OpenMatterRow;

/// One open matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenMatter {
    /// What kind.
    pub kind: MatterKind,
    /// Its id: of the objection, finding, doubt or re-check.
    pub id: Uuid,
    /// The village it concerns.
    pub village_id: Option<Uuid>,
    /// The household's form, where it concerns one.
    pub form_id: Option<Uuid>,
    /// When it is due.
    pub due_on: Option<NaiveDate>,
    /// What it is, in a line.
    pub text: Text,
}

/// The kinds of matters that keep a result from being submitted and signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MatterKind {
    /// An objection that is not answered.
    Objection,
    /// A finding of supervision without an answer.
    Finding,
    /// A doubt nobody has resolved.
    Doubt,
    /// A household drawn or chosen for re-checking without a result.
    Recheck,
}

impl MatterKind {
    const ALL: [Self; 4] = [Self::Objection, Self::Finding, Self::Doubt, Self::Recheck];

    /// A code for addresses and forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Objection => "objection",
            Self::Finding => "finding",
            Self::Doubt => "doubt",
            Self::Recheck => "recheck",
        }
    }

    fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl Context {
    /// Everything open in a round.
    pub(super) async fn open_matters(
        &self,
        tx: &mut Tx,
        round: &RoundAt<'_>,
    ) -> Result<Vec<OpenMatter>, Error> {
        let (province, round_id) = round.key();
        let rows = tx.list_open_matters(province, round_id).await?;
        rows.iter().map(OpenMatter::read).collect()
    }
}

impl OpenMatter {
    fn read(row: &OpenMatterRow) -> Result<Self, Error> {
        let kind = stored(MatterKind::parse(&row.kind), "kind")?;
        let code = row.code.as_deref().unwrap_or("?");
        let day = row.day.map(written).unwrap_or_default();
        let years = row.years;
        let text = match kind {
            MatterKind::Objection => Text::new(
                format!("Khiếu nại về hộ {code}, hạn trả lời {day}"),
                format!("Objection about household {code}, due {day}"),
            ),
            MatterKind::Finding => Text::new(
                format!("Kiến nghị giám sát ngày {day} chưa trả lời"),
                format!("Finding of supervision of {day} without an answer"),
            ),
            MatterKind::Doubt => Text::new(
                format!("Hộ {code}: {years} năm liền trong danh sách, cần xem xét"),
                format!("Household {code}: {years} years in a row in the list, to be looked at"),
            ),
            MatterKind::Recheck => Text::new(
                format!("Hộ {code} chọn phúc tra chưa có kết quả"),
                format!("Household {code} is to be re-checked and has no result yet"),
            ),
        };
        Ok(Self {
            kind,
            id: row.id,
            village_id: row.village_id,
            form_id: row.form_id,
            due_on: row.day.filter(|_| kind == MatterKind::Objection),
            text,
        })
    }
}

/// How many of each kind.
pub(super) fn counts(open: &[OpenMatter]) -> OpenMatters {
    let count = |kind| {
        let found = open.iter().filter(|matter| matter.kind == kind).count();
        u32::try_from(found).unwrap_or(u32::MAX)
    };
    OpenMatters {
        objections: count(MatterKind::Objection),
        findings: count(MatterKind::Finding),
        doubts: count(MatterKind::Doubt),
        rechecks: count(MatterKind::Recheck),
    }
}

/// The matters as the items an error names.
pub(super) fn items(open: &[OpenMatter]) -> Vec<FieldError> {
    open.iter()
        .map(|matter| FieldError {
            field: format!("{}:{}", matter.kind.code(), matter.id),
            text: matter.text.clone(),
        })
        .collect()
}
