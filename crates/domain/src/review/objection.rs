//! An objection to what was posted.

use super::obstacle::{InvalidTransition, Obstacle};

/// How far an objection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ObjectionState {
    /// Received.
    Open,
    /// The household was visited and assessed again.
    Rechecked,
    /// Answered with reasons.
    Settled,
}

/// What an objection came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ObjectionOutcome {
    /// It was right: the re-check's result stands.
    Upheld,
    /// It was not: the posted result stands.
    Rejected,
}

impl ObjectionState {
    /// All states, in order.
    pub const ALL: [Self; 3] = [Self::Open, Self::Rechecked, Self::Settled];

    /// The code used in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Rechecked => "rechecked",
            Self::Settled => "settled",
        }
    }

    /// Reads a code written by [`ObjectionState::code`].
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The re-check is recorded; a better one may replace it.
    ///
    /// # Errors
    /// Once the objection is answered.
    pub const fn recheck(self) -> Result<Self, InvalidTransition> {
        match self {
            Self::Open | Self::Rechecked => Ok(Self::Rechecked),
            Self::Settled => Err(self.refuse("recheck", Obstacle::WrongState)),
        }
    }

    /// The objection is answered. Only a re-check can uphold it.
    ///
    /// # Errors
    /// Without reasons, twice, or upheld without a re-check.
    pub fn settle(
        self,
        outcome: ObjectionOutcome,
        reason: &str,
    ) -> Result<Self, InvalidTransition> {
        match (self, outcome) {
            (Self::Settled, _) | (Self::Open, ObjectionOutcome::Upheld) => {
                Err(self.refuse("settle", Obstacle::WrongState))
            }
            _ if reason.trim().is_empty() => Err(self.refuse("settle", Obstacle::ReasonMissing)),
            _ => Ok(Self::Settled),
        }
    }

    const fn refuse(self, attempt: &'static str, because: Obstacle) -> InvalidTransition {
        InvalidTransition {
            from: self.code(),
            attempt,
            because,
        }
    }
}

impl ObjectionOutcome {
    /// The code used in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::Rejected => "rejected",
        }
    }

    /// Reads a code written by [`ObjectionOutcome::code`].
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Upheld, Self::Rejected]
            .into_iter()
            .find(|outcome| outcome.code() == code)
    }
}
