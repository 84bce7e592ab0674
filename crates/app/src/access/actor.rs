//! The person (or program) on whose behalf something happens.

use super::{Action, Area, Role};
use uuid::Uuid;

/// A signed-in account with the roles it holds today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub account_id: Uuid,
    /// Sign-in name.
    pub name: String,
    /// Name shown to others.
    pub display_name: String,
    /// Roles in force today.
    pub roles: Vec<RoleHeld>,
    /// Network address the request came from, for the audit log.
    pub address: String,
    /// Why the person does what follows, where he was asked; for the audit log.
    pub reason: String,
    /// Where a program acts with a token: only these actions.
    pub limited_to: Option<Vec<Action>>,
}

impl Actor {
    /// The same person with a reason for what follows.
    #[must_use]
    pub fn because(mut self, reason: &str) -> Self {
        reason.clone_into(&mut self.reason);
        self
    }
}

/// One role over one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleHeld {
    /// The role.
    pub role: &'static Role,
    /// Where.
    pub area: Area,
}
