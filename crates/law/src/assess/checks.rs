//! Answers that cannot be: of another kind than their question takes, out of any range, born
//! tomorrow.

use super::rules::Rules;
use super::{HouseholdInput, MemberInput, Problem, wording};
use crate::facts::{Fact, Record, Schema, Value};

/// Nobody has lived longer; an age above is a slip of the pen, not a legal limit.
const LONGEST_LIFE: i64 = 130;

/// Everything that cannot be, in the order of the form.
pub(super) fn check(rules: &Rules<'_>, input: &HouseholdInput, problems: &mut Vec<Problem>) {
    check_stated(rules, input, problems);
    let household = &rules.household.schema;
    check_record(
        household,
        &rules.lengths.household,
        &input.answers,
        problems,
    );
    for member in &input.members {
        check_record(
            &rules.member.schema,
            &rules.lengths.member,
            &member.facts,
            problems,
        );
        check_age(rules, member, problems);
    }
}

/// Completed years on the day of the review: from the birth date, else as answered.
pub(super) fn age_of(rules: &Rules<'_>, member: &MemberInput) -> Option<i64> {
    match member.birth {
        Some(birth) => Some(birth.age_on(rules.on).into()),
        None => answered_age(rules, member),
    }
}

fn answered_age(rules: &Rules<'_>, member: &MemberInput) -> Option<i64> {
    match member.facts.get(rules.member.age?) {
        Some(Some(Value::Int(age))) => Some(*age),
        _ => None,
    }
}

/// What the source states besides answers.
fn check_stated(rules: &Rules<'_>, input: &HouseholdInput, problems: &mut Vec<Problem>) {
    let facts = &rules.assessed;
    let total = (rules.indicators.iter())
        .map(|indicator| indicator.points)
        .sum::<Option<i64>>()
        .unwrap_or(i64::MAX);
    let numbers = [
        (
            facts.income_per_person,
            input.income_per_person,
            0..=i64::MAX,
        ),
        (facts.score_a, input.score_a, 0..=i64::MAX),
        (facts.score_b, input.score_b, 0..=total),
        (facts.size, input.size.map(i64::from), 1..=i64::MAX),
    ];
    for (index, value, range) in numbers {
        let fact = index.and_then(|index| facts.schema.fact(index));
        if let (Some(fact), Some(value)) = (fact, value)
            && !range.contains(&value)
        {
            problems.push(impossible(fact, &value.to_string()));
        }
    }
}

fn check_record(schema: &Schema, lengths: &[usize], record: &Record, problems: &mut Vec<Problem>) {
    for (index, value) in record.iter().enumerate() {
        let (Some(value), Some(fact)) = (value, schema.fact(index)) else {
            continue;
        };
        if !fact.kind.admits(*value) || !is_in_list(lengths[index], *value) {
            problems.push(wording::wrong_type(fact));
        } else if !is_possible(*value) {
            problems.push(impossible(fact, &number(*value)));
        }
    }
}

/// No question of the survey asks for less than nothing.
fn is_possible(value: Value) -> bool {
    match value {
        Value::Int(value) => value >= 0,
        Value::Decimal(value) => value.is_finite() && value >= 0.0,
        Value::Bool(_) | Value::Code(_) | Value::Set(_) => true,
    }
}

fn is_in_list(length: usize, value: Value) -> bool {
    match value {
        Value::Code(position) => usize::from(position) < length,
        Value::Set(mask) => length >= 64 || mask >> length == 0,
        Value::Bool(_) | Value::Int(_) | Value::Decimal(_) => true,
    }
}

fn number(value: Value) -> String {
    match value {
        Value::Int(value) => value.to_string(),
        Value::Decimal(value) => value.to_string(),
        Value::Bool(_) | Value::Code(_) | Value::Set(_) => String::new(),
    }
}

fn check_age(rules: &Rules<'_>, member: &MemberInput, problems: &mut Vec<Problem>) {
    let Some(age) = age_of(rules, member) else {
        return;
    };
    match member.birth {
        Some(birth) if age < 0 => {
            problems.push(wording::birth_after_review(&member.name, birth, rules.on));
        }
        _ if age > LONGEST_LIFE => problems.push(wording::impossible_age(&member.name, age)),
        Some(_) => {
            if let Some(stated) = answered_age(rules, member).filter(|stated| *stated != age) {
                problems.push(wording::age_differs(&member.name, stated, age));
            }
        }
        None => {}
    }
}

fn impossible(fact: &Fact, value: &str) -> Problem {
    wording::impossible_value(&fact.label, &fact.name, value)
}
