//! Statutory tables over synthetic households: the shipped law data, counted.

mod edited;
mod hand;
mod lists;
mod properties;
mod published;
mod support;
