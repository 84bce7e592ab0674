//! The interpreter and the column evaluator say the same of every formula and every household:
//! random well-typed formulas over random households, with missing answers, overflow, division by
//! zero, empty and unlisted members, and every macro.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "evaluators_agree/generate.rs"]
mod generate;
#[expect(
    dead_code,
    reason = "shared with the other tests of formulas, which use the rest"
)]
#[path = "formulas/support.rs"]
mod support;

use generate::Generator;
use proptest::collection::vec;
use proptest::prelude::*;
use support::{batch, formula, household_facts, member_facts};
use vuonlen_law::expr::{Absent, Facts, Outcome, Type, Value};
use vuonlen_law::facts::Record;

type Household = (Record, Option<Vec<Record>>);

fn value(kind: &Type) -> BoxedStrategy<Value> {
    match kind {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Int => prop_oneof![
            8 => -3_i64..20,
            1 => prop_oneof![Just(i64::MIN), Just(i64::MAX), any::<i64>()],
        ]
        .prop_map(Value::Int)
        .boxed(),
        Type::Decimal => prop_oneof![
            8 => (-8_i32..40).prop_map(|quarters| f64::from(quarters) / 4.0),
            1 => any::<f64>(),
            1 => prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(-0.0)],
        ]
        .prop_map(Value::Decimal)
        .boxed(),
        Type::Code(list) => {
            let length = u16::try_from(generate::codes(list).len()).unwrap();
            (0..length).prop_map(Value::Code).boxed()
        }
        Type::Set(list) => {
            let sets = 1_u64 << generate::codes(list).len();
            (0..sets).prop_map(Value::Set).boxed()
        }
    }
}

/// A record with every fact answered three times in four.
fn record(facts: &[(&'static str, Type, &'static str, &'static str)]) -> BoxedStrategy<Record> {
    let cells: Vec<_> = facts
        .iter()
        .map(|(_, kind, ..)| proptest::option::weighted(0.75, value(kind)))
        .collect();
    cells.boxed()
}

fn households() -> BoxedStrategy<Vec<Household>> {
    let members = vec(record(&member_facts()), 0..5);
    let household = (
        record(&household_facts()),
        proptest::option::weighted(0.9, members),
    );
    vec(household, 1..24).boxed()
}

/// Runs `source` over `households` in both evaluators.
fn agree(source: &str, kind: &Type, households: &[Household]) -> Result<(), TestCaseError> {
    let formula = formula(source, kind);
    let batch = batch(&formula, households);
    let column = formula.evaluate(&batch).unwrap();
    let middle = households.len() / 2;
    let second_half = formula.evaluate(&batch.slice(middle, middle + 1)).unwrap();
    for (row, (household, members)) in households.iter().enumerate() {
        let outcome = formula.interpret(Facts {
            household,
            members: members.as_deref(),
        });
        let found = column.value(row);
        let same = match (outcome.value(), found) {
            // Bit for bit, but for what is no number.
            (Some(Value::Decimal(e)), Some(Value::Decimal(f))) => {
                e.to_bits() == f.to_bits() || e.is_nan() && f.is_nan()
            }
            (expected, found) => expected == found,
        };
        prop_assert!(
            same,
            "{source}: interpreter {outcome:?}, columns {found:?}; {household:?}, {members:?}"
        );
        if row >= middle {
            let part = second_half.value(row - middle);
            prop_assert_eq!(format!("{part:?}"), format!("{found:?}"), "{}", source);
        }
        if let Outcome::Missing(absent) = outcome {
            prop_assert!(!absent.is_empty(), "{source}");
            for fact in absent {
                prop_assert!(
                    is_absent(fact, household, members.as_deref()),
                    "{source}: {fact:?}"
                );
            }
        }
    }
    Ok(())
}

/// Whether what a formula misses is indeed not there.
fn is_absent(fact: Absent, household: &Record, members: Option<&[Record]>) -> bool {
    match (fact, members) {
        (Absent::Household(fact), _) => household[fact].is_none(),
        (Absent::Members, members) => members.is_none(),
        (Absent::Member { member, fact }, Some(members)) => members[member][fact].is_none(),
        (Absent::Member { .. }, None) => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn interpreter_and_columns_agree(
        choices in vec(any::<u8>(), 0..120),
        households in households(),
    ) {
        let (source, kind) = Generator::new(&choices).formula();
        agree(&source, &kind, &households)?;
    }
}

#[test]
fn the_generator_writes_every_construct() {
    let mut written = String::new();
    // Splitmix64 from a fixed seed: the same formulas on every run.
    let mut state = 0_u64;
    let mut choice = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed >> 56) as u8
    };
    for _ in 0..2000 {
        let choices: Vec<u8> = (0..120).map(|_| choice()).collect();
        written.push_str(&Generator::new(&choices).formula().0);
    }
    for part in [
        ".exists(",
        ".all(",
        ".exists_one(",
        ".filter(",
        ".map(",
        "size(",
        "sum(",
        "min(",
        "max(",
        "has(household.",
        "has(m.",
        "int(",
        "double(",
        " ? ",
        " && ",
        " || ",
        "!(",
        "-(",
        " + ",
        " - ",
        " * ",
        " / ",
        " % ",
        " == ",
        " != ",
        " < ",
        " <= ",
        " > ",
        " >= ",
        " in [",
        " in household.assets",
        " in params.jobs",
        "params.jobs_here",
        "params.poor",
        "params.share",
        "params.toilet_here",
        "9223372036854775807",
        "n.age",
        ".tools",
    ] {
        assert!(written.contains(part), "no formula has `{part}`");
    }
}
