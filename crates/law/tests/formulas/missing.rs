//! Missing answers: Kleene's logic, and every fact that was needed named.

use crate::support::{flat, outcome, survey};
use vuonlen_law::expr::{Absent, Facts, Fault, Outcome, Type, Value, compile};

type Members<'a> = Option<&'a [&'a [(&'a str, Value)]]>;

/// What `source` misses, by the names of facts; members as `0.age`.
fn missing(source: &str, household: &[(&str, Value)], members: Members<'_>) -> Vec<String> {
    let scope = survey();
    match outcome(source, &Type::Bool, household, members) {
        Outcome::Missing(absent) => absent
            .into_iter()
            .map(|absent| match absent {
                Absent::Household(fact) => scope.household().fact(fact).unwrap().name.clone(),
                Absent::Members => "members".to_owned(),
                Absent::Member { member, fact } => {
                    format!(
                        "{member}.{}",
                        scope.member().unwrap().fact(fact).unwrap().name
                    )
                }
            })
            .collect(),
        other => panic!("{source}: {other:?}"),
    }
}

#[test]
fn what_decides_alone_needs_nothing_else() {
    let farm = [("farm", Value::Bool(true))];
    for (source, expected) in [
        ("household.farm || household.card", true),
        ("household.card || household.farm", true),
        ("!household.farm && household.card", false),
        ("household.card && !household.farm", false),
        ("household.farm ? true : household.card", true),
    ] {
        let found = outcome(source, &Type::Bool, &farm, None);
        assert_eq!(found, Outcome::Value(Value::Bool(expected)), "{source}");
    }
}

#[test]
fn otherwise_the_absent_facts_are_named() {
    let farm = [("farm", Value::Bool(true))];
    for (source, names) in [
        ("household.farm && household.card", &["card"][..]),
        ("household.card", &["card"]),
        ("!household.card", &["card"]),
        ("household.card || household.size > 3", &["size", "card"]),
        ("household.size + household.income > 3", &["size", "income"]),
        ("household.card ? household.size > 1 : true", &["card"]),
        (
            "household.farm ? household.size > 1 : household.card",
            &["size"],
        ),
        ("household.toilet in [\"pit\"]", &["toilet"]),
        ("\"tv\" in household.assets", &["assets"]),
        ("size(household.assets) > 1", &["assets"]),
        ("household.assets.exists(a, a == \"tv\")", &["assets"]),
        ("household.income < params.poor", &["area", "income"]),
        (
            "household.floor < 8.0 * double(household.size)",
            &["size", "floor"],
        ),
        (
            "members.exists(m, m.insured) || household.card",
            &["card", "members"],
        ),
        (
            "has(household.card) ? household.card : household.size > 1",
            &["size"],
        ),
    ] {
        assert_eq!(missing(source, &farm, None), names, "{source}");
    }
}

#[test]
fn members_are_named_with_their_place() {
    let members: Members<'_> = Some(&[
        &[("age", Value::Int(30)), ("insured", Value::Bool(true))],
        &[("age", Value::Int(5))],
        &[("insured", Value::Bool(true))],
    ]);
    for (source, names) in [
        ("members.exists(m, !m.insured)", &["1.insured"][..]),
        ("members.all(m, m.insured)", &["1.insured"]),
        ("members.exists(m, m.age > 40 && m.insured)", &["2.age"]),
        (
            "members.exists(m, m.age > 40 || !m.insured)",
            &["1.insured", "2.age"],
        ),
        ("members.exists_one(m, m.age > 3)", &["2.age"]),
        ("size(members.filter(m, m.age > 3)) == 2", &["2.age"]),
        ("sum(members.map(m, m.age)) > 3", &["2.age"]),
        (
            "sum(members.map(m, m.insured, m.age)) > 3",
            &["1.insured", "2.age"],
        ),
        (
            "members.filter(m, m.insured).exists(m, m.age > 40)",
            &["1.insured"],
        ),
        (
            "members.exists(m, m.age > 20 && household.card)",
            &["card", "2.age"],
        ),
        ("5 in members.map(m, m.age)", &["2.age"]),
        (
            "members.exists(m, members.exists(n, n.age > m.age + 90))",
            &["2.age"],
        ),
    ] {
        assert_eq!(missing(source, &[], members), names, "{source}");
    }
    let found = outcome("members.exists(m, m.age == 30)", &Type::Bool, &[], members);
    assert!(found.is_true());
    let found = outcome("members.all(m, m.age == 30)", &Type::Bool, &[], members);
    assert_eq!(found, Outcome::Value(Value::Bool(false)));
}

#[test]
fn a_fault_is_an_error_like_a_missing_answer() {
    let size = [("size", Value::Int(0)), ("farm", Value::Bool(true))];
    let fault = |source| outcome(source, &Type::Bool, &size, Some(&[]));
    assert_eq!(
        fault("1 / household.size > 0"),
        Outcome::Fault(Fault::DivisionByZero)
    );
    assert!(fault("1 / household.size > 0 || household.farm").is_true());
    assert_eq!(
        fault("1 / household.size > 0 && !household.farm"),
        Outcome::Value(Value::Bool(false))
    );
    // Where both stand in the way, the answer is what a person can do something about.
    assert_eq!(
        missing("1 / household.size > 0 && household.card", &size, None),
        ["card"]
    );
}

#[test]
fn a_flat_scope_names_them_too() {
    let scope = flat();
    let formula = compile("farm || size > params.line", &scope, &Type::Bool).unwrap();
    let household = scope.household().empty_record();
    let outcome = formula.interpret(Facts {
        household: &household,
        members: None,
    });
    let index = |name| Absent::Household(scope.household().index(name).unwrap());
    assert_eq!(
        outcome,
        Outcome::Missing(vec![index("size"), index("farm")])
    );
}
