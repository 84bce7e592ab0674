//! Synthetic households of a commune.

use super::answers::Sheet;
use super::member::{self, Person};
use super::names::{Group, Names};
use chrono::{Datelike, NaiveDate};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use vuonlen_domain::{Class, UnitCode};
use vuonlen_law::assess::{HouseholdInput, PreviousClass};
use vuonlen_law::codes::CodeLists;
use vuonlen_law::facts::Schema;

/// Makes the households of a demonstration.
#[derive(Debug)]
pub struct Population<'a> {
    /// Names to draw from.
    pub names: &'a Names,
    /// Code lists of the law data set.
    pub codes: &'a CodeLists,
    /// Facts asked of a household.
    pub household_facts: &'a Schema,
    /// Facts asked of a member.
    pub member_facts: &'a Schema,
    /// Day of the review.
    pub on: NaiveDate,
    /// The same seed gives the same households.
    pub seed: u64,
}

/// What the members of one household share.
pub(super) struct Home<'a> {
    pub(super) group: &'a Group,
    /// From 0 (lacks nothing) to 1 (lacks everything).
    pub(super) want: f64,
    pub(super) on: NaiveDate,
    /// Unique among the demonstration's households.
    pub(super) serial: u32,
}

impl Population<'_> {
    /// `count` households of `commune`, spread over its villages.
    #[must_use]
    pub fn commune(&self, commune: &UnitCode, count: u32) -> Vec<HouseholdInput> {
        let stream = commune.as_str().parse::<u64>().unwrap_or_default();
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(stream);
        let villages = self.names.villages(commune.as_str());
        let mut households: Vec<HouseholdInput> = (0..count)
            .map(|number| {
                let serial = (stream as u32 % 10) * 10_000 + number;
                let home = Home {
                    group: self.names.draw_group(&mut random),
                    want: want(&mut random),
                    on: self.on,
                    serial,
                };
                let mut household = self.household(&home, commune, &mut random);
                household.id = format!("{commune}-{:05}", number + 1);
                let village = number as usize * villages.len() / count.max(1) as usize;
                household.village = villages.get(village).map(|name| (*name).to_owned());
                household
            })
            .collect();
        households.sort_by(|a, b| a.id.cmp(&b.id));
        households
    }

    fn household(
        &self,
        home: &Home<'_>,
        commune: &UnitCode,
        random: &mut ChaCha8Rng,
    ) -> HouseholdInput {
        let people: Vec<Person> = member::family(home.group, home.want, random);
        let mut household = HouseholdInput::new(String::new(), commune.clone());
        household.members = people
            .iter()
            .enumerate()
            .map(|(index, person)| {
                person.describe(index + 1, home, self.member_facts, self.codes, random)
            })
            .collect();
        household.head_name = household.members.first().map(|head| head.name.clone());
        let size = u32::try_from(people.len()).unwrap_or(u32::MAX);
        household.size = Some(size);
        household.ethnicity = Some(home.group.code.clone());
        household.answers = self.living(home, size, random);
        let (causes, needs) = reasons(home.want, random);
        household.causes = Some(causes);
        household.needs = Some(needs);
        self.last_year(home, size, &mut household, random);
        household
    }

    fn living(
        &self,
        home: &Home<'_>,
        size: u32,
        random: &mut ChaCha8Rng,
    ) -> Vec<Option<vuonlen_law::facts::Value>> {
        let want = home.want;
        let mut sheet = Sheet::new(self.household_facts, self.codes);
        let durable = |chance: f64, random: &mut ChaCha8Rng| random.random_bool(chance);
        let per_person = 9.0 + 24.0 * (1.0 - want) * random.random_range(0.5..1.2) - 4.0 * want;
        let area = (per_person.max(4.0) * f64::from(size)).round();
        let solid = 0.97 - 0.42 * want;
        sheet
            .yes(
                "farm_household",
                home.group.code != "01" || random.random_bool(0.4),
            )
            .yes("local_ethnic_minority", home.group.code != "01")
            .decimal("floor_area", area)
            .code(
                "wall_material",
                if durable(solid, random) {
                    "durable_wood"
                } else {
                    "bamboo_leaf"
                },
            )
            .code(
                "column_material",
                if durable(solid, random) {
                    "durable_wood"
                } else {
                    "bamboo"
                },
            )
            .code(
                "roof_material",
                if durable(solid, random) {
                    "tile"
                } else {
                    "fibre_cement"
                },
            )
            .code(
                "water_source",
                match random.random_range(0.0..1.0) + 0.55 * want {
                    x if x < 0.45 => "piped",
                    x if x < 1.12 => "protected_spring",
                    x if x < 1.3 => "unprotected_spring",
                    _ => "surface",
                },
            )
            .code(
                "toilet",
                match random.random_range(0.0..1.0) + 0.75 * want {
                    x if x < 0.6 => "septic",
                    x if x < 1.0 => "double_vault",
                    x if x < 1.25 => "simple_pit",
                    _ => "none",
                },
            )
            .code(
                "waste_disposal",
                if random.random_bool(0.35 * (1.0 - want)) {
                    "collected"
                } else {
                    "burned"
                },
            )
            .int(
                "electricity_kwh",
                ((130.0 * (1.0 - want) + 12.0) * random.random_range(0.5..1.4)) as i64,
            )
            .yes("uses_internet", random.random_bool(0.97 - 0.35 * want))
            .yes(
                "uses_digital_services",
                random.random_bool(0.80 - 0.6 * want),
            )
            .yes("uses_telephone", random.random_bool(0.99 - 0.06 * want))
            .yes("hears_loudspeaker", random.random_bool(0.9))
            .decimal(
                "annual_crop_land",
                (random.random_range(500..9000) as f64) * (1.1 - 0.5 * want),
            )
            .decimal(
                "perennial_crop_land",
                f64::from(random.random_range(0..4000)),
            )
            .decimal("forest_land", f64::from(random.random_range(0..20_000)))
            .decimal("water_surface", f64::from(random.random_range(0..600)))
            .int(
                "large_livestock",
                if random.random_bool(0.6 - 0.35 * want) {
                    random.random_range(1..5)
                } else {
                    0
                },
            )
            .int("small_livestock", random.random_range(0..6))
            .int("poultry", random.random_range(0..60))
            .yes("aquaculture", random.random_bool(0.12));
        let mut assets: Vec<&str> = Vec::new();
        for (asset, chance) in [
            ("colour_tv", 0.97 - 0.30 * want),
            ("motorbike", 0.97 - 0.35 * want),
            ("refrigerator", 0.92 - 0.70 * want),
            ("washing_machine", 0.60 - 0.58 * want),
            ("water_heater", 0.35 - 0.33 * want),
            ("air_conditioner", 0.18 - 0.17 * want),
            ("car", 0.09 - 0.088 * want),
            ("motor_boat", 0.06),
            ("telephone", 0.98 - 0.20 * want),
            ("smartphone", 0.95 - 0.40 * want),
            ("laptop", 0.18 - 0.17 * want),
        ] {
            if random.random_bool(chance) {
                assets.push(asset);
            }
        }
        sheet.set_of("assets", &assets);
        sheet.finish()
    }

    /// What last year's review and the years before recognised.
    fn last_year(
        &self,
        home: &Home<'_>,
        size: u32,
        household: &mut HouseholdInput,
        random: &mut ChaCha8Rng,
    ) {
        let before = home.want + random.random_range(-0.10..0.14);
        let recognised = |level: f64| match level {
            x if x > 0.80 => Class::Poor,
            x if x > 0.68 => Class::NearPoor,
            _ => Class::NotPoor,
        };
        let class = recognised(before);
        household.previous_class = Some(PreviousClass::Class(class));
        let drift = [0, 0, 0, 0, 0, 0, 1, -1][random.random_range(0..8)];
        household.previous_size = Some(size.saturating_add_signed(drift).max(1));
        let year = self.on.year();
        // Some who had left poverty come back to it.
        let returned = class == Class::NotPoor && home.want > 0.5 && random.random_bool(0.15);
        let earlier = if returned {
            [Class::Poor, Class::NearPoor][random.random_range(0..2)]
        } else {
            recognised(before + random.random_range(-0.05..0.12))
        };
        household.history = vec![(year - 2, earlier), (year - 1, class)];
    }
}

/// Why a household lacks, and what would help it; nothing for those who lack little.
fn reasons(want: f64, random: &mut ChaCha8Rng) -> (Vec<String>, Vec<String>) {
    if want < 0.45 {
        return (Vec::new(), Vec::new());
    }
    let causes = [
        "land",
        "capital",
        "labour",
        "tools",
        "knowledge",
        "skill",
        "illness",
        "other",
    ];
    let needs = [
        "production",
        "loan",
        "housing",
        "education",
        "health",
        "other",
    ];
    let mut draw = |from: &[&str], most: usize| {
        let mut drawn: Vec<String> = (0..random.random_range(1..=most))
            .map(|_| from[random.random_range(0..from.len())].to_owned())
            .collect();
        drawn.sort_unstable();
        drawn.dedup();
        drawn
    };
    (draw(&causes, 3), draw(&needs, 2))
}

/// Most households are well off, some lack much.
fn want(random: &mut ChaCha8Rng) -> f64 {
    let a: f64 = random.random_range(0.0..1.0);
    let b: f64 = random.random_range(0.0..1.0);
    (0.65 * a + 0.35 * b).powf(0.9)
}
