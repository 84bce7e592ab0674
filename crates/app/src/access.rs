//! Who may do what, and where.
//!
//! An [`Actor`] holds roles over areas; `roles.toml` says what a role may do; [`authorise`] turns
//! an actor and an [`Action`] into the [`Scope`] every query is narrowed by. Nothing else in the
//! program decides a permission.

mod action;
mod actor;
pub mod password;
mod role;
mod scope;

pub use action::Action;
pub use actor::{Actor, RoleHeld};
pub use role::Role;
pub use scope::{Area, Scope, authorise};
