//! The map must match the house: arrows between crates, and every crate and folder named in
//! `ARCHITECTURE.md`.

#[allow(dead_code, reason = "each test uses some of it")]
mod support;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use support::{read, root};

/// Which of our crates each crate may depend on. An arrow not listed here is refused.
const ALLOWED: &[(&str, &[&str])] = &[
    ("vuonlen-domain", &[]),
    ("vuonlen-law", &["vuonlen-domain"]),
    ("vuonlen-measure", &["vuonlen-domain", "vuonlen-law"]),
    ("vuonlen-documents", &["vuonlen-domain", "vuonlen-law"]),
    ("vuonlen-store", &["vuonlen-domain"]),
    (
        "vuonlen-app",
        &[
            "vuonlen-domain",
            "vuonlen-law",
            "vuonlen-measure",
            "vuonlen-documents",
            "vuonlen-store",
        ],
    ),
    (
        "vuonlen-web",
        &[
            "vuonlen-domain",
            "vuonlen-law",
            "vuonlen-measure",
            "vuonlen-documents",
            "vuonlen-store",
            "vuonlen-app",
        ],
    ),
    (
        "vuonlen",
        &[
            "vuonlen-domain",
            "vuonlen-law",
            "vuonlen-measure",
            "vuonlen-documents",
            "vuonlen-store",
            "vuonlen-app",
            "vuonlen-web",
        ],
    ),
    (
        "vuonlen-bench",
        &[
            "vuonlen-domain",
            "vuonlen-law",
            "vuonlen-documents",
            "vuonlen-store",
            "vuonlen-app",
        ],
    ),
];

/// Our crates, each with those of our crates it depends on (tests included).
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("a list");
            let ours = dependencies
                .iter()
                .filter_map(|dependency| dependency["name"].as_str())
                .filter(|name| name.starts_with("vuonlen"))
                .map(str::to_owned)
                .collect();
            (package["name"].as_str().expect("a name").to_owned(), ours)
        })
        .collect()
}

#[test]
fn crates_depend_only_in_the_agreed_direction() {
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    for (name, dependencies) in arrows() {
        let allowed = allowed
            .get(name.as_str())
            .unwrap_or_else(|| panic!("{name} has no row in ALLOWED"));
        // A crate's tests may use its own features for tests.
        for dependency in dependencies.into_iter().filter(|other| *other != name) {
            assert!(
                allowed.contains(&dependency.as_str()),
                "{name} must not depend on {dependency}"
            );
        }
    }
}

#[test]
fn the_map_names_every_crate_and_folder() {
    let map = read("ARCHITECTURE.md");
    let listing = Command::new("git")
        .args(["ls-files"])
        .current_dir(root())
        .output()
        .expect("git runs");
    let files = String::from_utf8(listing.stdout).expect("paths are UTF-8");
    let mut rooms = BTreeSet::new();
    for file in files.lines() {
        let mut parts = file.split('/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("crates"), Some(name), Some(_)) => rooms.insert(format!("crates/{name}")),
            (Some(folder), Some(_), _) if !folder.starts_with('.') => {
                rooms.insert(format!("{folder}/"))
            }
            _ => false,
        };
    }
    rooms.remove("crates/");
    assert!(!rooms.is_empty(), "git lists no files");
    for room in rooms {
        assert!(
            map.contains(&format!("`{room}`")),
            "ARCHITECTURE.md does not name {room}"
        );
    }
}
