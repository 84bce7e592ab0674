//! The shipped law is clean; everything an editor can get wrong is found at its place.

use super::report::Report;
use super::{check, texts};
use crate::files::LawFiles;
use crate::findings::{Finding, line_of};
use std::collections::BTreeSet;
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

/// A `source = "…"` of a file: in its own line or within an inline table.
struct Occurrence {
    file: String,
    line: usize,
    /// The file's text without it.
    without: String,
}

fn every_source(files: &LawFiles) -> Vec<Occurrence> {
    let mut found = Vec::new();
    for file in files.under("") {
        // The register is what sources point to; worked cases decide nothing.
        if file.path.starts_with("instruments") || file.path.starts_with("cases/") {
            continue;
        }
        let text = &file.text;
        for (at, _) in text.match_indices("source = \"") {
            let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            if text[line_start..at].trim_start().starts_with('#') {
                continue;
            }
            let key = text[line_start..at]
                .rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .map_or(line_start, |before| line_start + before + 1);
            let value = at + "source = \"".len();
            let quote = value + text[value..].find('"').unwrap();
            let end = quote + 1;
            // Within an inline table the comma goes too.
            let end = end + usize::from(text[end..].starts_with(", ")) * 2;
            found.push(Occurrence {
                file: file.path.clone(),
                line: line_of(text, at),
                without: format!("{}{}", &text[..key], &text[end..]),
            });
        }
    }
    found
}

fn is_named(occurrence: &Occurrence, findings: &[Finding]) -> bool {
    findings.iter().any(|finding| {
        finding.file == occurrence.file && finding.line.abs_diff(occurrence.line) <= 3
    })
}

#[test]
fn a_deleted_source_is_named_by_file_and_line() {
    let files = shipped();
    let register = files.file("instruments.toml").unwrap().text.clone();
    let occurrences = every_source(&files);
    assert!(occurrences.len() > 400, "{}", occurrences.len());
    for occurrence in &occurrences {
        let damaged = LawFiles::from_texts([
            ("instruments.toml", register.as_str()),
            (&occurrence.file, &occurrence.without),
        ]);
        let mut report = Report::new(&damaged);
        texts::check(&mut report);
        assert!(
            is_named(occurrence, &report.finish().0),
            "law/{}:{}",
            occurrence.file,
            occurrence.line
        );
    }
}

#[test]
fn a_deleted_source_fails_the_whole_check() {
    let files = shipped();
    let mut folders = BTreeSet::new();
    for occurrence in every_source(&files) {
        let folder = occurrence.file.split('/').next().unwrap().to_owned();
        if !folders.insert(folder) {
            continue;
        }
        let mut damaged = files.clone();
        damaged.insert(occurrence.file.clone(), occurrence.without.clone());
        let findings = check(&damaged).0;
        assert!(
            is_named(&occurrence, &findings),
            "law/{}:{}",
            occurrence.file,
            occurrence.line
        );
    }
    assert!(folders.len() >= 9, "{folders:?}");
}

/// What an editor gets wrong: file, the text that is right, the text that is wrong, a piece of
/// the finding that says so. The finding stands at most eight lines from the change.
const MISTAKES: [(&str, &str, &str, &str); 42] = [
    (
        "targets/quynh-nhai.toml",
        "below = \"1\"",
        "below = \"1\"\nat_most = \"1\"",
        "exactly one of at_most",
    ),
    (
        "targets/quynh-nhai.toml",
        "below = \"1\"",
        "below = \"1,0\"",
        "not a number like",
    ),
    (
        "targets/quynh-nhai.toml",
        "due = 2030-12-31",
        "due = 2031-12-31",
        "outside the time",
    ),
    (
        "targets/quynh-nhai.toml",
        "\"03712\"",
        "\"99999\"",
        "no unit “99999”",
    ),
    (
        "targets/gia-loc.toml",
        "indicator = \"water_access_rate\"",
        "indicator = \"water_rate\"",
        "no indicator “water_rate”",
    ),
    (
        "targets/indicators.toml",
        "part.count = 'class == \"poor\" && \"merit\" in groups'",
        "part.count = 'class == \"poor\" && \"merits\" in groups'",
        "merits",
    ),
    (
        "targets/indicators.toml",
        "whole.count = 'present'\n",
        "whole.count = 'present'\nwhole.sum = 'size'\n",
        "exactly one of `count`",
    ),
    (
        "targets/lam-dong.toml",
        "id = \"lam-dong-merit\"",
        "id = \"lam-dong-relapse\"",
        "give each its own id",
    ),
    (
        "facts/survey.toml",
        "type = \"decimal\"\nunit = \"m2\"\nlabel.vi = \"Diện tích ở\"",
        "type = \"decimal\"\nlabel.vi = \"Diện tích ở\"",
        "“floor_area” is a measured number without a unit",
    ),
    (
        "standards/nd07-2022.toml",
        "until = 2026-01-01",
        "until = 2025-12-31",
        "no poverty standard from 2025-12-31 to before 2026-01-01",
    ),
    (
        "standards/nd351-2027.toml",
        "from = 2027-01-01\nuntil",
        "from = 2026-12-31\nuntil",
        "the standard “nd07-2022” holds as well",
    ),
    (
        "standards/nd07-2022.toml",
        "value = 1500000",
        "valeu = 1500000",
        "unknown field",
    ),
    (
        "standards/nd07-2022.toml",
        "unit = \"indicator\"\n",
        "",
        "missing field `unit`",
    ),
    (
        "standards/nd07-2022.toml",
        "unit = \"indicator\"",
        "unit = \"\"",
        "has no unit",
    ),
    (
        "standards/nd07-2022.toml",
        "nd07-2021#dieu-3.2.c",
        "nd7-2021#dieu-3.2.c",
        "no instrument “nd7-2021”",
    ),
    (
        "standards/nd07-2022.toml",
        "nd07-2021#dieu-3.2.c",
        "nd07-2021",
        "names no place",
    ),
    (
        "standards/nd07-2022.toml",
        "area = \"urban\"\nvalue = 2000000",
        "area = \"rural\"\nvalue = 2000000",
        "already has a value",
    ),
    (
        "standards/overlays/illustrative-province.toml",
        "from = 2025-07-01",
        "from = 2023-07-01",
        "put them in order of time",
    ),
    (
        "standards/nd07-2022.toml",
        "m.insured)",
        "m.insurd)",
        "insurd",
    ),
    (
        "standards/nd07-2022.toml",
        "params.child_age && (m.stunted",
        "params.chlid_age && (m.stunted",
        "chlid_age",
    ),
    (
        "standards/nd07-2022.toml",
        "\"pour_flush_pit\", \"vented_pit\"",
        "\"pour_flush_pit\", \"vent_pit\"",
        "vent_pit",
    ),
    (
        "standards/nd07-2022.toml",
        "!household.uses_internet",
        "household.floor_area + 1.0",
        "bool",
    ),
    (
        "standards/nd07-2022.toml",
        "!household.uses_internet",
        "household.uses_internet)(",
        "",
    ),
    (
        "standards/nd07-2022.toml",
        "code = \"telecom\"",
        "code = \"digital_services\"",
        "is not in codes/indicators.toml",
    ),
    (
        "standards/nd07-2022.toml",
        "service = \"information\"",
        "service = \"informatics\"",
        "no service “informatics”",
    ),
    (
        "standards/nd07-2022.toml",
        "code = \"near_poor\"",
        "code = \"nearly_poor\"",
        "nearly_poor",
    ),
    (
        "standards/nd07-2022.toml",
        "income_source = \"nd07-2021#dieu-3.2.c\"\nincome_status = \"unverified\"\n",
        "",
        "carries its source",
    ),
    (
        "standards/nd07-2022.toml",
        "points_source = \"tt07-2021#diem-b\"\npoints_status = \"verified\"\n",
        "",
        "points carry",
    ),
    (
        "standards/nd07-2022.toml",
        "fact = \"children\"",
        "fact = \"childs\"",
        "no fact “childs”",
    ),
    (
        "standards/overlays/illustrative-province.toml",
        "province = \"14\"",
        "province = \"99\"",
        "no province",
    ),
    (
        "standards/overlays/illustrative-province.toml",
        "value = 1800000",
        "value = 1400000",
        "lower than the national value",
    ),
    (
        "standards/scores/illustrative-2022.toml",
        "southeast = 49",
        "southwest = 49",
        "no region “southwest”",
    ),
    (
        "standards/scores/illustrative-2022.toml",
        "southeast = 49, ",
        "",
        "no points for “southeast”",
    ),
    (
        "standards/scores/nd07-2022.toml",
        "complete = false",
        "complete = true",
        "an empty table cannot be complete",
    ),
    (
        "transitions.toml",
        "code = \"re_poor\"",
        "code = \"poor_again\"",
        "no code “poor_again”",
    ),
    (
        "groups.toml",
        "code = \"merit\"",
        "code = \"ethnic_minority\"",
        "stands above already",
    ),
    (
        "questionnaires/nd07-2022.toml",
        "fact = \"insured\"",
        "field = \"insured\"\ntype = \"text\"",
        "indicators must be []",
    ),
    (
        "questionnaires/nd07-2022.toml",
        "indicators = [\"water\"]",
        "indicators = [\"toilet\"]",
        "indicators must be [water]",
    ),
    (
        "questionnaires/nd07-2022.toml",
        "m.age >= params.labour_age",
        "m.age >= params.labour",
        "labour",
    ),
    (
        "procedures/annual.toml",
        "back_to = \"posting\"",
        "back_to = \"poster\"",
        "no step “poster”",
    ),
    (
        "procedures/monthly.toml",
        "actors = [\"commune_chairman\"]",
        "actors = [\"mayor\"]",
        "no code “mayor”",
    ),
    ("tables/R2.toml", "- c4", "- c44", "c44"),
];

#[test]
fn every_mistake_is_found_at_its_place() {
    let files = shipped();
    for (path, right, wrong, said) in MISTAKES {
        let text = &files.file(path).unwrap().text;
        let at = text
            .find(right)
            .unwrap_or_else(|| panic!("law/{path} no longer holds {right:?}"));
        let mut damaged = files.clone();
        damaged.insert(path, text.replacen(right, wrong, 1));
        let findings = check(&damaged);
        let line = line_of(text, at);
        assert!(
            findings.0.iter().any(|finding| finding.file == path
                && finding.line.abs_diff(line) <= 8
                && finding.message.en.contains(said)),
            "law/{path}:{line}: {right:?} → {wrong:?} gave\n{findings}"
        );
    }
}

#[test]
fn a_question_nobody_asks_is_a_hole() {
    let mut files = shipped();
    let path = "questionnaires/nd07-2022.toml";
    let text = files.file(path).unwrap().text.clone();
    let start = text
        .find("[[section.question]]\nfact = \"water_source\"")
        .unwrap();
    let end = start + text[start + 1..].find("[[section").unwrap() + 1;
    files.insert(path, format!("{}{}", &text[..start], &text[end..]));
    let findings = check(&files);
    assert!(
        findings.0.iter().any(|finding| finding.file == path
            && finding
                .message
                .en
                .contains("nothing asks household.water_source")
            && finding.message.en.contains("water")),
        "{findings}"
    );
}

#[test]
fn a_file_that_nothing_reads_is_found() {
    let mut files = shipped();
    files.insert("standard/nd99.toml", "id = 1");
    let findings = check(&files);
    assert!(
        findings.to_string().contains("law/standard/nd99.toml:1"),
        "{findings}"
    );
}
