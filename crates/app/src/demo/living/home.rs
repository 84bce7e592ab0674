//! One household of the demonstration through the years.
//!
//! Its answers of this year come from the population; those of earlier years follow from what
//! changed in between: most households live as they did, some have come to more, a few to less.

use crate::registry::{Answer, HouseholdDocument};
use chrono::{Datelike, NaiveDate};
use rand::Rng;
use uuid::Uuid;

/// A household and what changed for it.
pub(super) struct Home {
    pub(super) id: Uuid,
    pub(super) village: Uuid,
    /// As it lives this year.
    document: HouseholdDocument,
    turn: Turn,
}

/// A change for the better or the worse, and the first year in which it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    None,
    Rose(i32),
    Fell(i32),
}

/// Things a household without means goes without.
const FIRST_TO_GO: [&str; 8] = [
    "refrigerator",
    "washing_machine",
    "water_heater",
    "air_conditioner",
    "car",
    "laptop",
    "motorbike",
    "smartphone",
];

impl Turn {
    /// Draws a change in one of the years after `first`, up to `last`.
    pub(super) fn draw((first, last): (i32, i32), random: &mut impl Rng) -> Self {
        let year = random.random_range(first + 1..=last);
        match random.random_range(0..100) {
            0..34 => Self::Rose(year),
            34..40 => Self::Fell(year),
            _ => Self::None,
        }
    }
}

impl Home {
    pub(super) const fn new(id: Uuid, document: HouseholdDocument, turn: Turn) -> Self {
        Self {
            id,
            village: document.village_id,
            document,
            turn,
        }
    }

    /// The household as it lived on `day`.
    pub(super) fn on(&self, day: NaiveDate) -> HouseholdDocument {
        as_of(&self.document, self.turn, day)
    }
}

/// A document with those born by `day`, and the answers of a year before or after the turn.
pub(super) fn as_of(document: &HouseholdDocument, turn: Turn, day: NaiveDate) -> HouseholdDocument {
    let mut then = document.clone();
    then.members.retain(|member| {
        let birth = member.birth_date();
        birth.is_none_or(|birth| birth.year() <= day.year() && birth.age_on(day) >= 0)
    });
    for member in &mut then.members {
        let small = member
            .birth_date()
            .is_some_and(|birth| birth.age_on(day) < 3);
        if small && member.code("school_attending").is_some() {
            let answer = Answer::Code("not_attending".to_owned());
            member.answers.insert("school_attending".to_owned(), answer);
        }
    }
    match turn {
        Turn::Rose(year) if day.year() < year => worsen(&mut then),
        Turn::Fell(year) if day.year() < year => better(&mut then),
        _ => {}
    }
    then
}

fn worsen(document: &mut HouseholdDocument) {
    if let Some(Answer::Set(assets)) = document.answers.get_mut("assets") {
        assets.retain(|asset| !FIRST_TO_GO.contains(&asset.as_str()));
    }
    for (fact, code) in [
        ("toilet", "simple_pit"),
        ("water_source", "unprotected_spring"),
    ] {
        say(document, fact, Answer::Code(code.to_owned()));
    }
    for fact in ["uses_internet", "uses_digital_services"] {
        say(document, fact, Answer::Bool(false));
    }
    for fact in ["large_livestock", "small_livestock"] {
        say(document, fact, Answer::Int(0));
    }
    scale(document, 0.7);
}

fn better(document: &mut HouseholdDocument) {
    if let Some(Answer::Set(assets)) = document.answers.get_mut("assets") {
        for asset in ["refrigerator", "washing_machine", "motorbike", "smartphone"] {
            if !assets.iter().any(|known| known == asset) {
                assets.push(asset.to_owned());
            }
        }
    }
    for (fact, code) in [("toilet", "septic"), ("water_source", "piped")] {
        say(document, fact, Answer::Code(code.to_owned()));
    }
    say(document, "uses_internet", Answer::Bool(true));
    say(document, "large_livestock", Answer::Int(3));
    scale(document, 1.3);
}

fn say(document: &mut HouseholdDocument, fact: &str, answer: Answer) {
    document.answers.insert(fact.to_owned(), answer);
}

/// A smaller or larger dwelling, and electricity in step with it.
fn scale(document: &mut HouseholdDocument, by: f64) {
    if let Some(Answer::Decimal(area)) = document.answers.get_mut("floor_area") {
        *area = (*area * by).round();
    }
    if let Some(Answer::Int(used)) = document.answers.get_mut("electricity_kwh") {
        *used = if by < 1.0 {
            *used * 3 / 5
        } else {
            *used * 3 / 2
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::document::MemberDocument;
    use std::collections::BTreeMap;

    fn day(year: i32, month: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, 1).unwrap()
    }

    fn household() -> HouseholdDocument {
        let member = |birth: &str| MemberDocument {
            person_id: Uuid::nil(),
            name: "Lò Thị Giả".to_owned(),
            birth: birth.to_owned(),
            identity_number: String::new(),
            answers: BTreeMap::new(),
        };
        HouseholdDocument {
            code: "1".to_owned(),
            commune_code: "03703".to_owned(),
            village_id: Uuid::nil(),
            address: String::new(),
            area: None,
            active: true,
            members: vec![member("1980"), member("2025-03-02")],
            answers: BTreeMap::from([
                ("floor_area".to_owned(), Answer::Decimal(50.0)),
                ("assets".to_owned(), Answer::Set(vec!["car".to_owned()])),
            ]),
        }
    }

    #[test]
    fn nobody_is_there_before_being_born() {
        let home = household();
        assert_eq!(as_of(&home, Turn::None, day(2024, 10)).members.len(), 1);
        assert_eq!(as_of(&home, Turn::None, day(2025, 10)).members.len(), 2);
    }

    #[test]
    fn a_household_lives_differently_before_its_turn_only() {
        let home = household();
        let rose = Turn::Rose(2025);
        let area = |on, turn| as_of(&home, turn, on).answers["floor_area"].clone();
        assert_eq!(area(day(2024, 10), rose), Answer::Decimal(35.0));
        assert_eq!(area(day(2025, 1), rose), Answer::Decimal(50.0));
        assert_eq!(area(day(2024, 10), Turn::Fell(2025)), Answer::Decimal(65.0));
        assert_eq!(area(day(2024, 10), Turn::None), Answer::Decimal(50.0));
        let without = as_of(&home, rose, day(2024, 10)).answers["assets"].clone();
        assert_eq!(without, Answer::Set(Vec::new()));
    }
}
