//! Use cases: what a person can have done, one folder per context.

pub mod access;
pub mod demo;
