//! Compiles when questions are relevant and what answers must satisfy.

use super::{Of, Questionnaire};
use crate::expr::{Formula, Scope, compile as compile_formula};
use crate::facts::Type;
use crate::files::LawFile;
use crate::findings::Finding;
use crate::formula_text::FormulaText;
use crate::scopes::Scopes;
use crate::standards::Standard;
use chrono::Days;

/// What a formula about `m`, one member, is wrapped in to be a formula over all members.
const WRAP: (&str, &str) = ("members.all(m, ", "\n)");

pub(super) fn compile(
    questionnaire: &mut Questionnaire,
    file: &LawFile,
    standards: &[Standard],
    scopes: &Scopes,
    findings: &mut Vec<Finding>,
) {
    let params = standards
        .iter()
        .find(|standard| standard.id == questionnaire.standard)
        .and_then(|standard| standard.on(standard.until()?.checked_sub_days(Days::new(1))?))
        .map(|on| on.params.clone())
        .unwrap_or_default();
    let scope = scopes.survey.clone().with_params(params);
    for section in &mut questionnaire.sections {
        let of = section.scope;
        let mut formula = |text: &Option<FormulaText>| {
            let text = text.as_ref()?;
            compile_question(file, text, of, &scope, findings)
        };
        for question in &mut section.questions {
            question.relevant_formula = formula(&question.relevant);
            question.constraint_formula = formula(&question.constraint);
        }
    }
}

fn compile_question(
    file: &LawFile,
    text: &FormulaText,
    of: Of,
    scope: &Scope,
    findings: &mut Vec<Finding>,
) -> Option<Formula> {
    let (before, after) = match of {
        Of::Household => ("", ""),
        Of::Member => WRAP,
    };
    let whole = format!("{before}{}{after}", text.as_str());
    match compile_formula(&whole, scope, &Type::Bool) {
        Ok(formula) => Some(formula),
        Err(errors) => {
            findings.extend(errors.into_iter().map(|error| {
                let within = (error.offset.saturating_sub(before.len())).min(text.as_str().len());
                let offset = text.offset_in(&file.text, within);
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
