//! Procedures: actors, documents and places that exist, steps to go back to that are there.

use super::located::Step as At;
use super::report::Report;
use super::rules::known_code;
use super::standards::{named_like_its_file, unique};
use crate::law::Law;
use crate::procedures::ProcedureVersion;

pub(super) fn check(law: &Law, report: &mut Report<'_>) {
    for procedure in &law.procedures {
        named_like_its_file(&procedure.id, &procedure.file, report);
        for (index, version) in procedure.versions.iter().enumerate() {
            let path = ["version".into(), index.into()];
            steps(law, version, &procedure.file, &path, report);
            reports(law, version, &procedure.file, &path, report);
        }
    }
}

fn steps(
    law: &Law,
    version: &ProcedureVersion,
    file: &str,
    path: &[At<'_>],
    report: &mut Report<'_>,
) {
    let steps = [path, &["step".into()]].concat();
    let ids = version.steps.iter().map(|step| step.id.as_str());
    unique(ids, file, &steps, report);
    for (index, step) in version.steps.iter().enumerate() {
        let at = |key| [&steps[..], &[index.into(), At::Key(key)]].concat();
        let lists = [
            ("actors", "review_actors", &step.actors),
            ("documents", "review_documents", &step.documents),
            ("places", "posting_places", &step.places),
        ];
        for (key, list, codes) in lists {
            for code in codes {
                known_code(law, list, code, file, &at(key), report);
            }
        }
        let back = step.back_to.as_deref();
        if let Some(back) = back.filter(|back| version.step(back).is_none()) {
            report.at(
                file,
                &at("back_to"),
                format!("không có bước “{back}”"),
                format!("there is no step “{back}”"),
            );
        }
    }
}

fn reports(
    law: &Law,
    version: &ProcedureVersion,
    file: &str,
    path: &[At<'_>],
    report: &mut Report<'_>,
) {
    for (index, entry) in version.reports.iter().enumerate() {
        let at = |key| [path, &["report".into(), index.into(), At::Key(key)]].concat();
        for (key, code) in [("sender", &entry.sender), ("receiver", &entry.receiver)] {
            known_code(law, "review_actors", code, file, &at(key), report);
        }
        let monthly = !entry.months.is_empty() && entry.month_day.is_some();
        if entry.before.is_some() == monthly {
            report.at(
                file,
                &at("label"),
                "báo cáo có before, hoặc months và month_day",
                "a report has `before`, or `months` and `month_day`",
            );
        }
    }
}
