//! `docs/requirements.md` says where each row of the requirements is served: what it names exists.

#[allow(dead_code, reason = "each test uses some of it")]
mod support;

use std::collections::BTreeSet;
use std::process::Command;
use support::{assert_test_exists, quoted, read};

/// Rows of the tables: the id and what stands between backticks in each cell after it.
fn rows() -> Vec<(String, Vec<Vec<String>>)> {
    read("docs/requirements.md")
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim().trim_matches('|').split('|').collect();
            let id = cells.first()?.trim();
            let is_row = id.len() == 5 && id.starts_with("R-");
            let quoted = |cell: &&str| quoted(cell);
            is_row.then(|| (id.to_owned(), cells[1..].iter().map(quoted).collect()))
        })
        .collect()
}

#[test]
fn every_row_is_there_once() {
    let found: Vec<String> = rows().into_iter().map(|(id, _)| id).collect();
    let of = |numbers: std::ops::RangeInclusive<u32>| numbers.map(|n| format!("R-{n:03}"));
    let expected: Vec<String> = of(1..=17)
        .chain(of(20..=41))
        .chain(of(45..=54))
        .chain(of(70..=74))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn every_page_is_a_route() {
    let listed = read("crates/web/src/tests/routes.txt");
    let routes: BTreeSet<&str> = listed
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .collect();
    for (id, cells) in rows() {
        for page in &cells[1] {
            assert!(routes.contains(page.as_str()), "{id}: no route {page}");
        }
    }
}

#[test]
fn every_command_exists() {
    let mut commands: BTreeSet<String> = BTreeSet::new();
    for (_, cells) in rows() {
        commands.extend(cells[2].iter().cloned());
    }
    assert!(!commands.is_empty());
    for command in commands {
        let words = command.strip_prefix("vuonlen ").expect(&command);
        let asked = Command::new(env!("CARGO_BIN_EXE_vuonlen"))
            .args(words.split(' '))
            .arg("--help")
            .output()
            .expect("the program starts");
        assert!(asked.status.success(), "{command}");
    }
}

#[test]
fn every_test_exists() {
    for (id, cells) in rows() {
        let unserved = cells[1].is_empty() && cells[2].is_empty();
        assert!(
            !cells[3].is_empty() || unserved,
            "{id} is served and has no test"
        );
        for test in &cells[3] {
            assert_test_exists(&id, test);
        }
    }
}
