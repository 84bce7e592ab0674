//! What each kind of formula in `law/` may name.

use crate::expr::{Formula, Scope, compile};
use crate::facts::{CodePositions, Schemas, Type};
use crate::files::LawFile;
use crate::findings::{Finding, Findings};
use crate::formula_text::FormulaText;
use std::sync::Arc;

/// The scopes formulas are compiled in, one per kind of formula.
#[derive(Debug, Clone)]
pub struct Scopes {
    /// Indicators, score items, groups, questions: `household.x` and `members`.
    pub survey: Scope,
    /// Rules of a class.
    pub class: Scope,
    /// Rules of a movement.
    pub transition: Scope,
    /// Tables, targets and queries over assessed households.
    pub assessed: Scope,
}

impl Scopes {
    /// The scopes over the facts of `law/facts/`.
    ///
    /// # Errors
    /// A finding for a scope that no file of `law/facts/` defines.
    pub fn new(facts: &Schemas, codes: &Arc<dyn CodePositions>) -> Result<Self, Findings> {
        let schema = |name: &str| facts.scope(name).cloned().ok_or_else(|| no_facts(name));
        let flat = |name: &str| schema(name).map(|schema| Scope::flat(schema, Arc::clone(codes)));
        Ok(Self {
            survey: Scope::survey(schema("household")?, schema("member")?, Arc::clone(codes)),
            class: flat("class")?,
            transition: flat("transition")?,
            assessed: flat("assessed")?,
        })
    }
}

fn no_facts(scope: &str) -> Findings {
    Findings(vec![Finding::at(
        "facts/",
        "",
        0,
        format!("không có dữ kiện nào thuộc phạm vi “{scope}”; khôi phục tệp đã xóa"),
        format!("no fact has the scope “{scope}”; restore the deleted file"),
    )])
}

/// Compiles a formula of `file`; what is wrong in it becomes findings, and the result is `None`.
pub(crate) fn compile_in(
    file: &LawFile,
    text: &FormulaText,
    scope: &Scope,
    expected: &Type,
    findings: &mut Vec<Finding>,
) -> Option<Formula> {
    match compile(text.as_str(), scope, expected) {
        Ok(formula) => Some(formula),
        Err(errors) => {
            findings.extend(errors.into_iter().map(|error| {
                let offset = text.offset_in(&file.text, error.offset);
                Finding::at(
                    &file.path,
                    &file.text,
                    offset,
                    error.message.vi,
                    error.message.en,
                )
            }));
            None
        }
    }
}
