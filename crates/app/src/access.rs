//! Who may do what, and where.
//!
//! An [`Actor`] holds roles over areas; `roles.toml` says what a role may do; [`authorise`] turns
//! an actor and an [`Action`] into the [`Scope`] every query is narrowed by. Nothing else in the
//! program decides a permission.

pub mod accounts;
mod action;
mod actor;
pub mod audit_log;
pub mod password;
mod role;
mod scope;
pub mod sign_in;

pub use action::Action;
pub use actor::{Actor, RoleHeld};
pub use role::Role;
pub use scope::{Area, Scope, authorise};
