//! Members of a synthetic household.

use super::answers::Sheet;
use super::household::Home;
use super::names::Group;
use chrono::{Datelike, Duration, NaiveDate};
use rand::Rng;
use vuonlen_domain::{BirthDate, IdentityNumber};
use vuonlen_law::assess::MemberInput;
use vuonlen_law::codes::CodeLists;
use vuonlen_law::facts::Schema;

/// Who a member is before anything is asked.
pub(super) struct Person {
    relation: &'static str,
    age: i32,
    female: bool,
    surname: String,
}

/// A family that could live together: a head, mostly a spouse, children, sometimes a parent.
pub(super) fn family(group: &Group, want: f64, random: &mut impl Rng) -> Vec<Person> {
    let surname = group.surname(random).to_owned();
    let head_age = random.random_range(23..72);
    let head_female = random.random_bool(0.13);
    let mut people = vec![Person {
        relation: "head",
        age: head_age,
        female: head_female,
        surname: surname.clone(),
    }];
    if random.random_bool(if head_female { 0.25 } else { 0.88 }) {
        people.push(Person {
            relation: "spouse",
            age: (head_age + random.random_range(-5..4)).max(19),
            female: !head_female,
            surname: group.surname(random).to_owned(),
        });
    }
    let most = (2.0 + 2.5 * want).round() as u32;
    let oldest_child = head_age - 20;
    for _ in 0..random.random_range(0..=most) {
        if oldest_child < 1 {
            break;
        }
        people.push(Person {
            relation: "child",
            age: random.random_range(0..oldest_child.clamp(1, 28)),
            female: random.random_bool(0.48),
            surname: surname.clone(),
        });
    }
    if head_age < 52 && random.random_bool(0.28) {
        let female = random.random_bool(0.6);
        people.push(Person {
            relation: "parent",
            age: head_age + random.random_range(19..32),
            female,
            surname: if female {
                group.surname(random).to_owned()
            } else {
                surname
            },
        });
    }
    people
}

impl Person {
    /// The person's answers on the day `home.on`.
    pub(super) fn describe(
        &self,
        number: usize,
        home: &Home<'_>,
        facts: &Schema,
        codes: &CodeLists,
        random: &mut impl Rng,
    ) -> MemberInput {
        let name = home.group.name(&self.surname, self.female, random);
        let mut member = MemberInput::new(number.to_string(), name);
        let birth = born(self.age, home.on, random);
        member.birth = Some(birth);
        if self.age >= 14 {
            member.identity = identity(birth.year(), self.female, home.serial, number);
        }
        member.facts = self.answers(home, facts, codes, random);
        member
    }

    fn answers(
        &self,
        home: &Home<'_>,
        facts: &Schema,
        codes: &CodeLists,
        random: &mut impl Rng,
    ) -> Vec<Option<vuonlen_law::facts::Value>> {
        let want = home.want;
        let disabled = random.random_bool(0.02 + 0.03 * want);
        let ill = random.random_bool(0.01 + 0.05 * want + if self.age > 60 { 0.05 } else { 0.0 });
        let old = self.age >= 66;
        let able = self.age >= 15 && !old && !disabled && (!ill || !random.random_bool(0.5));
        let studying = self.studies(want, random);
        let education = self.education(want, random);
        let mut sheet = Sheet::new(facts, codes);
        sheet
            .code("sex", if self.female { "female" } else { "male" })
            .code("ethnicity", &home.group.code)
            .code("relation", self.relation)
            .yes("able_to_work", able)
            .yes("disabled", disabled)
            .yes("seriously_ill", ill)
            .yes(
                "untreated_illness",
                ill && random.random_bool(0.1 + 0.3 * want),
            )
            .yes(
                "social_allowance",
                disabled && random.random_bool(0.8) || self.age >= 75,
            )
            .yes(
                "pension",
                self.age >= 60 && random.random_bool(0.10 * (1.0 - want)),
            )
            .yes("merit", self.age >= 68 && random.random_bool(0.05))
            .yes(
                "insured",
                self.age < 6 || random.random_bool(0.985 - 0.05 * want),
            )
            .code("job", self.job(able, studying, want, random))
            .code(
                "nonfarm_job",
                if !able {
                    "none"
                } else if random.random_bool(0.16 * (1.0 - want)) {
                    "public_or_enterprise"
                } else if random.random_bool(0.22) {
                    "other"
                } else {
                    "none"
                },
            )
            .code("education", education)
            .code("school_attending", studying)
            .yes("in_training", self.age >= 16 && studying != "not_attending")
            .yes(
                "certified_on_the_job",
                self.age >= 18 && random.random_bool(0.06),
            );
        // Asked of children: those of the demonstration's first year are three years older now.
        if self.age < 20 {
            sheet
                .yes("stunted", random.random_bool(0.02 + 0.16 * want))
                .yes("underweight", random.random_bool(0.01 + 0.10 * want));
        }
        sheet.set_of(
            "organisations",
            if self.age >= 18 && self.female && random.random_bool(0.6) {
                &["women"]
            } else if self.age >= 18 && random.random_bool(0.5) {
                &["farmers"]
            } else {
                &[]
            },
        );
        sheet.finish()
    }

    fn job(&self, able: bool, studying: &str, want: f64, random: &mut impl Rng) -> &'static str {
        if self.age < 15 {
            "under_age"
        } else if studying != "not_attending" {
            "student"
        } else if self.age >= 66 {
            "retired"
        } else if !able {
            "unable"
        } else {
            match random.random_range(0.0..1.0) {
                x if x < 0.05 + 0.10 * want => "wage_without_contract",
                x if x < 0.10 + 0.16 * want => "wants_work_none",
                x if x < 0.30 => "wage_with_contract",
                _ => "self_employed",
            }
        }
    }

    fn studies(&self, want: f64, random: &mut impl Rng) -> &'static str {
        let (chance, level) = match self.age {
            3..=5 => (0.97 - 0.12 * want, "preschool"),
            6..=11 => (0.995 - 0.02 * want, "primary"),
            12..=14 => (0.97 - 0.10 * want, "lower_secondary"),
            15 => (0.95 - 0.12 * want, "lower_secondary"),
            16..=17 => (0.85 - 0.45 * want, "upper_secondary"),
            18..=21 => (0.30 * (1.0 - want), "college_university"),
            _ => (0.0, "not_attending"),
        };
        if random.random_bool(chance) {
            level
        } else {
            "not_attending"
        }
    }

    fn education(&self, want: f64, random: &mut impl Rng) -> &'static str {
        let luck = random.random_range(0.0..1.0) + 0.45 * (1.0 - want);
        match self.age {
            ..=10 => "none",
            11..=14 => "primary",
            15..=17 => "lower_secondary",
            // Old enough to have had it in the demonstration's first year too.
            24..=40 if luck > 1.25 => "university",
            24..=40 if luck > 1.10 => "intermediate",
            18..=40 if luck > 0.62 => "upper_secondary",
            18..=40 if luck > 0.25 => "lower_secondary",
            41..=60 if luck > 1.20 => "intermediate",
            41..=60 if luck > 0.95 => "upper_secondary",
            41..=60 if luck > 0.45 => "lower_secondary",
            _ if luck > 0.20 => "primary",
            _ => "none",
        }
    }
}

/// A birthday that makes the person `age` years old on `on`; of old people often only the year.
fn born(age: i32, on: NaiveDate, random: &mut impl Rng) -> BirthDate {
    let days = i64::from(age) * 365 + i64::from(age) / 4 + random.random_range(1..350);
    let date = on - Duration::days(days);
    if age > 70 && random.random_bool(0.4) {
        BirthDate::Year(date.year())
    } else {
        BirthDate::Day(date)
    }
}

/// Twelve digits shaped like a real number but from province code 000, which no province has.
fn identity(year: i32, female: bool, serial: u32, number: usize) -> Option<IdentityNumber> {
    let century = match (year >= 2000, female) {
        (false, false) => 0,
        (false, true) => 1,
        (true, false) => 2,
        (true, true) => 3,
    };
    let text = format!("000{century}{:02}{serial:05}{number:01}", year % 100);
    IdentityNumber::parse(&text).ok()
}
