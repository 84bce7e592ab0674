//! A document taken apart into single fields, and put together again: what differences are
//! found in and merges are made of.

use super::document::{Answer, HouseholdDocument, MemberDocument};
use super::wording::{Wording, area_text, birth_text, masked};
use std::collections::BTreeMap;
use std::fmt;
use uuid::Uuid;
use vuonlen_domain::{Area, Text};

/// One field of a household or of one of its members.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Field {
    /// Whose; none for the household itself.
    pub member: Option<Uuid>,
    /// Which.
    pub name: FieldName,
}

/// Which field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldName {
    /// That the member belongs to the household.
    Present,
    /// The household's code.
    Code,
    /// Its village.
    Village,
    /// Its address.
    Address,
    /// The area it is reviewed in.
    Area,
    /// Whether it still lives here.
    Active,
    /// A member's name.
    Name,
    /// A member's date of birth.
    Birth,
    /// A member's identity number.
    Identity,
    /// The answer about this fact.
    Answer(String),
}

/// What a field holds. A field that holds nothing is absent.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue {
    /// A text.
    Text(String),
    /// A village.
    Village(Uuid),
    /// An area.
    Area(Area),
    /// Yes or no.
    Flag(bool),
    /// An answer.
    Answer(Answer),
}

/// The fields of a document that hold something.
pub type Parts = BTreeMap<Field, FieldValue>;

impl fmt::Display for Field {
    /// As it stands in forms: `answers.toilet`, `member.ID.name`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(member) = self.member {
            write!(formatter, "member.{member}.")?;
        }
        formatter.write_str(match &self.name {
            FieldName::Present => "present",
            FieldName::Code => "code",
            FieldName::Village => "village_id",
            FieldName::Address => "address",
            FieldName::Area => "area",
            FieldName::Active => "active",
            FieldName::Name => "name",
            FieldName::Birth => "birth",
            FieldName::Identity => "identity_number",
            FieldName::Answer(fact) => return write!(formatter, "answers.{fact}"),
        })
    }
}

/// Takes a document apart.
#[must_use]
pub fn take_apart(document: &HouseholdDocument) -> Parts {
    let mut parts = Parts::new();
    let mut add = |member, name, value| {
        parts.insert(Field { member, name }, value);
    };
    let text = |text: &String| (!text.is_empty()).then(|| FieldValue::Text(text.clone()));
    add(
        None,
        FieldName::Village,
        FieldValue::Village(document.village_id),
    );
    add(None, FieldName::Active, FieldValue::Flag(document.active));
    if let Some(area) = document.area {
        add(None, FieldName::Area, FieldValue::Area(area));
    }
    for (name, value) in [
        (FieldName::Code, &document.code),
        (FieldName::Address, &document.address),
    ] {
        if let Some(value) = text(value) {
            add(None, name, value);
        }
    }
    for (fact, answer) in &document.answers {
        add(
            None,
            FieldName::Answer(fact.clone()),
            FieldValue::Answer(answer.clone()),
        );
    }
    for member in &document.members {
        let id = Some(member.person_id);
        add(id, FieldName::Present, FieldValue::Flag(true));
        for (name, value) in [
            (FieldName::Name, &member.name),
            (FieldName::Birth, &member.birth),
            (FieldName::Identity, &member.identity_number),
        ] {
            if let Some(value) = text(value) {
                add(id, name, value);
            }
        }
        for (fact, answer) in &member.answers {
            add(
                id,
                FieldName::Answer(fact.clone()),
                FieldValue::Answer(answer.clone()),
            );
        }
    }
    parts
}

/// Puts a document together: members in `order`, whatever is absent as in `frame` (whose commune
/// and village it lies in).
#[must_use]
pub fn put_together(frame: &HouseholdDocument, parts: &Parts, order: &[Uuid]) -> HouseholdDocument {
    let mut document = HouseholdDocument {
        code: String::new(),
        address: String::new(),
        area: None,
        members: Vec::new(),
        answers: BTreeMap::new(),
        ..frame.clone()
    };
    let is_member = |id: &Uuid| {
        let present = Field {
            member: Some(*id),
            name: FieldName::Present,
        };
        parts.contains_key(&present)
    };
    document.members = order
        .iter()
        .filter(|id| is_member(id))
        .map(|id| MemberDocument {
            person_id: *id,
            name: String::new(),
            birth: String::new(),
            identity_number: String::new(),
            answers: BTreeMap::new(),
        })
        .collect();
    for (field, value) in parts {
        let members = &mut document.members;
        let member = field
            .member
            .and_then(|id| members.iter_mut().find(|member| member.person_id == id));
        match (&field.name, value, member) {
            (FieldName::Code, FieldValue::Text(text), None) => document.code.clone_from(text),
            (FieldName::Address, FieldValue::Text(text), None) => document.address.clone_from(text),
            (FieldName::Village, FieldValue::Village(id), None) => document.village_id = *id,
            (FieldName::Area, FieldValue::Area(area), None) => document.area = Some(*area),
            (FieldName::Active, FieldValue::Flag(active), None) => document.active = *active,
            (FieldName::Answer(fact), FieldValue::Answer(answer), None)
                if field.member.is_none() =>
            {
                document.answers.insert(fact.clone(), answer.clone());
            }
            (FieldName::Name, FieldValue::Text(text), Some(one)) => one.name.clone_from(text),
            (FieldName::Birth, FieldValue::Text(text), Some(one)) => one.birth.clone_from(text),
            (FieldName::Identity, FieldValue::Text(text), Some(one)) => {
                one.identity_number.clone_from(text);
            }
            (FieldName::Answer(fact), FieldValue::Answer(answer), Some(one)) => {
                one.answers.insert(fact.clone(), answer.clone());
            }
            _ => {}
        }
    }
    document
}

impl Wording<'_> {
    /// What a field is called; `owner` is the member's name.
    #[must_use]
    pub fn field(&self, field: &Field, owner: &str) -> Text {
        let scope = if field.member.is_some() {
            "member"
        } else {
            "household"
        };
        let label = match &field.name {
            FieldName::Present => Text::new("Thành viên của hộ", "Member of the household"),
            FieldName::Code => Text::new("Mã hộ", "Code"),
            FieldName::Village => Text::new("Thôn, bản", "Village"),
            FieldName::Address => Text::new("Địa chỉ", "Address"),
            FieldName::Area => Text::new("Khu vực", "Area"),
            FieldName::Active => Text::new("Đang ở địa bàn", "Lives here"),
            FieldName::Name => Text::new("Họ và tên", "Name"),
            FieldName::Birth => Text::new("Ngày sinh", "Date of birth"),
            FieldName::Identity => Text::new("Số định danh", "Identity number"),
            FieldName::Answer(fact) => self
                .fact(scope, fact)
                .map_or_else(|| Text::new(fact, fact), |fact| fact.label.clone()),
        };
        if field.member.is_some() {
            Text::new(
                format!("{owner} · {}", label.vi),
                format!("{owner} · {}", label.en),
            )
        } else {
            label
        }
    }

    /// What a field holds, in words; empty for nothing.
    #[must_use]
    pub fn value(&self, field: &Field, value: Option<&FieldValue>) -> Text {
        let both = |text: &str| Text::new(text, text);
        match (&field.name, value) {
            (_, None) => Text::default(),
            (FieldName::Identity, Some(FieldValue::Text(number))) => both(&masked(number)),
            (FieldName::Birth, Some(FieldValue::Text(birth))) => {
                let member = MemberDocument {
                    person_id: Uuid::nil(),
                    name: String::new(),
                    birth: birth.clone(),
                    identity_number: String::new(),
                    answers: BTreeMap::new(),
                };
                both(&birth_text(&member))
            }
            (_, Some(FieldValue::Text(text))) => both(text),
            (_, Some(FieldValue::Village(id))) => both(&self.village(*id)),
            (_, Some(FieldValue::Area(area))) => area_text(*area),
            (_, Some(FieldValue::Flag(true))) => Text::new("Có", "Yes"),
            (_, Some(FieldValue::Flag(false))) => Text::new("Không", "No"),
            (FieldName::Answer(name), Some(FieldValue::Answer(answer))) => {
                let scope = if field.member.is_some() {
                    "member"
                } else {
                    "household"
                };
                self.answer(self.fact(scope, name), answer)
            }
            (_, Some(FieldValue::Answer(answer))) => self.answer(None, answer),
        }
    }
}
