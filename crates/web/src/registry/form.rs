//! A household's form as it was filled in, and the household it means. What cannot be read stays
//! as it was typed, with what is wrong beside it.

use crate::fields::Fields;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_app::registry::document::Answers;
use vuonlen_app::registry::form::{FormSection, typed};
use vuonlen_app::registry::wording::birth_text;
use vuonlen_app::registry::{HouseholdDocument, MemberDocument};
use vuonlen_app::{Context, FieldError};
use vuonlen_domain::{Area, Text};

/// What a form holds, name by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct FormState {
    values: BTreeMap<String, Vec<String>>,
    /// Rows of members, empty ones included.
    pub(crate) rows: usize,
}

/// A form that could be read.
#[derive(Debug, Clone)]
pub(crate) struct Filled {
    pub(crate) document: HouseholdDocument,
    pub(crate) effective_on: NaiveDate,
    pub(crate) reason: String,
    /// The row in the form of each member of the document.
    rows: Vec<usize>,
}

/// The answers of a survey form.
#[derive(Debug, Clone)]
pub(crate) struct Answered {
    pub(crate) document: HouseholdDocument,
    /// The row in the form of each member of the document.
    pub(crate) rows: Vec<usize>,
}

impl FormState {
    /// The form of a household that exists.
    pub(crate) fn of(document: &HouseholdDocument, today: NaiveDate) -> Self {
        let mut state = Self {
            rows: document.members.len(),
            ..Self::default()
        };
        state.set("code", &document.code);
        state.set("commune", &document.commune_code);
        state.set("village_id", &document.village_id.to_string());
        state.set("address", &document.address);
        state.set("area", document.area.map_or("", Area::code));
        state.set("effective_on", &today.to_string());
        state.set_answers("", &document.answers);
        for (row, member) in document.members.iter().enumerate() {
            let at = format!("members.{row}.");
            state.set(&format!("{at}id"), &member.person_id.to_string());
            state.set(&format!("{at}name"), &member.name);
            state.set(&format!("{at}birth"), &birth_text(member));
            state.set(&format!("{at}identity_number"), &member.identity_number);
            state.set_answers(&at, &member.answers);
        }
        state
    }

    /// The form of a household not yet there.
    pub(crate) fn new(today: NaiveDate, reason: &str) -> Self {
        let mut state = Self {
            rows: 1,
            ..Self::default()
        };
        state.set("effective_on", &today.to_string());
        state.set("reason", reason);
        state.set("members.0.answers.relation", "head");
        state
    }

    /// The form as it was sent.
    pub(crate) fn sent(fields: &Fields) -> Self {
        let mut state = Self {
            rows: fields.read("rows").unwrap_or(1_usize).min(200),
            ..Self::default()
        };
        for (name, value) in fields.iter().filter(|(name, _)| *name != "csrf") {
            let values = state.values.entry(name.to_owned()).or_default();
            values.push(value.trim().to_owned());
        }
        state
    }

    pub(crate) fn value(&self, name: &str) -> &str {
        self.values(name)
            .first()
            .map(String::as_str)
            .unwrap_or_default()
    }

    pub(crate) fn values(&self, name: &str) -> &[String] {
        self.values.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.values.insert(name.to_owned(), vec![value.to_owned()]);
        }
    }

    fn set_answers(&mut self, at: &str, answers: &Answers) {
        for (fact, answer) in answers {
            self.values
                .insert(format!("{at}answers.{fact}"), typed(answer));
        }
    }

    /// The members and answers a survey form means; who the household is and what the form does
    /// not ask stays as in `before`. What cannot be read is left out and named.
    pub(crate) fn read_answers(
        &self,
        context: &Context,
        asked: &[FormSection],
        before: &HouseholdDocument,
    ) -> (Answered, Vec<FieldError>) {
        let mut wrong = Vec::new();
        let kept = before.answers.clone();
        let answers = self.answers(asked, "", kept, &mut wrong);
        let (mut rows, mut members) = (Vec::new(), Vec::new());
        for row in 0..self.rows {
            let sections = (context, asked);
            if let Some(member) = self.member(sections, row, Some(before), &mut wrong) {
                rows.push(row);
                members.push(member);
            }
        }
        let document = HouseholdDocument {
            address: self.value("address").to_owned(),
            area: Area::parse(self.value("area")),
            members,
            answers,
            ..before.clone()
        };
        (Answered { document, rows }, wrong)
    }

    /// The household the form means. `before` holds what the form does not ask.
    pub(crate) fn read(
        &self,
        context: &Context,
        before: Option<&HouseholdDocument>,
    ) -> Result<Filled, Vec<FieldError>> {
        let asked = context.form_on(context.today());
        let mut wrong = Vec::new();
        let effective_on = self.value("effective_on").parse().ok();
        if effective_on.is_none() {
            say(
                &mut wrong,
                "effective_on",
                "Nhập ngày có hiệu lực.",
                "Enter the day.",
            );
        }
        let village_id = Uuid::parse_str(self.value("village_id")).ok();
        if village_id.is_none() {
            say(
                &mut wrong,
                "village_id",
                "Chọn thôn, bản.",
                "Choose a village.",
            );
        }
        let reason = self.value("reason").to_owned();
        if reason.is_empty() {
            say(
                &mut wrong,
                "reason",
                "Ghi lý do thay đổi.",
                "Write why it changed.",
            );
        }
        let kept = before
            .map(|before| before.answers.clone())
            .unwrap_or_default();
        let answers = self.answers(&asked, "", kept, &mut wrong);
        let mut rows = Vec::new();
        let mut members = Vec::new();
        for row in 0..self.rows {
            if let Some(member) = self.member((context, &asked), row, before, &mut wrong) {
                rows.push(row);
                members.push(member);
            }
        }
        let (Some(effective_on), Some(village_id), true) =
            (effective_on, village_id, wrong.is_empty())
        else {
            return Err(wrong);
        };
        Ok(Filled {
            document: HouseholdDocument {
                code: self.value("code").to_owned(),
                commune_code: self.value("commune").to_owned(),
                village_id,
                address: self.value("address").to_owned(),
                area: Area::parse(self.value("area")),
                active: before.is_none_or(|before| before.active),
                members,
                answers,
            },
            effective_on,
            reason,
            rows,
        })
    }

    fn member(
        &self,
        (context, asked): (&Context, &[FormSection]),
        row: usize,
        before: Option<&HouseholdDocument>,
        wrong: &mut Vec<FieldError>,
    ) -> Option<MemberDocument> {
        let at = format!("members.{row}.");
        let known = Uuid::parse_str(self.value(&format!("{at}id"))).ok();
        let known =
            known.and_then(|id| before?.members.iter().find(|member| member.person_id == id));
        let name = self.value(&format!("{at}name")).to_owned();
        let removed = self.value(&format!("{at}remove")) == "1";
        if removed || (name.is_empty() && known.is_none()) {
            return None;
        }
        let kept = known.map(|known| known.answers.clone()).unwrap_or_default();
        Some(MemberDocument {
            person_id: known.map_or_else(|| context.new_id(), |known| known.person_id),
            name,
            birth: self.value(&format!("{at}birth")).to_owned(),
            identity_number: self.value(&format!("{at}identity_number")).to_owned(),
            answers: self.answers(asked, &at, kept, wrong),
        })
    }

    /// The answers to what the form asks, over those it does not ask.
    fn answers(
        &self,
        asked: &[FormSection],
        at: &str,
        mut answers: Answers,
        wrong: &mut Vec<FieldError>,
    ) -> Answers {
        let member = !at.is_empty();
        let sections = asked.iter().filter(|section| section.of_member == member);
        for question in sections.flat_map(|section| &section.questions) {
            let field = format!("{at}answers.{}", question.name);
            let values = self.values(&field).iter().map(String::as_str);
            let given: Vec<&str> = values.filter(|value| !value.is_empty()).collect();
            match question.kind.read(&given, answers.get(&question.name)) {
                Ok(Some(answer)) => {
                    answers.insert(question.name.clone(), answer);
                }
                Ok(None) => {
                    answers.remove(&question.name);
                }
                Err(text) => wrong.push(FieldError { field, text }),
            }
        }
        answers
    }
}

impl Filled {
    /// Names of fields in the document as names in the form: empty rows were left out.
    pub(crate) fn in_form(&self, errors: Vec<FieldError>) -> Vec<FieldError> {
        in_form(&self.rows, errors)
    }
}

/// Names of fields in a document as names in the form, whose rows its members stand in.
pub(crate) fn in_form(rows: &[usize], mut errors: Vec<FieldError>) -> Vec<FieldError> {
    for error in &mut errors {
        error.field = name_in_form(rows, &error.field);
    }
    errors
}

/// The name in the form of one field of a document.
pub(crate) fn name_in_form(rows: &[usize], field: &str) -> String {
    let row = field.strip_prefix("members.").and_then(|rest| {
        let (index, rest) = rest.split_once('.')?;
        let row = rows.get(index.parse::<usize>().ok()?)?;
        Some(format!("members.{row}.{rest}"))
    });
    row.unwrap_or_else(|| field.to_owned())
}

fn say(wrong: &mut Vec<FieldError>, field: &str, vi: &str, en: &str) {
    wrong.push(FieldError {
        field: field.to_owned(),
        text: Text::new(vi, en),
    });
}
