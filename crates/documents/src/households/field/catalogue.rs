//! Every field with its key and the words it is recognised by.

use super::spellings::{FIXED, OTHERWISE};
use super::{Field, HouseholdField, List, MemberField};
use crate::households::context::Context;
use crate::households::suggest;
use std::collections::HashMap;
use vuonlen_domain::text::key::search_key;
use vuonlen_law::facts::Type;
use vuonlen_law::questionnaires::{Of, Questionnaire};

/// All fields under one law.
#[derive(Debug)]
pub struct Catalogue {
    entries: Vec<Entry>,
    by_spelling: HashMap<String, usize>,
}

/// One field.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it says.
    pub field: Field,
    /// Key in JSON and CSV: `income_per_person`, `causes.land`, `member.name`.
    pub key: String,
    /// Head for people.
    pub label: String,
}

/// Household facts that stand in a field of their own.
const OWN_FIELDS: [&str; 5] = ["area", "size", "income_per_person", "causes", "needs"];

impl Catalogue {
    /// The fields under the law of `context`.
    #[must_use]
    pub fn new(context: &Context<'_>) -> Self {
        let mut catalogue = Self {
            entries: Vec::new(),
            by_spelling: HashMap::new(),
        };
        for (field, key, heads) in FIXED {
            catalogue.add(*field, key, heads.first().unwrap_or(key));
            heads.iter().for_each(|head| catalogue.spell(head, key));
        }
        for list in List::ALL {
            catalogue.add_list(context, list);
        }
        catalogue.add_household_facts(context);
        catalogue.add_member_facts(context);
        catalogue.add_questions(context);
        for (key, head) in OTHERWISE {
            catalogue.spell(head, key);
        }
        catalogue
    }

    /// The field with this key.
    #[must_use]
    pub fn by_key(&self, key: &str) -> Option<&Entry> {
        let index = self.by_spelling.get(key.trim())?;
        self.entries
            .get(*index)
            .filter(|entry| entry.key == key.trim())
    }

    /// The field that a head names: its key, its label or another spelling, without regard to
    /// accents, case and punctuation; what stands in brackets may be missing.
    #[must_use]
    pub fn by_head(&self, head: &str) -> Option<&Entry> {
        let without_brackets = without_brackets(head);
        [head, &without_brackets]
            .into_iter()
            .filter_map(|text| {
                self.by_spelling
                    .get(&head_key(text))
                    .or_else(|| self.by_spelling.get(text.trim()))
            })
            .find_map(|index| self.entries.get(*index))
    }

    /// The label nearest to an unknown head.
    #[must_use]
    pub fn nearest(&self, head: &str) -> Option<&str> {
        let labels = self.entries.iter().map(|entry| entry.label.as_str());
        let keys = self.entries.iter().map(|entry| entry.key.as_str());
        suggest::nearest(head, labels.chain(keys))
    }

    /// The key nearest to an unknown key, without the scope they share.
    #[must_use]
    pub fn nearest_key(&self, key: &str) -> Option<&str> {
        let scope = if key.starts_with("member.") {
            "member."
        } else {
            ""
        };
        let keys = self.entries.iter().map(|entry| entry.key.as_str());
        let same_scope = keys.filter_map(|key| key.strip_prefix(scope));
        suggest::nearest(key.strip_prefix(scope)?, same_scope)
    }

    /// All fields, fixed ones first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn add(&mut self, field: Field, key: &str, label: &str) {
        let index = self.entries.len();
        self.entries.push(Entry {
            field,
            key: key.to_owned(),
            label: label.to_owned(),
        });
        self.by_spelling.entry(key.to_owned()).or_insert(index);
        self.by_spelling.entry(head_key(key)).or_insert(index);
        self.by_spelling.entry(head_key(label)).or_insert(index);
    }

    /// `head` too means the field with `key`; the first meaning of a head stays.
    fn spell(&mut self, head: &str, key: &str) {
        if let Some(index) = self.by_spelling.get(key).copied() {
            self.by_spelling.entry(head_key(head)).or_insert(index);
        }
    }

    fn add_list(&mut self, context: &Context<'_>, list: List) {
        let Some(codes) = context.law.codes.list(list.codes()) else {
            return;
        };
        let none = format!("{}.none", list.key());
        self.add(
            Field::Household(HouseholdField::ListNone(list)),
            &none,
            &none,
        );
        for (position, code) in codes.codes().iter().enumerate() {
            let Ok(position) = u16::try_from(position) else {
                return;
            };
            let key = format!("{}.{code}", list.key());
            let label = codes
                .label(code)
                .map_or(key.as_str(), |label| label.vi.as_str());
            let field = Field::Household(HouseholdField::Listed(list, position));
            // A label alone may name the question behind it (“Việc làm”); with its list it is clear.
            self.add(field, &key, &format!("{}: {label}", list.key()));
        }
    }

    fn add_household_facts(&mut self, context: &Context<'_>) {
        let Some(schema) = context.household_facts() else {
            return;
        };
        for (index, fact) in schema.facts().iter().enumerate() {
            if OWN_FIELDS.contains(&fact.name.as_str()) {
                self.spell(&fact.label.vi, &fact.name);
                continue;
            }
            let answer = Field::Household(HouseholdField::Answer(index));
            self.add(answer, &fact.name, &fact.label.vi);
            self.spell(&fact.label.en, &fact.name);
            self.add_choices(context, &fact.kind, &fact.name, |choice| {
                Field::Household(match choice {
                    Some(position) => HouseholdField::Choice(index, position),
                    None => HouseholdField::ChoiceNone(index),
                })
            });
        }
    }

    fn add_member_facts(&mut self, context: &Context<'_>) {
        let Some(schema) = context.member_facts() else {
            return;
        };
        for (index, fact) in schema.facts().iter().enumerate() {
            let key = format!("member.{}", fact.name);
            let answer = Field::Member(MemberField::Answer(index));
            self.add(answer, &key, &fact.label.vi);
            self.spell(&fact.name, &key);
            self.spell(&fact.label.en, &key);
            self.add_choices(context, &fact.kind, &key, |choice| {
                Field::Member(match choice {
                    Some(position) => MemberField::Choice(index, position),
                    None => MemberField::ChoiceNone(index),
                })
            });
        }
    }

    fn add_choices(
        &mut self,
        context: &Context<'_>,
        kind: &Type,
        key: &str,
        field: impl Fn(Option<u16>) -> Field,
    ) {
        let Type::Set(list) = kind else { return };
        let Some(codes) = context.law.codes.list(list) else {
            return;
        };
        let none = format!("{key}.none");
        self.add(field(None), &none, &none);
        for (position, code) in codes.codes().iter().enumerate() {
            let Ok(position) = u16::try_from(position) else {
                return;
            };
            let choice = format!("{key}.{code}");
            self.add(field(Some(position)), &choice, &choice);
        }
    }

    /// The wording of the questionnaires, which the survey workbook's heads have.
    fn add_questions(&mut self, context: &Context<'_>) {
        for (of, question) in context
            .law
            .questionnaires
            .iter()
            .flat_map(Questionnaire::questions)
        {
            let key = match of {
                Of::Household => question.name().to_owned(),
                Of::Member => format!("member.{}", question.name()),
            };
            self.spell(&question.label.vi, &key);
            self.spell(&question.label.en, &key);
        }
    }
}

/// A head for comparison: no accents, case, punctuation or marks of obligation.
pub(crate) fn head_key(head: &str) -> String {
    let plain: String = search_key(head)
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '_' || c == '.' {
                c
            } else {
                ' '
            }
        })
        .collect();
    let words: Vec<&str> = plain
        .split_whitespace()
        .map(|word| word.trim_matches('.'))
        .collect();
    let key = words
        .join(" ")
        .replace("so thu tu", "stt")
        .replace("so tt", "stt");
    key.trim().to_owned()
}

fn without_brackets(head: &str) -> String {
    let mut depth = 0_u32;
    head.chars()
        .filter(|c| match c {
            '(' | '[' => {
                depth += 1;
                false
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}
