//! Going through a plan: its parts, the facts it reads, the loops it stands in need of.

use super::{FactRef, Level, List, Plan, Range, Step};
use std::collections::BTreeSet;

/// The facts a formula names, by index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    /// Facts of the household, or of the assessed row.
    pub household: BTreeSet<usize>,
    /// Facts of members.
    pub member: BTreeSet<usize>,
    /// Whether the list of members is gone through at all.
    pub members: bool,
}

impl Plan {
    /// Shows `visit` the parts this plan is made of, in the order they are written.
    pub fn for_each_part(&self, visit: &mut dyn FnMut(&Self)) {
        match self {
            Self::Constant(_)
            | Self::ByArea { .. }
            | Self::Fact(_)
            | Self::Element(_)
            | Self::Has(_) => {}
            Self::Not(part) | Self::Negate(part) | Self::ToInt(part) | Self::ToDecimal(part) => {
                visit(part);
            }
            Self::And(left, right)
            | Self::Or(left, right)
            | Self::Compare { left, right, .. }
            | Self::Arithmetic { left, right, .. }
            | Self::InSet {
                needle: left,
                set: right,
            } => {
                visit(left);
                visit(right);
            }
            Self::If {
                condition,
                then,
                otherwise,
            } => {
                visit(condition);
                visit(then);
                visit(otherwise);
            }
            Self::OneOf { needle, .. } => visit(needle),
            Self::InList { needle, list } => {
                visit(needle);
                list.for_each_part(visit);
            }
            Self::Quantify {
                list, predicate, ..
            } => {
                list.for_each_part(visit);
                visit(predicate);
            }
            Self::Size(list) | Self::Aggregate { list, .. } => list.for_each_part(visit),
        }
    }

    /// The list this plan goes through, if it is one that does.
    #[must_use]
    pub const fn list(&self) -> Option<&List> {
        match self {
            Self::InList { list, .. }
            | Self::Quantify { list, .. }
            | Self::Size(list)
            | Self::Aggregate { list, .. } => Some(list),
            _ => None,
        }
    }

    /// The facts it names.
    #[must_use]
    pub fn reads(&self) -> Reads {
        let mut reads = Reads::default();
        self.collect_reads(&mut reads);
        reads
    }

    /// How many of the loops around it the plan needs: 0 when it reads only the household, `d + 1`
    /// when the innermost variable it reads is the one at depth `d`.
    #[must_use]
    pub fn loops_needed(&self) -> usize {
        self.loops_needed_below(usize::MAX)
    }

    fn collect_reads(&self, reads: &mut Reads) {
        match self {
            Self::Fact(fact) | Self::Has(fact) => match fact.level {
                Level::Household => reads.household.insert(fact.index),
                Level::Member(_) => reads.member.insert(fact.index),
            },
            Self::ByArea { area, .. } => reads.household.insert(*area),
            _ => false,
        };
        reads.members |= self
            .list()
            .is_some_and(|list| matches!(list.range, Range::Members));
        self.for_each_part(&mut |part| part.collect_reads(reads));
    }

    /// Loops from depth `below` on are the plan's own.
    fn loops_needed_below(&self, below: usize) -> usize {
        let depth = match self {
            Self::Fact(FactRef {
                level: Level::Member(depth),
                ..
            })
            | Self::Has(FactRef {
                level: Level::Member(depth),
                ..
            })
            | Self::Element(depth) => Some(*depth),
            _ => None,
        };
        let mut needed = depth
            .filter(|depth| *depth < below)
            .map_or(0, |depth| depth + 1);
        let below = self.list().map_or(below, |list| below.min(list.depth));
        self.for_each_part(&mut |part| needed = needed.max(part.loops_needed_below(below)));
        needed
    }
}

impl List {
    fn for_each_part(&self, visit: &mut dyn FnMut(&Plan)) {
        if let Range::Set(set) = &self.range {
            visit(set);
        }
        for step in &self.steps {
            match step {
                Step::Filter(plan) | Step::Map(plan) => visit(plan),
            }
        }
    }
}
