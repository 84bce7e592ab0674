//! A household in the body of a request.

use super::input::{Birth, Commune, Day, Identity, Line};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};
use uuid::Uuid;
use vuonlen_app::registry::document::Answers;
use vuonlen_app::registry::whole::{WholeHousehold, WholeMember};
use vuonlen_domain::Area;

/// Rural or urban.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum AreaKind {
    Rural,
    Urban,
}

impl From<AreaKind> for Area {
    fn from(kind: AreaKind) -> Self {
        match kind {
            AreaKind::Rural => Self::Rural,
            AreaKind::Urban => Self::Urban,
        }
    }
}

/// A household, whole: what is left out is not answered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Household {
    /// Short number within the commune; not needed to be assessed.
    #[schema(value_type = Option<String>, max_length = 40)]
    #[serde(default)]
    code: Option<Line<40>>,
    /// Village it lives in; not needed to be assessed.
    #[serde(default)]
    village_id: Option<Uuid>,
    /// House number, hamlet or a landmark.
    #[schema(value_type = Option<String>, max_length = 300)]
    #[serde(default)]
    address: Option<Line<300>>,
    /// Rural or urban, where it differs from the commune's.
    #[serde(default)]
    area: Option<AreaKind>,
    /// Its members, the head first.
    #[schema(min_items = 1, max_items = 60)]
    members: Vec<Member>,
    /// Answers of the household's questions, by name of the question.
    #[schema(schema_with = answers_schema)]
    #[serde(default)]
    answers: Answers,
}

/// A member.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Member {
    /// Who of the household it is; left out for somebody new.
    #[serde(default)]
    person_id: Option<Uuid>,
    /// Name as written.
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    name: Line<200, 1>,
    /// Day of birth as 1985-03-15, or only the year; left out when unknown.
    #[schema(value_type = Option<String>, max_length = 10, pattern = "^([0-9]{4}(-[0-9]{2}-[0-9]{2})?)?$")]
    #[serde(default)]
    birth: Option<Birth>,
    /// Identity number; left out to leave what is recorded, empty to take it away.
    #[schema(value_type = Option<String>, max_length = 20, pattern = "^([0-9]{9}|[0-9]{12})?$")]
    #[serde(default)]
    identity_number: Option<Identity>,
    /// Answers of the member's questions, by name of the question.
    #[schema(schema_with = answers_schema)]
    #[serde(default)]
    answers: Answers,
}

/// Yes or no, a number, a code, or several codes, by name of the question.
pub(super) fn answers_schema() -> RefOr<Schema> {
    let schema = json!({
        "type": "object",
        "description": "Answers by name of the question: true or false, a number, a code, or a \
            list of distinct codes. A question that is left out is not answered.",
        "maxProperties": 200,
        "additionalProperties": {
            "oneOf": [
                { "type": "boolean" },
                { "type": "number", "minimum": -1e15, "maximum": 1e15 },
                { "type": "string", "maxLength": 60 },
                {
                    "type": "array",
                    "items": { "type": "string", "maxLength": 60 },
                    "uniqueItems": true,
                    "maxItems": 64
                }
            ]
        }
    });
    // The text above is a schema; were it none, the document's own test would not find the key.
    serde_json::from_value(schema).unwrap_or_else(|_| RefOr::T(Schema::default()))
}

impl From<Household> for WholeHousehold {
    fn from(given: Household) -> Self {
        let text = |text: Option<String>| text.unwrap_or_default();
        Self {
            code: text(given.code.map(Line::into_string)),
            village_id: given.village_id.unwrap_or_default(),
            address: text(given.address.map(Line::into_string)),
            area: given.area.map(Area::from),
            members: given
                .members
                .into_iter()
                .map(|member| WholeMember {
                    person_id: member.person_id,
                    name: member.name.into_string(),
                    birth: text(member.birth.map(Birth::into_string)),
                    identity_number: member.identity_number.map(Identity::into_string),
                    answers: member.answers,
                })
                .collect(),
            answers: given.answers,
        }
    }
}

/// A household to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewHousehold {
    /// Code of the commune it lives in.
    #[schema(value_type = String, pattern = "^[0-9]{5}$")]
    pub(super) commune: Commune,
    /// The household; code and village are needed.
    pub(super) household: Household,
    /// From which day it holds; not in the future.
    #[schema(value_type = chrono::NaiveDate)]
    pub(super) effective_on: Day,
    /// Why, for its history.
    #[schema(value_type = String, min_length = 1, max_length = 300)]
    pub(super) reason: Line<300, 1>,
}

/// A household to be put in place of what is recorded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangedHousehold {
    /// The version the change was made on; 409 when somebody saved after it.
    #[schema(minimum = 1)]
    pub(super) base_version: i64,
    /// The household; code and village are needed. Members without their person_id are new.
    pub(super) household: Household,
    /// From which day it holds; not in the future, not before the recorded version's.
    #[schema(value_type = chrono::NaiveDate)]
    pub(super) effective_on: Day,
    /// Why, for its history.
    #[schema(value_type = String, min_length = 1, max_length = 300)]
    pub(super) reason: Line<300, 1>,
}
