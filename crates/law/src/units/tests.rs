mod refusals;

use super::*;
use crate::files::LawFiles;
use crate::findings::Findings;
use crate::instruments::Instruments;
use std::path::Path;
use vuonlen_domain::text::key::search_key;

fn files() -> LawFiles {
    LawFiles::from_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law")).unwrap()
}

fn national() -> &'static Units {
    static UNITS: OnceLock<Units> = OnceLock::new();
    UNITS.get_or_init(|| load(&files()).unwrap())
}

fn load(files: &LawFiles) -> Result<Units, Findings> {
    Units::load(files, &Instruments::load(files).unwrap())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn count(level: UnitLevel, date: &str) -> usize {
    national().at_level(level, day(date)).count()
}

fn count_kind(kind: &str, level: UnitLevel, date: &str) -> usize {
    national()
        .at_level(level, day(date))
        .filter(|unit| unit.kind.code == kind)
        .count()
}

const BEFORE: &str = "2025-06-30";
const AFTER: &str = "2025-07-01";

mod counts {
    use super::*;
    use UnitLevel::{Commune, District, Province};

    #[test]
    fn levels_before_and_after_the_reform() {
        for date in ["2016-01-01", BEFORE] {
            assert_eq!(
                [Province, District, Commune].map(|level| count(level, date)),
                [63, 696, 10_035],
                "{date}"
            );
        }
        for date in [AFTER, "2026-11-20"] {
            assert_eq!(
                [Province, District, Commune].map(|level| count(level, date)),
                [34, 0, 3_321],
                "{date}"
            );
        }
        assert_eq!(
            count(Commune, "2015-12-31"),
            0,
            "nothing is known before 2016"
        );
    }

    #[test]
    fn kinds_on_the_first_day_of_the_reform() {
        let kinds = [("xa", 2_621), ("phuong", 687), ("dac_khu", 13)];
        for (kind, expected) in kinds {
            assert_eq!(count_kind(kind, Commune, AFTER), expected, "{kind}");
        }
        assert_eq!(count_kind("tinh", Province, AFTER), 28);
        assert_eq!(count_kind("thanh_pho", Province, AFTER), 6);
        assert_eq!(count_kind("thi_tran", Commune, AFTER), 0);
    }

    #[test]
    fn communes_of_each_new_province() {
        let expected = [
            ("01", 126),
            ("04", 56),
            ("08", 124),
            ("11", 45),
            ("12", 38),
            ("14", 75),
            ("15", 99),
            ("19", 92),
            ("20", 65),
            ("22", 54),
            ("24", 99),
            ("25", 148),
            ("31", 114),
            ("33", 104),
            ("37", 129),
            ("38", 166),
            ("40", 130),
            ("42", 69),
            ("44", 78),
            ("46", 40),
            ("48", 94),
            ("51", 96),
            ("52", 135),
            ("56", 65),
            ("66", 102),
            ("68", 124),
            ("75", 95),
            ("79", 168),
            ("80", 96),
            ("82", 102),
            ("86", 124),
            ("91", 102),
            ("92", 103),
            ("96", 64),
        ];
        for (province, communes) in expected {
            assert_eq!(
                national().children(province, day(AFTER)).count(),
                communes,
                "{province}"
            );
        }
    }

    #[test]
    fn the_crosswalk_covers_every_commune() {
        let units = national();
        let mut moves = 0;
        for old in units.at_level(Commune, day(BEFORE)) {
            let successors = units.successors(old.code.as_str());
            assert!(successors[0].is_default, "{}", old.code);
            moves += successors.len();
        }
        assert_eq!(moves, 10_597);
        for new in units.at_level(Commune, day(AFTER)) {
            assert!(
                !units.predecessors(new.code.as_str()).is_empty(),
                "{}",
                new.code
            );
        }
    }
}

mod places {
    use super::*;

    #[test]
    fn a_code_may_name_another_province_after_the_reform() {
        for (code, before, after) in [
            ("15", "Tỉnh Yên Bái", "Tỉnh Lào Cai"),
            ("24", "Tỉnh Bắc Giang", "Tỉnh Bắc Ninh"),
            ("44", "Tỉnh Quảng Bình", "Tỉnh Quảng Trị"),
            ("52", "Tỉnh Bình Định", "Tỉnh Gia Lai"),
            ("80", "Tỉnh Long An", "Tỉnh Tây Ninh"),
            ("82", "Tỉnh Tiền Giang", "Tỉnh Đồng Tháp"),
            ("91", "Tỉnh Kiên Giang", "Tỉnh An Giang"),
        ] {
            let name = |date| national().unit(code, day(date)).unwrap().name.as_str();
            assert_eq!((name(BEFORE), name(AFTER)), (before, after));
        }
    }

    #[test]
    fn dong_nai_became_a_city_and_ten_of_its_communes_wards() {
        let units = national();
        let path = |date| units.path("26368", day(date)).unwrap();
        assert_eq!(path("2026-04-29"), "xã Long Thành, tỉnh Đồng Nai");
        assert_eq!(path("2026-04-30"), "phường Long Thành, thành phố Đồng Nai");
        let wards = |date| count_kind("phuong", UnitLevel::Commune, date);
        assert_eq!(wards("2026-04-30") - wards("2026-04-29"), 10);
        assert_eq!(
            units.default_area("26368", day("2026-04-29")),
            Some(Area::Rural)
        );
        assert_eq!(
            units.default_area("26368", day("2026-04-30")),
            Some(Area::Urban)
        );
        assert_eq!(units.children("75", day("2026-04-30")).count(), 95);
    }

    #[test]
    fn the_communes_of_the_founding_documents() {
        for (code, path) in [
            ("25000", "xã Di Linh, tỉnh Lâm Đồng"),
            ("25051", "xã Sơn Điền, tỉnh Lâm Đồng"),
            ("24886", "xã Đam Rông 1, tỉnh Lâm Đồng"),
            ("24853", "xã Đam Rông 4, tỉnh Lâm Đồng"),
            ("18073", "phường Thành Sen, tỉnh Hà Tĩnh"),
            ("18652", "phường Hà Huy Tập, tỉnh Hà Tĩnh"),
            ("10999", "xã Gia Lộc, thành phố Hải Phòng"),
            ("11065", "xã Trường Tân, thành phố Hải Phòng"),
            ("03688", "xã Mường Chiên, tỉnh Sơn La"),
            ("03694", "xã Mường Giôn, tỉnh Sơn La"),
            ("03703", "xã Quỳnh Nhai, tỉnh Sơn La"),
            ("03712", "xã Mường Sại, tỉnh Sơn La"),
        ] {
            assert_eq!(
                national().path(code, day("2026-11-20")).as_deref(),
                Some(path)
            );
        }
    }

    #[test]
    fn a_household_of_old_quynh_nhai_finds_its_new_commune() {
        let units = national();
        let path = units.path("03706", day(BEFORE)).unwrap();
        assert_eq!(path, "xã Chiềng Bằng, huyện Quỳnh Nhai, tỉnh Sơn La");
        let successors = units.successors("03706");
        assert_eq!(successors.len(), 1);
        assert_eq!(successors[0].extent, Extent::Whole);
        assert_eq!(successors[0].unit.name, "Xã Quỳnh Nhai");
        let names: Vec<&str> = units
            .predecessors("03703")
            .iter()
            .map(|before| before.unit.name.as_str())
            .collect();
        assert_eq!(
            names,
            [
                "Xã Chiềng Ơn",
                "Thị trấn Mường Giàng",
                "Xã Chiềng Bằng",
                "Xã Chiềng Khoang"
            ]
        );
    }

    #[test]
    fn a_divided_commune_names_all_its_successors() {
        let successors = national().successors("00007");
        assert!(successors.len() > 1);
        assert!(successors.iter().all(|to| to.extent == Extent::Part));
        assert_eq!(successors.iter().filter(|to| to.is_default).count(), 1);
        assert!(successors[0].is_default);
    }

    #[test]
    fn five_special_zones_were_districts_without_communes() {
        let units = national();
        for (code, name, district) in [
            ("11948", "Đặc khu Bạch Long Vĩ", "Huyện Bạch Long Vĩ"),
            ("19742", "Đặc khu Cồn Cỏ", "Huyện Cồn Cỏ"),
            ("20333", "Đặc khu Hoàng Sa", "Huyện Hoàng Sa"),
            ("21548", "Đặc khu Lý Sơn", "Huyện Lý Sơn"),
            ("26732", "Đặc khu Côn Đảo", "Huyện Côn Đảo"),
        ] {
            assert_eq!(units.unit(code, day(AFTER)).unwrap().name, name);
            let before = units.predecessors(code);
            assert_eq!(before.len(), 1);
            assert_eq!(before[0].unit.name, district);
            assert_eq!(
                units.successors(before[0].unit.code.as_str())[0].unit.name,
                name
            );
        }
        let area = |code| {
            let unit = units.unit(code, day(AFTER))?;
            unit.kind.area.as_ref()
        };
        assert_eq!(
            area("11948").unwrap().provenance.status,
            crate::status::Status::Unverified
        );
    }

    #[test]
    fn the_tree_is_walked_up_and_down() {
        let units = national();
        assert_eq!(
            units.province_of("03706", day(BEFORE)).unwrap().name,
            "Tỉnh Sơn La"
        );
        assert_eq!(
            units.province_of("14", day(AFTER)).unwrap().name,
            "Tỉnh Sơn La"
        );
        assert!(units.is_within("03706", "118", day(BEFORE)));
        assert!(
            !units.is_within("03703", "118", day(AFTER)),
            "districts are gone"
        );
        assert!(units.is_within("03703", "14", day(AFTER)));
        assert!(units.is_within("14", "14", day(AFTER)));
        assert!(!units.is_within("14", "03703", day(AFTER)));
        assert_eq!(units.versions("75").len(), 3);
        assert_eq!(units.versions("14").len(), 1, "Sơn La was left as it was");
        for unknown in ["", "1", "99999", "xã Quỳnh Nhai", "đấ"] {
            assert_eq!(units.unit(unknown, day(AFTER)), None, "{unknown}");
            assert!(units.successors(unknown).is_empty());
        }
        assert_eq!(units.default_area("14", day(AFTER)), None);
    }

    #[test]
    fn a_name_is_found_without_accents() {
        let names = |text: &str, date: &str| -> Vec<String> {
            let found = national().search(text, day(date));
            found.iter().map(|unit| unit.name.clone()).collect()
        };
        assert_eq!(names("quynh nhai", AFTER), ["Xã Quỳnh Nhai"]);
        assert_eq!(names("Quỳnh Nhai", BEFORE), ["Huyện Quỳnh Nhai"]);
        assert_eq!(names("xa da bac", AFTER), ["Xã Đà Bắc", "Xã Đá Bạc"]);
        assert_eq!(names("đá bạc", AFTER), ["Xã Đá Bạc", "Xã Đà Bắc"]);
        assert_eq!(names("03703", AFTER), ["Xã Quỳnh Nhai"]);
        assert!(names("  ", AFTER).is_empty());
        let found = national().search("long", day(AFTER));
        let begins = |unit: &&Unit| search_key(unit.bare_name()).starts_with("long");
        assert!(
            found.is_sorted_by_key(|unit| !begins(unit)),
            "beginnings come first"
        );
    }
}

mod regions {
    use super::*;
    use crate::codes::CodeLists;

    fn lists() -> CodeLists {
        let files = files();
        CodeLists::load(&files, &Instruments::load(&files).unwrap()).unwrap()
    }

    #[test]
    fn a_commune_of_a_mixed_province_keeps_its_region() {
        let lists = lists();
        let regions = lists.list("regions").unwrap();
        let region = |code: &str, date: &str| {
            region_of(national(), regions, code, day(date)).map(|region| region.code.as_str())
        };
        assert_eq!(region("03703", "2026-11-20"), Some("northern_midlands"));
        assert_eq!(region("03706", BEFORE), Some("northern_midlands"));
        assert_eq!(region("25000", AFTER), Some("central_highlands"), "Di Linh");
        assert_eq!(
            region("22933", AFTER),
            Some("central_coast"),
            "from Bình Thuận"
        );
        assert_eq!(region("21548", AFTER), Some("central_coast"), "Lý Sơn");
        assert_eq!(region("25459", AFTER), Some("southeast"), "Tân Ninh");
        assert_eq!(region("27694", AFTER), Some("mekong_delta"), "Long An");
        assert_eq!(region("99999", AFTER), None);
        assert_eq!(region("03703", "2015-12-31"), None);
    }

    #[test]
    fn every_commune_of_every_time_has_a_region() {
        let lists = lists();
        let regions = lists.list("regions").unwrap();
        for date in ["2016-01-01", BEFORE, AFTER, "2026-11-20"] {
            for commune in national().at_level(UnitLevel::Commune, day(date)) {
                let region = region_of(national(), regions, commune.code.as_str(), day(date));
                assert!(region.is_some(), "{} on {date}", commune.name);
            }
        }
    }
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_unit_is_found_on_every_day_of_its_time_and_on_no_other(
            index in 0..national().all().len(),
            days in -400_i64..4_000,
        ) {
            let unit = &national().all()[index];
            let date = unit.validity.from + chrono::TimeDelta::days(days);
            let found = national().unit(unit.code.as_str(), date);
            prop_assert_eq!(found == Some(unit), unit.validity.contains(date));
            if let Some(found) = found {
                let province = national().province_of(found.code.as_str(), date);
                prop_assert_eq!(province.map(|p| p.code.level()), Some(UnitLevel::Province));
                let key = search_key(&found.name);
                prop_assert!(national().search(&key, date).contains(&found));
            }
        }

        #[test]
        fn no_text_is_too_odd_to_look_up(text in "\\PC{0,6}") {
            let date = day(AFTER);
            let _ = national().search(&text, date);
            prop_assert!(!national().is_within(&text, "", date));
            prop_assert_eq!(national().path(&text, date).is_some(), national().unit(&text, date).is_some());
        }

        #[test]
        fn codes_order_as_numbers_the_way_they_order_as_texts(a in "[0-9]{5}|[0-9]{2,3}", b in "[0-9]{5}|[0-9]{2,3}") {
            prop_assert_eq!(code_key(&a).cmp(&code_key(&b)), a.cmp(&b));
        }
    }
}

#[test]
fn a_commune_is_found_by_its_code_and_a_name_is_answered_with_codes() {
    let commune = |text: &str| national().commune(text, day("2026-11-20"));
    assert_eq!(commune(" 03703 ").unwrap().name, "Xã Quỳnh Nhai");
    let named = |text: &str, wanted: &str| {
        let wrong = commune(text).unwrap_err().text();
        assert!(wrong.vi.contains(wanted), "{wrong:?}");
    };
    named("Quỳnh Nhai", "03703 xã Quỳnh Nhai, tỉnh Sơn La");
    named("quynh nhai", "03703");
    named("3703", "03703");
    named("03685", "03688");
    named("14", "tỉnh Sơn La, không phải xã");
    named("99999", "law show unit");
    named("", "law show unit");
}
