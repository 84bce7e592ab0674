//! No reader panics, whatever the bytes: random ones, and the seeds the fuzz targets start from.

#[path = "../../../fuzz/fuzz_targets/common.rs"]
mod common;

use proptest::prelude::*;
use std::path::Path;

#[test]
fn every_seed_is_read_or_refused() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus-seeds");
    for (name, target) in common::TARGETS {
        let mut files: Vec<_> = std::fs::read_dir(seeds.join(name))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        assert!(!files.is_empty(), "{name} has no seeds");
        for file in files {
            target(&std::fs::read(file).unwrap());
        }
    }
}

/// Cells of a sheet with references, types and values as odd as they come.
fn sheet_xml() -> impl Strategy<Value = String> {
    let reference = prop_oneof![
        4 => "[A-H][1-9]",
        1 => "[A-Z]{1,9}[0-9]{0,12}",
    ];
    let kind = prop_oneof![
        Just("s"),
        Just("str"),
        Just("inlineStr"),
        Just("n"),
        Just("b"),
        Just("e"),
        Just("d"),
        Just("zzz")
    ];
    let value = prop_oneof![
        "[0-9]{1,3}",
        Just("#REF!".to_owned()),
        Just("1e400".to_owned()),
        Just("-1".to_owned()),
        Just("31121".to_owned()),
        Just("Số hộ".to_owned()),
        Just("Họ và tên".to_owned()),
        Just("Ngày sinh".to_owned()),
        Just("30/02/1990".to_owned()),
        Just("Lo\u{300} Va\u{306}n".to_owned()),
        "\\PC{0,12}",
    ];
    let cell = (reference, kind, value).prop_map(|(reference, kind, value)| match kind {
        "inlineStr" => format!(r#"<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>"#),
        _ => format!(r#"<c r="{reference}" t="{kind}"><v>{value}</v></c>"#),
    });
    let row = (any::<u32>(), prop::collection::vec(cell, 0..8)).prop_map(|(number, cells)| {
        format!(r#"<row r="{}">{}</row>"#, number % 12, cells.concat())
    });
    prop::collection::vec(row, 0..12).prop_map(|rows| {
        format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>"#, rows.concat())
    })
}

/// JSON with the keys of a household and any values.
fn json() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("-1e308".to_owned()),
        "[0-9]{1,20}",
        "\"\\PC{0,8}\"",
        Just("[\"land\", 3, []]".to_owned()),
        Just("{\"merit\": \"x\"}".to_owned()),
        Just("[{\"year\": 2024, \"class\": \"poor\"}, [1], 7]".to_owned()),
        Just("[{\"name\": \"A\", \"birth\": 99999999999, \"answers\": 5}]".to_owned()),
    ];
    let key = prop_oneof![
        Just("size"),
        Just("income_per_person"),
        Just("score_a"),
        Just("deprivations"),
        Just("flags"),
        Just("causes"),
        Just("history"),
        Just("members"),
        Just("answers"),
        Just("floor_area"),
        Just("assets"),
        Just("previous_class"),
        Just("zzz"),
    ];
    prop::collection::vec((key, value), 0..8).prop_map(|entries| {
        let entries: Vec<String> = entries
            .into_iter()
            .map(|(key, value)| format!("\"{key}\":{value}"))
            .collect();
        format!("{}}}", entries.join(","))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn random_bytes_are_no_reason_to_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for (_, target) in common::TARGETS {
            target(&bytes);
        }
    }

    #[test]
    fn random_text_is_no_reason_to_panic(text in "(\\PC|[,;\t\n\"]){0,300}") {
        common::csv(text.as_bytes());
        common::json_lines(text.as_bytes());
    }

    #[test]
    fn random_sheets_are_no_reason_to_panic(first in sheet_xml(), second in sheet_xml()) {
        common::official_list(first.as_bytes());
        common::survey(format!("{first}\0{second}").as_bytes());
    }

    #[test]
    fn random_households_are_no_reason_to_panic(entries in json()) {
        common::json_lines(entries.as_bytes());
    }
}
