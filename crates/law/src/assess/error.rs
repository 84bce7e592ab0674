//! Why a standard cannot be applied on a day.

use crate::law::NoStandard;
use crate::standards::Standard;
use chrono::NaiveDate;
use vuonlen_domain::Text;
use vuonlen_domain::date::written;

/// Why a standard cannot be applied on a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssessorError {
    /// No file of `law/standards/` has this id.
    #[error("there is no standard “{0}” in law/standards")]
    UnknownStandard(String),
    /// No overlay of the standard has this id.
    #[error("there is no overlay “{0}” of this standard in law/standards/overlays")]
    UnknownOverlay(String),
    /// No score table has this id.
    #[error("there is no score table “{0}” in law/standards/scores")]
    UnknownScoreTable(String),
    /// The score table is for another standard.
    #[error("the score table “{table}” is for the standard “{standard}”")]
    OtherScoreTable {
        /// The table asked for.
        table: String,
        /// The standard it scores for.
        standard: String,
    },
    /// The standard does not hold on the day, nor follow the one that does.
    #[error("the standard “{standard}” does not hold on {on}")]
    NotInForce {
        /// The standard asked for.
        standard: String,
        /// The day asked for.
        on: NaiveDate,
        /// First day it holds.
        from: Option<NaiveDate>,
        /// First day it no longer holds.
        until: Option<NaiveDate>,
    },
    /// No standard at all holds on the day.
    #[error(transparent)]
    NoStandard(NoStandard),
    /// The law data defines no facts of members.
    #[error("law/facts defines no facts of members")]
    NoMembers,
}

impl AssessorError {
    pub(super) fn not_in_force(standard: &Standard, on: NaiveDate) -> Self {
        Self::NotInForce {
            standard: standard.id.clone(),
            on,
            from: standard.from(),
            until: standard.until(),
        }
    }

    /// Stable name of the kind of error: `standard_not_in_force`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownStandard(_) => "unknown_standard",
            Self::UnknownOverlay(_) => "unknown_overlay",
            Self::UnknownScoreTable(_) => "unknown_score_table",
            Self::OtherScoreTable { .. } => "other_score_table",
            Self::NotInForce { .. } => "standard_not_in_force",
            Self::NoStandard(_) => "no_standard",
            Self::NoMembers => "no_member_facts",
        }
    }

    /// What to tell a person, and what to do next.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::UnknownStandard(id) => Text::new(
                format!("Không có chuẩn “{id}”. Xem danh sách chuẩn trong law/standards."),
                format!("There is no standard “{id}”. The standards stand in law/standards."),
            ),
            Self::UnknownOverlay(id) => Text::new(
                format!(
                    "Không có chuẩn của tỉnh “{id}” đặt trên chuẩn này. Xem law/standards/overlays."
                ),
                format!("There is no overlay “{id}” of this standard. See law/standards/overlays."),
            ),
            Self::UnknownScoreTable(id) => Text::new(
                format!("Không có bảng điểm “{id}”. Xem law/standards/scores."),
                format!("There is no score table “{id}”. See law/standards/scores."),
            ),
            Self::OtherScoreTable { table, standard } => Text::new(
                format!(
                    "Bảng điểm “{table}” là của chuẩn “{standard}”. Chọn bảng điểm của chuẩn đang xét."
                ),
                format!(
                    "The score table “{table}” is for the standard “{standard}”. Choose one for the standard applied."
                ),
            ),
            Self::NotInForce {
                standard,
                on,
                from,
                until,
            } => {
                let on = written(*on);
                let from = from.map_or_else(|| "?".to_owned(), written);
                let until = until.map_or_else(|| "?".to_owned(), written);
                Text::new(
                    format!(
                        "Chuẩn “{standard}” không áp dụng ngày {on}: có hiệu lực từ {from} đến trước {until}. Chọn chuẩn hoặc ngày khác."
                    ),
                    format!(
                        "The standard “{standard}” does not hold on {on}: it holds from {from} to before {until}. Choose another standard or day."
                    ),
                )
            }
            Self::NoStandard(error) => error.text(),
            Self::NoMembers => Text::new(
                "Thư mục law/facts không có dữ kiện về thành viên; khôi phục tệp đã xóa.",
                "law/facts defines no facts of members; restore the deleted file.",
            ),
        }
    }
}
