//! Movements and groups: codes that exist, each once.

use super::located::Step;
use super::report::Report;
use super::standards::unique;
use crate::law::Law;

pub(super) fn check(law: &Law, report: &mut Report<'_>) {
    let transitions = law.transitions.iter().map(|rule| rule.code.as_str());
    let groups = law.groups.iter().map(|rule| rule.code.as_str());
    codes(
        law,
        "transitions.toml",
        "transition",
        "transitions",
        transitions,
        report,
    );
    codes(law, "groups.toml", "group", "groups", groups, report);
}

/// Codes of one array stand each once, in a list that has them.
fn codes<'c>(
    law: &Law,
    file: &str,
    array: &str,
    list: &str,
    codes: impl Iterator<Item = &'c str> + Clone,
    report: &mut Report<'_>,
) {
    unique(codes.clone(), file, &[Step::Key(array)], report);
    for (index, code) in codes.enumerate() {
        let path = [Step::Key(array), Step::At(index), Step::Key("code")];
        known_code(law, list, code, file, &path, report);
    }
}

/// Reports `code` unless `list` has it in any version.
pub(super) fn known_code(
    law: &Law,
    list: &str,
    code: &str,
    file: &str,
    path: &[Step<'_>],
    report: &mut Report<'_>,
) {
    let known = law.codes.list(list).and_then(|list| list.position(code));
    if known.is_none() {
        report.at(
            file,
            path,
            format!("mã “{code}” không có trong codes/{list}.toml"),
            format!("no code “{code}” in codes/{list}.toml"),
        );
    }
}
