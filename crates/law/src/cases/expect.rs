//! Compares what came out of an assessment with what a case says must come out.

use super::Outcome;
use super::household::{UNKNOWN, texts, typed};
use crate::assess::{Assessment, Assessor, AssessorError, Problem, Severity};
use crate::law::Law;
use crate::standards::Route;
use vuonlen_domain::Class;

/// Whether everything expected came out.
///
/// # Errors
/// The first expectation that does not hold, with what came out.
pub(super) fn outcome(
    law: &Law,
    assessor: &Assessor<'_>,
    expect: &toml::Table,
    outcome: &Outcome,
) -> Result<(), String> {
    if expect.is_empty() {
        return Err("the case expects nothing".to_owned());
    }
    let rejection = expect.get("problem");
    match (outcome, rejection) {
        (Ok(found), Some(problem)) => Err(format!(
            "problem {problem} expected, found {:?}",
            found.class
        )),
        (Err(problems), None) => Err(format!("no problem expected, found: {}", told(problems))),
        (Err(problems), Some(problem)) => rejected(expect, problem, problems),
        (Ok(found), None) => {
            for (key, expected) in expect {
                held(law, assessor, key, expected, found)?;
            }
            Ok(())
        }
    }
}

/// Whether the assessor itself fails as expected.
pub(super) fn error(expect: &toml::Table, error: &AssessorError) -> Result<(), String> {
    match expect.get("problem").and_then(toml::Value::as_str) {
        Some(code) if code == error.code() => Ok(()),
        _ => Err(error.text().en),
    }
}

fn rejected(
    expect: &toml::Table,
    problem: &toml::Value,
    problems: &[Problem],
) -> Result<(), String> {
    let rejections: Vec<&Problem> = (problems.iter())
        .filter(|found| found.severity == Severity::Rejected)
        .collect();
    if rejections.is_empty()
        || rejections
            .iter()
            .any(|found| problem.as_str() != Some(found.code))
    {
        return Err(format!(
            "only {problem} expected, found: {}",
            told(problems)
        ));
    }
    for (key, expected) in expect {
        match key.as_str() {
            "problem" => {}
            "names" => {
                for name in texts(key, expected)? {
                    let named = |found: &&Problem| {
                        found.what.vi.contains(&name) && found.what.en.contains(&name)
                    };
                    if !rejections.iter().any(named) {
                        return Err(format!("“{name}” is not named: {}", told(problems)));
                    }
                }
            }
            _ => {
                return Err(format!(
                    "“{key}” cannot be expected of a rejected household"
                ));
            }
        }
    }
    Ok(())
}

fn held(
    law: &Law,
    assessor: &Assessor<'_>,
    key: &str,
    expected: &toml::Value,
    found: &Assessment,
) -> Result<(), String> {
    let code = |found: Option<&str>| same_text(key, expected, found.unwrap_or(UNKNOWN));
    match key {
        "standard" => code(Some(&found.standard)),
        "route" => code(found.route.map(Route::code)),
        "income_band" => code(found.income_band.map(Class::code)),
        "status" => code(Some(found.status.code())),
        "deprivations" => same_codes(key, expected, found.deprivations.iter()),
        "undecided" => same_codes(key, expected, found.undecided.iter()),
        "doubts" => same_codes(
            key,
            expected,
            found.problems.iter().map(|problem| problem.code),
        ),
        _ if assessor.standard().indicator(key).is_some() => {
            if found.undecided.contains(key) {
                return code(None);
            }
            let deprived = found.deprivations.contains(key);
            if expected.as_bool() == Some(deprived) {
                Ok(())
            } else {
                Err(format!("{key}: {expected} expected, deprived: {deprived}"))
            }
        }
        _ => same_fact(law, key, expected, found),
    }
}

fn same_fact(
    law: &Law,
    key: &str,
    expected: &toml::Value,
    found: &Assessment,
) -> Result<(), String> {
    let schema = law.scopes.assessed.household();
    let index = schema
        .index(key)
        .ok_or_else(|| format!("“{key}” is nothing that comes out"))?;
    let expected_value = match expected.as_str() {
        Some(UNKNOWN) => None,
        _ => Some(typed(law, &schema.facts()[index].kind, key, expected)?),
    };
    let value = found.facts.get(index).copied().flatten();
    if value == expected_value {
        Ok(())
    } else {
        Err(format!(
            "{key}: {expected} expected, found {value:?} (problems: {})",
            told(&found.problems)
        ))
    }
}

fn same_text(key: &str, expected: &toml::Value, found: &str) -> Result<(), String> {
    if expected.as_str() == Some(found) {
        Ok(())
    } else {
        Err(format!("{key}: {expected} expected, found {found}"))
    }
}

fn same_codes<'a>(
    key: &str,
    expected: &toml::Value,
    found: impl Iterator<Item = &'a str>,
) -> Result<(), String> {
    let (mut expected, mut found) = (
        texts(key, expected)?,
        found.map(str::to_owned).collect::<Vec<_>>(),
    );
    expected.sort();
    found.sort();
    if expected == found {
        Ok(())
    } else {
        Err(format!("{key}: {expected:?} expected, found {found:?}"))
    }
}

fn told(problems: &[Problem]) -> String {
    let told: Vec<String> = (problems.iter())
        .map(|problem| format!("[{}] {}", problem.code, problem.what.en))
        .collect();
    told.join("; ")
}
