//! The person (or program) on whose behalf something happens.

use super::{Area, Role};
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
}

/// One role over one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleHeld {
    /// The role.
    pub role: &'static Role,
    /// Where.
    pub area: Area,
}
