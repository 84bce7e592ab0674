//! A household as its versions keep it: one JSON document, readable without this program.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_domain::text::key::search_key;
use vuonlen_domain::text::normalise;
use vuonlen_domain::{Area, BirthDate, IdentityNumber, UnitCode};
use vuonlen_law::assess::{HouseholdInput, MemberInput};
use vuonlen_law::codes::CodeLists;
use vuonlen_law::facts::{Record, Schema, Type, Value};
use vuonlen_law::law::Law;

/// Answers by name of the fact; what nobody answered is absent.
pub type Answers = BTreeMap<String, Answer>;

/// One answer, codes by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A measured number.
    Decimal(f64),
    /// One code.
    Code(String),
    /// Several codes.
    Set(Vec<String>),
}

/// Everything kept of a household.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HouseholdDocument {
    /// Short number within the commune.
    pub code: String,
    /// Commune it lives in.
    pub commune_code: String,
    /// Village it lives in.
    pub village_id: Uuid,
    /// House number, hamlet or a landmark.
    #[serde(default)]
    pub address: String,
    /// Area it is reviewed in, where it differs from its unit's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
    /// False when it has left.
    pub active: bool,
    /// Its members, the head first.
    pub members: Vec<MemberDocument>,
    /// Answers of the household's questions.
    #[serde(default)]
    pub answers: Answers,
}

/// One member.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemberDocument {
    /// The member's id, for good.
    pub person_id: Uuid,
    /// Name as written.
    pub name: String,
    /// `YYYY-MM-DD` or `YYYY`; empty when unknown.
    #[serde(default)]
    pub birth: String,
    /// Identity number; empty when unknown.
    #[serde(default)]
    pub identity_number: String,
    /// Answers of the member's questions: sex, relation, ethnicity, insurance …
    #[serde(default)]
    pub answers: Answers,
}

impl MemberDocument {
    /// Date of birth, where it can be read.
    #[must_use]
    pub fn birth_date(&self) -> Option<BirthDate> {
        BirthDate::parse(&self.birth)
    }

    /// A code among the member's answers.
    #[must_use]
    pub fn code(&self, fact: &str) -> Option<&str> {
        code(&self.answers, fact)
    }
}

impl HouseholdDocument {
    /// The head: the first member whose relation says so, otherwise the first.
    #[must_use]
    pub fn head(&self) -> Option<&MemberDocument> {
        self.members
            .iter()
            .find(|member| member.code("relation") == Some("head"))
            .or_else(|| self.members.first())
    }

    /// The head's name, empty without members.
    #[must_use]
    pub fn head_name(&self) -> &str {
        self.head().map_or("", |head| head.name.as_str())
    }

    /// The words a search finds it by: names of all members, and its code.
    #[must_use]
    pub fn search_text(&self) -> String {
        let names = self.members.iter().map(|member| search_key(&member.name));
        names
            .chain([self.code.to_lowercase()])
            .collect::<Vec<_>>()
            .join(" · ")
    }

    /// Brings every text into its normal form.
    pub fn normalise(&mut self) {
        self.address = normalise(&self.address);
        self.code = normalise(&self.code);
        for member in &mut self.members {
            member.name = normalise(&member.name);
            member.birth = member.birth_date().map_or_else(
                || normalise(&member.birth),
                |birth| match birth {
                    BirthDate::Day(date) => date.format("%Y-%m-%d").to_string(),
                    BirthDate::Year(year) => year.to_string(),
                },
            );
            member.identity_number = IdentityNumber::parse(&member.identity_number).map_or_else(
                |_| normalise(&member.identity_number),
                |number| number.reveal().to_owned(),
            );
        }
    }

    /// The household as the assessor takes it.
    ///
    /// # Errors
    /// The commune code, when it is none.
    pub fn to_input(
        &self,
        id: &str,
        law: &Law,
    ) -> Result<HouseholdInput, vuonlen_domain::unit::InvalidUnitCode> {
        let mut input = HouseholdInput::new(id, UnitCode::parse(&self.commune_code)?);
        input.village = Some(self.village_id.to_string());
        input.area = self.area;
        input.head_name = Some(self.head_name().to_owned());
        if let Some(schema) = law.facts.scope("household") {
            input.answers = record(&self.answers, schema, &law.codes);
        }
        if let Some(Answer::Int(income)) = self.answers.get("income_per_person") {
            input.income_per_person = Some(*income);
        }
        if let Some(schema) = law.facts.scope("member") {
            input.members = self
                .members
                .iter()
                .map(|member| {
                    let mut one = MemberInput::new(member.person_id.to_string(), &member.name);
                    one.birth = member.birth_date();
                    one.identity = IdentityNumber::parse(&member.identity_number).ok();
                    one.facts = record(&member.answers, schema, &law.codes);
                    one
                })
                .collect();
        }
        Ok(input)
    }
}

/// Ages of the members on `date`, for showing.
#[must_use]
pub fn age_on(member: &MemberDocument, date: NaiveDate) -> Option<i32> {
    let birth = member.birth_date()?;
    (birth.year() <= date.year()).then(|| birth.age_on(date))
}

/// Answers as typed values; an answer of the wrong type or an unknown code counts as not given,
/// and the assessor then names the question.
pub(crate) fn record(answers: &Answers, schema: &Schema, codes: &CodeLists) -> Record {
    let value = |kind: &Type, answer: &Answer| -> Option<Value> {
        let position = |list: &str, code: &str| codes.list(list)?.position(code);
        match (kind, answer) {
            (Type::Bool, Answer::Bool(yes)) => Some(Value::Bool(*yes)),
            (Type::Int, Answer::Int(number)) => Some(Value::Int(*number)),
            (Type::Decimal, Answer::Decimal(number)) => Some(Value::Decimal(*number)),
            #[expect(
                clippy::cast_precision_loss,
                reason = "areas and amounts far below 2^53"
            )]
            (Type::Decimal, Answer::Int(number)) => Some(Value::Decimal(*number as f64)),
            (Type::Code(list), Answer::Code(code)) => {
                u16::try_from(position(list, code)?).ok().map(Value::Code)
            }
            (Type::Set(list), Answer::Set(members)) => members
                .iter()
                .map(|code| position(list, code).map(|bit| 1_u64 << bit))
                .sum::<Option<u64>>()
                .map(Value::Set),
            _ => None,
        }
    };
    schema
        .facts()
        .iter()
        .map(|fact| {
            answers
                .get(&fact.name)
                .and_then(|answer| value(&fact.kind, answer))
        })
        .collect()
}

/// Typed values as answers by name: the way back, for households that come from files.
#[must_use]
pub fn answers(record: &Record, schema: &Schema, codes: &CodeLists) -> Answers {
    let name = |list: &str, position: usize| {
        codes
            .list(list)
            .and_then(|list| list.code_at(position))
            .map(str::to_owned)
    };
    schema
        .facts()
        .iter()
        .zip(record)
        .filter_map(|(fact, value)| {
            let answer = match (&fact.kind, (*value)?) {
                (_, Value::Bool(yes)) => Answer::Bool(yes),
                (_, Value::Int(number)) => Answer::Int(number),
                (_, Value::Decimal(number)) => Answer::Decimal(number),
                (Type::Code(list), Value::Code(position)) => {
                    Answer::Code(name(list, usize::from(position))?)
                }
                (Type::Set(list), Value::Set(mask)) => Answer::Set(
                    (0..64)
                        .filter(|bit| mask >> bit & 1 == 1)
                        .filter_map(|bit| name(list, bit))
                        .collect(),
                ),
                _ => return None,
            };
            Some((fact.name.clone(), answer))
        })
        .collect()
}

fn code<'a>(answers: &'a Answers, fact: &str) -> Option<&'a str> {
    match answers.get(fact) {
        Some(Answer::Code(code)) => Some(code),
        _ => None,
    }
}
