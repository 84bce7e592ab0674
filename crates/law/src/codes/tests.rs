use super::*;
use crate::files::LawFiles;
use crate::findings::Findings;
use crate::instruments::Instruments;
use std::path::Path;

fn national() -> CodeLists {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let files = LawFiles::from_folder(&folder).unwrap();
    CodeLists::load(&files, &Instruments::load(&files).unwrap()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn load(text: &str) -> Result<CodeLists, Findings> {
    let register = "[[instrument]]\nid = \"x\"\ntitle = { vi = \"X\", en = \"X\" }\nkind = \"note\"\nstatus = \"unverified\"\n";
    let files = LawFiles::from_texts([("instruments.toml", register), ("codes/walls.toml", text)]);
    CodeLists::load(&files, &Instruments::load(&files).unwrap())
}

const WALLS: &str = r#"
id = "walls"
title = { vi = "Tường", en = "Walls" }
[fields]
durable = "boolean"
[[version]]
from = 2016-01-01
until = 2022-01-01
source = "x#1"
status = "unverified"
[[version.code]]
code = "brick"
vi = "Gạch"
en = "Brick"
durable = true
"#;

#[test]
fn causes_have_a_longer_list_before_2022() {
    let causes = national();
    let causes = causes.list("causes").unwrap();
    let count = |date| causes.as_of(day(date)).map(|version| version.codes.len());
    assert_eq!(count("2015-12-31"), None);
    assert_eq!(count("2021-12-31"), Some(14));
    assert_eq!(count("2022-01-01"), Some(8));
    let now = causes.as_of(day("2026-11-20")).unwrap();
    assert_eq!(now.find("illness").unwrap().number.as_deref(), Some("7"));
    assert!(now.find("unwilling").is_none());
    assert_eq!(
        causes.label("unwilling").unwrap().vi,
        "Chây lười lao động",
        "an old record still has its label"
    );
}

#[test]
fn fifty_three_ethnic_groups_are_minorities() {
    let lists = national();
    let groups = lists.list("ethnic_groups").unwrap();
    let now = groups.as_of(day("2026-11-20")).unwrap();
    assert_eq!(now.codes.len(), 56);
    assert_eq!(now.flagged("minority").count(), 53);
    for not_minority in ["01", "55", "00"] {
        assert!(!now.find(not_minority).unwrap().flag("minority"));
    }
    assert!(now.find("04").unwrap().flag("minority"), "Hoa");
}

#[test]
fn spellings_of_the_field_are_recognised() {
    let lists = national();
    let now = |list: &str, text: &str| {
        let version = lists.list(list)?.as_of(day("2026-11-20"))?;
        version.recognise(text).map(|code| code.code.clone())
    };
    for (list, text, code) in [
        ("ethnic_groups", "H’mông", "08"),
        ("ethnic_groups", " mông ", "08"),
        ("ethnic_groups", "Ê Đê", "12"),
        ("ethnic_groups", "Cơ ho", "16"),
        ("ethnic_groups", "K'Ho", "16"),
        ("ethnic_groups", "12", "12"),
        ("causes", "Không có / thiếu đất sản xuất", "land"),
        ("causes", "7", "illness"),
        ("classes", "CN", "near_poor"),
        ("classes", "hộ nghèo", "poor"),
        ("relations", "Vợ", "spouse"),
    ] {
        assert_eq!(now(list, text).as_deref(), Some(code), "{text}");
    }
    assert_eq!(now("ethnic_groups", "Thai lan"), None);
    assert_eq!(now("ethnic_groups", " - "), None);
}

#[test]
fn the_codes_that_types_repeat_are_the_same_in_the_same_order() {
    let lists = national();
    let classes: Vec<&str> = vuonlen_domain::Class::ALL
        .iter()
        .map(|c| c.code())
        .collect();
    let areas: Vec<&str> = vuonlen_domain::Area::ALL.iter().map(|a| a.code()).collect();
    assert_eq!(lists.list("classes").unwrap().codes(), classes);
    assert_eq!(lists.list("areas").unwrap().codes(), areas);
    let or_none = lists.list("classes_or_none").unwrap().codes();
    assert_eq!(or_none[..4], classes);
    assert_eq!(or_none[4..], ["none"]);
}

#[test]
fn rates_are_exact_and_begin_in_the_year_they_were_read() {
    let lists = national();
    let loans = lists.list("loan_programmes").unwrap();
    let near_poor = |date| {
        let version = loans.as_of(day(date)).unwrap();
        version.find("near_poor").unwrap().value("rate").cloned()
    };
    assert_eq!(near_poor("2025-12-31"), None);
    assert_eq!(
        near_poor("2026-01-01"),
        Some(FieldValue::Decimal("7.92".into()))
    );
}

#[test]
fn labels_are_in_normal_form() {
    use vuonlen_domain::text::normalise;
    let lists = national();
    let labels = lists.iter().flat_map(|list| {
        let codes = list.versions().iter().flat_map(|version| &version.codes);
        codes.map(|code| &code.label).chain([&list.title])
    });
    for label in labels {
        assert_eq!(
            *label,
            Text::new(normalise(&label.vi), normalise(&label.en))
        );
    }
}

#[test]
fn every_province_has_a_region_for_its_points_column() {
    let lists = national();
    let regions = lists.list("regions").unwrap();
    for (date, provinces) in [("2025-06-30", 63), ("2025-07-01", 34)] {
        let mut listed = std::collections::BTreeSet::new();
        let mut whole = 0;
        for region in &regions.as_of(day(date)).unwrap().codes {
            for field in ["provinces", "provinces_in_part"] {
                let Some(FieldValue::List(codes)) = region.value(field) else {
                    panic!("{field} is a list");
                };
                whole += if field == "provinces" { codes.len() } else { 0 };
                listed.extend(codes.iter().cloned());
            }
        }
        assert_eq!(listed.len(), provinces, "{date}");
        assert_eq!(whole, if provinces == 63 { 63 } else { 27 }, "{date}");
    }
}

#[test]
fn a_bit_stays_what_it_is_when_a_version_is_added() {
    let later = r#"
[[version]]
from = 2022-01-01
source = "x#2"
status = "verified"
[[version.code]]
code = "mud"
vi = "Đất"
en = "Mud"
durable = false
[[version.code]]
code = "brick"
vi = "Gạch nung"
en = "Fired brick"
durable = true
"#;
    let lists = load(&format!("{WALLS}{later}")).unwrap();
    let walls = lists.list("walls").unwrap();
    assert_eq!(walls.codes(), ["brick", "mud"]);
    assert_eq!(walls.mask(["mud", "brick"]), Ok(0b11));
    assert_eq!(walls.mask(["mud"]), Ok(0b10));
    assert_eq!(walls.mask(["brick", "glass"]), Err("glass"));
    assert_eq!(walls.code_at(1), Some("mud"));
    assert_eq!(walls.label("brick").unwrap().vi, "Gạch nung");
}

#[test]
fn wrong_lists_are_refused_at_their_line() {
    let again = WALLS.replace("durable = true", "durable = true\n[[version.code]]\ncode = \"brick\"\nvi = \"Đá\"\nen = \"Stone\"\ndurable = true");
    let spelled_twice = WALLS.replace("durable = true", "durable = true\n[[version.code]]\ncode = \"stone\"\nvi = \"gạch\"\nen = \"Stone\"\ndurable = true");
    let overlap = format!(
        "{WALLS}[[version]]\nfrom = 2021-12-31\nsource = \"x#1\"\nstatus = \"verified\"\ncode = []\n"
    );
    let swap = |from: &str, to: &str| WALLS.replace(from, to);
    for (text, line) in [
        (swap("id = \"walls\"", "id = \"roofs\""), 2),
        (swap("durable = \"boolean\"", "durable = \"maybe\""), 5),
        (swap("source = \"x#1\"", "source = \"y#1\""), 9),
        (swap("source = \"x#1\"", "source = \"x\""), 9),
        (swap("until = 2022-01-01", "until = 2016-01-01"), 9),
        (swap("status = \"unverified\"", "status = \"sure\""), 10),
        (swap("code = \"brick\"", "code = \"Brick\""), 12),
        (swap("durable = true", ""), 12),
        (swap("durable = true", "durable = 1"), 12),
        (swap("durable = true", "durable = true\ncolour = 1"), 12),
        (again, 17),
        (spelled_twice, 17),
        (overlap, 18),
    ] {
        let findings = load(&text).unwrap_err();
        assert_eq!(findings.0[0].line, line, "{findings}");
    }
    assert!(load(WALLS).is_ok());
}
