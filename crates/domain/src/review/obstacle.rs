//! Why a transition is not possible.

use super::round::OpenMatters;
use crate::Text;
use std::fmt;

/// A transition that was refused. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{attempt} is not possible in the state {from}: {because}")]
pub struct InvalidTransition {
    /// Code of the state it was tried in.
    pub from: &'static str,
    /// What was tried: `score`, `recognise`.
    pub attempt: &'static str,
    /// What stands in the way.
    pub because: Obstacle,
}

/// What stands in the way of a transition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The state is not one it can start from.
    WrongState,
    /// This kind of review has no such step.
    NotInTrack,
    /// Going back needs its reason.
    ReasonMissing,
    /// Listed households have neither a confirmed form nor an explanation.
    Uncovered {
        /// How many.
        households: u32,
    },
    /// The posted list still stands.
    PostingStands,
    /// Objections are not settled.
    OpenObjections {
        /// How many.
        objections: u32,
    },
    /// Villages have not settled their objections.
    UnfinishedVillages {
        /// How many.
        villages: u32,
    },
    /// Objections, findings, doubts or re-checks are open.
    Open(OpenMatters),
}

impl Obstacle {
    /// What stands in the way and what to do about it.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::WrongState => Text::new(
                "Bước này chưa đến lượt hoặc đã qua. Xem tiến độ đợt rà soát để biết bước tiếp theo.",
                "This step is not due yet or is past. See the round's progress for the next step.",
            ),
            Self::NotInTrack => Text::new(
                "Loại rà soát này không có bước này. Chuyển sang bước tiếp theo của quy trình.",
                "This kind of review has no such step. Go on with the next step of the procedure.",
            ),
            Self::ReasonMissing => Text::new(
                "Quay lại bước trước cần ghi rõ lý do. Nhập lý do rồi làm lại.",
                "Going back needs a reason. Enter it and try again.",
            ),
            Self::Uncovered { households } => Text::new(
                format!(
                    "Còn {households} hộ trong danh sách chưa có phiếu đã xác nhận hoặc lý do không có phiếu. Hoàn thành phiếu hoặc ghi lý do cho từng hộ."
                ),
                format!(
                    "{households} listed households have neither a confirmed form nor an explanation. Finish the forms or explain each."
                ),
            ),
            Self::PostingStands => Text::new(
                "Danh sách còn trong thời gian niêm yết. Chờ hết thời gian niêm yết.",
                "The list is still posted. Wait until the posting ends.",
            ),
            Self::OpenObjections { objections } => Text::new(
                format!(
                    "Còn {objections} khiếu nại chưa giải quyết. Phúc tra và trả lời từng khiếu nại trước."
                ),
                format!(
                    "{objections} objections are not settled. Re-check and answer each of them first."
                ),
            ),
            Self::UnfinishedVillages { villages } => Text::new(
                format!(
                    "Còn {villages} thôn chưa giải quyết xong khiếu nại sau niêm yết. Hoàn thành các thôn này trước."
                ),
                format!(
                    "{villages} villages have not settled the objections after posting. Finish them first."
                ),
            ),
            Self::Open(open) => open.text(),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text().en)
    }
}
