//! Names by ethnic group, and the villages of the demonstration's communes.

use rand::Rng;
use rand::seq::IndexedRandom;
use serde::Deserialize;

/// Names to draw from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    group: Vec<Group>,
    village: Vec<Villages>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    /// Code of the ethnic group.
    pub(super) code: String,
    /// How many of the area's households belong to it, against the other groups.
    weight: u32,
    surnames: Vec<String>,
    middle_male: Vec<String>,
    middle_female: Vec<String>,
    male: Vec<String>,
    female: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Villages {
    commune: String,
    names: Vec<String>,
}

impl Names {
    /// The names shipped with the program.
    ///
    /// # Errors
    /// When the shipped file is not of the expected form; a test keeps that from happening.
    pub fn shipped() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("people.toml"))
    }

    /// Communes the demonstration has villages for.
    pub fn communes(&self) -> impl Iterator<Item = &str> {
        self.village.iter().map(|village| village.commune.as_str())
    }

    /// Villages of a commune; one nameless village where none is known.
    pub(super) fn villages(&self, commune: &str) -> Vec<&str> {
        let known = self
            .village
            .iter()
            .find(|village| village.commune == commune);
        known.map_or_else(
            || vec!["Thôn 1"],
            |village| village.names.iter().map(String::as_str).collect(),
        )
    }

    pub(super) fn draw_group(&self, random: &mut impl Rng) -> &Group {
        let total: u32 = self.group.iter().map(|group| group.weight).sum();
        let mut left = random.random_range(0..total.max(1));
        for group in &self.group {
            if left < group.weight {
                return group;
            }
            left -= group.weight;
        }
        &self.group[0]
    }
}

impl Group {
    pub(super) fn surname(&self, random: &mut impl Rng) -> &str {
        pick(&self.surnames, random)
    }

    /// A full name of this group.
    pub(super) fn name(&self, surname: &str, female: bool, random: &mut impl Rng) -> String {
        let (middles, givens) = if female {
            (&self.middle_female, &self.female)
        } else {
            (&self.middle_male, &self.male)
        };
        let middle = pick(middles, random);
        let given = pick(givens, random);
        format!("{surname} {middle} {given}")
    }
}

fn pick<'a>(names: &'a [String], random: &mut impl Rng) -> &'a str {
    names.choose(random).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;

    #[test]
    fn the_shipped_names_are_complete() {
        let names = Names::shipped().unwrap();
        assert_eq!(names.communes().count(), 4);
        for group in &names.group {
            for list in [
                &group.surnames,
                &group.middle_male,
                &group.middle_female,
                &group.male,
                &group.female,
            ] {
                assert!(!list.is_empty() && list.iter().all(|name| !name.is_empty()));
            }
        }
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let group = names.draw_group(&mut random);
        let surname = group.surname(&mut random).to_owned();
        assert_eq!(
            group.name(&surname, true, &mut random).split(' ').count(),
            3
        );
    }
}
