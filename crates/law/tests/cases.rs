//! Runs every worked case of `law/cases/` on both evaluators, a test per file, and says how many
//! cases hold.

#![expect(
    clippy::print_stdout,
    reason = "the number of cases that hold is what this test is asked for"
)]

use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use vuonlen_law::cases::Cases;
use vuonlen_law::files::LawFiles;
use vuonlen_law::law::Law;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let files = LawFiles::from_folder(&folder).expect("law/ can be read");
    let law =
        Law::load(&files).unwrap_or_else(|findings| panic!("law/ does not load:\n{findings}"));
    let cases = Cases::load(&files)
        .unwrap_or_else(|findings| panic!("law/cases does not load:\n{findings}"));
    if !arguments.list {
        let report = cases.run(&law, None);
        println!(
            "{} of {} cases hold on both evaluators ({} written by hand, {} generated)",
            report.held,
            cases.all().len(),
            report.held - report.generated,
            report.generated,
        );
    }
    let paths: BTreeSet<String> = cases.all().iter().map(|case| case.file.clone()).collect();
    let shared = Arc::new((law, cases));
    let trials = paths.into_iter().map(|path| {
        let shared = Arc::clone(&shared);
        Trial::test(path.clone(), move || {
            let (law, cases) = &*shared;
            let report = cases.run(law, Some(&path));
            if report.failures.is_empty() {
                return Ok(());
            }
            let failures: Vec<String> = report.failures.iter().map(ToString::to_string).collect();
            Err(Failed::from(failures.join("\n")))
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}
