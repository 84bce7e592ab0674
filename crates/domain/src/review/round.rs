//! A commune's round as a whole.

use super::obstacle::{InvalidTransition, Obstacle};
use super::track::Track;
use super::village::VillageState;
use crate::Text;

/// How far a commune's round is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RoundState {
    /// The list of households is being drawn up.
    Planned,
    /// Villages are at work.
    UnderWay,
    /// The result lies before the chairman, or before whoever gives an opinion.
    Submitted,
    /// The opinion is in.
    OpinionGiven,
    /// The chairman has signed.
    Recognised,
    /// The data are sealed; corrections are amendments.
    Sealed,
}

/// A commune's round on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoundReview {
    track: Track,
    state: RoundState,
}

/// What must be answered before a result is submitted or recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenMatters {
    /// Objections that are not settled.
    pub objections: u32,
    /// Findings of supervision without an answer.
    pub findings: u32,
    /// Doubts nobody has resolved.
    pub doubts: u32,
    /// Households drawn for re-checking without a result.
    pub rechecks: u32,
}

/// What the body above the commune says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opinion<'a> {
    /// It agrees.
    Agrees,
    /// It sends the result back, for this reason.
    SendsBack(&'a str),
}

impl OpenMatters {
    /// Whether nothing is open.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.objections == 0 && self.findings == 0 && self.doubts == 0 && self.rechecks == 0
    }

    /// What is open and what to do about it.
    #[must_use]
    pub fn text(self) -> Text {
        let parts = [
            (
                self.objections,
                "khiếu nại chưa giải quyết",
                "open objections",
            ),
            (
                self.findings,
                "kiến nghị giám sát chưa trả lời",
                "unanswered findings of supervision",
            ),
            (
                self.doubts,
                "hộ có nghi vấn chưa kết luận",
                "unresolved doubts",
            ),
            (
                self.rechecks,
                "hộ chọn phúc tra chưa có kết quả",
                "re-checks without a result",
            ),
        ];
        let list = |vietnamese: bool| {
            parts
                .iter()
                .filter(|(count, ..)| *count > 0)
                .map(|(count, vi, en)| format!("{count} {}", if vietnamese { vi } else { en }))
                .collect::<Vec<_>>()
                .join(", ")
        };
        Text::new(
            format!("Còn {}. Giải quyết hết rồi làm lại.", list(true)),
            format!("There are {}. Settle them all and try again.", list(false)),
        )
    }
}

impl RoundState {
    /// All states, in order.
    pub const ALL: [Self; 6] = [
        Self::Planned,
        Self::UnderWay,
        Self::Submitted,
        Self::OpinionGiven,
        Self::Recognised,
        Self::Sealed,
    ];

    /// The code used in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::UnderWay => "under_way",
            Self::Submitted => "submitted",
            Self::OpinionGiven => "opinion_given",
            Self::Recognised => "recognised",
            Self::Sealed => "sealed",
        }
    }

    /// Reads a code written by [`RoundState::code`].
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether results can still change without an amendment.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Recognised | Self::Sealed)
    }
}

impl RoundReview {
    /// A round whose list is being drawn up.
    #[must_use]
    pub const fn planned(track: Track) -> Self {
        Self {
            track,
            state: RoundState::Planned,
        }
    }

    /// A round as it was stored; `None` for a state its track does not have.
    #[must_use]
    pub const fn resume(track: Track, state: RoundState) -> Option<Self> {
        match state {
            RoundState::OpinionGiven if !track.opinion => None,
            RoundState::Sealed if !track.sealing => None,
            _ => Some(Self { track, state }),
        }
    }

    /// How far it is.
    #[must_use]
    pub const fn state(self) -> RoundState {
        self.state
    }

    /// The first village begins its survey; the others may follow later.
    ///
    /// # Errors
    /// Once the result has been submitted.
    pub const fn start(self) -> Result<Self, InvalidTransition> {
        match self.state {
            RoundState::Planned | RoundState::UnderWay => Ok(self.into_state(RoundState::UnderWay)),
            _ => Err(self.refuse("start", Obstacle::WrongState)),
        }
    }

    /// The commune submits its result.
    ///
    /// # Errors
    /// While a village is not done or something is open.
    pub fn submit(
        self,
        villages: &[VillageState],
        open: OpenMatters,
    ) -> Result<Self, InvalidTransition> {
        if self.state != RoundState::UnderWay {
            return Err(self.refuse("submit", Obstacle::WrongState));
        }
        let unfinished = villages
            .iter()
            .filter(|state| **state != VillageState::ObjectionsSettled)
            .count();
        if unfinished > 0 {
            let villages = u32::try_from(unfinished).unwrap_or(u32::MAX);
            return Err(self.refuse("submit", Obstacle::UnfinishedVillages { villages }));
        }
        if !open.is_empty() {
            return Err(self.refuse("submit", Obstacle::Open(open)));
        }
        Ok(self.into_state(RoundState::Submitted))
    }

    /// The body above the commune answers.
    ///
    /// # Errors
    /// When nobody was asked, or the track asks nobody; sending back without a reason.
    pub fn give_opinion(self, opinion: Opinion<'_>) -> Result<Self, InvalidTransition> {
        match (self.state, opinion) {
            _ if !self.track.opinion => Err(self.refuse("give_opinion", Obstacle::NotInTrack)),
            (RoundState::Submitted, Opinion::Agrees) => {
                Ok(self.into_state(RoundState::OpinionGiven))
            }
            (RoundState::Submitted, Opinion::SendsBack(reason)) if reason.trim().is_empty() => {
                Err(self.refuse("give_opinion", Obstacle::ReasonMissing))
            }
            (RoundState::Submitted, Opinion::SendsBack(_)) => {
                Ok(self.into_state(RoundState::UnderWay))
            }
            _ => Err(self.refuse("give_opinion", Obstacle::WrongState)),
        }
    }

    /// The result goes back to the villages before it is signed: the chairman does not agree, or
    /// a re-check changed it.
    ///
    /// # Errors
    /// Without a reason, or when it does not lie before the chairman.
    pub fn send_back(self, reason: &str) -> Result<Self, InvalidTransition> {
        match self.state {
            RoundState::Submitted | RoundState::OpinionGiven if reason.trim().is_empty() => {
                Err(self.refuse("send_back", Obstacle::ReasonMissing))
            }
            RoundState::Submitted | RoundState::OpinionGiven => {
                Ok(self.into_state(RoundState::UnderWay))
            }
            _ => Err(self.refuse("send_back", Obstacle::WrongState)),
        }
    }

    /// The chairman signs.
    ///
    /// # Errors
    /// Before the result is submitted (and the opinion is in, where the track asks for one), or
    /// while something is open.
    pub const fn recognise(self, open: OpenMatters) -> Result<Self, InvalidTransition> {
        match self.state {
            RoundState::OpinionGiven => {}
            RoundState::Submitted if !self.track.opinion => {}
            _ => return Err(self.refuse("recognise", Obstacle::WrongState)),
        }
        if !open.is_empty() {
            return Err(self.refuse("recognise", Obstacle::Open(open)));
        }
        Ok(self.into_state(RoundState::Recognised))
    }

    /// The year's data are sealed.
    ///
    /// # Errors
    /// Before the chairman has signed, twice, or for a review that closes no year.
    pub const fn seal(self) -> Result<Self, InvalidTransition> {
        match self.state {
            _ if !self.track.sealing => Err(self.refuse("seal", Obstacle::NotInTrack)),
            RoundState::Recognised => Ok(self.into_state(RoundState::Sealed)),
            _ => Err(self.refuse("seal", Obstacle::WrongState)),
        }
    }

    /// A result is corrected after it was signed.
    ///
    /// # Errors
    /// Without a reason, or before the data are sealed (signed, where nothing is sealed).
    pub fn amend(self, reason: &str) -> Result<Self, InvalidTransition> {
        match self.state {
            RoundState::Sealed => {}
            RoundState::Recognised if !self.track.sealing => {}
            _ => return Err(self.refuse("amend", Obstacle::WrongState)),
        }
        if reason.trim().is_empty() {
            return Err(self.refuse("amend", Obstacle::ReasonMissing));
        }
        Ok(self)
    }

    const fn into_state(self, state: RoundState) -> Self {
        Self {
            track: self.track,
            state,
        }
    }

    const fn refuse(self, attempt: &'static str, because: Obstacle) -> InvalidTransition {
        InvalidTransition {
            from: self.state.code(),
            attempt,
            because,
        }
    }
}
