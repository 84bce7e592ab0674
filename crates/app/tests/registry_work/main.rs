//! What a commune knows of its households beyond the survey, on both engines.

mod dossiers;
mod figures;
mod imports;
mod lists;
mod people;
mod plans;
mod support;
