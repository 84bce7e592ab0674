//! A standard as it stands on a day: parameters resolved, formulas compiled.

use super::{Amount, ResolvedParameter, Route, Standard};
use crate::expr::{Formula, Param, ParamValue, Params, Scope};
use crate::facts::Type;
use crate::files::LawFile;
use crate::findings::Finding;
use crate::formula_text::FormulaText;
use crate::scopes::{Scopes, compile_in};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use vuonlen_domain::{Area, Class};

/// The compiled rules of a standard, the same from [`StandardOn::from`] until the next span.
#[derive(Debug, Clone)]
pub struct StandardOn {
    /// First day of the span.
    pub from: NaiveDate,
    /// The parameters in force.
    pub params: Params,
    /// By index of [`Standard::indicators`]: when a household is deprived; `None` where the
    /// definition, or a parameter it reads, is not known on this day.
    pub indicators: Vec<Option<Formula>>,
    /// In the order of [`Standard::classes`].
    pub classes: Vec<ClassOn>,
    /// By index of [`Standard::derived`].
    pub derived: Vec<Option<Formula>>,
}

/// A class's compiled rules.
#[derive(Debug, Clone)]
pub struct ClassOn {
    /// The class.
    pub class: Class,
    /// Rule by income.
    pub by_income: Option<Formula>,
    /// Rule by score.
    pub by_score: Option<Formula>,
    /// What must hold besides.
    pub only_when: Option<Formula>,
}

impl ClassOn {
    /// The rule on `route`.
    #[must_use]
    pub const fn rule(&self, route: Route) -> Option<&Formula> {
        match route {
            Route::Income => self.by_income.as_ref(),
            Route::Score => self.by_score.as_ref(),
        }
    }
}

impl StandardOn {
    /// Compiles `standard` for the span that begins on `from`; faults become `findings`.
    pub(super) fn compile(
        standard: &Standard,
        from: NaiveDate,
        scopes: &Scopes,
        file: &LawFile,
        findings: &mut Vec<Finding>,
    ) -> Self {
        let params: Params = standard
            .parameters_on(from)
            .iter()
            .map(|resolved| (resolved.parameter.id.clone(), param(resolved)))
            .collect();
        let survey = scopes.survey.clone().with_params(params.clone());
        let class = scopes.class.clone().with_params(params.clone());
        let mut formula = |text: Option<&FormulaText>, scope: &Scope, kind: &Type| {
            let text = text.filter(|text| standard.is_known_on(text, from))?;
            compile_in(file, text, scope, kind, findings)
        };
        Self {
            from,
            indicators: (standard.indicators.iter())
                .map(|indicator| formula(indicator.deprived_when.as_ref(), &survey, &Type::Bool))
                .collect(),
            classes: (standard.classes.iter())
                .map(|rule| ClassOn {
                    class: rule.code,
                    by_income: formula(rule.by_income.as_ref(), &class, &Type::Bool),
                    by_score: formula(rule.by_score.as_ref(), &class, &Type::Bool),
                    only_when: formula(rule.only_when.as_ref(), &class, &Type::Bool),
                })
                .collect(),
            derived: (standard.derived.iter())
                .map(|derived| formula(Some(&derived.value), &survey, &Type::Int))
                .collect(),
            params,
        }
    }
}

impl Standard {
    /// Whether every parameter the formula reads has a value on `date`. A parameter the standard
    /// does not have at all is the compiler's to refuse.
    fn is_known_on(&self, text: &FormulaText, date: NaiveDate) -> bool {
        parameters_read(text.as_str())
            .filter_map(|id| self.parameter(id))
            .all(|parameter| parameter.on(date).is_some())
    }
}

/// The names behind `params.` in a formula.
pub(crate) fn parameters_read(formula: &str) -> impl Iterator<Item = &str> {
    formula.split("params.").skip(1).map(|rest| {
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        &rest[..end]
    })
}

fn param(resolved: &ResolvedParameter<'_>) -> Param {
    if resolved.is_uniform() {
        return Param::Same(value(resolved.rural.value));
    }
    let by_area: BTreeMap<String, ParamValue> = Area::ALL
        .into_iter()
        .map(|area| (area.code().to_owned(), value(resolved.value(area).value)))
        .collect();
    Param::ByArea(by_area)
}

const fn value(amount: Amount) -> ParamValue {
    match amount {
        Amount::Int(value) => ParamValue::Int(value),
        Amount::Decimal(value) => ParamValue::Decimal(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parameters_are_found() {
        let read: Vec<&str> =
            parameters_read("m.age >= params.child_age && x < params.line*2").collect();
        assert_eq!(read, ["child_age", "line"]);
    }
}
