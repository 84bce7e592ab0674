//! What the State decided, as dated data: loaded, checked, evaluated.
//!
//! `law/` holds the files; this room reads them into [`Law`], refuses what is wrong in them with
//! file and line, and evaluates their formulas: one household with an explanation, or columns of
//! millions. It must not know a database, a page or a spreadsheet, and no legal number stands
//! here: every threshold, point and day count comes from a file with its source.

pub mod assess;
pub mod cases;
pub mod check;
pub mod codes;
pub mod diff;
pub mod expr;
pub mod facts;
pub mod files;
pub mod findings;
pub mod formula_text;
pub mod groups;
pub mod holidays;
pub mod instruments;
pub mod law;
pub mod procedures;
pub mod questionnaires;
pub mod scopes;
pub mod scores;
pub mod show;
pub mod solutions;
pub mod standards;
pub mod status;
pub mod tables;
pub mod targets;
pub mod transitions;
pub mod units;
pub mod validity;
