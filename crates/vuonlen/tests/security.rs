//! `docs/security.md` walks through OWASP ASVS 5.0.0: each requirement of levels 1 and 2 stands in
//! it once, with a sign, and every test it names exists.

#[allow(dead_code, reason = "each test uses some of it")]
mod support;

use support::{assert_test_exists, quoted, read, root};

/// Sections of the standard with their requirements of levels 1 and 2, which are the first of
/// each: `(chapter, section, how many)`.
const REQUIREMENTS: &[(u32, u32, u32)] = &[
    (1, 1, 2),
    (1, 2, 9),
    (1, 3, 11),
    (1, 4, 3),
    (1, 5, 2),
    (2, 1, 3),
    (2, 2, 3),
    (2, 3, 4),
    (2, 4, 1),
    (3, 2, 2),
    (3, 3, 4),
    (3, 4, 6),
    (3, 5, 5),
    (3, 7, 2),
    (4, 1, 3),
    (4, 2, 1),
    (4, 3, 2),
    (4, 4, 4),
    (5, 1, 1),
    (5, 2, 3),
    (5, 3, 2),
    (5, 4, 3),
    (6, 1, 3),
    (6, 2, 12),
    (6, 3, 4),
    (6, 4, 4),
    (6, 5, 5),
    (6, 6, 3),
    (6, 8, 4),
    (7, 1, 3),
    (7, 2, 4),
    (7, 3, 2),
    (7, 4, 5),
    (7, 5, 2),
    (7, 6, 2),
    (8, 1, 2),
    (8, 2, 3),
    (8, 3, 1),
    (8, 4, 1),
    (9, 1, 3),
    (9, 2, 4),
    (10, 1, 2),
    (10, 2, 2),
    (10, 3, 4),
    (10, 4, 11),
    (10, 5, 5),
    (10, 6, 2),
    (10, 7, 3),
    (11, 1, 2),
    (11, 2, 3),
    (11, 3, 3),
    (11, 4, 4),
    (11, 5, 1),
    (11, 6, 1),
    (12, 1, 3),
    (12, 2, 2),
    (12, 3, 4),
    (13, 1, 1),
    (13, 2, 5),
    (13, 3, 2),
    (13, 4, 5),
    (14, 1, 2),
    (14, 2, 4),
    (14, 3, 3),
    (15, 1, 3),
    (15, 2, 3),
    (15, 3, 7),
    (16, 1, 1),
    (16, 2, 5),
    (16, 3, 4),
    (16, 4, 3),
    (16, 5, 3),
    (17, 1, 1),
    (17, 2, 4),
    (17, 3, 2),
];

/// Rows of the tables of requirements: ids, sign, what is said.
fn rows() -> Vec<(Vec<String>, String, String)> {
    read("docs/security.md")
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim().trim_matches('|').split('|').collect();
            let [ids, _, sign, said] = cells[..] else {
                return None;
            };
            let ids = ids.trim();
            ids.starts_with(|c: char| c.is_ascii_digit())
                .then(|| (expand(ids), sign.trim().to_owned(), said.trim().to_owned()))
        })
        .collect()
}

/// `4.3.1–4.3.2, 5.1.1` is three requirements.
fn expand(ids: &str) -> Vec<String> {
    let mut all = Vec::new();
    for part in ids.split(", ") {
        let Some((first, last)) = part.split_once('–') else {
            all.push(part.to_owned());
            continue;
        };
        let split = |id: &str| {
            let (section, number) = id.rsplit_once('.').expect("an id");
            (section.to_owned(), number.parse::<u32>().expect("a number"))
        };
        let ((section, from), (end, to)) = (split(first), split(last));
        assert_eq!(section, end, "{part} leaves its section");
        all.extend((from..=to).map(|number| format!("{section}.{number}")));
    }
    all
}

#[test]
fn every_requirement_stands_here_once() {
    let found: Vec<String> = rows().into_iter().flat_map(|(ids, _, _)| ids).collect();
    let expected: Vec<String> = REQUIREMENTS
        .iter()
        .flat_map(|(chapter, section, count)| {
            (1..=*count).map(move |number| format!("{chapter}.{section}.{number}"))
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn each_is_judged_and_what_is_named_exists() {
    for (ids, sign, said) in rows() {
        assert!(["✔", "◐", "✘", "–"].contains(&&*sign), "{ids:?}: {sign}");
        assert!(!said.is_empty(), "{ids:?} says nothing");
    }
    for word in quoted(&read("docs/security.md")) {
        if word.starts_with("crates/") && word.contains("::") {
            assert_test_exists("docs/security.md", &word);
        } else if word.starts_with("crates/") || word.starts_with("deploy/") {
            assert!(root().join(&word).exists(), "{word}");
        }
    }
}
