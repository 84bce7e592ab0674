//! What is wrong in `law/`, beyond what keeps it from loading.
//!
//! [`check`] is what `vuonlen law check` prints: everything an editor of law data can get wrong,
//! each with file and line; [`check_cases`] then works every case through. It knows every room of the law; none of them knows it.

mod cases;
mod coverage;
mod facts;
mod located;
mod procedures;
mod questionnaires;
mod report;
mod rules;
mod scores;
mod standards;
mod targets;
#[cfg(test)]
mod tests;
mod texts;

pub use cases::check_cases;

use crate::files::LawFiles;
use crate::findings::Findings;
use crate::law::Law;
use report::Report;

/// Everything wrong in `files`, by file and line; empty when all is well.
#[must_use]
pub fn check(files: &LawFiles) -> Findings {
    let mut report = Report::new(files);
    texts::check(&mut report);
    cases::check(&mut report);
    match Law::read(files) {
        Err(findings) => report.extend(findings),
        Ok((law, findings)) => {
            report.extend(findings);
            coverage::check(&law, &mut report);
            facts::check(&law, &mut report);
            standards::check(&law, &mut report);
            scores::check(&law, &mut report);
            rules::check(&law, &mut report);
            questionnaires::check(&law, &mut report);
            procedures::check(&law, &mut report);
            targets::check(&law, &mut report);
        }
    }
    report.finish()
}
