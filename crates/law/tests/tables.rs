//! The statutory tables of `law/tables/`, and what is refused in one.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do, by panicking"
)]

use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use vuonlen_law::codes::CodeLists;
use vuonlen_law::expr::Scope;
use vuonlen_law::facts;
use vuonlen_law::files::LawFiles;
use vuonlen_law::findings::Findings;
use vuonlen_law::instruments::Instruments;
use vuonlen_law::status::Status;
use vuonlen_law::tables::{
    Content, Edition, EditionOptions, Kind, LineKind, Relation, Table, Tables, Term,
};

struct Ground {
    files: LawFiles,
    codes: CodeLists,
    scope: Scope,
}

static GROUND: LazyLock<Ground> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let files = LawFiles::from_folder(&folder).unwrap();
    let instruments = Instruments::load(&files).unwrap();
    let codes = CodeLists::load(&files, &instruments).unwrap();
    let schemas = facts::load(&files, &codes).unwrap();
    let assessed = Arc::clone(schemas.scope("assessed").unwrap());
    let scope = Scope::flat(assessed, Arc::new(codes.clone()));
    Ground {
        files,
        codes,
        scope,
    }
});

fn load(files: &LawFiles) -> Result<Tables, Findings> {
    Tables::load(files, &GROUND.scope, &GROUND.codes)
}

fn edition(standard: &str, year: i32) -> Edition {
    let options = EditionOptions {
        codes: &GROUND.codes,
        on: NaiveDate::from_ymd_opt(year, 11, 20).unwrap(),
        standard,
        parameters: &BTreeMap::from([("deprivation_cut".to_owned(), 3)]),
    };
    let tables = load(&GROUND.files).unwrap();
    tables.edition(&GROUND.scope, &options).unwrap()
}

fn table<'a>(edition: &'a Edition, id: &str) -> &'a Table {
    edition.find(id).unwrap().1
}

#[test]
fn the_fifteen_tables_are_there_in_order() {
    let tables = load(&GROUND.files).unwrap();
    let ids: Vec<&str> = tables.ids().collect();
    let expected: Vec<String> = (1..=15).map(|number| format!("R{number}")).collect();
    assert_eq!(ids, expected);
    let edition = edition("nd07-2022", 2026);
    let shapes: Vec<(usize, usize)> = edition
        .tables
        .iter()
        .map(|table| (table.columns.len(), table.lines.len()))
        .collect();
    let groups = GROUND.codes.list("ethnic_groups").unwrap().codes().len();
    let expected = [
        (14, 1),
        (9, 2),
        (9, 2),
        (14, 1),
        (13, 1),
        (14, 1),
        (13, 1),
        (10, 2),
        (2 + 2 * groups, 1),
        (18, 1),
        (8, 1),
        (22, 1),
        (22, 1),
        (19, 1),
        (19, 1),
    ];
    assert_eq!(shapes, expected);
    for table in &edition.tables {
        assert_eq!(table.provenance.status, Status::SecondHand);
        assert_eq!(table.filter.is_some(), table.kind == Kind::List);
    }
}

#[test]
fn indicators_are_those_of_the_day() {
    let indicators = |standard, year| -> Vec<String> {
        let edition = edition(standard, year);
        let columns = &table(&edition, "R4").columns;
        columns.iter().filter_map(|c| c.code.clone()).collect()
    };
    assert_eq!(indicators("qd59-2015", 2020).len(), 10);
    assert_eq!(
        indicators("nd07-2022", 2026)[10..],
        ["telecom", "info_means"]
    );
    let newest = indicators("nd351-2027", 2027);
    assert_eq!(newest.len(), 12);
    assert!(newest.contains(&"waste".to_owned()));
    let edition = edition("nd07-2022", 2026);
    let water = &table(&edition, "R5").columns[9];
    assert_eq!(water.label.vi, "9. Nguồn nước sinh hoạt (%)");
    let Content::Ratio { part, whole, .. } = water.content else {
        panic!("{water:?}")
    };
    let named = |at| {
        let column = edition.column(at).unwrap();
        (column.id.as_str(), column.code.as_deref())
    };
    assert_eq!(named(part), ("c3", Some("water")));
    assert_eq!(named(whole), ("c1", None));
}

#[test]
fn a_sum_may_depend_on_the_standard() {
    let cut = |standard, year| -> Option<Relation<_>> {
        let edition = edition(standard, year);
        let invariants = &table(&edition, "R4").invariants;
        let found = invariants.iter().find(|i| i.check.contains("params"));
        found.map(|invariant| invariant.relations[0].clone())
    };
    // Under the standard of 2016 income alone could make a household poor.
    assert_eq!(cut("qd59-2015", 2020), None);
    let Term::Multiply(three, _) = cut("nd07-2022", 2026).unwrap().right else {
        panic!("no product")
    };
    assert_eq!(*three, Term::Number(3));
}

#[test]
fn a_standard_without_the_parameter_of_its_sum_is_told() {
    let options = EditionOptions {
        codes: &GROUND.codes,
        on: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
        standard: "nd07-2022",
        parameters: &BTreeMap::new(),
    };
    let tables = load(&GROUND.files).unwrap();
    let findings = tables.edition(&GROUND.scope, &options).unwrap_err();
    let files: Vec<&str> = findings.0.iter().map(|f| f.file.as_str()).collect();
    assert_eq!(files, ["tables/R4.toml", "tables/R6.toml"]);
}

#[test]
fn an_invariant_over_an_each_is_checked_for_every_code() {
    let edition = edition("nd07-2022", 2026);
    let invariants = &table(&edition, "R10").invariants;
    let each = invariants.iter().find(|i| i.check == "c2 <= c1").unwrap();
    assert_eq!(each.relations.len(), 8);
    let person = &table(&edition, "R2").invariants;
    let person = person.iter().find(|i| i.check == "c9 == R1.c9").unwrap();
    assert_eq!(person.line, Some(LineKind::Person));
}

const SOUND: &str = r#"
id = "T"
title.vi = "Thử"
title.en = "Trial"
kind = "summary"
source = "illustration#t"
status = "illustrative"
[[column]]
id = "c1"
label.vi = "Hộ nghèo"
label.en = "Poor"
count = 'class == "poor"'
[[column]]
id = "c2"
each = "areas"
head.vi = ["Khu vực"]
head.en = ["Area"]
count = 'class == "poor" && area == "$code"'
[[column]]
id = "c3"
label.vi = "Tỷ lệ"
label.en = "Rate"
ratio = { part = "c2.rural", whole = "c1", percent = true, decimals = 2 }
[[invariant]]
text.vi = "Tổng"
text.en = "Sum"
check = "c1 == sum(c2)"
"#;

fn trial(text: &str) -> Result<Tables, Findings> {
    load(&LawFiles::from_texts([("tables/T.toml", text)]))
}

#[test]
fn a_sound_table_loads() {
    assert_eq!(trial(SOUND).unwrap().ids().collect::<Vec<_>>(), ["T"]);
}

#[test]
fn what_is_wrong_is_told_at_its_line() {
    for (from, to, line, hint) in [
        ("class == \"poor\"'", "clas == \"poor\"'", 12, "clas"),
        ("class == \"poor\"'", "class == \"pour\"'", 12, "pour"),
        ("class == \"poor\"'", "size'", 12, ""),
        ("\"$code\"'", "\"nowhere\" + \"$code\"'", 18, ""),
        ("\"areas\"", "\"regios\"", 13, "regios"),
        ("c2.rural", "c2.mars", 23, "c2.mars"),
        ("whole = \"c1\"", "whole = \"c3\"", 23, "c3"),
        ("whole = \"c1\"", "whole = \"R77.c1\"", 23, "R77.c1"),
        ("sum(c2)", "sum(c9)", 27, "c9"),
        ("sum(c2)", "c3", 27, "c3"),
        ("sum(c2)", "average(c2)", 27, "sum"),
        ("c1 == sum(c2)", "c1 + c1", 27, "=="),
        ("id = \"c2\"", "id = \"c1\"", 13, "c1"),
        ("id = \"T\"", "id = \"U\"", 2, "tables/U.toml"),
        ("kind = \"summary\"", "kind = \"sumary\"", 5, "sumary"),
        ("kind = \"summary\"", "kind = \"list\"", 2, "where"),
        ("count = 'class == \"poor\"'", "", 8, "count"),
        (
            "count = 'class == \"poor\"'",
            "sum = 'size'\npersons = 'size'",
            8,
            "persons",
        ),
        ("label.vi = \"Tỷ lệ\"\nlabel.en = \"Rate\"", "", 19, "label"),
        ("head.en = [\"Area\"]", "head.en = []", 13, "head"),
        ("decimals = 2", "decimals = 9", 19, "6"),
        (
            "each = \"areas\"",
            "each = \"areas\"\nnumber = \"2\"",
            13,
            "number",
        ),
        ("c1 == sum(c2)", "c1 >= params.cut", 27, "standards"),
        ("check =", "lines = \"person\"\ncheck =", 28, "nhân khẩu"),
        ("status = \"illustrative\"", "status = \"sure\"", 7, "sure"),
        ("source = \"illustration#t\"\n", "", 1, "source"),
    ] {
        let text = SOUND.replacen(from, to, 1);
        assert_ne!(text, SOUND, "{from}");
        let findings = trial(&text).unwrap_err();
        let told = findings.0.iter().any(|finding| {
            let message = format!("{} {}", finding.message.vi, finding.message.en);
            finding.line == line && message.contains(hint) && finding.file == "tables/T.toml"
        });
        assert!(told, "{to}: no `{hint}` at line {line} in\n{findings}");
    }
}
