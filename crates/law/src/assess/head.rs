//! Who the head of a household is.

use super::rules::Rules;
use super::{HouseholdInput, Problem, wording};
use crate::facts::Value;

/// The member taken as the head.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Head {
    /// Index among the members.
    pub(super) member: usize,
    /// The relation that says it, where the member's own answer does not.
    pub(super) assumed: Option<Value>,
}

/// The head among the listed members: who says so, else the first, as forms list the head first.
/// No head among answered relations, or several, is a doubt.
pub(super) fn head(
    rules: &Rules<'_>,
    input: &HouseholdInput,
    problems: &mut Vec<Problem>,
) -> Option<Head> {
    let first = input.members.first()?;
    let (relation, head) = (rules.member.relation?, rules.head?);
    let answer = |member: &super::MemberInput| member.facts.get(relation).copied().flatten();
    let mut heads = input
        .members
        .iter()
        .enumerate()
        .filter(|(_, member)| answer(member) == Some(head));
    let found = heads.next().map(|(member, _)| member);
    let others = heads.count();
    if others > 0 || (found.is_none() && answer(first).is_some()) {
        let count = others + usize::from(found.is_some());
        let taken = found
            .and_then(|member| input.members.get(member))
            .unwrap_or(first);
        problems.push(wording::head_unclear(count, &taken.name));
    }
    Some(match found {
        Some(member) => Head {
            member,
            assumed: None,
        },
        None => Head {
            member: 0,
            assumed: Some(head),
        },
    })
}
