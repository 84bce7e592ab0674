//! Synthetic households as JSON Lines, for everything here that reads them.

use crate::Failure;
use serde_json::{Map, Value as Json, json};
use vuonlen_domain::BirthDate;
use vuonlen_law::assess::{HouseholdInput, MemberInput};
use vuonlen_law::facts::{Schema, Type, Value};
use vuonlen_law::law::Law;

/// A household as one line of the format that `assess` and the registry read.
///
/// # Errors
/// When the law data set has no facts of households or members.
pub fn object(law: &Law, household: &HouseholdInput) -> Result<Json, Failure> {
    let facts = |scope: &str| law.facts.scope(scope).ok_or("law/facts lacks a scope");
    let member_facts = facts("member")?;
    let mut object = answers(law, facts("household")?, &household.answers);
    let mut put = |key: &str, value: Json| object.insert(key.to_owned(), value);
    put("id", json!(household.id));
    put("unit", json!(household.unit.as_str()));
    put("village", json!(household.village));
    put("head_name", json!(household.head_name));
    put("size", json!(household.size));
    put("causes", json!(household.causes));
    put("needs", json!(household.needs));
    put(
        "previous_class",
        json!(household.previous_class.map(|class| class.code())),
    );
    put("previous_size", json!(household.previous_size));
    let history = household.history.iter();
    let history = history.map(|(year, class)| json!({"year": year, "class": class.code()}));
    put("history", history.collect());
    let members = household.members.iter();
    put(
        "members",
        members.map(|one| member(law, member_facts, one)).collect(),
    );
    Ok(Json::Object(object))
}

fn member(law: &Law, facts: &Schema, member: &MemberInput) -> Json {
    let mut object = answers(law, facts, &member.facts);
    let birth = member.birth.map(|birth| match birth {
        BirthDate::Day(day) => day.to_string(),
        BirthDate::Year(year) => year.to_string(),
    });
    let identity = member.identity.as_ref().map(|identity| identity.reveal());
    object.insert("name".to_owned(), json!(member.name));
    object.insert("birth".to_owned(), json!(birth));
    object.insert("identity".to_owned(), json!(identity));
    Json::Object(object)
}

fn answers(law: &Law, facts: &Schema, record: &[Option<Value>]) -> Map<String, Json> {
    let code = |list: &str, position: usize| law.codes.list(list)?.code_at(position);
    let said = facts.facts().iter().zip(record);
    said.filter_map(|(fact, value)| {
        let json = match ((*value)?, &fact.kind) {
            (Value::Bool(answer), _) => json!(answer),
            (Value::Int(answer), _) => json!(answer),
            (Value::Decimal(answer), _) => json!(answer),
            (Value::Code(position), Type::Code(list)) => json!(code(list, position.into())?),
            (Value::Set(mask), Type::Set(list)) => {
                let bits = (0..64).filter(|bit| mask >> bit & 1 == 1);
                bits.filter_map(|bit| code(list, bit)).collect()
            }
            _ => return None,
        };
        Some((fact.name.clone(), json))
    })
    .collect()
}
