use super::*;
use std::path::Path;

fn national() -> Instruments {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    Instruments::load(&LawFiles::from_folder(&folder).unwrap()).unwrap()
}

fn load(text: &str) -> Result<Instruments, Findings> {
    Instruments::load(&LawFiles::from_texts([("instruments.toml", text)]))
}

const DECREE: &str = r#"
[[instrument]]
id = "nd07-2021"
title = { vi = "Chuẩn nghèo", en = "Poverty standard" }
kind = "decree"
in_force = 2021-03-15
status = "verified"
"#;

#[test]
fn the_national_register_holds_the_standards_and_their_dates() {
    let register = national();
    let decree = register.get("nd07-2021").unwrap();
    assert_eq!(decree.citation(), "07/2021/NĐ-CP");
    assert_eq!(decree.in_force, NaiveDate::from_ymd_opt(2021, 3, 15));
    assert_eq!(
        decree.until, None,
        "its end was not found and is not guessed"
    );
    let tuition = register.get("nd238-2025").unwrap();
    for replaced in &tuition.replaces {
        assert_eq!(register.get(replaced).unwrap().until, tuition.in_force);
    }
    assert_eq!(
        register.get("illustration").unwrap().status,
        Status::Illustrative
    );
}

#[test]
fn every_dated_instrument_is_in_force_after_it_was_signed() {
    for instrument in national().iter() {
        if let (Some(signed), Some(in_force)) = (instrument.signed, instrument.in_force) {
            assert!(signed <= in_force, "{}", instrument.id);
        }
    }
}

#[test]
fn a_source_is_an_instrument_and_a_place() {
    let register = load(DECREE).unwrap();
    let (instrument, place) = register.resolve("nd07-2021#3.1.a").unwrap();
    assert_eq!((instrument.id.as_str(), place), ("nd07-2021", "3.1.a"));
    let file = LawFile {
        path: "x.toml".into(),
        text: "\n\nsource".into(),
    };
    assert_eq!(register.check_source(&file, 2, "nd07-2021#3"), None);
    for wrong in ["nd07-2021", "nd07-2021#", "nd99-2099#3", ""] {
        let finding = register.check_source(&file, 2, wrong).unwrap();
        assert_eq!(
            (finding.file.as_str(), finding.line),
            ("x.toml", 3),
            "{wrong}"
        );
    }
}

#[test]
fn wrong_entries_are_refused_at_their_line() {
    let doubled = format!("{DECREE}{DECREE}");
    let unknown_key = format!("{DECREE}colour = \"red\"\n");
    let unknown_link = format!("{DECREE}amends = [\"nd1-1900\"]\n");
    let backwards = format!("{DECREE}until = 2021-03-15\n");
    let bad_id = DECREE.replace("nd07-2021", "NĐ07");
    for (text, line) in [
        (&doubled, 10),
        (&unknown_key, 8),
        (&unknown_link, 8),
        (&backwards, 3),
        (&bad_id, 3),
    ] {
        let findings = load(text).unwrap_err();
        let lines: Vec<usize> = findings.0.iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [line], "{text}");
    }
}

#[test]
fn a_province_may_add_instruments() {
    let files = LawFiles::from_texts([
        ("instruments.toml", DECREE.to_owned()),
        (
            "instruments/son-la.toml",
            DECREE.replace("nd07-2021", "nq1-son-la"),
        ),
    ]);
    let register = Instruments::load(&files).unwrap();
    assert_eq!(register.iter().count(), 2);
}
