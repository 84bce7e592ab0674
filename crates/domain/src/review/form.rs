//! One household's survey form.

use super::obstacle::{InvalidTransition, Obstacle};

/// How far a form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FormState {
    /// The household is on the list; nobody has been there.
    Listed,
    /// Answers are being entered.
    Draft,
    /// Enumerator and respondent stand by the answers.
    Confirmed,
    /// There is no form, for a stated reason: it moved away, it refuses.
    Explained,
    /// Taken off the list, for a stated reason.
    Removed,
}

impl FormState {
    /// All states.
    pub const ALL: [Self; 5] = [
        Self::Listed,
        Self::Draft,
        Self::Confirmed,
        Self::Explained,
        Self::Removed,
    ];

    /// The code used in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Draft => "draft",
            Self::Confirmed => "confirmed",
            Self::Explained => "explained",
            Self::Removed => "removed",
        }
    }

    /// Reads a code written by [`FormState::code`].
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Answers are entered or changed.
    ///
    /// # Errors
    /// When the answers are confirmed, or the household is off the list.
    pub const fn save(self) -> Result<Self, InvalidTransition> {
        match self {
            Self::Listed | Self::Draft | Self::Explained => Ok(Self::Draft),
            Self::Confirmed | Self::Removed => Err(self.refuse("save", Obstacle::WrongState)),
        }
    }

    /// Enumerator and respondent stand by the answers.
    ///
    /// # Errors
    /// When there are none, or they are confirmed already.
    pub const fn confirm(self) -> Result<Self, InvalidTransition> {
        match self {
            Self::Draft => Ok(Self::Confirmed),
            _ => Err(self.refuse("confirm", Obstacle::WrongState)),
        }
    }

    /// Confirmed answers are opened again: the meeting did not agree, a mistake was found.
    ///
    /// # Errors
    /// Without a reason, or when they are not confirmed.
    pub fn reopen(self, reason: &str) -> Result<Self, InvalidTransition> {
        match self {
            Self::Confirmed if reason.trim().is_empty() => {
                Err(self.refuse("reopen", Obstacle::ReasonMissing))
            }
            Self::Confirmed => Ok(Self::Draft),
            _ => Err(self.refuse("reopen", Obstacle::WrongState)),
        }
    }

    /// A re-check's answers take the place of whatever stood there; it is confirmed in itself.
    ///
    /// # Errors
    /// When the household is off the list.
    pub const fn replace(self) -> Result<Self, InvalidTransition> {
        match self {
            Self::Removed => Err(self.refuse("replace", Obstacle::WrongState)),
            _ => Ok(Self::Confirmed),
        }
    }

    /// There will be no form.
    ///
    /// # Errors
    /// Without a reason, or when answers are confirmed or the household is off the list.
    pub fn explain(self, reason: &str) -> Result<Self, InvalidTransition> {
        match self {
            Self::Confirmed | Self::Removed => Err(self.refuse("explain", Obstacle::WrongState)),
            _ if reason.trim().is_empty() => Err(self.refuse("explain", Obstacle::ReasonMissing)),
            Self::Listed | Self::Draft | Self::Explained => Ok(Self::Explained),
        }
    }

    /// The household is taken off the list.
    ///
    /// # Errors
    /// Without a reason, or once answers have been entered.
    pub fn remove(self, reason: &str) -> Result<Self, InvalidTransition> {
        match self {
            Self::Listed if reason.trim().is_empty() => {
                Err(self.refuse("remove", Obstacle::ReasonMissing))
            }
            Self::Listed => Ok(Self::Removed),
            _ => Err(self.refuse("remove", Obstacle::WrongState)),
        }
    }

    /// The household is put back on the list.
    ///
    /// # Errors
    /// When it is on the list.
    pub const fn list_again(self) -> Result<Self, InvalidTransition> {
        match self {
            Self::Removed => Ok(Self::Listed),
            _ => Err(self.refuse("list_again", Obstacle::WrongState)),
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
