//! What is open in a round, item by item: what a person must settle before it can go on.

use super::round_at::RoundAt;
use crate::{Context, Error, FieldError};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_domain::Text;
use vuonlen_domain::date::written;
use vuonlen_domain::review::OpenMatters;
use vuonlen_store::Tx;
use vuonlen_store::review::FormLine;

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
}

impl Context {
    /// Everything open in a round.
    pub(super) async fn open_matters(
        &self,
        tx: &mut Tx,
        round: &RoundAt<'_>,
    ) -> Result<Vec<OpenMatter>, Error> {
        let (province, round_id) = round.key();
        let lines = tx.list_forms(province, round_id, None).await?;
        let lines: BTreeMap<Uuid, FormLine> =
            lines.into_iter().map(|line| (line.form_id, line)).collect();
        let about = |form: Option<Uuid>| form.and_then(|form| lines.get(&form));
        let mut open = Vec::new();
        for one in tx.list_objections(province, round_id, None).await? {
            if one.state == "settled" {
                continue;
            }
            let code = about(one.form_id).map_or("?", |line| line.code.as_str());
            let due = written(one.due_on);
            open.push(OpenMatter {
                kind: MatterKind::Objection,
                id: one.objection_id,
                village_id: Some(one.village_id),
                form_id: one.form_id,
                due_on: Some(one.due_on),
                text: Text::new(
                    format!("Khiếu nại về hộ {code}, hạn trả lời {due}"),
                    format!("Objection about household {code}, due {due}"),
                ),
            });
        }
        for one in tx.list_findings(province, round_id).await? {
            if one.answer.is_some() {
                continue;
            }
            let day = written(one.found_on);
            open.push(OpenMatter {
                kind: MatterKind::Finding,
                id: one.finding_id,
                village_id: one.village_id,
                form_id: None,
                due_on: None,
                text: Text::new(
                    format!("Kiến nghị giám sát ngày {day} chưa trả lời"),
                    format!("Finding of supervision of {day} without an answer"),
                ),
            });
        }
        for one in tx.list_doubts(province, round_id).await? {
            let Some(line) = about(Some(one.form_id)).filter(|_| one.resolution.is_none()) else {
                continue;
            };
            let (code, years) = (&line.code, one.years);
            open.push(OpenMatter {
                kind: MatterKind::Doubt,
                id: one.flag_id,
                village_id: Some(line.village_id),
                form_id: Some(one.form_id),
                due_on: None,
                text: Text::new(
                    format!("Hộ {code}: {years} năm liền trong danh sách, cần xem xét"),
                    format!(
                        "Household {code}: {years} years in a row in the list, to be looked at"
                    ),
                ),
            });
        }
        for one in tx.list_rechecks(province, round_id).await? {
            let Some(line) = about(Some(one.form_id)).filter(|_| one.state == "open") else {
                continue;
            };
            let code = &line.code;
            open.push(OpenMatter {
                kind: MatterKind::Recheck,
                id: one.recheck_id,
                village_id: Some(line.village_id),
                form_id: Some(one.form_id),
                due_on: None,
                text: Text::new(
                    format!("Hộ {code} chọn phúc tra chưa có kết quả"),
                    format!("Household {code} is to be re-checked and has no result yet"),
                ),
            });
        }
        Ok(open)
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
