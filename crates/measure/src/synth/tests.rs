//! What must hold of every synthetic household.

use super::household::{Drawing, Household};
use super::*;
use std::path::Path;
use std::sync::LazyLock;
use vuonlen_domain::Class;
use vuonlen_law::files::LawFiles;

static LAW: LazyLock<Law> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    Law::load(&LawFiles::from_folder(&folder).unwrap()).unwrap()
});

fn country(on: &str, households: u64) -> SyntheticCountry {
    let options = SynthOptions {
        households,
        provinces: Vec::new(),
        year: 2026,
        on: on.parse().unwrap(),
        seed: 1,
    };
    SyntheticCountry::new(&LAW, options).unwrap()
}

fn households(country: &SyntheticCountry) -> Vec<(Household, usize)> {
    let mut all = Vec::new();
    for commune in &country.communes {
        let mut drawing = Drawing::new(&country.profile, &country.rules, commune, 1);
        all.extend((0..commune.households).map(|_| (drawing.household(), commune.region)));
    }
    all
}

#[test]
fn every_region_has_about_its_share_of_poor_and_near_poor() {
    let country = country("2026-11-20", 400_000);
    assert_eq!(country.communes.len(), 3321);
    assert_eq!(country.provinces().len(), 34);
    let all = households(&country);
    assert_eq!(all.len(), 400_000);
    for (index, region) in country.profile.regions.iter().enumerate() {
        let here: Vec<&Household> = all
            .iter()
            .filter(|(household, at)| *at == index && household.present)
            .map(|(household, _)| household)
            .collect();
        let share = |class: Class| {
            let position = country.rules.classes[class as usize];
            let count = here
                .iter()
                .filter(|household| household.class == position)
                .count();
            count as f64 / here.len() as f64
        };
        for (class, expected) in [
            (Class::Poor, region.poor),
            (Class::NearPoor, region.near_poor),
        ] {
            let deviation = (expected * (1.0 - expected) / here.len() as f64).sqrt();
            let found = share(class);
            assert!(
                (found - expected).abs() < 5.0 * deviation + 0.0005,
                "{} {class:?}: {found} instead of {expected}",
                region.code
            );
        }
    }
}

#[test]
fn every_household_is_lawful_and_consistent() {
    for on in ["2023-10-01", "2026-11-20", "2027-10-01"] {
        let country = country(on, 30_000);
        let rules = &country.rules;
        let [poor, near_poor, average, _, none] = rules.classes;
        for (household, _) in households(&country) {
            assert_eq!(household.present, household.class != none);
            assert_eq!(household.present, household.size.is_some());
            assert_eq!(
                household.previous_size.is_some(),
                household.previous_class != none
            );
            let Some(mask) = household.deprivations else {
                assert!(!household.present);
                continue;
            };
            let listed = household.class == poor || household.class == near_poor;
            let enough = u64::from(mask.count_ones()) >= rules.cut;
            if listed {
                assert_eq!(enough, household.class == poor, "{household:?}");
            }
            assert_eq!(listed, household.causes.is_some());
            let area = usize::from(household.area == rules.areas[1]);
            if let (Some(score), Some(lines)) = (household.score_a, rules.score) {
                assert_eq!(score <= lines[area], listed, "{household:?}");
            }
            if let Some(income) = household.income_per_person {
                let (line, _) = rules.income[area];
                assert_eq!(income <= line, listed, "{household:?}");
            }
            assert!(household.class != average || household.farm_household);
            let [children, parts @ ..] = household.children.unwrap();
            assert!(children < household.size.unwrap());
            assert!(parts.iter().all(|part| *part <= children));
            assert!(household.transition.is_some(), "{household:?}");
        }
    }
}

#[test]
fn a_standard_that_decides_otherwise_is_refused() {
    let options = SynthOptions {
        households: 10,
        provinces: Vec::new(),
        year: 2019,
        on: "2019-10-01".parse().unwrap(),
        seed: 1,
    };
    let error = SyntheticCountry::new(&LAW, options).unwrap_err();
    assert!(matches!(error, SynthError::Standard { .. }), "{error}");
}
