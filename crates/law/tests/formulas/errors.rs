//! What a wrong formula is told: where it is wrong, and what to write instead.

use crate::support::{errors, flat, survey};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample;
use vuonlen_law::expr::{Param, ParamValue, Type, compile};

/// Checks the one error of `source`: it points at `at` and says `part`.
#[track_caller]
fn refused(source: &str, at: &str, part: &str) {
    let found = errors(source, &Type::Bool);
    assert_eq!(found.len(), 1, "{source}: {found:#?}");
    let error = &found[0];
    assert!(
        error.message.en.contains(part),
        "{source}: {}",
        error.message.en
    );
    assert!(!error.message.vi.is_empty());
    let rest = source.get(error.offset..).unwrap_or("not a boundary");
    assert!(rest.starts_with(at), "{source}: points at `{rest}`");
}

#[test]
fn syntax() {
    refused("household.size >", "", "is not CEL");
    refused("household.farm &&\n  (household.card", "", "is not CEL");
    refused("household.farm $ 3", "$", "is not CEL");
    refused("has(3)", "3)", "is not CEL");
}

#[test]
fn too_long_or_too_deep() {
    let chain = |terms: usize| format!("1{} > 0", "+1".repeat(terms));
    assert!(compile(&chain(150), &survey(), &Type::Bool).is_ok());
    let part = "too long or nested too deeply";
    refused(&chain(250), "1+", part);
    refused(&chain(1_000_000), "1+", part);
    let nested = format!("{}true{}", "!(".repeat(80), ")".repeat(80));
    assert!(compile(&nested, &survey(), &Type::Bool).is_ok());
    let nested = format!("{}true{}", "(".repeat(1000), ")".repeat(1000));
    refused(&nested, "", "is not CEL");
}

#[test]
fn unknown_names() {
    refused(
        "household.flor > 1.0",
        "household.flor",
        "no fact `flor` in the scope `household`; is `floor` meant?",
    );
    refused(
        "members.exists(m, m.insurred)",
        "m.insurred",
        "is `insured` meant?",
    );
    refused(
        "household.size < params.child_ages",
        "params.child_ages",
        "no parameter `child_ages`; is `child_age` meant?",
    );
    refused(
        "household.size in params.joobs",
        "params.joobs",
        "no parameter `joobs`",
    );
    refused("size > 3", "size", "household.size");
    refused("familie.size > 3", "familie", "follows only household");
    refused(
        "household.area.code == 3",
        "household.area",
        "follows only household",
    );
    refused("has(params.strict)", "(params", "follows only household");
    refused("members", "members", "list of members");
    refused("household", "household", "there is no `household`");
    refused("members.exists(m, m)", "m)", "`m` is a member");
    refused(
        "members.exists(m, m.age > 3) && m.age > 3",
        "m.age > 3",
        "follows only household",
    );
}

#[test]
fn unknown_codes() {
    refused(
        "household.toilet == \"septik\"",
        "\"septik\"",
        "`toilets` has no code \"septik\"; is `septic` meant?",
    );
    refused(
        "household.toilet in [\"pit\", \"nobe\"]",
        "\"nobe\"",
        "is `none` meant?",
    );
    refused(
        "\"radio\" in household.assets",
        "\"radio\"",
        "`assets` has no code \"radio\"",
    );
    refused("\"pit\" == \"pit\"", "\"pit\"", "stands beside no fact");
    refused("\"pit\" in [\"pit\"]", "\"pit\"", "stands beside no fact");
    refused(
        "household.size == \"pit\"",
        "\"pit\"",
        "needs a whole number (int), but this is the code",
    );
    refused(
        "members.exists(m, m.job == params.best_toilet)",
        "params.best_toilet",
        "`jobs` has no code \"septic\"",
    );
}

#[test]
fn types() {
    refused(
        "household.size",
        "household.size",
        "needs yes/no (bool), but this is a whole number",
    );
    refused(
        "household.size && household.farm",
        "household.size",
        "needs yes/no",
    );
    refused(
        "household.size < household.floor",
        "household.size",
        "convert with double",
    );
    refused(
        "household.floor < 8 * household.size",
        "household.floor",
        "8.0",
    );
    refused(
        "household.floor * 2 > 1.0",
        "household.floor",
        "convert with double",
    );
    refused(
        "household.floor % 2.0 > 1.0",
        "household.floor",
        "no such arithmetic",
    );
    refused(
        "household.farm + household.card",
        "household.farm",
        "no such arithmetic",
    );
    refused(
        "household.farm < household.card",
        "household.farm",
        "cannot be compared so",
    );
    refused(
        "household.toilet < \"pit\"",
        "household.toilet",
        "cannot be compared so",
    );
    refused(
        "household.toilet == household.area",
        "household.toilet",
        "the two sides differ",
    );
    refused(
        "household.assets == household.assets",
        "household.assets",
        "use `in` and size",
    );
    refused(
        "household.farm ? household.size : 2.0",
        "household.farm",
        "the two sides differ",
    );
    refused("!household.size", "household.size", "needs yes/no");
    refused("-household.farm == 3", "-household.farm", "needs a number");
    refused("int(household.farm) == 3", "int(", "needs a number");
    refused(
        "household.area in household.assets",
        "household.area",
        "needs a code of the list `assets`",
    );
    refused(
        "household.assets in [\"tv\"]",
        "household.assets",
        "single value on its left",
    );
    refused(
        "household.size in household.size",
        "household.size",
        "needs a list or a set on its right",
    );
    refused("household.size in [1, 2.0]", "2.0", "the two sides differ");
    refused(
        "household.size in [1, household.income]",
        "household.income",
        "only constants",
    );
    refused(
        "household.income in [params.poor]",
        "params.poor",
        "only constants",
    );
    refused(
        "household.size in params.child_age",
        "params.child_age",
        "is no list",
    );
    refused(
        "household.size == params.jobs",
        "params.jobs",
        "only to the right of `in`",
    );
    refused("[1, 2]", "[", "only to the right of `in`");
}

#[test]
fn lists() {
    refused(
        "members.filter(m, m.insured)",
        "members",
        "make a value of it with size",
    );
    refused("size(household.size) > 1", "household.size", "needs a list");
    refused("size(\"abc\") > 1", "\"abc\"", "stands beside no fact");
    refused("sum(members) > 1", "sum", "need a list of numbers");
    refused(
        "max(members.map(m, m.job)) == 1",
        "max",
        "need a list of numbers",
    );
    refused(
        "members.exists(m, m.insured).exists(x, x)",
        "members",
        "not a list",
    );
    refused(
        "household.size.exists(x, x)",
        "household.size",
        "needs a list",
    );
    refused("members.exists(m, m.age)", "m.age)", "needs yes/no");
    refused(
        "3 in members.filter(m, m.insured)",
        "3",
        "write .map(m, m.x)",
    );
    refused(
        "[1, 2].exists(x, x == 1)",
        "[1, 2]",
        "only to the right of `in`",
    );
}

#[test]
fn what_the_columns_cannot_do() {
    refused(
        "household.toilet.startsWith(\"p\")",
        "household.toilet",
        "`startsWith` is not supported",
    );
    refused(
        "max(household.size, 3) > 3",
        "max",
        "`max` is not supported",
    );
    refused("members[0].age > 3", "members", "follows only household");
    refused(
        "timestamp(\"2026-01-01\") == 3",
        "timestamp",
        "`timestamp` is not supported",
    );
    refused("household.size == 3u", "3u", "plain integer");
    refused("household.size == null", "null", "has(household.x)");
    refused("household.farm == {\"a\": 1}", "{", "no `{…}` values");
    refused("type(household.size) == 3", "type", "not supported");
}

#[test]
fn every_error_is_told_at_once_in_order() {
    let found = errors(
        "household.a > 1 && members.exists(m, m.b) && params.c",
        &Type::Bool,
    );
    let names: Vec<&str> = ["`a`", "`b`", "`c`"].into();
    assert_eq!(found.len(), 3);
    for (error, name) in found.iter().zip(names) {
        assert!(error.message.en.contains(name) && error.message.vi.contains(name));
    }
    assert!(found.is_sorted_by_key(|error| error.offset));
}

#[test]
fn offsets_are_bytes_whatever_the_language_of_comments() {
    refused(
        "// hộ có diện tích ở nhỏ\nhousehold.flor > 1.0",
        "household.flor",
        "is `floor` meant?",
    );
    refused("// hộ nghèo\nhousehold.farm && )", ")", "is not CEL");
}

#[test]
fn parameters_by_area_must_be_whole() {
    let error = |values: &[(&str, ParamValue)]| {
        let values = values
            .iter()
            .map(|(area, value)| ((*area).to_owned(), value.clone()));
        let scope =
            survey().with_params([("x".to_owned(), Param::ByArea(values.collect()))].into());
        compile("household.size > params.x", &scope, &Type::Bool).unwrap_err()[0]
            .message
            .en
            .clone()
    };
    assert!(error(&[("rural", ParamValue::Int(1))]).contains("lacks a value for the area `urban`"));
    assert!(
        error(&[("rural", ParamValue::Int(1)), ("city", ParamValue::Int(1))])
            .contains("unknown area `city`")
    );
    assert!(
        error(&[
            ("rural", ParamValue::Int(1)),
            ("urban", ParamValue::Decimal(1.0))
        ])
        .contains("different types by area")
    );
}

proptest! {
    #[test]
    fn no_text_is_too_wrong(tokens in vec(sample::select(TOKENS), 0..14)) {
        let source = tokens.join(" ");
        if let Err(errors) = compile(&source, &survey(), &Type::Bool) {
            prop_assert!(!errors.is_empty());
            for error in errors {
                prop_assert!(source.is_char_boundary(error.offset), "{source}: {error:?}");
            }
        }
    }

    #[test]
    fn nor_is_any_noise(source in ".{0,40}") {
        if let Err(errors) = compile(&source, &survey(), &Type::Bool) {
            prop_assert!(errors.iter().all(|error| source.is_char_boundary(error.offset)));
        }
    }
}

/// Pieces of formulas, right and wrong, to be thrown together.
const TOKENS: &[&str] = &[
    "household.size",
    "household.floor",
    "household.farm",
    "household.toilet",
    "household.assets",
    "members",
    "members.exists(m,",
    "members.map(m,",
    "m.age",
    "m",
    "has(",
    "size(",
    "sum(",
    "(",
    ")",
    "[",
    "]",
    ",",
    "{",
    "}",
    "?",
    ":",
    "&&",
    "||",
    "!",
    "-",
    "+",
    "*",
    "/",
    "%",
    "<",
    ">=",
    "==",
    "in",
    ".",
    "\"pit\"",
    "\"ở\"",
    "'",
    "3",
    "2.5",
    "1u",
    "null",
    "true",
    "params.poor",
    "params.jobs",
    "// ghi chú\n",
    "@",
    "b'x'",
    "household",
    "int(",
    ".filter(x,",
    "\u{1F3E0}",
];

#[test]
fn a_flat_scope_has_no_household() {
    for (source, part) in [
        ("household.size > 3", "bare name"),
        ("sise > 3", "is `size` meant?"),
        ("size(members) > 3", "no fact `members`"),
    ] {
        let found = compile(source, &flat(), &Type::Bool).unwrap_err();
        assert!(found[0].message.en.contains(part), "{source}: {found:#?}");
    }
}
