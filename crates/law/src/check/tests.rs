use super::check;
use crate::files::LawFiles;
use std::path::Path;

fn shipped() -> LawFiles {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    LawFiles::from_folder(&folder).unwrap()
}

#[test]
fn the_shipped_law_is_clean() {
    let findings = check(&shipped());
    assert!(findings.0.is_empty(), "{findings}");
}
