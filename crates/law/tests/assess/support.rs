//! The law of this repository and its worked cases, loaded once.

use std::path::Path;
use std::sync::LazyLock;
use vuonlen_law::assess::{Assessor, HouseholdInput};
use vuonlen_law::cases::{Case, Cases};
use vuonlen_law::files::LawFiles;
use vuonlen_law::law::Law;

pub(crate) static FILES: LazyLock<LawFiles> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    LawFiles::from_folder(&folder).unwrap()
});

pub(crate) static LAW: LazyLock<Law> = LazyLock::new(|| Law::load(&FILES).unwrap());

pub(crate) static CASES: LazyLock<Cases> = LazyLock::new(|| Cases::load(&FILES).unwrap());

/// Every case whose standard holds, with its assessor and household.
pub(crate) fn cases() -> impl Iterator<Item = (&'static Case, Assessor<'static>, HouseholdInput)> {
    CASES.all().iter().filter_map(|case| {
        let assessor = CASES.assessor(&LAW, case).ok()?;
        Some((case, assessor, CASES.household(&LAW, case).unwrap()))
    })
}

/// The case whose name begins with `name`.
pub(crate) fn case(name: &str) -> (Assessor<'static>, HouseholdInput) {
    let (_, assessor, household) = cases()
        .find(|(case, ..)| case.name.starts_with(name))
        .unwrap_or_else(|| panic!("no case {name}"));
    (assessor, household)
}
