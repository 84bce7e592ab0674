//! Codes as positions and bits, and which facts have to be laid out at all.

use crate::assess::PreviousClass;
use crate::codes::CodeList;
use crate::facts::{Schema, Type, Value};
use crate::law::Law;
use crate::scores::ScoreTable;
use crate::standards::StandardOn;
use std::collections::BTreeSet;
use vuonlen_domain::Class;

/// Lengths of the code lists that answers are taken from.
#[derive(Debug)]
pub(in crate::assess) struct Lengths {
    pub(in crate::assess) household: Vec<usize>,
    pub(in crate::assess) member: Vec<usize>,
}

/// Facts of the survey that formulas read, by index, in order.
#[derive(Debug)]
pub(in crate::assess) struct ReadFacts {
    pub(in crate::assess) household: Vec<usize>,
    pub(in crate::assess) member: Vec<usize>,
}

/// The position of `code` in its list, as a fact's value.
pub(super) fn code_value(law: &Law, list: &str, code: &str) -> Option<Value> {
    let position = law.codes.list(list)?.position(code)?;
    u16::try_from(position).ok().map(Value::Code)
}

/// The classes in the order of the domain, then none.
pub(super) fn class_values(law: &Law) -> [Option<Value>; 5] {
    let value = |code: &str| code_value(law, "classes_or_none", code);
    let [poor, near_poor, average_living, not_poor] = Class::ALL.map(|class| value(class.code()));
    [
        poor,
        near_poor,
        average_living,
        not_poor,
        value(PreviousClass::None.code()),
    ]
}

/// The bit of `code` in its list; none set where the list does not have it.
pub(super) fn bit(list: Option<&CodeList>, code: &str) -> u64 {
    let position = list.and_then(|list| list.position(code));
    position.map_or(0, |position| 1 << position)
}

/// The lengths of the code lists of a schema's facts.
pub(super) fn lengths(law: &Law, schema: &Schema) -> Vec<usize> {
    (schema.facts().iter())
        .map(|fact| match &fact.kind {
            Type::Code(list) | Type::Set(list) => {
                law.codes.list(list).map_or(0, |list| list.codes().len())
            }
            Type::Bool | Type::Int | Type::Decimal => 0,
        })
        .collect()
}

/// The facts that indicators, counts, groups and score lines read.
pub(super) fn read_facts(
    law: &Law,
    compiled: &StandardOn,
    table: Option<&ScoreTable>,
) -> ReadFacts {
    let items = table.into_iter().flat_map(|table| {
        let skips = table.groups.iter().filter_map(|group| group.skip());
        skips.chain(table.items().filter_map(|(_, item)| item.formula()))
    });
    let formulas = (compiled.indicators.iter())
        .chain(&compiled.derived)
        .flatten()
        .chain(law.groups.iter().filter_map(|rule| rule.formula()))
        .chain(items);
    let mut household = BTreeSet::new();
    let mut member = BTreeSet::new();
    for formula in formulas {
        let reads = formula.reads();
        household.extend(reads.household);
        member.extend(reads.member);
    }
    // Parameters by area read the area without naming it.
    household.extend(law.scopes.survey.household().index("area"));
    ReadFacts {
        household: household.into_iter().collect(),
        member: member.into_iter().collect(),
    }
}
