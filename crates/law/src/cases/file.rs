//! The files of `law/cases/` as they are written.

use crate::validity::toml_date;
use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;
use vuonlen_domain::Text;

/// One file: people and households to start from, cases, grids.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CasesFile {
    #[serde(default)]
    pub(super) person: Vec<Spanned<toml::Table>>,
    #[serde(default)]
    pub(super) household: Vec<Spanned<toml::Table>>,
    #[serde(default)]
    pub(super) case: Vec<CaseEntry>,
    #[serde(default)]
    pub(super) grid: Vec<GridEntry>,
}

/// One worked case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseEntry {
    pub(super) id: Spanned<String>,
    pub(super) title: Text,
    pub(super) on: Day,
    #[serde(default)]
    pub(super) standard: Option<String>,
    #[serde(default)]
    pub(super) score_table: Option<String>,
    #[serde(default)]
    pub(super) overlay: Option<String>,
    pub(super) household: String,
    #[serde(default)]
    pub(super) set: toml::Table,
    /// The arithmetic, for the reader.
    #[expect(dead_code, reason = "read by people; required so that a case says why")]
    pub(super) because: Text,
    pub(super) expect: toml::Table,
    #[serde(default)]
    pub(super) generated: bool,
}

/// A table of cases: every row on every day. Columns that begin with `=` are what must come out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GridEntry {
    pub(super) id: Spanned<String>,
    pub(super) title: Text,
    pub(super) on: Vec<Day>,
    #[serde(default)]
    pub(super) standard: Option<String>,
    #[serde(default)]
    pub(super) score_table: Option<String>,
    #[serde(default)]
    pub(super) overlay: Option<String>,
    pub(super) household: String,
    #[serde(default)]
    pub(super) set: toml::Table,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<toml::Value>>,
    #[serde(default)]
    pub(super) generated: bool,
}

/// A civil date of a TOML file.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(transparent)]
pub(super) struct Day(#[serde(with = "toml_date")] pub(super) NaiveDate);
