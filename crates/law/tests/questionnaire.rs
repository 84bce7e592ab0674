//! Who answers every question that is asked of them can be assessed: no formula needs an answer
//! that the survey form leaves out.

#![expect(
    clippy::unwrap_used,
    reason = "a test that panics is a test that fails"
)]

use proptest::prelude::*;
use std::path::Path;
use std::sync::LazyLock;
use vuonlen_law::expr::{Facts, Formula, Outcome};
use vuonlen_law::facts::{Fact, Record, Type, Value};
use vuonlen_law::files::LawFiles;
use vuonlen_law::law::Law;
use vuonlen_law::questionnaires::{Of, Questionnaire};

static LAW: LazyLock<Law> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    Law::load(&LawFiles::from_folder(&folder).unwrap()).unwrap()
});

/// An answer to a question about `fact`, picked by `draw`.
fn answer(fact: &Fact, draw: u32) -> Value {
    let codes = |list: &str| LAW.codes.list(list).unwrap().codes().len() as u32;
    match &fact.kind {
        Type::Bool => Value::Bool(draw.is_multiple_of(2)),
        Type::Int => Value::Int(i64::from(draw % 50)),
        Type::Decimal => Value::Decimal(f64::from(draw % 200) + 1.0),
        Type::Code(list) => Value::Code(u16::try_from(draw % codes(list)).unwrap()),
        Type::Set(list) => Value::Set(u64::from(draw) & ((1 << codes(list).min(63)) - 1)),
    }
}

/// Answers the required questions of one scope that are relevant.
fn answered(
    form: &Questionnaire,
    of: Of,
    mut record: Record,
    household: &Record,
    draws: &[u32],
) -> Record {
    let schema = LAW.facts.scope(of.scope()).unwrap();
    let questions = form.questions().filter(|(scope, _)| *scope == of);
    for ((_, question), draw) in questions.zip(draws.iter().cycle()) {
        let Some(index) = question.fact.as_deref().and_then(|fact| schema.index(fact)) else {
            continue;
        };
        let relevant = question.relevant_formula().is_none_or(|formula| {
            let members = [record.clone()];
            formula
                .interpret(Facts {
                    household,
                    members: Some(&members),
                })
                .is_true()
        });
        if question.required && relevant {
            record[index] = Some(answer(schema.fact(index).unwrap(), *draw));
        }
    }
    record
}

fn set(record: &mut Record, scope: &str, fact: &str, value: Value) {
    let index = LAW.facts.scope(scope).unwrap().index(fact).unwrap();
    record[index] = Some(value);
}

/// Every formula over the survey that the standard and its tables evaluate.
fn formulas() -> Vec<&'static Formula> {
    let standard = LAW.standard("nd07-2022").unwrap();
    let on = standard.on("2026-11-20".parse().unwrap()).unwrap();
    let table = LAW.score_table("illustrative-2022").unwrap();
    let skips = table.groups.iter().filter_map(|group| group.skip());
    (on.indicators.iter().flatten())
        .chain(on.derived.iter().flatten())
        .chain(LAW.groups.iter().filter_map(|group| group.formula()))
        .chain(table.items().filter_map(|(_, item)| item.formula()))
        .chain(skips)
        .collect()
}

proptest! {
    #[test]
    fn answering_what_is_asked_is_enough(
        urban in any::<bool>(),
        ages in prop::collection::vec(0_i64..95, 1..7),
        draws in prop::collection::vec(any::<u32>(), 40),
    ) {
        let form = LAW.questionnaire_of("nd07-2022").unwrap();
        let mut household = LAW.facts.scope("household").unwrap().empty_record();
        let size = i64::try_from(ages.len()).unwrap();
        set(&mut household, "household", "area", Value::Code(u16::from(urban)));
        set(&mut household, "household", "region", Value::Code(0));
        set(&mut household, "household", "size", Value::Int(size));
        let household = answered(form, Of::Household, household.clone(), &household, &draws);
        let members: Vec<Record> = ages
            .iter()
            .enumerate()
            .map(|(position, age)| {
                let mut member = LAW.facts.scope("member").unwrap().empty_record();
                set(&mut member, "member", "age", Value::Int(*age));
                set(&mut member, "member", "birth_year", Value::Int(2026 - age));
                let draws: Vec<u32> =
                    draws.iter().map(|draw| draw.rotate_left(position as u32 * 5)).collect();
                answered(form, Of::Member, member, &household, &draws)
            })
            .collect();
        let facts = Facts { household: &household, members: Some(&members) };
        for formula in formulas() {
            let outcome = formula.interpret(facts);
            prop_assert!(
                matches!(outcome, Outcome::Value(_)),
                "{}: {outcome:?}",
                formula.source()
            );
        }
    }
}
