//! Worked cases: files that can be read, and every case as it says.

use super::report::Report;
use crate::cases::Cases;
use crate::files::LawFiles;
use crate::findings::{Finding, Findings, Message};
use crate::law::Law;

/// Whether the files of cases can be read: the part that needs no law.
pub(super) fn check(report: &mut Report<'_>) {
    if let Err(findings) = Cases::load(report.files()) {
        report.extend(findings);
    }
}

/// Every case of `files` that does not come out as it says, under `law` loaded from them. Cases
/// that cannot be read are findings of [`super::check`].
#[must_use]
pub fn check_cases(files: &LawFiles, law: &Law) -> Findings {
    let Ok(cases) = Cases::load(files) else {
        return Findings::default();
    };
    let failures = cases.run(law, None).failures.into_iter();
    let findings = failures.map(|failure| Finding {
        file: failure.at.0.clone(),
        line: failure.at.1,
        message: Message {
            vi: format!("ví dụ tính không đúng như ghi: {failure}"),
            en: "the worked case does not come out as it says".to_owned(),
        },
    });
    let mut findings = Findings(findings.collect());
    findings.0.sort();
    findings.0.dedup();
    findings
}
