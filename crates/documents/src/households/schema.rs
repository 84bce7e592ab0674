//! The JSON Schema of a household, from the facts and codes of the law.
//!
//! It describes the strict form: codes, not labels. The reader is more forgiving.

use super::context::Context;
use super::field::List;
use serde_json::{Map, Value, json};
use vuonlen_domain::Text;
use vuonlen_law::facts::{Fact, Type};
use vuonlen_law::law::Law;

/// Household facts that stand under the household's own keys.
const OWN: [&str; 5] = ["area", "size", "income_per_person", "causes", "needs"];

/// The schema (draft 2020-12) of one line of JSON Lines, as text ending in a line break.
#[must_use]
pub fn schema(law: &Law) -> String {
    let context = Context::new(law, chrono::NaiveDate::MAX);
    let mut text = serde_json::to_string_pretty(&household(&context)).unwrap_or_default();
    text.push('\n');
    text
}

fn household(context: &Context<'_>) -> Value {
    let mut properties = Map::new();
    let mut add = |key: &str, value: Value| {
        properties.insert(key.to_owned(), value);
    };
    add(
        "id",
        described(
            json!({"type": ["string", "number"]}),
            "Mã hộ, không trùng trong tệp",
            "Id of the household, unique in the file",
        ),
    );
    add(
        "unit",
        described(
            json!({"type": "string", "pattern": "^[0-9]{5}$"}),
            "Mã xã có hiệu lực ngày rà soát",
            "Code of the commune on the day of the review",
        ),
    );
    add(
        "village",
        described(
            json!({"type": "string"}),
            "Thôn, bản, tổ dân phố",
            "Village",
        ),
    );
    add(
        "area",
        described(
            codes(context, "areas"),
            "Khu vực; không ghi thì theo xã, phường",
            "Area; the unit's where absent",
        ),
    );
    add(
        "head_name",
        described(
            json!({"type": "string"}),
            "Họ và tên chủ hộ",
            "Name of the head",
        ),
    );
    add(
        "size",
        described(
            json!({"type": "integer", "minimum": 1}),
            "Số nhân khẩu; không ghi thì đếm thành viên",
            "Number of persons; the members where absent",
        ),
    );
    add(
        "income_per_person",
        described(
            whole(),
            "Thu nhập bình quân đầu người một tháng, đồng",
            "Income per person and month, đồng",
        ),
    );
    add("score_a", described(whole(), "Điểm A (B1)", "Score A (B1)"));
    add("score_b", described(whole(), "Điểm B (B2)", "Score B (B2)"));
    for list in [List::Deprivations, List::Causes, List::Needs] {
        let label = context
            .law
            .codes
            .list(list.codes())
            .map(|list| list.title.clone());
        add(
            list.key(),
            labelled(several(context, list.codes()), label.as_ref()),
        );
    }
    add(
        "ethnicity",
        described(
            codes(context, "ethnic_groups"),
            "Dân tộc của chủ hộ, khi không kê khai thành viên",
            "Ethnic group of the head, where no members are listed",
        ),
    );
    add(List::Groups.key(), flags(context));
    add(
        "previous_class",
        described(
            codes(context, "classes_or_none"),
            "Phân loại năm trước",
            "Class at the review before",
        ),
    );
    add(
        "previous_size",
        described(
            whole(),
            "Số nhân khẩu năm trước",
            "Number of persons at the review before",
        ),
    );
    add("history", history(context));
    add(
        "event",
        described(
            codes(context, "household_events"),
            "Biến động của cả hộ",
            "What happened to the household since",
        ),
    );
    add(
        "stated_class",
        described(
            codes(context, "classes_or_none"),
            "Phân loại ghi trong danh sách, để đối chiếu",
            "The class a list states, for comparison",
        ),
    );
    let facts = context
        .household_facts()
        .map(|schema| schema.facts())
        .unwrap_or_default();
    let asked = |fact: &&Fact| !OWN.contains(&fact.name.as_str());
    let answers: Map<String, Value> = facts
        .iter()
        .filter(asked)
        .map(|fact| answer(context, fact))
        .collect();
    properties.extend(answers.clone());
    properties.insert(
        "answers".to_owned(),
        object(
            &answers,
            "Câu trả lời của hộ, cũng có thể để ở ngoài",
            "Answers; they may stand beside the other keys too",
        ),
    );
    properties.insert(
        "members".to_owned(),
        json!({"type": "array", "items": member(context)}),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://vuonlen.example/household.schema.json",
        "title": "Hộ / Household",
        "description": "Một dòng JSON Lines cho “vuonlen assess”. / One line of JSON Lines for “vuonlen assess”.",
        "type": "object",
        "required": ["id", "unit"],
        "additionalProperties": false,
        "properties": properties,
    })
}

fn member(context: &Context<'_>) -> Value {
    let mut properties = Map::new();
    let birth = json!({"type": ["string", "integer"]});
    properties.insert(
        "id".to_owned(),
        described(
            json!({"type": ["string", "number"]}),
            "Số thứ tự trong hộ",
            "Number in the household",
        ),
    );
    properties.insert(
        "name".to_owned(),
        described(json!({"type": "string"}), "Họ và tên", "Name"),
    );
    properties.insert(
        "birth".to_owned(),
        described(
            birth,
            "Ngày sinh (1985-03-15, 15/03/1985) hoặc năm sinh",
            "Date (1985-03-15, 15/03/1985) or year of birth",
        ),
    );
    properties.insert(
        "identity".to_owned(),
        described(
            json!({"type": "string"}),
            "Số định danh cá nhân",
            "Identity number",
        ),
    );
    let facts = context
        .member_facts()
        .map(|schema| schema.facts())
        .unwrap_or_default();
    let answers: Map<String, Value> = facts.iter().map(|fact| answer(context, fact)).collect();
    properties.extend(answers.clone());
    properties.insert(
        "answers".to_owned(),
        object(
            &answers,
            "Câu trả lời của thành viên",
            "Answers of the member",
        ),
    );
    object(&properties, "Thành viên", "Member")
}

fn object(properties: &Map<String, Value>, vi: &str, en: &str) -> Value {
    let shape = json!({"type": "object", "additionalProperties": false, "properties": properties});
    described(shape, vi, en)
}

fn answer(context: &Context<'_>, fact: &Fact) -> (String, Value) {
    let shape = match &fact.kind {
        Type::Bool => json!({"type": "boolean"}),
        Type::Int => whole(),
        Type::Decimal => json!({"type": "number", "minimum": 0}),
        Type::Code(list) => codes(context, list),
        Type::Set(list) => several(context, list),
    };
    (fact.name.clone(), labelled(shape, Some(&fact.label)))
}

fn whole() -> Value {
    json!({"type": "integer", "minimum": 0})
}

fn codes(context: &Context<'_>, list: &str) -> Value {
    let codes = context
        .law
        .codes
        .list(list)
        .map(|list| list.codes().to_vec());
    json!({"enum": codes.unwrap_or_default()})
}

fn several(context: &Context<'_>, list: &str) -> Value {
    json!({"type": "array", "uniqueItems": true, "items": codes(context, list)})
}

fn flags(context: &Context<'_>) -> Value {
    let codes = context.law.codes.list(List::Groups.codes());
    let properties: Map<String, Value> = codes
        .into_iter()
        .flat_map(|list| list.codes().iter().map(move |code| (list, code)))
        .map(|(list, code)| {
            (
                code.clone(),
                labelled(json!({"type": "boolean"}), list.label(code)),
            )
        })
        .collect();
    object(
        &properties,
        "Nhóm đối tượng đã xác nhận; có khóa này thì nhóm không ghi là “không”",
        "Groups as stated; with this key a group that is not named is a no",
    )
}

fn history(context: &Context<'_>) -> Value {
    let entry = json!({
        "type": "object",
        "required": ["year", "class"],
        "additionalProperties": false,
        "properties": {"year": {"type": "integer"}, "class": codes(context, "classes_or_none")},
    });
    described(
        json!({"type": "array", "items": entry}),
        "Phân loại các năm trước, để nhận ra tái nghèo",
        "Classes of earlier years, to recognise a relapse",
    )
}

fn described(shape: Value, vi: &str, en: &str) -> Value {
    labelled(shape, Some(&Text::new(vi, en)))
}

fn labelled(mut shape: Value, label: Option<&Text>) -> Value {
    if let (Some(label), Value::Object(shape)) = (label, &mut shape) {
        shape.insert(
            "description".to_owned(),
            json!(format!("{} / {}", label.vi, label.en)),
        );
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::law;

    /// Set `UPDATE_SCHEMA=1` to write the file anew after a change of facts or codes.
    #[test]
    fn the_published_schema_is_this_one() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../docs/formats/household.schema.json"
        );
        let schema = schema(law());
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(path, &schema).unwrap();
        }
        let published = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            published == schema,
            "docs/formats/household.schema.json is out of date: run this test with UPDATE_SCHEMA=1"
        );
    }

    #[test]
    fn every_key_of_the_schema_is_read() {
        let context = Context::new(law(), crate::testing::review());
        let catalogue = super::super::field::Catalogue::new(&context);
        let schema: Value = serde_json::from_str(&schema(law())).unwrap();
        let household = schema["properties"].as_object().unwrap();
        for key in household
            .keys()
            .filter(|key| !["answers", "members"].contains(&key.as_str()))
        {
            assert!(catalogue.by_key(key).is_some(), "{key}");
        }
        let member = household["members"]["items"]["properties"]
            .as_object()
            .unwrap();
        for key in member.keys().filter(|key| *key != "answers") {
            assert!(
                catalogue.by_key(&format!("member.{key}")).is_some(),
                "{key}"
            );
        }
    }
}
