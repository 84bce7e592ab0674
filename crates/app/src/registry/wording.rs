//! What stands in a household's document, in words: for pages, differences and exports.

use super::document::{Answer, MemberDocument};
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_domain::date::written;
use vuonlen_domain::decimal::group_thousands;
use vuonlen_domain::{Area, BirthDate, IdentityNumber, Text};
use vuonlen_law::facts::{Fact, Type};
use vuonlen_law::law::Law;

/// Names of codes, questions and villages.
#[derive(Debug, Clone)]
pub struct Wording<'law> {
    pub(super) law: &'law Law,
    /// Names of the villages that may stand in a document.
    pub villages: BTreeMap<Uuid, String>,
}

impl<'law> Wording<'law> {
    /// Words from the law data set, without any village.
    #[must_use]
    pub const fn new(law: &'law Law) -> Self {
        Self {
            law,
            villages: BTreeMap::new(),
        }
    }

    /// The fact `name` of `scope` (`household`, `member`).
    #[must_use]
    pub fn fact(&self, scope: &str, name: &str) -> Option<&'law Fact> {
        let schema = self.law.facts.scope(scope)?;
        schema.fact(schema.index(name)?)
    }

    /// An answer with its unit; codes by their label.
    #[must_use]
    pub fn answer(&self, fact: Option<&Fact>, answer: &Answer) -> Text {
        let unit = fact.and_then(|fact| fact.unit.as_deref());
        match answer {
            Answer::Bool(true) => Text::new("Có", "Yes"),
            Answer::Bool(false) => Text::new("Không", "No"),
            Answer::Int(number) => with_unit(&group_thousands(*number), unit),
            Answer::Decimal(number) => with_unit(&number.to_string().replace('.', ","), unit),
            Answer::Code(code) => self.code(fact, code),
            Answer::Set(codes) if codes.is_empty() => Text::new("Không có", "None of these"),
            Answer::Set(codes) => {
                let labels = codes.iter().map(|code| self.code(fact, code));
                let (vi, en): (Vec<_>, Vec<_>) = labels.map(|text| (text.vi, text.en)).unzip();
                Text::new(vi.join(", "), en.join(", "))
            }
        }
    }

    /// The label of a code of any list.
    #[must_use]
    pub fn label(&self, list: &str, code: &str) -> Text {
        let label = self.law.codes.list(list).and_then(|list| list.label(code));
        label.cloned().unwrap_or_else(|| Text::new(code, code))
    }

    /// The name of a village.
    #[must_use]
    pub fn village(&self, id: Uuid) -> String {
        self.villages.get(&id).cloned().unwrap_or_default()
    }

    fn code(&self, fact: Option<&Fact>, code: &str) -> Text {
        match fact.map(|fact| &fact.kind) {
            Some(Type::Code(list) | Type::Set(list)) => self.label(list, code),
            _ => Text::new(code, code),
        }
    }
}

/// A unit of measure as it stands behind a number.
#[must_use]
pub fn unit_text(unit: &str) -> Text {
    let (vi, en) = match unit {
        "VND/person/month" => ("đồng/người/tháng", "đồng per person and month"),
        "m2" => ("m²", "m²"),
        "person" => ("người", "persons"),
        "year" => ("tuổi", "years"),
        "head" => ("con", "head"),
        "kWh/month" => ("kWh/tháng", "kWh per month"),
        other => (other, other),
    };
    Text::new(vi, en)
}

fn with_unit(number: &str, unit: Option<&str>) -> Text {
    // Vietnamese writes 1.500,5 where English writes 1,500.5.
    let english = number
        .chars()
        .map(|c| match c {
            '.' => ',',
            ',' => '.',
            other => other,
        })
        .collect::<String>();
    let unit = unit.map(unit_text).unwrap_or_default();
    let join = |number: &str, unit: &str| format!("{number} {unit}").trim_end().to_owned();
    Text::new(join(number, &unit.vi), join(&english, &unit.en))
}

/// A date of birth for people: `15/03/1985`, or the year.
#[must_use]
pub fn birth_text(member: &MemberDocument) -> String {
    match member.birth_date() {
        Some(BirthDate::Day(date)) => written(date),
        Some(BirthDate::Year(year)) => year.to_string(),
        None => member.birth.clone(),
    }
}

/// An identity number by its last three digits; empty when unknown.
#[must_use]
pub fn masked(number: &str) -> String {
    match IdentityNumber::parse(number) {
        Ok(number) => number.to_string(),
        Err(_) if number.is_empty() => String::new(),
        Err(_) => "•••".to_owned(),
    }
}

/// Rural or urban.
#[must_use]
pub fn area_text(area: Area) -> Text {
    match area {
        Area::Rural => Text::new("Nông thôn", "Rural"),
        Area::Urban => Text::new("Thành thị", "Urban"),
    }
}
