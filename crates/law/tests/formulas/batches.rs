//! Batches longer than a chunk, parts of batches, and batches of the wrong facts.

use crate::support::{batch, flat, formula, record};
use std::sync::Arc;
use vuonlen_law::expr::{EvaluateError, Type, Value, compile};
use vuonlen_law::facts::{BatchBuilder, Record};

/// Households of sizes that come round again and again, some with members, some unlisted.
fn households(rows: i64) -> Vec<(Record, Option<Vec<Record>>)> {
    let formula = formula("true", &Type::Bool);
    let (household, member) = (
        formula.scope().household(),
        formula.scope().member().unwrap(),
    );
    (0..rows)
        .map(|row| {
            let facts = [
                ("size", Value::Int(row)),
                ("area", Value::Code((row % 2) as u16)),
            ];
            let answered = if row % 7 == 0 { 1 } else { 2 };
            let members = (0..row % 5)
                .map(|age| record(member, &[("age", Value::Int(age + row % 3))]))
                .collect();
            (
                record(household, &facts[..answered]),
                (row % 11 != 0).then_some(members),
            )
        })
        .collect()
}

#[test]
fn a_long_batch_is_the_same_as_its_parts() {
    let rows = households(20_001);
    let whole = batch(&formula("true", &Type::Bool), &rows);
    for (source, kind) in [
        ("members.exists(m, m.age > household.size % 4)", Type::Bool),
        (
            "household.area == \"urban\" || size(members) > 2",
            Type::Bool,
        ),
        ("sum(members.map(m, m.age)) + household.size", Type::Int),
        ("double(household.size) / 2.0", Type::Decimal),
        ("household.area", Type::Code("areas".into())),
        ("household.size", Type::Int),
        ("7", Type::Int),
    ] {
        let formula = formula(source, &kind);
        let column = formula.evaluate(&whole).unwrap();
        assert_eq!(column.len(), rows.len());
        for start in [0, 1, 63, 8191, 8192, 19_990] {
            let part = formula.evaluate(&whole.slice(start, 100)).unwrap();
            for row in 0..part.len() {
                assert_eq!(
                    part.value(row),
                    column.value(start + row),
                    "{source} {start}+{row}"
                );
            }
        }
    }
}

#[test]
fn nobody_at_all_is_a_batch_too() {
    let formula = formula(
        "members.exists(m, m.age > 3) || household.farm",
        &Type::Bool,
    );
    let column = formula.evaluate(&batch(&formula, &[])).unwrap();
    assert!(column.is_empty());
}

#[test]
fn a_batch_of_other_facts_is_refused() {
    let survey = formula("household.size > 3", &Type::Bool);
    let flat = compile("size > 3", &flat(), &Type::Bool).unwrap();
    let rows = batch(&survey, &households(3));
    assert_eq!(
        flat.evaluate(&rows),
        Err(EvaluateError::OtherSchema {
            expected: "assessed".into(),
            given: "household".into(),
        })
    );
}

#[test]
fn a_batch_without_members_has_unlisted_ones() {
    let formula = formula("size(members) > 0 || household.size > 3", &Type::Bool);
    let household = formula.scope().household();
    let mut builder = BatchBuilder::new(Arc::clone(household), None, 2);
    for size in [3, 4] {
        let row = record(household, &[("size", Value::Int(size))]);
        builder.push::<Record>(&row, None).unwrap();
    }
    let column = formula.evaluate(&builder.finish().unwrap()).unwrap();
    assert_eq!(column.value(0), None);
    assert_eq!(column.value(1), Some(Value::Bool(true)));
}
