//! Targets: indicators that exist, one goal each, units that ever were, a due day within the time.

use super::located::Step as At;
use super::report::Report;
use crate::law::Law;
use crate::targets::Target;
use std::collections::BTreeMap;

pub(super) fn check(law: &Law, report: &mut Report<'_>) {
    let indicators = law.targets.indicators.iter();
    twice(
        "indicator",
        indicators.map(|one| (one.id.as_str(), one.file.as_str())),
        report,
    );
    let targets = law.targets.targets.iter();
    let places = twice(
        "target",
        targets.map(|one| (one.id.as_str(), one.file.as_str())),
        report,
    );
    for (target, index) in law.targets.targets.iter().zip(places) {
        one(law, target, index, report);
    }
}

/// Reports ids that stand twice, whatever the file; the index of each within its own file.
fn twice<'n>(
    array: &str,
    entries: impl Iterator<Item = (&'n str, &'n str)>,
    report: &mut Report<'_>,
) -> Vec<usize> {
    let mut in_file: BTreeMap<&str, usize> = BTreeMap::new();
    let mut seen: Vec<&str> = Vec::new();
    let mut places = Vec::new();
    for (id, file) in entries {
        let next = in_file.entry(file).or_default();
        let index = *next;
        *next += 1;
        if seen.contains(&id) {
            report.at(
                file,
                &[array.into(), index.into(), "id".into()],
                format!("“{id}” đã có ở trên hoặc ở tệp khác; mỗi mục một id riêng"),
                format!("“{id}” stands above or in another file already; give each its own id"),
            );
        }
        seen.push(id);
        places.push(index);
    }
    places
}

fn one(law: &Law, target: &Target, index: usize, report: &mut Report<'_>) {
    let file = &target.file;
    let at = |key| ["target".into(), index.into(), At::Key(key)];
    let indicator = law.targets.indicator(&target.indicator);
    if indicator.is_none() {
        let id = &target.indicator;
        report.at(
            file,
            &at("indicator"),
            format!("không có chỉ tiêu đo “{id}” trong law/targets"),
            format!("no indicator “{id}” in law/targets"),
        );
    }
    match target.goal() {
        None => report.at(
            file,
            &at("id"),
            "mỗi chỉ tiêu có đúng một trong: at_most, below, at_least, falls_by, below_country",
            "a target has exactly one of at_most, below, at_least, falls_by, below_country",
        ),
        Some(goal) if goal.needs_share() && indicator.is_some_and(|one| one.whole.is_none()) => {
            report.at(
                file,
                &at("indicator"),
                "chỉ tiêu này cần một tỷ lệ; chỉ tiêu đo chưa có whole",
                "this target needs a share; its indicator has no `whole`",
            );
        }
        Some(_) => {}
    }
    if target.units.is_empty() {
        report.at(file, &at("id"), "chưa có đơn vị nào", "no unit is named");
    }
    for code in &target.units {
        if law.units.versions(code).is_empty() {
            report.at(
                file,
                &at("units"),
                format!("không có đơn vị “{code}” trong law/units"),
                format!("no unit “{code}” in law/units"),
            );
        }
    }
    let due = target.due;
    if let Some(due) = due.filter(|due| !target.period.contains(*due)) {
        report.at(
            file,
            &at("due"),
            format!("hạn {due} nằm ngoài thời gian áp dụng"),
            format!("{due} lies outside the time in which the target holds"),
        );
    }
}
