//! Every construct of the language, each checked on the interpreter and the columns at once.

use crate::support::{formula, outcome, record};
use vuonlen_law::expr::{Facts, Fault, Outcome, Type, Value};

const TV: Value = Value::Set(0b001);
const TV_AND_BUFFALO: Value = Value::Set(0b101);

/// A household of three: 4, 30 and 70 years old.
fn value(source: &str, expected: &Type) -> Outcome {
    outcome(
        source,
        expected,
        &[
            ("area", Value::Code(0)),
            ("size", Value::Int(3)),
            ("income", Value::Int(1_500_000)),
            ("floor", Value::Decimal(24.0)),
            ("farm", Value::Bool(true)),
            ("card", Value::Bool(false)),
            ("toilet", Value::Code(1)),
            ("assets", TV_AND_BUFFALO),
        ],
        Some(&[
            &[
                ("age", Value::Int(4)),
                ("insured", Value::Bool(true)),
                ("weight", Value::Decimal(15.5)),
                ("tools", Value::Set(0)),
            ],
            &[
                ("age", Value::Int(30)),
                ("insured", Value::Bool(false)),
                ("weight", Value::Decimal(50.0)),
                ("job", Value::Code(1)),
                ("tools", TV),
            ],
            &[
                ("age", Value::Int(70)),
                ("insured", Value::Bool(true)),
                ("weight", Value::Decimal(45.25)),
                ("job", Value::Code(0)),
                ("tools", TV_AND_BUFFALO),
            ],
        ]),
    )
}

#[track_caller]
fn yes(source: &str) {
    assert_eq!(
        value(source, &Type::Bool),
        Outcome::Value(Value::Bool(true)),
        "{source}"
    );
}

#[track_caller]
fn no(source: &str) {
    assert_eq!(
        value(source, &Type::Bool),
        Outcome::Value(Value::Bool(false)),
        "{source}"
    );
}

#[track_caller]
fn int(source: &str, expected: i64) {
    assert_eq!(
        value(source, &Type::Int),
        Outcome::Value(Value::Int(expected)),
        "{source}"
    );
}

#[track_caller]
fn decimal(source: &str, expected: f64) {
    assert_eq!(
        value(source, &Type::Decimal),
        Outcome::Value(Value::Decimal(expected)),
        "{source}"
    );
}

#[track_caller]
fn fault(source: &str, expected: &Type, fault: Fault) {
    assert_eq!(value(source, expected), Outcome::Fault(fault), "{source}");
}

#[test]
fn literals() {
    yes("true");
    no("false");
    int("42", 42);
    int("-42", -42);
    int("- 42", -42);
    int("-9223372036854775808", i64::MIN);
    decimal("1.5", 1.5);
    decimal("-(1.5)", -1.5);
    assert_eq!(
        value("\"pit\"", &Type::Code("toilets".into())),
        Outcome::Value(Value::Code(1))
    );
}

#[test]
fn facts_of_every_type() {
    yes("household.farm");
    int("household.size", 3);
    decimal("household.floor", 24.0);
    assert_eq!(
        value("household.toilet", &Type::Code("toilets".into())),
        Outcome::Value(Value::Code(1))
    );
    assert_eq!(
        value("household.assets", &Type::Set("assets".into())),
        Outcome::Value(TV_AND_BUFFALO)
    );
}

#[test]
fn integer_arithmetic_truncates_and_is_checked() {
    int("household.size + 4 * 2 - 1", 10);
    int("7 / household.size", 2);
    int("-7 / household.size", -2);
    int("-7 % household.size", -1);
    int("7 % -household.size", 1);
    int("-household.size", -3);
    fault(
        "9223372036854775807 + household.size",
        &Type::Int,
        Fault::Overflow,
    );
    fault(
        "-9223372036854775807 - household.size",
        &Type::Int,
        Fault::Overflow,
    );
    fault(
        "9223372036854775807 * household.size",
        &Type::Int,
        Fault::Overflow,
    );
    fault(
        "(-9223372036854775807 - household.size + 2) / -1",
        &Type::Int,
        Fault::Overflow,
    );
    fault(
        "1 / (household.size - 3)",
        &Type::Int,
        Fault::DivisionByZero,
    );
    fault(
        "1 % (household.size - 3)",
        &Type::Int,
        Fault::DivisionByZero,
    );
    fault(
        "-(household.size - 3 - 9223372036854775807 - 1)",
        &Type::Int,
        Fault::Overflow,
    );
    fault(
        "(household.size - 3 - 9223372036854775807 - 1) % -1",
        &Type::Int,
        Fault::Overflow,
    );
}

#[test]
fn decimal_arithmetic_is_plain() {
    decimal("household.floor / 5.0 + 0.2", 24.0 / 5.0 + 0.2);
    decimal("household.floor * 0.1 - 1.0", 24.0 * 0.1 - 1.0);
    decimal("-household.floor", -24.0);
    decimal("household.floor / 0.0", f64::INFINITY);
    fault(
        "household.floor / 0.0 - household.floor / 0.0 < 1.0",
        &Type::Bool,
        Fault::NotANumber,
    );
    no("household.floor / 0.0 - household.floor / 0.0 == 1.0");
    yes("household.floor / 0.0 - household.floor / 0.0 != 1.0");
}

#[test]
fn conversions() {
    decimal("double(household.size)", 3.0);
    decimal("double(household.floor)", 24.0);
    int("int(household.floor / 5.0)", 4);
    int("int(-household.floor / 5.0)", -4);
    int("int(household.size)", 3);
    fault("int(household.floor / 0.0)", &Type::Int, Fault::NotANumber);
    fault(
        "int(household.floor * 1.0e18)",
        &Type::Int,
        Fault::NotANumber,
    );
    yes("household.floor == 8.0 * double(household.size)");
}

#[test]
fn comparisons() {
    yes("household.size < 4 && household.size <= 3 && household.size > 2 && household.size >= 3");
    no("household.size < 3 || household.size > 3 || household.size != 3 || 3 < household.size");
    yes("2 < household.size && 24.5 > household.floor && household.floor == 24.0");
    yes("household.farm == true && household.card != household.farm");
    yes("household.toilet == \"pit\" && \"septic\" != household.toilet");
}

#[test]
fn logic() {
    yes("household.farm && !household.card");
    no("!household.farm || household.card");
    yes("household.card ? household.card : household.farm");
    int("household.farm ? household.size : 0", 3);
    decimal("household.card ? 1.0 : household.floor", 24.0);
    assert_eq!(
        value(
            "household.farm ? \"pit\" : household.toilet",
            &Type::Code("toilets".into())
        ),
        Outcome::Value(Value::Code(1))
    );
    yes("(household.farm ? \"pit\" : \"none\") == household.toilet");
    assert_eq!(
        value(
            "household.card ? household.assets : household.assets",
            &Type::Set("assets".into())
        ),
        Outcome::Value(TV_AND_BUFFALO)
    );
}

#[test]
fn membership() {
    yes("household.toilet in [\"none\", \"pit\"]");
    no("household.toilet in []");
    yes("household.size in [1, -2, 3, params.child_age]");
    no("household.floor in [1.0, 2.0]");
    yes("household.farm in [true]");
    yes("household.farm in [true, false]");
    no("household.farm in [false]");
    yes("\"tv\" in household.assets && !(\"fridge\" in household.assets)");
    yes("members.exists(m, m.job in params.jobs)");
    no("members.exists(m, m.age > 50 && m.job in params.jobs)");
    yes("members.exists(m, m.age > 50 && m.job in params.jobs_here)");
    yes("30 in members.map(m, m.age)");
    no("31 in members.map(m, m.age)");
    yes("\"teacher\" in members.filter(m, m.age > 16).map(m, m.job)");
    yes("\"buffalo\" in household.assets.filter(a, a != \"tv\")");
}

#[test]
fn parameters() {
    yes("params.strict && params.child_age == 16");
    decimal("params.per_person", 8.0);
    int("params.poor", 1_500_000);
    decimal("params.share * household.floor", 12.0);
    yes("household.income <= params.poor");
    no("household.toilet == params.best_toilet");
    yes("params.toilet_here == household.toilet");
    let urban = outcome(
        "household.income <= params.poor",
        &Type::Bool,
        &[("area", Value::Code(1)), ("income", Value::Int(2_000_000))],
        None,
    );
    assert!(urban.is_true());
}

#[test]
fn presence() {
    yes("has(household.size)");
    no("has(household.yard)");
    no("members.all(m, has(m.job))");
    yes("members.exists_one(m, !has(m.job))");
    yes("has(household.yard) ? household.yard > 1.0 : true");
}

#[test]
fn quantifiers() {
    yes("members.exists(m, m.age > 60)");
    no("members.exists(m, m.age > 70)");
    yes("members.all(m, m.age >= 4)");
    no("members.all(m, m.insured)");
    yes("members.exists_one(m, !m.insured)");
    no("members.exists_one(m, m.insured)");
    yes("household.assets.exists(a, a in [\"buffalo\"])");
    no("household.assets.all(a, a == \"tv\")");
    yes("household.assets.exists_one(a, a == \"tv\")");
}

#[test]
fn sizes() {
    int("size(members)", 3);
    int("members.size()", 3);
    int("size(household.assets)", 2);
    int("size(members.filter(m, m.insured))", 2);
    int("size(household.assets.filter(a, a != \"tv\"))", 1);
    int("size(members.map(m, m.age))", 3);
    yes("100 * size(members.filter(m, m.age < 16 || m.age >= 60)) > 50 * size(members)");
}

#[test]
fn sums_and_extremes() {
    int("sum(members.map(m, m.age))", 104);
    int("min(members.map(m, m.age))", 4);
    int("max(members.map(m, m.age))", 70);
    decimal("sum(members.map(m, m.weight))", 15.5 + 50.0 + 45.25);
    decimal("min(members.map(m, m.weight))", 15.5);
    decimal(
        "max(members.filter(m, m.age != 30).map(m, m.weight))",
        45.25,
    );
    int("sum(members.filter(m, m.age > 100).map(m, m.age))", 0);
    decimal(
        "sum(members.filter(m, m.age > 100).map(m, m.weight)) + 1.0",
        1.0,
    );
    fault(
        "min(members.filter(m, m.age > 100).map(m, m.age))",
        &Type::Int,
        Fault::EmptyList,
    );
    fault(
        "max(members.filter(m, m.age > 100).map(m, m.weight))",
        &Type::Decimal,
        Fault::EmptyList,
    );
    fault(
        "sum(members.map(m, m.age + 9223372036854775700))",
        &Type::Int,
        Fault::Overflow,
    );
    int("sum(members.map(m, m.age > 10, m.age))", 100);
    int("sum(members.map(m, size(m.tools)))", 3);
    int("sum(members.map(m, m.insured ? 1 : 0))", 2);
}

#[test]
fn loops_reach_the_household_and_each_other() {
    yes("members.exists(m, m.age == household.size + 1)");
    yes("members.exists(m, double(m.age) > household.floor && household.farm)");
    yes("members.exists(m, m.age < size(members) + 2)");
    yes("members.exists(m, members.exists(n, n.age == m.age + 40 && household.farm))");
    no("members.exists(m, members.exists(n, n.age == m.age + 41))");
    yes("members.exists(m, m.tools.exists(t, t in household.assets && t != \"tv\"))");
    yes("members.exists(m, m.tools.all(t, members.exists(n, t in n.tools && n.age != m.age)))");
    yes("members.all(m, household.assets.exists(a, a == \"tv\"))");
    yes("members.exists(m, household.assets.all(a, a in m.tools))");
    yes("members.map(m, m.age * 2).exists(a, a == 60)");
    yes("members.map(m, m.tools).exists(t, \"buffalo\" in t)");
    yes("members.exists(household, household.age == 30)");
    int(
        "sum(members.map(m, size(members.filter(n, n.age < m.age))))",
        3,
    );
    int(
        "sum(members.map(m, size(household.assets.filter(a, !(a in m.tools)))))",
        3,
    );
    int(
        "max(members.map(m, max(members.map(n, n.age - m.age))))",
        66,
    );
}

#[test]
fn unlisted_members_differ_from_none() {
    let count = |members| outcome("size(members)", &Type::Int, &[], members);
    assert_eq!(count(Some(&[])), Outcome::Value(Value::Int(0)));
    assert!(matches!(count(None), Outcome::Missing(_)));
    let all = outcome("members.all(m, m.insured)", &Type::Bool, &[], Some(&[]));
    assert!(all.is_true());
    assert!(matches!(
        outcome(
            "members.exists(m, members.exists(n, n.insured && m.insured))",
            &Type::Bool,
            &[],
            None
        ),
        Outcome::Missing(_)
    ));
}

#[test]
fn a_flat_scope_names_facts_alone() {
    let scope = crate::support::flat();
    let formula = vuonlen_law::expr::compile(
        "toilet == \"pit\" && \"tv\" in assets && size >= params.line && size(assets) == 1",
        &scope,
        &Type::Bool,
    )
    .unwrap();
    let household = record(
        scope.household(),
        &[
            ("toilet", Value::Code(1)),
            ("assets", TV),
            ("size", Value::Int(30)),
        ],
    );
    let facts = Facts {
        household: &household,
        members: None,
    };
    assert!(formula.interpret(facts).is_true());
    assert_eq!(
        crate::support::column(&formula, &[(household, None)]).value(0),
        Some(Value::Bool(true))
    );
}

#[test]
fn members_who_make_it_true_are_named() {
    let found = |source: &str| {
        let formula = formula(source, &Type::Bool);
        let scope = formula.scope();
        let household = record(scope.household(), &[("farm", Value::Bool(true))]);
        let members: Vec<_> = [(4, true), (30, false), (70, false)]
            .map(|(age, insured)| {
                record(
                    scope.member().unwrap(),
                    &[("age", Value::Int(age)), ("insured", Value::Bool(insured))],
                )
            })
            .into();
        formula.members_making_true(Facts {
            household: &household,
            members: Some(&members),
        })
    };
    assert_eq!(found("members.exists(m, !m.insured)"), [1, 2]);
    assert_eq!(found("members.exists(m, m.age > 90)"), []);
    assert_eq!(
        found("members.filter(m, m.age > 16).exists(m, m.age < 60)"),
        [1]
    );
    assert_eq!(
        found("household.farm && members.exists(m, m.age < 16)"),
        [0]
    );
    assert_eq!(
        found("household.yard > 1.0 || members.exists(m, m.age < 16)"),
        [0]
    );
    assert_eq!(
        found("household.farm ? members.exists(m, m.age == 70) : members.exists(m, m.insured)"),
        [2]
    );
    assert_eq!(
        found("2 * size(members.filter(m, m.age < 16 || m.age > 60)) > size(members)"),
        [0, 2]
    );
    assert_eq!(found("!members.exists(m, m.age > 90)"), []);
    assert_eq!(found("members.all(m, m.age > 1)"), []);
}

#[test]
fn reads_names_every_fact() {
    let formula = formula(
        "has(household.yard) || members.exists(m, m.age < 3 && household.income < params.poor)",
        &Type::Bool,
    );
    let reads = formula.reads();
    let names = |schema: &vuonlen_law::facts::Schema,
                 indices: &std::collections::BTreeSet<usize>| {
        indices
            .iter()
            .map(|i| schema.fact(*i).unwrap().name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names(formula.scope().household(), &reads.household),
        ["area", "income", "yard"]
    );
    assert_eq!(
        names(formula.scope().member().unwrap(), &reads.member),
        ["age"]
    );
    assert!(reads.members);
}
