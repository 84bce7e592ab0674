//! The interpreter and the columns come to the same for any household, whatever is missing.

use crate::support::LAW;
use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use vuonlen_domain::{Area, BirthDate, Class, UnitCode};
use vuonlen_law::assess::{
    Assessor, HouseholdInput, MemberInput, Options, PreviousClass, Problem, Record, Severity,
};
use vuonlen_law::facts::{Fact, Schema, Type, Value};

/// How many codes the list has, and that the value of a set fits.
fn codes(list: &str) -> u16 {
    let codes = LAW.codes.list(list).unwrap().codes().len();
    u16::try_from(codes).unwrap()
}

fn value(fact: &Fact) -> BoxedStrategy<Value> {
    match &fact.kind {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Int if fact.name == "age" => (0_i64..100).prop_map(Value::Int).boxed(),
        Type::Int => prop_oneof![0_i64..8, Just(1_986), 0_i64..2_000]
            .prop_map(Value::Int)
            .boxed(),
        Type::Decimal => prop_oneof![Just(32.0), 0.0..120.0]
            .prop_map(Value::Decimal)
            .boxed(),
        Type::Code(list) => (0..codes(list)).prop_map(Value::Code).boxed(),
        Type::Set(list) => {
            let all = if codes(list) == 64 {
                u64::MAX
            } else {
                (1 << codes(list)) - 1
            };
            any::<u64>()
                .prop_map(move |mask| Value::Set(mask & all))
                .boxed()
        }
    }
}

/// Answers to a share of the questions.
fn record(schema: &Schema, answered: f64) -> BoxedStrategy<Record> {
    let answers: Vec<_> = schema
        .facts()
        .iter()
        .map(|fact| weighted(answered, value(fact)))
        .collect();
    answers.boxed()
}

fn member(answered: f64) -> BoxedStrategy<MemberInput> {
    let birth = weighted(
        0.5,
        prop_oneof![
            (1_930_i32..2_027).prop_map(BirthDate::Year),
            (0_u32..33_000).prop_map(|days| {
                let first = NaiveDate::from_ymd_opt(1_936, 1, 1).unwrap();
                BirthDate::Day(first + chrono::Days::new(days.into()))
            }),
        ],
    );
    (birth, record(LAW.scopes.survey.member().unwrap(), answered))
        .prop_map(|(birth, facts)| MemberInput {
            birth,
            facts,
            ..MemberInput::new("m", "Lò Thị Ban")
        })
        .boxed()
}

fn class() -> impl Strategy<Value = Class> {
    prop::sample::select(Class::ALL.to_vec())
}

/// What a list may state.
fn stated() -> impl Strategy<Value = HouseholdInput> {
    let indicators = [
        "water",
        "toilet",
        "health_insurance",
        "housing_area",
        "waste",
        "telecom",
        "nonsense",
    ];
    let measures = (
        weighted(0.7, 0_i64..3_500_000),
        weighted(0.3, 0_i64..220),
        weighted(0.3, prop::sample::select(vec![0_i64, 20, 30, 120, 130])),
        weighted(0.3, prop::sample::subsequence(indicators.to_vec(), 0..=6)),
    );
    let before = (
        weighted(
            0.4,
            prop_oneof![
                Just(PreviousClass::None),
                class().prop_map(PreviousClass::Class)
            ],
        ),
        vec((2_018_i32..2_028, class()), 0..4),
        weighted(
            0.2,
            prop::sample::select(vec!["none", "moved_in", "moved_out", "died", "fled"]),
        ),
        weighted(0.3, class()),
    );
    let place = (
        prop::sample::select(vec!["03703", "18073", "14", "99999"]),
        weighted(0.6, prop::sample::select(Area::ALL.to_vec())),
        weighted(0.6, 0_u32..9),
        weighted(0.3, prop::sample::select(vec!["01", "03", "99"])),
    );
    (measures, before, place).prop_map(|(measures, before, place)| {
        let owned = |text: &str| text.to_owned();
        HouseholdInput {
            area: place.1,
            size: place.2,
            ethnicity: place.3.map(owned),
            income_per_person: measures.0,
            score_a: measures.1,
            score_b: measures.2,
            deprivations: measures
                .3
                .map(|codes| codes.into_iter().map(owned).collect()),
            previous_class: before.0,
            history: before.1,
            event: before.2.map(owned),
            stated_class: before.3,
            ..HouseholdInput::new("h", UnitCode::parse(place.0).unwrap())
        }
    })
}

fn household() -> impl Strategy<Value = HouseholdInput> {
    let answered = prop::sample::select(vec![0.05, 0.5, 0.95, 0.999]);
    answered.prop_flat_map(|answered| {
        let answers = record(LAW.scopes.survey.household(), answered);
        (stated(), answers, vec(member(answered), 0..6)).prop_map(|(stated, answers, members)| {
            HouseholdInput {
                answers,
                members,
                ..stated
            }
        })
    })
}

fn is_rejection(problem: &Problem) -> bool {
    problem.severity == Severity::Rejected
}

/// A standard, a day and options under which both evaluators run.
const ROUNDS: [(&str, &str, Option<&str>); 5] = [
    ("qd59-2015", "2019-11-20", None),
    ("nd07-2022", "2026-11-20", None),
    ("nd07-2022", "2026-11-20", Some("illustrative-2022")),
    ("nd351-2027", "2026-11-20", None),
    ("nd351-2027", "2027-11-20", None),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn both_evaluators_come_to_the_same(
        households in vec(household(), 1..12),
        round in prop::sample::select(ROUNDS.to_vec()),
    ) {
        let (standard, on, score_table) = round;
        let options = Options { score_table: score_table.map(str::to_owned), overlay: None };
        let assessor = Assessor::new(&LAW, standard, on.parse().unwrap(), &options).unwrap();
        let in_columns = assessor.assess_batch(&households);
        prop_assert_eq!(in_columns.len(), households.len());
        for (household, in_columns) in households.iter().zip(in_columns) {
            let by_row = assessor.assess(household);
            prop_assert_eq!(&by_row, &in_columns);
            match by_row {
                // Counts in are counts out and counts rejected, and who is rejected is told why.
                Err(problems) => prop_assert!(problems.iter().any(is_rejection)),
                Ok(assessment) => prop_assert!(assessor.explain(household).unwrap().class == assessment.class),
            }
        }
    }
}
