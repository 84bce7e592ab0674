//! Groups a household belongs to: stated, or found from its members.

use super::prepare::Prepared;
use super::rules::Rules;
use super::survey;
use super::table::{Evaluator, Results, Table};
use crate::facts::Value;

/// The groups of one household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Groups {
    /// Bits of the groups it is known to belong to; none where nothing is known.
    pub(super) known: Option<u64>,
    /// Rules of `law/groups.toml` that are not decided, as bits by index.
    pub(super) open: u64,
}

/// The groups of `households`, whose answers are laid out in `table`.
pub(super) fn groups(
    rules: &Rules<'_>,
    evaluator: Evaluator,
    table: &Table,
    households: &[Prepared<'_>],
) -> Vec<Groups> {
    let listed = evaluate(rules, table);
    let unlisted: Vec<&Prepared<'_>> = (households.iter())
        .filter(|household| needs_head(household))
        .collect();
    let heads = if unlisted.is_empty() {
        Vec::new()
    } else {
        evaluate(rules, &survey::heads(rules, evaluator, &unlisted))
    };
    let mut next_unlisted = 0;
    (households.iter().enumerate())
        .map(|(row, household)| {
            if let Some(Value::Set(stated)) = household.groups {
                Groups {
                    known: Some(stated),
                    open: 0,
                }
            } else if needs_head(household) {
                next_unlisted += 1;
                found(rules, &heads, next_unlisted - 1)
            } else {
                found(rules, &listed, row)
            }
        })
        .collect()
}

fn needs_head(household: &Prepared<'_>) -> bool {
    household.groups.is_none() && !household.has_members()
}

fn evaluate(rules: &Rules<'_>, table: &Table) -> Vec<Option<Results>> {
    (rules.law.groups.iter())
        .map(|rule| Some(table.evaluate(rule.formula()?)))
        .collect()
}

fn found(rules: &Rules<'_>, results: &[Option<Results>], row: usize) -> Groups {
    let mut groups = Groups {
        known: None,
        open: 0,
    };
    for (index, (results, bit)) in results.iter().zip(&rules.group_bits).enumerate() {
        match results.as_ref().and_then(|results| results.truth(row)) {
            Some(truth) => {
                let bit = if truth { *bit } else { 0 };
                groups.known = Some(groups.known.unwrap_or(0) | bit);
            }
            None => groups.open |= 1 << index,
        }
    }
    groups
}
