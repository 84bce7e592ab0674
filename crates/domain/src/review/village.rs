//! One village's part of a round.

use super::obstacle::{InvalidTransition, Obstacle};
use super::track::Track;

/// How far a village is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VillageState {
    /// The list of households to review is being drawn up.
    Planned,
    /// Forms are being filled in.
    Surveying,
    /// Every household is scored and classified.
    Scored,
    /// The villagers' meeting agreed.
    MeetingHeld,
    /// The list hangs out and objections are taken.
    Posted,
    /// The posting has ended and every objection is answered.
    ObjectionsSettled,
}

/// A village on its way through a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VillageReview {
    track: Track,
    state: VillageState,
}

/// How much of a village's list is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Households on the list.
    pub listed: u32,
    /// With a form confirmed by enumerator and respondent.
    pub confirmed: u32,
    /// Without a form, for a stated reason.
    pub explained: u32,
}

/// What must be true for objections to be settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settlement {
    /// Every posting of the village has run its days.
    pub postings_ended: bool,
    /// Objections without an answer.
    pub open_objections: u32,
}

impl Coverage {
    /// Households without a form and without an explanation.
    #[must_use]
    pub const fn uncovered(self) -> u32 {
        self.listed
            .saturating_sub(self.confirmed)
            .saturating_sub(self.explained)
    }
}

impl VillageState {
    /// All states, in order.
    pub const ALL: [Self; 6] = [
        Self::Planned,
        Self::Surveying,
        Self::Scored,
        Self::MeetingHeld,
        Self::Posted,
        Self::ObjectionsSettled,
    ];

    /// The code used in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Surveying => "surveying",
            Self::Scored => "scored",
            Self::MeetingHeld => "meeting_held",
            Self::Posted => "posted",
            Self::ObjectionsSettled => "objections_settled",
        }
    }

    /// Reads a code written by [`VillageState::code`].
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

impl VillageReview {
    /// A village whose list is being drawn up.
    #[must_use]
    pub const fn planned(track: Track) -> Self {
        Self {
            track,
            state: VillageState::Planned,
        }
    }

    /// A village as it was stored; `None` for a state its track does not have.
    #[must_use]
    pub const fn resume(track: Track, state: VillageState) -> Option<Self> {
        if !track.meeting && matches!(state, VillageState::MeetingHeld) {
            return None;
        }
        Some(Self { track, state })
    }

    /// How far it is.
    #[must_use]
    pub const fn state(self) -> VillageState {
        self.state
    }

    /// The list is final and the survey begins.
    ///
    /// # Errors
    /// When it has begun already.
    pub const fn start_survey(self) -> Result<Self, InvalidTransition> {
        match self.state {
            VillageState::Planned => Ok(self.into_state(VillageState::Surveying)),
            _ => Err(self.refuse("start_survey", Obstacle::WrongState)),
        }
    }

    /// The survey is closed: every household is classified.
    ///
    /// # Errors
    /// When households are neither surveyed nor explained, or no survey is under way.
    pub const fn score(self, coverage: Coverage) -> Result<Self, InvalidTransition> {
        let households = coverage.uncovered();
        match self.state {
            VillageState::Surveying if households == 0 => Ok(self.into_state(VillageState::Scored)),
            VillageState::Surveying => {
                Err(self.refuse("score", Obstacle::Uncovered { households }))
            }
            _ => Err(self.refuse("score", Obstacle::WrongState)),
        }
    }

    /// The villagers' meeting was held. When it did not agree the survey is done again.
    ///
    /// # Errors
    /// When nothing is scored, or the track has no meeting.
    pub const fn hold_meeting(self, agreed: bool) -> Result<Self, InvalidTransition> {
        match self.state {
            _ if !self.track.meeting => Err(self.refuse("hold_meeting", Obstacle::NotInTrack)),
            VillageState::Scored if agreed => Ok(self.into_state(VillageState::MeetingHeld)),
            VillageState::Scored => Ok(self.into_state(VillageState::Surveying)),
            _ => Err(self.refuse("hold_meeting", Obstacle::WrongState)),
        }
    }

    /// A mistake was found before the list is posted: back to the survey.
    ///
    /// # Errors
    /// Without a reason, before the survey is closed, or once the list has been posted.
    pub fn reopen_survey(self, reason: &str) -> Result<Self, InvalidTransition> {
        match self.state {
            VillageState::Scored | VillageState::MeetingHeld if reason.trim().is_empty() => {
                Err(self.refuse("reopen_survey", Obstacle::ReasonMissing))
            }
            VillageState::Scored | VillageState::MeetingHeld => {
                Ok(self.into_state(VillageState::Surveying))
            }
            _ => Err(self.refuse("reopen_survey", Obstacle::WrongState)),
        }
    }

    /// The list is posted.
    ///
    /// # Errors
    /// Before the meeting agreed (before scoring, where the track has no meeting).
    pub const fn post(self) -> Result<Self, InvalidTransition> {
        match self.state {
            VillageState::MeetingHeld => Ok(self.into_state(VillageState::Posted)),
            VillageState::Scored if !self.track.meeting => {
                Ok(self.into_state(VillageState::Posted))
            }
            _ => Err(self.refuse("post", Obstacle::WrongState)),
        }
    }

    /// The posting has ended and every objection is answered.
    ///
    /// # Errors
    /// While the list hangs out or an objection is open.
    pub const fn settle(self, settlement: Settlement) -> Result<Self, InvalidTransition> {
        let objections = settlement.open_objections;
        match self.state {
            VillageState::Posted if objections > 0 => {
                Err(self.refuse("settle", Obstacle::OpenObjections { objections }))
            }
            VillageState::Posted if !settlement.postings_ended => {
                Err(self.refuse("settle", Obstacle::PostingStands))
            }
            VillageState::Posted => Ok(self.into_state(VillageState::ObjectionsSettled)),
            _ => Err(self.refuse("settle", Obstacle::WrongState)),
        }
    }

    /// A result changed after posting (a re-check): the change is posted in its turn.
    ///
    /// # Errors
    /// Without a reason, or before the first posting.
    pub fn repost(self, reason: &str) -> Result<Self, InvalidTransition> {
        match self.state {
            VillageState::Posted | VillageState::ObjectionsSettled if reason.trim().is_empty() => {
                Err(self.refuse("repost", Obstacle::ReasonMissing))
            }
            VillageState::Posted | VillageState::ObjectionsSettled => {
                Ok(self.into_state(VillageState::Posted))
            }
            _ => Err(self.refuse("repost", Obstacle::WrongState)),
        }
    }

    const fn into_state(self, state: VillageState) -> Self {
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
