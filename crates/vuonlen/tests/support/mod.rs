//! Files of the house, and the tests that documents name.

use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The text of a file of the house.
pub(crate) fn read(path: &str) -> String {
    let file = root().join(path);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// What stands between backticks.
pub(crate) fn quoted(text: &str) -> Vec<String> {
    let parts = text.split('`').skip(1).step_by(2);
    parts.map(str::to_owned).collect()
}

/// Fails unless `test`, a file and a function (`crates/…/x.rs::name`), is there.
pub(crate) fn assert_test_exists(place: &str, test: &str) {
    let (file, function) = test.split_once("::").expect(test);
    let text = read(file);
    assert!(text.contains(&format!("fn {function}(")), "{place}: {test}");
}
