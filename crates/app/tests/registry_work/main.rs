//! What a commune knows of its households beyond the survey, on both engines.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod dossiers;
mod figures;
mod imports;
mod lists;
mod people;
mod plans;
mod support;
