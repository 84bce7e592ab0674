//! `vuonlen measure …` and `vuonlen law …` as a person runs them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn vuonlen(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vuonlen"))
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn succeed(arguments: &[&str]) -> String {
    let output = vuonlen(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// A synthetic register of Sơn La, of this many households.
fn son_la(folder: &Path, name: &str, households: &str, year: &str) -> String {
    let out = folder.join(name);
    let out = out.to_str().unwrap().to_owned();
    let on = format!("{year}-11-20");
    succeed(&[
        "synth",
        "--households",
        households,
        "--provinces",
        "14",
        "--year",
        year,
        "--on",
        &on,
        "--seed",
        year,
        "--out",
        &out,
    ]);
    out
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn indices_and_targets_of_a_register_are_written_in_three_forms() {
    let folder = tempfile::tempdir().unwrap();
    let now = son_la(folder.path(), "now", "4000", "2026");
    let before = son_la(folder.path(), "before", "3900", "2025");
    let out = folder.path().join("out");
    let into = out.to_str().unwrap();
    let printed = succeed(&[
        "measure",
        "indices",
        "--input",
        &now,
        "--earlier",
        &before,
        "--by",
        "area",
        "--by",
        "groups",
        "--by",
        "province+area",
        "--threads",
        "2",
        "--json",
        "--out",
        into,
    ]);
    let printed: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(printed, read(&out.join("indices.json")));
    let report = &printed["report"];
    assert_eq!(report["measure"], "administrative-2022");
    assert_eq!(printed["comparison"]["years"], 1.0);
    let headcount = report["total"]["headcount"]["value"].as_f64().unwrap();
    let intensity = report["total"]["intensity"]["value"].as_f64().unwrap();
    let adjusted = report["total"]["adjusted_headcount"]["value"]
        .as_f64()
        .unwrap();
    assert!((headcount * intensity - adjusted).abs() < 1e-12);
    // The union of all indicators finds more poor than three of twelve.
    succeed(&[
        "measure", "indices", "--input", &now, "--cutoff", "1/12", "--out", into,
    ]);
    let union = read(&out.join("indices.json"));
    let wider = union["report"]["total"]["headcount"]["value"]
        .as_f64()
        .unwrap();
    assert!(wider > headcount, "{wider} {headcount}");
    assert_eq!(union["report"]["divisions"][0]["by"], "province");

    let lines = succeed(&[
        "measure",
        "targets",
        "--input",
        &now,
        "--earlier",
        &before,
        "--out",
        into,
    ]);
    assert!(lines.contains("quynh-nhai-poor-rate"), "{lines}");
    let targets = read(&out.join("targets.json"));
    let of = |id: &str| {
        let all = targets["targets"].as_array().unwrap();
        all.iter().find(|one| one["id"] == id).unwrap().clone()
    };
    let fall = of("quynh-nhai-poor-rate-fall");
    assert!(fall["falls_by"].is_number(), "{fall}");
    assert!(matches!(
        fall["verdict"].as_str().unwrap(),
        "reached" | "missed"
    ));
    assert_eq!(fall["communes"], 4);
    // Lâm Đồng is not in the data, and its target to 2030 is told to be open.
    assert_eq!(of("lam-dong-below-country")["verdict"], "incomplete");
    let alone = succeed(&[
        "measure", "targets", "--input", &now, "--json", "--out", into,
    ]);
    assert!(alone.contains("no_earlier_data"), "{alone}");
    for file in ["indices.xlsx", "indices.csv", "targets.xlsx", "targets.csv"] {
        assert!(fs::metadata(out.join(file)).unwrap().len() > 200, "{file}");
    }
    let sheets = sheet_names(&out.join("indices.xlsx"));
    assert_eq!(sheets, ["Chỉ số", "Theo chỉ tiêu"]);
}

/// Tables of a chosen unit: a total, and a row for each unit below it.
#[test]
fn tables_are_drawn_up_for_a_chosen_unit() {
    let folder = tempfile::tempdir().unwrap();
    let now = son_la(folder.path(), "now", "3000", "2026");
    let out = folder.path().join("out");
    let base = [
        "measure",
        "tables",
        "--input",
        &now,
        "--out",
        out.to_str().unwrap(),
    ];
    let first = |unit: &[&str]| -> Vec<String> {
        succeed(&[&base[..], unit].concat());
        let tables = read(&out.join("tables.json"));
        let rows = tables[0]["rows"].as_array().unwrap().clone();
        let depth = |row: &Value| row["depth"].as_u64().unwrap();
        rows.iter()
            .filter(|row| depth(row) < 2)
            .map(|row| row["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(first(&[]), ["VN", "14"]);
    let province = first(&["--unit", "14"]);
    assert_eq!(province.len(), 76, "the province and its 75 communes");
    assert_eq!(province[0], "14");
    assert_eq!(first(&["--unit", "03703"]), ["03703"]);
    let output = vuonlen(&[&base[..], &["--unit", "68"]].concat());
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("68"));
}

fn sheet_names(path: &Path) -> Vec<String> {
    use calamine::{Reader, Xlsx, open_workbook};
    let book: Xlsx<_> = open_workbook(path).unwrap();
    book.sheet_names()
}

const SURVEY: &str = r#"
id = "thu"
title.vi = "Điều tra thử"
title.en = "Trial survey"
missing = "refuse"
[design]
[structure]
id = "thu"
title.vi = "Thước đo thử"
title.en = "Trial measure"
unit = "person"
[structure.method]
cutoff = "1/2"
[[structure.dimension]]
id = "d"
label.vi = "Chiều"
label.en = "Dimension"
indicator = [
  { id = "a", label = { vi = "A", en = "A" } },
  { id = "b", label = { vi = "B", en = "B" } },
  { id = "c", label = { vi = "C", en = "C" } },
  { id = "d", label = { vi = "D", en = "D" } },
]
"#;

/// Five people, rows 1010, 0100, 0111, 1000, 1010, each indicator a quarter, k = 1/2: H 0.6,
/// A 7/12, M0 0.35 (docs/manual/indices.md), with errors as every row is a cluster of its own.
#[test]
fn a_survey_is_measured_by_its_specification() {
    let folder = tempfile::tempdir().unwrap();
    let (specification, data) = (
        folder.path().join("thu.toml"),
        folder.path().join("thu.csv"),
    );
    fs::write(&specification, SURVEY).unwrap();
    fs::write(
        &data,
        "a,b,c,d\n1,0,1,0\n0,1,0,0\n0,1,1,1\n1,0,0,0\n1,0,1,0\n",
    )
    .unwrap();
    let out = folder.path().join("out");
    let arguments = [
        "measure",
        "indices",
        "--survey",
        specification.to_str().unwrap(),
        "--data",
        data.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    let printed = succeed(&arguments);
    assert!(printed.contains("H  0.6000 ± "), "{printed}");
    let total = &read(&out.join("indices.json"))["report"]["total"];
    let close = |value: &Value, expected: f64| {
        assert!(
            (value.as_f64().unwrap() - expected).abs() < 1e-12,
            "{value}"
        );
    };
    close(&total["headcount"]["value"], 0.6);
    close(&total["intensity"]["value"], 7.0 / 12.0);
    close(&total["adjusted_headcount"]["value"], 0.35);
    for (index, sevenths) in [2.0, 1.0, 3.0, 1.0].into_iter().enumerate() {
        close(
            &total["indicators"][index]["contribution_share"]["value"],
            sevenths / 7.0,
        );
    }
    assert!(total["headcount"]["interval"].is_array());

    // Compared with itself two years before nothing changes, and the sheet says so.
    let data_path = data.to_str().unwrap();
    let compared = [
        &arguments[..],
        &["--earlier-data", data_path, "--years", "2"],
    ]
    .concat();
    succeed(&compared);
    assert_eq!(
        sheet_names(&out.join("indices.xlsx")),
        ["Chỉ số", "Theo chỉ tiêu", "Thay đổi"]
    );
    let without_years = [&arguments[..], &["--earlier-data", data_path]].concat();
    let output = vuonlen(&without_years);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("--years"));

    fs::write(&data, "a,b,c,d\n1,0,1,0\n0,,0,0\n").unwrap();
    let output = vuonlen(&arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(
        errors.contains("line 3") && errors.contains("\"b\""),
        "{errors}"
    );
}

#[test]
fn what_cannot_be_measured_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let now = son_la(folder.path(), "now", "400", "2026");
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    for (more, said) in [
        (vec!["--by", "size"], "size"),
        (vec!["--by", "colour"], "colour"),
        (vec!["--measure", "other"], "administrative-2022"),
        (vec!["--cutoff", "0"], "0"),
    ] {
        let base = ["measure", "indices", "--input", &now, "--out", out];
        let output = vuonlen(&[&base[..], &more].concat());
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success() && errors.contains(said),
            "{errors}"
        );
    }
}

/// `law check` reads measures, targets and cases too: a fault in any of them fails it by file and
/// line.
#[test]
fn a_fault_anywhere_in_the_law_fails_the_check() {
    let law = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    for (file, right, wrong) in [
        (
            "measures/national-mpi.toml",
            "cutoff = \"1/3\"",
            "cutoff = \"0\"",
        ),
        (
            "targets/indicators.toml",
            "whole.count = 'present'",
            "whole.count = 'presents'",
        ),
        ("cases/boundaries.toml", "[[grid]]", "[[grids]]"),
        (
            "cases/boundaries.toml",
            "0, \"qd59-2015\", \"poor\"]",
            "0, \"qd59-2015\", \"near_poor\"]",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(file);
        let text = fs::read_to_string(law.join(file)).unwrap();
        assert!(text.contains(right), "{file}");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text.replacen(right, wrong, 1)).unwrap();
        let output = vuonlen(&["law", "check", "--law", folder.path().to_str().unwrap()]);
        let printed = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{file}: {printed}");
        assert!(printed.contains(&format!("law/{file}:")), "{printed}");
    }
}
