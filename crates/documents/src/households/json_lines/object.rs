//! One household as a JSON object.

use crate::households::draft::{Draft, MemberDraft, Readers, Said, Written};
use crate::households::field::{Catalogue, Field, HouseholdField as H};
use crate::households::json::Json;
use crate::households::problem;
use crate::read::Cell;
use vuonlen_law::assess::{Place, Problem};

/// Other names a key may have.
const ALSO: [(&str, &str); 3] = [
    ("class", "stated_class"),
    ("head", "head_name"),
    ("groups", "flags"),
];

/// The household that `entries` describe.
pub(super) fn household(
    readers: &mut Readers<'_>,
    catalogue: &Catalogue,
    place: Place,
    entries: &[(String, Json)],
) -> Draft {
    let mut object = Object {
        readers,
        catalogue,
        draft: Draft::new(place.clone()),
        place,
        within: String::new(),
    };
    object.say_entries(entries, "");
    object.draft
}

struct Object<'o, 'a> {
    readers: &'o mut Readers<'a>,
    catalogue: &'o Catalogue,
    draft: Draft,
    place: Place,
    /// `members[0].` while a member is read.
    within: String,
}

impl Object<'_, '_> {
    /// `scope` is empty or `member.`; answers may stand beside the other keys or in `answers`.
    fn say_entries(&mut self, entries: &[(String, Json)], scope: &str) {
        for (index, (key, value)) in entries.iter().enumerate() {
            if entries[..index].iter().any(|(before, _)| before == key) {
                self.report(problem::key_twice(key), key);
                continue;
            }
            match (key.as_str(), value) {
                (_, Json::Null) => {}
                ("answers", Json::Object(answers)) => self.say_entries(answers, scope),
                ("members", Json::List(members)) if scope.is_empty() => self.say_members(members),
                ("history", value) if scope.is_empty() && !matches!(value, Json::Text(_)) => {
                    self.say_history(value);
                }
                _ => self.say(&format!("{scope}{key}"), key, value),
            }
        }
    }

    fn say(&mut self, full_key: &str, key: &str, value: &Json) {
        let known = ALSO.iter().find(|(other, _)| *other == full_key);
        let full_key = known.map_or(full_key, |(_, key)| key);
        let Some(field) = self.catalogue.by_key(full_key).map(|entry| entry.field) else {
            let nearest = self.catalogue.nearest_key(full_key);
            self.report(problem::unknown_key(key, nearest), key);
            return;
        };
        let cells: Vec<Cell> = match value {
            Json::Object(choices) => return self.say_choices(full_key, field, choices),
            Json::List(values) => values.iter().filter_map(Json::cell).collect(),
            single => match single.cell() {
                Some(cell) => return self.say_value(field, key, Written::One(&cell)),
                None => return,
            },
        };
        match (self.none_of(full_key, field), cells.as_slice()) {
            // An empty list is an answer: none.
            (Some(none), []) => self.say_value(none, key, Written::One(&Cell::Bool(true))),
            (Some(_), _) => self.say_value(field, key, Written::Many(&cells)),
            (None, _) => self.report(problem::wrong_kind(key, value.kind()), key),
        }
    }

    /// `{"merit": true, "female_head": false}`: said of each, so that all false is an answer too.
    fn say_choices(&mut self, full_key: &str, field: Field, choices: &[(String, Json)]) {
        let Some(none) = self.none_of(full_key, field) else {
            self.report(problem::wrong_kind(full_key, "{…}"), full_key);
            return;
        };
        self.say_value(none, full_key, Written::One(&Cell::Bool(true)));
        for (code, value) in choices {
            let key = format!("{full_key}.{code}");
            let found = self.catalogue.by_key(&key).map(|entry| entry.field);
            match (found, value.cell()) {
                (Some(choice), Some(cell)) => self.say_value(choice, &key, Written::One(&cell)),
                (Some(_), None) => {}
                (None, _) => {
                    let nearest = self.catalogue.nearest_key(&key);
                    self.report(problem::unknown_key(&key, nearest), full_key);
                }
            }
        }
    }

    /// The field that says “none of these” of a field that allows several; none for others.
    fn none_of(&self, full_key: &str, field: Field) -> Option<Field> {
        match field {
            Field::Household(H::List(list)) => Some(Field::Household(H::ListNone(list))),
            _ => Some(self.catalogue.by_key(&format!("{full_key}.none"))?.field),
        }
    }

    fn say_value(&mut self, field: Field, label: &str, value: Written<'_>) {
        let place = self.at(label);
        let said = Said {
            value,
            label,
            place: &place,
        };
        self.draft.say(self.readers, field, said);
    }

    fn say_members(&mut self, members: &[Json]) {
        for (index, member) in members.iter().enumerate() {
            let column = format!("members[{index}]");
            match member {
                Json::Object(entries) => {
                    self.draft.push_member(MemberDraft::new());
                    self.within = format!("{column}.");
                    self.say_entries(entries, "member.");
                    self.within.clear();
                }
                other => self.report(problem::wrong_kind(&column, other.kind()), &column),
            }
        }
    }

    /// `[{"year": 2024, "class": "poor"}]`, `[[2024, "poor"]]` or `{"2024": "poor"}`.
    fn say_history(&mut self, value: &Json) {
        let mut past: Vec<(Option<f64>, Option<&Json>)> = Vec::new();
        match value {
            Json::Object(entries) => {
                past.extend(
                    entries
                        .iter()
                        .map(|(year, class)| (year.trim().parse().ok(), Some(class))),
                );
            }
            Json::List(entries) => past.extend(entries.iter().map(past_entry)),
            _ => past.push((None, None)),
        }
        for (year, class) in past {
            let year = year.filter(|year| year.fract() == 0.0 && (1990.0..=2100.0).contains(year));
            let cell = class.and_then(Json::cell);
            let place = self.at("history");
            match (year, &cell) {
                (Some(year), Some(cell)) => {
                    #[expect(clippy::cast_possible_truncation, reason = "between 1990 and 2100")]
                    let year = year as i32;
                    let said = Said {
                        value: Written::One(cell),
                        label: "history",
                        place: &place,
                    };
                    self.draft.say_past_class(self.readers, year, said);
                }
                _ => self
                    .draft
                    .report(problem::history("history", value.kind()).at(place)),
            }
        }
    }

    fn report(&mut self, problem: Problem, column: &str) {
        self.draft.report(problem.at(self.at(column)));
    }

    fn at(&self, column: &str) -> Place {
        self.place
            .clone()
            .column(format!("{}{column}", self.within))
    }
}

fn past_entry(entry: &Json) -> (Option<f64>, Option<&Json>) {
    let number = |value: &Json| match value {
        Json::Number(number) => Some(*number),
        _ => None,
    };
    match entry {
        Json::Object(entries) => {
            let of = |wanted: &str| {
                entries
                    .iter()
                    .find(|(key, _)| key == wanted)
                    .map(|(_, value)| value)
            };
            (of("year").and_then(number), of("class"))
        }
        Json::List(pair) => (pair.first().and_then(number), pair.get(1)),
        _ => (None, None),
    }
}
