//! What a household was before this review, and the movement it made since.

use super::decide::Ruling;
use super::positions::set;
use super::prepare::Prepared;
use super::rules::Rules;
use super::table::{Evaluator, Results, Table};
use super::{HouseholdInput, PreviousClass, Problem, wording};
use crate::facts::Value;
use chrono::Datelike;
use vuonlen_domain::{Class, Text};

/// What the reviews before say of a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Before {
    /// Class at the review before; `None` where nothing is known of it.
    pub(super) class: Option<PreviousClass>,
    /// Recognised as poor in a year before last year's review.
    pub(super) ever_poor: bool,
    /// The same for near-poor.
    pub(super) ever_near_poor: bool,
}

/// Reviews are yearly: the review before is last year's. A history that has no entry for last
/// year says that the household was in no list then; no history at all says nothing.
pub(super) fn before(rules: &Rules<'_>, input: &HouseholdInput) -> (Before, Vec<Problem>) {
    let mut problems = Vec::new();
    let this_year = rules.on.year();
    let last_year = this_year - 1;
    let mut in_history = None;
    let mut before = Before {
        class: None,
        ever_poor: false,
        ever_near_poor: false,
    };
    for (year, class) in &input.history {
        if *year > this_year {
            problems.push(wording::history_after_review(*year, rules.on));
        } else if *year == last_year {
            in_history = Some(*class);
        } else if *year < last_year {
            before.ever_poor |= *class == Class::Poor;
            before.ever_near_poor |= *class == Class::NearPoor;
        }
    }
    let known = input.history.iter().any(|(year, _)| *year < this_year);
    let from_history = match in_history {
        Some(class) => Some(PreviousClass::Class(class)),
        None => known.then_some(PreviousClass::None),
    };
    if let (Some(stated), Some(class)) = (input.previous_class, in_history)
        && stated != PreviousClass::Class(class)
    {
        problems.push(wording::previous_class_differs(
            &label(rules, stated.code()),
            &label(rules, class.code()),
            last_year,
        ));
    }
    before.class = input.previous_class.or(from_history);
    (before, problems)
}

/// The label of a class, or of being in no list.
pub(super) fn label(rules: &Rules<'_>, code: &str) -> Text {
    let list = rules.list("classes_or_none");
    let label = list.and_then(|list| list.label(code));
    label.cloned().unwrap_or_else(|| Text::new(code, code))
}

/// The index of each household's movement in `law/transitions.toml`: the first rule that holds.
/// None where a rule before it is not decided, or there is no class; and for an opening class,
/// which is no review of its own.
pub(super) fn movements(
    rules: &Rules<'_>,
    evaluator: Evaluator,
    households: &[Prepared<'_>],
    rulings: &[Ruling],
) -> Vec<Option<usize>> {
    let facts = &rules.transition;
    let rows = households.len();
    if rules.is_opening() {
        return vec![None; rows];
    }
    let table = Table::flat(evaluator, &facts.schema, rows, |row, record| {
        let household = &households[row];
        let before = household.before;
        let previous = before.class.and_then(|class| rules.class_value(class));
        set(record, facts.class, class_of(rules, &rulings[row]));
        set(record, facts.previous_class, previous);
        set(record, facts.ever_poor, Some(Value::Bool(before.ever_poor)));
        set(
            record,
            facts.ever_near_poor,
            Some(Value::Bool(before.ever_near_poor)),
        );
        set(record, facts.event, household.event);
    });
    let results: Vec<Option<Results>> = (rules.law.transitions.iter())
        .map(|rule| Some(table.evaluate(rule.formula()?)))
        .collect();
    (0..rows)
        .map(|row| {
            for (index, results) in results.iter().enumerate() {
                if results.as_ref()?.truth(row)? {
                    return Some(index);
                }
            }
            None
        })
        .collect()
}

/// The class as rules and tables read it: `none` for a household that has left.
pub(super) fn class_of(rules: &Rules<'_>, ruling: &Ruling) -> Option<Value> {
    match ruling.outcome.as_ref().ok()? {
        Some(outcome) => {
            let class = rules.classes.get(outcome.decided.class)?.class;
            rules.class_value(PreviousClass::Class(class))
        }
        None => rules.class_value(PreviousClass::None),
    }
}
