//! Builds the household of a case: a template, then what the case sets.

use crate::assess::{HouseholdInput, MemberInput, PreviousClass, Record};
use crate::facts::{Schema, Type, Value};
use crate::law::Law;
use std::collections::BTreeMap;
use vuonlen_domain::{Area, BirthDate, Class, UnitCode};

/// People and households by id.
#[derive(Debug, Clone, Default)]
pub(super) struct Templates {
    people: BTreeMap<String, toml::Table>,
    households: BTreeMap<String, toml::Table>,
}

/// Stands for “not answered” in a case.
pub(super) const UNKNOWN: &str = "?";

type Fallible<T> = Result<T, String>;

impl Templates {
    /// Adds a person or a household; false when it has no id or the id is taken.
    pub(super) fn add(&mut self, kind: &str, entry: &toml::Table) -> bool {
        let mut entry = entry.clone();
        let Some(toml::Value::String(id)) = entry.remove("id") else {
            return false;
        };
        let templates = match kind {
            "person" => &mut self.people,
            _ => &mut self.households,
        };
        templates.insert(id, entry).is_none()
    }

    /// The household `template` with what `set` changes, under the standard `standard`.
    ///
    /// # Errors
    /// A path or a value that means nothing.
    pub(super) fn household(
        &self,
        law: &Law,
        template: &str,
        set: &toml::Table,
        standard: &str,
    ) -> Fallible<HouseholdInput> {
        let template = (self.households.get(template))
            .ok_or_else(|| format!("there is no household “{template}”"))?;
        let mut fields = template.clone();
        let mut of_people: BTreeMap<&str, toml::Table> = BTreeMap::new();
        for (path, value) in set {
            match path.split_once('.') {
                None => {
                    fields.insert(path.clone(), value.clone());
                }
                Some((person, field)) => {
                    let changes = of_people.entry(person).or_default();
                    changes.insert(field.to_owned(), value.clone());
                }
            }
        }
        let unit = text(
            "unit",
            fields.get("unit").ok_or("the household has no unit")?,
        )?;
        let unit = UnitCode::parse(unit).map_err(|error| error.to_string())?;
        let mut household = HouseholdInput::new("case", unit);
        for (field, value) in &fields {
            self.set(law, &mut household, field, value, standard)?;
        }
        for (person, changes) in of_people {
            let mut members = household.members.iter_mut();
            let member = (members.find(|member| member.id == person))
                .ok_or_else(|| format!("“{person}” is not a member of the household"))?;
            // A birth date takes the place of the template's age.
            if changes.contains_key("birth") && !changes.contains_key("age") {
                set_member(law, member, "age", &UNKNOWN.into())?;
            }
            for (field, value) in &changes {
                set_member(law, member, field, value)?;
            }
        }
        Ok(household)
    }

    fn set(
        &self,
        law: &Law,
        household: &mut HouseholdInput,
        field: &str,
        value: &toml::Value,
        standard: &str,
    ) -> Fallible<()> {
        let known = value.as_str() != Some(UNKNOWN);
        match field {
            "unit" => {}
            "members" => household.members = self.members(law, field, value)?,
            "area" => household.area = optional(known, || parsed(field, value, Area::parse))?,
            "size" => household.size = optional(known, || narrow(field, value))?,
            "income_per_person" => {
                household.income_per_person = optional(known, || integer(field, value))?;
            }
            "score_a" => household.score_a = optional(known, || integer(field, value))?,
            "score_b" => household.score_b = optional(known, || integer(field, value))?,
            "deprivations" => household.deprivations = optional(known, || texts(field, value))?,
            "first_deprivations" => {
                household.deprivations =
                    optional(known, || first(law, standard, integer(field, value)?))?;
            }
            "ethnicity" => {
                household.ethnicity = optional(known, || text(field, value).map(str::to_owned))?;
            }
            "groups" => household.groups = optional(known, || texts(field, value))?,
            "causes" => household.causes = optional(known, || texts(field, value))?,
            "needs" => household.needs = optional(known, || texts(field, value))?,
            "event" => household.event = optional(known, || text(field, value).map(str::to_owned))?,
            "previous_class" => {
                household.previous_class =
                    optional(known, || parsed(field, value, PreviousClass::parse))?;
            }
            "previous_size" => household.previous_size = optional(known, || narrow(field, value))?,
            "stated_class" => {
                household.stated_class = optional(known, || parsed(field, value, Class::parse))?;
            }
            "history" => household.history = if known { history(value)? } else { Vec::new() },
            _ => answer(
                law,
                law.scopes.survey.household(),
                &mut household.answers,
                field,
                value,
            )?,
        }
        Ok(())
    }

    fn members(&self, law: &Law, field: &str, value: &toml::Value) -> Fallible<Vec<MemberInput>> {
        texts(field, value)?
            .iter()
            .map(|id| {
                let person = self
                    .people
                    .get(id)
                    .ok_or_else(|| format!("there is no person “{id}”"))?;
                let mut member = MemberInput::new(id.as_str(), "");
                for (field, value) in person {
                    set_member(law, &mut member, field, value)?;
                }
                Ok(member)
            })
            .collect()
    }
}

fn set_member(
    law: &Law,
    member: &mut MemberInput,
    field: &str,
    value: &toml::Value,
) -> Fallible<()> {
    match field {
        "name" => text(field, value)?.clone_into(&mut member.name),
        "birth" => member.birth = Some(parsed(field, value, BirthDate::parse)?),
        _ => {
            let schema = law
                .scopes
                .survey
                .member()
                .ok_or("the law has no facts of members")?;
            answer(law, schema, &mut member.facts, field, value)?;
        }
    }
    Ok(())
}

fn answer(
    law: &Law,
    schema: &Schema,
    record: &mut Record,
    field: &str,
    value: &toml::Value,
) -> Fallible<()> {
    let index = schema
        .index(field)
        .ok_or_else(|| format!("“{field}” is no question of scope {}", schema.scope()))?;
    record.resize(schema.len(), None);
    record[index] = match value.as_str() {
        Some(UNKNOWN) => None,
        _ => Some(typed(law, &schema.facts()[index].kind, field, value)?),
    };
    Ok(())
}

/// A TOML value as a value of `kind`.
pub(super) fn typed(law: &Law, kind: &Type, field: &str, value: &toml::Value) -> Fallible<Value> {
    let position = |list: &str, code: &str| {
        let position = law.codes.list(list).and_then(|list| list.position(code));
        let position = position.and_then(|position| u16::try_from(position).ok());
        position.ok_or_else(|| format!("“{code}” of “{field}” is not in the list “{list}”"))
    };
    match (kind, value) {
        (Type::Bool, toml::Value::Boolean(value)) => Ok(Value::Bool(*value)),
        (Type::Int, toml::Value::Integer(value)) => Ok(Value::Int(*value)),
        (Type::Decimal, toml::Value::Float(value)) => Ok(Value::Decimal(*value)),
        (Type::Code(list), toml::Value::String(code)) => position(list, code).map(Value::Code),
        (Type::Set(list), toml::Value::Array(_)) => {
            let mask = texts(field, value)?.iter().try_fold(0_u64, |mask, code| {
                Ok::<_, String>(mask | 1 << position(list, code)?)
            });
            mask.map(Value::Set)
        }
        _ => Err(format!("“{field}” takes {kind}, not {value}")),
    }
}

/// The first `count` indicators of the standard, stated as deprivations.
fn first(law: &Law, standard: &str, count: i64) -> Fallible<Vec<String>> {
    let standard = law.standard(standard).ok_or("there is no such standard")?;
    let count = usize::try_from(count).map_err(|error| error.to_string())?;
    let codes: Vec<String> = (standard.indicators.iter().take(count))
        .map(|indicator| indicator.code.clone())
        .collect();
    if codes.len() == count {
        Ok(codes)
    } else {
        Err(format!(
            "the standard has {} indicators, not {count}",
            codes.len()
        ))
    }
}

fn history(value: &toml::Value) -> Fallible<Vec<(i32, Class)>> {
    let table = value
        .as_table()
        .ok_or("“history” is a table from year to class")?;
    table
        .iter()
        .map(|(year, class)| {
            let year = year.parse().map_err(|_| format!("“{year}” is no year"))?;
            Ok((year, parsed("history", class, Class::parse)?))
        })
        .collect()
}

fn optional<T>(known: bool, read: impl FnOnce() -> Fallible<T>) -> Fallible<Option<T>> {
    known.then(read).transpose()
}

fn text<'a>(field: &str, value: &'a toml::Value) -> Fallible<&'a str> {
    value.as_str().ok_or_else(|| format!("“{field}” is a text"))
}

pub(super) fn texts(field: &str, value: &toml::Value) -> Fallible<Vec<String>> {
    let list = value
        .as_array()
        .ok_or_else(|| format!("“{field}” is a list"))?;
    list.iter()
        .map(|item| text(field, item).map(str::to_owned))
        .collect()
}

fn integer(field: &str, value: &toml::Value) -> Fallible<i64> {
    value
        .as_integer()
        .ok_or_else(|| format!("“{field}” is a whole number"))
}

fn narrow(field: &str, value: &toml::Value) -> Fallible<u32> {
    u32::try_from(integer(field, value)?).map_err(|error| format!("“{field}”: {error}"))
}

fn parsed<T>(field: &str, value: &toml::Value, parse: impl Fn(&str) -> Option<T>) -> Fallible<T> {
    let written = text(field, value)?;
    parse(written).ok_or_else(|| format!("“{written}” is no {field}"))
}
