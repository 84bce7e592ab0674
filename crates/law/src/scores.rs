//! Score tables: the points of the income questionnaire (điểm A, also B1), by region.
//!
//! A table scores a household only when it is complete: every item has its points for every
//! region. The official table of 2022-2026 is not public; a province loads it from its annex.

use crate::expr::Formula;
use crate::facts::Type;
use crate::files::LawFile;
use crate::findings::{Finding, parse_toml};
use crate::formula_text::FormulaText;
use crate::scopes::{Scopes, compile_in};
use crate::status::Status;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vuonlen_domain::Text;

/// One table of `law/standards/scores/`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreTable {
    /// `nd07-2022`.
    pub id: String,
    /// The standard it scores for.
    pub standard: String,
    /// What it is called.
    pub title: Text,
    /// Whether it can score a household: nothing of the official table is missing.
    pub complete: bool,
    /// Where the official points stand (`instrument-id#place`), for a table that is to be loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annex: Option<String>,
    /// What a reader must know of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// Its groups of items, in the order of the form.
    #[serde(rename = "group", default)]
    pub groups: Vec<ScoreGroup>,
    /// Path under `law/` of the file it was read from.
    #[serde(skip)]
    pub file: String,
}

/// A question of the table with its possible answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreGroup {
    /// `1`.
    pub id: String,
    /// What it is about.
    pub label: Text,
    /// How its items add up.
    pub pick: Pick,
    /// Households the group does not score: it adds nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip_when: Option<FormulaText>,
    /// Its items, in the order of the form.
    #[serde(rename = "item", default)]
    pub items: Vec<ScoreItem>,
    #[serde(skip)]
    skip: Option<Formula>,
}

/// How the items of a group add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    /// The first item that holds; none gives nothing.
    First,
    /// Every item that holds.
    Sum,
}

/// One line of the table.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreItem {
    /// `1.1`.
    pub id: String,
    /// What it says.
    pub label: Text,
    /// When a household gets its points; absent in a partial table where the answer it asks for
    /// is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<FormulaText>,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
    /// Points by code of the list `regions`; empty in a partial table where they are not known.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub points: BTreeMap<String, i64>,
    #[serde(skip)]
    formula: Option<Formula>,
}

impl ScoreTable {
    /// Reads and compiles one file of `law/standards/scores/`; faults become `findings`.
    pub fn load(file: &LawFile, scopes: &Scopes, findings: &mut Vec<Finding>) -> Option<Self> {
        let mut table: Self = match parse_toml(file) {
            Ok(table) => table,
            Err(finding) => {
                findings.push(finding);
                return None;
            }
        };
        table.file.clone_from(&file.path);
        let mut formula =
            |text: &FormulaText| compile_in(file, text, &scopes.survey, &Type::Bool, findings);
        for group in &mut table.groups {
            group.skip = group.skip_when.as_ref().and_then(&mut formula);
            for item in &mut group.items {
                item.formula = item.when.as_ref().and_then(&mut formula);
            }
        }
        Some(table)
    }

    /// The file that [`ScoreTable::load`] reads back.
    ///
    /// # Errors
    /// Never for a table that was loaded; the serialiser's own otherwise.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(self)
    }

    /// Every item with its group.
    pub fn items(&self) -> impl Iterator<Item = (&ScoreGroup, &ScoreItem)> {
        self.groups
            .iter()
            .flat_map(|group| group.items.iter().map(move |item| (group, item)))
    }
}

impl ScoreGroup {
    /// A group without items, not yet compiled.
    #[must_use]
    pub const fn new(id: String, label: Text, pick: Pick, skip_when: Option<FormulaText>) -> Self {
        Self {
            id,
            label,
            pick,
            skip_when,
            items: Vec::new(),
            skip: None,
        }
    }

    /// The compiled `skip_when`.
    #[must_use]
    pub const fn skip(&self) -> Option<&Formula> {
        self.skip.as_ref()
    }
}

impl ScoreItem {
    /// An item, not yet compiled.
    #[must_use]
    pub fn new(
        (id, label): (String, Text),
        when: FormulaText,
        points: BTreeMap<String, i64>,
        source: String,
        status: Status,
    ) -> Self {
        Self {
            id,
            label,
            when: Some(when),
            source,
            status,
            points,
            formula: None,
        }
    }

    /// The compiled `when`.
    #[must_use]
    pub const fn formula(&self) -> Option<&Formula> {
        self.formula.as_ref()
    }
}
