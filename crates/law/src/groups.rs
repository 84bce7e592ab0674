//! Who belongs to the groups that tables and policies ask about.

use crate::expr::Formula;
use crate::facts::Type;
use crate::files::LawFile;
use crate::findings::{Finding, parse_toml};
use crate::formula_text::FormulaText;
use crate::scopes::{Scopes, compile_in};
use crate::status::Status;
use serde::Deserialize;

/// One rule of `law/groups.toml`: a household may be in several groups.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRule {
    /// Its code in the list `groups`.
    pub code: String,
    /// When a household belongs to it.
    pub when: FormulaText,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
    #[serde(skip)]
    formula: Option<Formula>,
}

impl GroupRule {
    /// Reads and compiles `law/groups.toml`; faults become `findings`.
    pub fn load(file: &LawFile, scopes: &Scopes, findings: &mut Vec<Finding>) -> Vec<Self> {
        let mut rules = match parse_toml::<GroupsFile>(file) {
            Ok(content) => content.group,
            Err(finding) => {
                findings.push(finding);
                return Vec::new();
            }
        };
        for rule in &mut rules {
            rule.formula = compile_in(file, &rule.when, &scopes.survey, &Type::Bool, findings);
        }
        rules
    }

    /// The compiled rule; always there in a [`crate::law::Law`].
    #[must_use]
    pub const fn formula(&self) -> Option<&Formula> {
        self.formula.as_ref()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupsFile {
    group: Vec<GroupRule>,
}
