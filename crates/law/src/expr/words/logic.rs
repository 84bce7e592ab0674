//! Conjunctions and disjunctions in words, said shortly where the parts speak of one thing.

use super::{Bond, Phrase, Words, relation};
use crate::expr::{Comparison, Plan};

impl Words<'_> {
    /// `a && b && …`; two limits of one number become `3 ≤ tuổi < 16`.
    pub(super) fn all_of(&mut self, plan: &Plan) -> Phrase {
        let mut parts = Vec::new();
        flatten(plan, &mut parts, |plan| match plan {
            Plan::And(left, right) => Some((left, right)),
            _ => None,
        });
        let mut said = Vec::new();
        let mut rest = &parts[..];
        while let [first, after @ ..] = rest {
            rest = after;
            if let [second, after @ ..] = rest
                && let Some(range) = self.range(first, second)
            {
                said.push(range);
                rest = after;
            } else {
                said.push(self.within(first, Bond::And));
            }
        }
        if said.len() == 1 {
            return relation(said.concat());
        }
        Phrase {
            text: said.join(self.say(" và ", " and ")),
            bond: Bond::And,
        }
    }

    /// `a || b || …`; several codes looked for in one set become one list of them.
    pub(super) fn any_of(&mut self, plan: &Plan, negated: bool) -> Phrase {
        let mut parts = Vec::new();
        flatten(plan, &mut parts, |plan| match plan {
            Plan::Or(left, right) => Some((left, right)),
            _ => None,
        });
        if let Some(phrase) = self.one_of_set(&parts, negated) {
            return phrase;
        }
        // A conjunction among them gets its parentheses: “and” before “or” is not for everybody.
        let said: Vec<String> = parts
            .into_iter()
            .map(|part| self.within(part, Bond::Relation))
            .collect();
        let text = said.join(self.say(" hoặc ", " or "));
        if negated {
            self.denied(&text)
        } else {
            Phrase {
                text,
                bond: Bond::Or,
            }
        }
    }

    /// `"a" in set || "b" in set` over one set.
    fn one_of_set(&mut self, parts: &[&Plan], negated: bool) -> Option<Phrase> {
        let (common, _) = searched(parts.first()?)?;
        let mut needles = Vec::with_capacity(parts.len());
        for part in parts {
            let (set, needle) = searched(part)?;
            if set != common {
                return None;
            }
            needles.push(self.code_of(set, needle));
        }
        let set = self.within(common, Bond::Sum);
        let needles = needles.join(", ");
        Some(relation(if negated {
            self.say(
                format!("{set} không có mục nào trong {needles}"),
                format!("{set} includes none of {needles}"),
            )
        } else {
            self.say(
                format!("{set} có một trong {needles}"),
                format!("{set} includes one of {needles}"),
            )
        }))
    }

    /// `x >= low && x < high` as `low ≤ x < high`.
    fn range(&mut self, low: &Plan, high: &Plan) -> Option<String> {
        let (
            Plan::Compare {
                comparison: above,
                left: number,
                right: low,
            },
            Plan::Compare {
                comparison: below,
                left: same,
                right: high,
            },
        ) = (low, high)
        else {
            return None;
        };
        let above = match above {
            Comparison::Greater => "<",
            Comparison::GreaterOrEqual => "≤",
            _ => return None,
        };
        let below = match below {
            Comparison::Less => "<",
            Comparison::LessOrEqual => "≤",
            _ => return None,
        };
        if number != same {
            return None;
        }
        let low = self.within(low, Bond::Sum);
        let number = self.within(number, Bond::Sum);
        let high = self.within(high, Bond::Sum);
        Some(format!("{low} {above} {number} {below} {high}"))
    }
}

/// The operands of a chain of one operator, in the order they are written.
fn flatten<'p>(
    plan: &'p Plan,
    parts: &mut Vec<&'p Plan>,
    split: fn(&Plan) -> Option<(&Plan, &Plan)>,
) {
    match split(plan) {
        Some((left, right)) => {
            flatten(left, parts, split);
            flatten(right, parts, split);
        }
        None => parts.push(plan),
    }
}

/// The set and the constant code that is looked for in it.
const fn searched(plan: &Plan) -> Option<(&Plan, &Plan)> {
    match plan {
        Plan::InSet { needle, set } if matches!(**needle, Plan::Constant(_)) => Some((set, needle)),
        _ => None,
    }
}
