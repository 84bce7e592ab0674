//! Who may do what, and where.
//!
//! An [`Actor`] holds roles over areas; `roles.toml` says what a role may do; [`authorise`] turns
//! an actor and an [`Action`] into the [`Scope`] every query is narrowed by. Nothing else in the
//! program decides a permission.

pub mod accounts;
mod action;
mod actor;
pub mod address_limit;
mod audit_check;
mod audit_export;
pub mod audit_log;
pub mod delegation;
pub mod invitation;
pub mod openid;
pub mod own_account;
pub mod password;
pub mod readings;
mod reason;
mod role;
#[cfg(test)]
pub(crate) mod role_table;
mod scope;
pub mod second_factor;
mod secret;
pub mod sign_in;
pub mod token;

pub use action::Action;
pub use actor::{Actor, RoleHeld};
pub use audit_check::CheckedChain;
pub use reason::{LONGEST_REASON, REASON_NEEDED};
pub use role::Role;
pub use scope::{Area, Scope, authorise};

/// What an account does with itself and what happens at the door stands in the audit log under
/// these codes; everything else under the code of its [`Action`].
pub const ACCESS_EVENTS: &[&str] = &[
    "sign_in",
    "sign_in_failed",
    "sign_out",
    "invitation_used",
    "password_changed",
    "second_factor_on",
    "second_factor_off",
    "recovery_codes_made",
    "openid_linked",
    "openid_unlinked",
    "sessions_ended",
    "token_made",
    "token_revoked",
    "role_lent",
    "role_taken_back",
];
