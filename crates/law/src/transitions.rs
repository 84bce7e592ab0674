//! The movement a household made since the review before.

use crate::expr::Formula;
use crate::facts::Type;
use crate::files::LawFile;
use crate::findings::{Finding, parse_toml};
use crate::formula_text::FormulaText;
use crate::scopes::{Scopes, compile_in};
use crate::status::Status;
use serde::Deserialize;

/// One rule of `law/transitions.toml`; the first that holds is the household's movement.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// Its code in the list `transitions`.
    pub code: String,
    /// When a household made this movement.
    pub when: FormulaText,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
    #[serde(skip)]
    formula: Option<Formula>,
}

impl Transition {
    /// Reads and compiles `law/transitions.toml`; faults become `findings`.
    pub fn load(file: &LawFile, scopes: &Scopes, findings: &mut Vec<Finding>) -> Vec<Self> {
        let mut rules = match parse_toml::<TransitionsFile>(file) {
            Ok(content) => content.transition,
            Err(finding) => {
                findings.push(finding);
                return Vec::new();
            }
        };
        for rule in &mut rules {
            rule.formula = compile_in(file, &rule.when, &scopes.transition, &Type::Bool, findings);
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
struct TransitionsFile {
    transition: Vec<Transition>,
}
