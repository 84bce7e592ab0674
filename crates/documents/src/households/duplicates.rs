//! The same person twice in one file.
//!
//! Two households with a member of the same identity number, or of the same name, birth date and
//! village. Only hashes are kept: about 40 bytes a person, no name and no number. Equal hashes of
//! different persons are less likely than one in a billion files of a province's size.

use super::seen::hash;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use vuonlen_domain::text::key::tone_key;
use vuonlen_domain::{BirthDate, Text};
use vuonlen_law::assess::{HouseholdInput, MemberInput, Problem};

/// Looks through the households of a file, some at a time.
#[derive(Debug, Default)]
pub struct Duplicates {
    identities: HashMap<u64, First>,
    persons: HashMap<u64, First>,
}

/// Where a person stood first.
#[derive(Debug, Clone, Copy)]
struct First {
    row: u32,
}

impl Duplicates {
    /// Nothing seen yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What in these households repeats something of households before them.
    pub fn check(&mut self, households: &[HouseholdInput]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for household in households {
            for member in &household.members {
                problems.extend(self.check_member(household, member));
            }
        }
        problems
    }

    fn check_member(
        &mut self,
        household: &HouseholdInput,
        member: &MemberInput,
    ) -> Option<Problem> {
        let here = First {
            row: household
                .place
                .as_ref()
                .and_then(|place| place.row)
                .unwrap_or_default(),
        };
        let same_number = member
            .identity
            .as_ref()
            .and_then(|identity| first(&mut self.identities, hash(&identity.reveal()), here));
        let same_person = person(household, member)
            .and_then(|person| first(&mut self.persons, hash(&person), here));
        let problem = match (same_number, same_person) {
            (Some(first), _) => identity_twice(member, first),
            (None, Some(first)) => person_twice(member, first),
            (None, None) => return None,
        };
        let place = household.place.clone().unwrap_or_default();
        Some(problem.at(place).of(household.id.clone()))
    }
}

/// Where the same stood before; a first time is remembered.
fn first(known: &mut HashMap<u64, First>, key: u64, here: First) -> Option<First> {
    match known.entry(key) {
        Entry::Occupied(before) => Some(*before.get()),
        Entry::Vacant(place) => {
            place.insert(here);
            None
        }
    }
}

/// Name however its tone marks are placed, whole birth date, village. A year of birth alone is
/// shared by too many namesakes to say anything.
fn person(
    household: &HouseholdInput,
    member: &MemberInput,
) -> Option<(String, chrono::NaiveDate, String, String)> {
    let Some(BirthDate::Day(birth)) = member.birth else {
        return None;
    };
    let village = tone_key(household.village.as_deref().unwrap_or_default());
    let name = tone_key(&member.name);
    (!name.is_empty()).then(|| (name, birth, village, household.unit.as_str().to_owned()))
}

fn identity_twice(member: &MemberInput, first: First) -> Problem {
    let (name, row) = (&member.name, first.row);
    let number = member
        .identity
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    Problem::doubtful(
        "identity_twice",
        Text::new(
            format!("Số định danh {number} của {name} đã có ở hộ tại dòng {row}."),
            format!(
                "The identity number {number} of {name} stands in the household of row {row} too."
            ),
        ),
        Text::new(
            "Một người chỉ thuộc một hộ; hộ có thể bị tính hai lần.",
            "A person belongs to one household; it may be counted twice.",
        ),
        Text::new(
            "Kiểm tra thẻ căn cước; bỏ người hoặc hộ bị trùng.",
            "Check the card; take out the repeated person or household.",
        ),
    )
}

fn person_twice(member: &MemberInput, first: First) -> Problem {
    let (name, row) = (&member.name, first.row);
    Problem::doubtful(
        "person_twice",
        Text::new(
            format!("{name} trùng họ tên, ngày sinh và thôn với người ở hộ tại dòng {row}."),
            format!(
                "{name} has name, birth date and village of a person in the household of row {row}."
            ),
        ),
        Text::new(
            "Có thể là một người; hộ có thể bị tính hai lần.",
            "They may be one person; the household may be counted twice.",
        ),
        Text::new(
            "Kiểm tra; nếu là hai người, ghi số định danh.",
            "Check; if they are two, give their identity numbers.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use vuonlen_domain::{IdentityNumber, UnitCode};

    fn household(
        id: &str,
        village: &str,
        members: &[(&str, &str, Option<&str>)],
    ) -> HouseholdInput {
        let mut household = HouseholdInput::new(id, UnitCode::parse("03703").unwrap());
        household.village = Some(village.to_owned());
        household.members = members
            .iter()
            .map(|(name, birth, identity)| {
                let mut member = MemberInput::new("1", *name);
                member.birth = BirthDate::parse(birth);
                member.identity = identity.map(|number| IdentityNumber::parse(number).unwrap());
                member
            })
            .collect();
        household
    }

    fn codes(problems: &[Problem]) -> Vec<(&str, &str)> {
        problems
            .iter()
            .map(|problem| {
                (
                    problem.code,
                    problem.household.as_deref().unwrap_or_default(),
                )
            })
            .collect()
    }

    #[test]
    fn the_same_number_or_the_same_person_is_told_across_chunks() {
        let mut duplicates = Duplicates::new();
        let first = [household(
            "1",
            "Bản Bon",
            &[("Lò Thị Hoà", "15/03/1985", Some("014185000111"))],
        )];
        assert_eq!(duplicates.check(&first), []);
        let others = [
            household(
                "2",
                "Bản Bon",
                &[("Cà Văn Tính", "01/01/1990", Some("014185000111"))],
            ),
            household("3", "bản  bon", &[("LÒ THỊ HÒA", "15/03/1985", None)]),
            household("4", "Bản Khác", &[("Lò Thị Hoà", "15/03/1985", None)]),
            household("5", "Bản Bon", &[("Lò Thị Hoá", "15/03/1985", None)]),
            household("6", "Bản Bon", &[("Lò Thị Hoà", "1985", None)]),
        ];
        let problems = duplicates.check(&others);
        assert_eq!(
            codes(&problems),
            [("identity_twice", "2"), ("person_twice", "3")]
        );
        assert!(!problems[0].what.vi.contains("014185000111"));
    }

    #[test]
    fn one_person_twice_in_a_household_is_told_once() {
        let mut duplicates = Duplicates::new();
        let twins = [household(
            "1",
            "Bon",
            &[
                ("Lò Thị Hoà", "15/03/1985", Some("014185000111")),
                ("Lò Thị Hoà", "15/03/1985", Some("014185000111")),
            ],
        )];
        assert_eq!(codes(&duplicates.check(&twins)).len(), 1);
    }
}
