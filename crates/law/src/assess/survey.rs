//! Lays prepared households out for the formulas of the survey.

use super::columns::Columns;
use super::positions::set;
use super::prepare::Prepared;
use super::rules::Rules;
use super::table::{Evaluator, Row, Table, fits};
use crate::facts::{Batch, BatchBuilder, MemberBatch, Record};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use std::sync::Arc;

/// The households with their members, once for all formulas that read them. In columns, facts
/// that no formula reads are left out.
pub(super) fn table(rules: &Rules<'_>, evaluator: Evaluator, households: &[Prepared<'_>]) -> Table {
    match evaluator {
        Evaluator::Interpreter => Table::Rows(
            households
                .iter()
                .map(|household| row(rules, household))
                .collect(),
        ),
        Evaluator::Columns => columns(rules, households),
    }
}

/// One household as the interpreter reads it, with every fact.
pub(super) fn row(rules: &Rules<'_>, household: &Prepared<'_>) -> Row {
    let member = |member| {
        (0..rules.member.schema.len())
            .map(|index| household.member(rules, member, index))
            .collect()
    };
    Row {
        household: (0..rules.household.schema.len())
            .map(|index| household.household(rules, index))
            .collect(),
        members: (household.has_members())
            .then(|| (0..household.input.members.len()).map(member).collect()),
    }
}

fn columns(rules: &Rules<'_>, households: &[Prepared<'_>]) -> Table {
    let members = households
        .iter()
        .map(|household| household.input.members.len());
    let reads = &rules.reads;
    let mut of_households =
        Columns::new(&rules.household.schema, &reads.household, households.len());
    let mut of_members = Columns::new(&rules.member.schema, &reads.member, members.clone().sum());
    for household in households {
        of_households.push(|index| household.household(rules, index));
        for member in 0..household.input.members.len() {
            of_members.push(|index| household.member(rules, member, index));
        }
    }
    let listed: NullBuffer = households.iter().map(Prepared::has_members).collect();
    let members = MemberBatch::new(
        Arc::clone(&rules.member.schema),
        OffsetBuffer::from_lengths(members),
        Some(listed).filter(|listed| listed.null_count() > 0),
        of_members.finish(),
    );
    let schema = Arc::clone(&rules.household.schema);
    let batch = fits(Batch::new(schema, households.len(), of_households.finish()));
    Table::Columns(fits(batch.with_members(fits(members))))
}

/// Households without listed members, each with its head alone as far as it is known: what a
/// list says of the head decides the groups that depend on the head only.
pub(super) fn heads(
    rules: &Rules<'_>,
    evaluator: Evaluator,
    households: &[&Prepared<'_>],
) -> Table {
    let head = |household: &Prepared<'_>| -> Record {
        let mut record = rules.member.schema.empty_record();
        set(&mut record, rules.member.relation, rules.head);
        set(&mut record, rules.member.ethnicity, household.ethnicity);
        record
    };
    let rows = households.iter().map(|household| Row {
        members: Some(vec![head(household)]),
        ..row(rules, household)
    });
    match evaluator {
        Evaluator::Interpreter => Table::Rows(rows.collect()),
        Evaluator::Columns => {
            let mut builder = BatchBuilder::new(
                Arc::clone(&rules.household.schema),
                Some(Arc::clone(&rules.member.schema)),
                households.len(),
            );
            for row in rows {
                fits(builder.push(&row.household, row.members.as_deref()));
            }
            Table::Columns(fits(builder.finish()))
        }
    }
}
