//! Answers that cannot be, by the constraints of the survey form.

use super::document::{HouseholdDocument, age_on};
use crate::Context;
use crate::error::FieldError;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use vuonlen_domain::Text;
use vuonlen_law::expr::{Facts, Formula};
use vuonlen_law::facts::{Record, Value};
use vuonlen_law::questionnaires::{Of, Question};

impl Context {
    /// Fields of `document` that hold an answer the form's constraints exclude on `date`. Only a
    /// constraint that is false speaks against an answer; one that cannot be decided does not.
    #[must_use]
    pub fn check_answers(&self, document: &HouseholdDocument, date: NaiveDate) -> Vec<FieldError> {
        let (Some(form), Some((household, members))) =
            (self.questionnaire_on(date), self.known(document, date))
        else {
            return Vec::new();
        };
        let mut wrong = Vec::new();
        for (of, question) in form.questions() {
            match of {
                Of::Household => {
                    let answered = document.answers.contains_key(question.name());
                    if answered && excluded(question, &household, &members) {
                        wrong.push(error(question, format!("answers.{}", question.name())));
                    }
                }
                Of::Member => {
                    for (row, member) in document.members.iter().enumerate() {
                        let one = members.get(row..=row).unwrap_or_default();
                        let answered = member.answers.contains_key(question.name());
                        if answered && excluded(question, &household, one) {
                            let name = question.name();
                            wrong.push(error(question, format!("members.{row}.answers.{name}")));
                        }
                    }
                }
            }
        }
        wrong
    }

    /// Names of fields of `document` that the form does not ask on `date`, because another answer
    /// makes them pointless. A question whose condition cannot be decided yet is asked.
    #[must_use]
    pub fn not_asked(&self, document: &HouseholdDocument, date: NaiveDate) -> BTreeSet<String> {
        let Some((household, members)) = self.known(document, date) else {
            return BTreeSet::new();
        };
        let mut left_out = BTreeSet::new();
        let form = self.questionnaire_on(date);
        for (of, question) in form.iter().flat_map(|form| form.questions()) {
            let name = question.name();
            match of {
                Of::Household => {
                    if is_false(question.relevant_formula(), &household, &members) {
                        left_out.insert(format!("answers.{name}"));
                    }
                }
                Of::Member => {
                    for (row, member) in members.iter().enumerate() {
                        let one = std::slice::from_ref(member);
                        if is_false(question.relevant_formula(), &household, one) {
                            left_out.insert(format!("members.{row}.answers.{name}"));
                        }
                    }
                }
            }
        }
        left_out
    }

    /// What is known of the household and of each member, with the facts nobody is asked.
    fn known(
        &self,
        document: &HouseholdDocument,
        date: NaiveDate,
    ) -> Option<(Record, Vec<Record>)> {
        let input = document.to_input("", &self.law).ok()?;
        let household = self.completed("household", input.answers, |name| match name {
            "size" => i64::try_from(document.members.len()).ok(),
            _ => None,
        });
        let members = document.members.iter().zip(input.members);
        let members = members.map(|(member, one)| {
            self.completed("member", one.facts, |name| match name {
                "age" => age_on(member, date).map(i64::from),
                "birth_year" => member.birth_date().map(|birth| birth.year().into()),
                _ => None,
            })
        });
        Some((household, members.collect()))
    }

    /// A record with the facts nobody is asked.
    fn completed(
        &self,
        scope: &str,
        mut record: Record,
        derive: impl Fn(&str) -> Option<i64>,
    ) -> Record {
        if let Some(schema) = self.law.facts.scope(scope) {
            record.resize(schema.len(), None);
            for (place, fact) in record.iter_mut().zip(schema.facts()) {
                if let Some(value) = derive(&fact.name) {
                    *place = Some(Value::Int(value));
                }
            }
        }
        record
    }
}

fn excluded(question: &Question, household: &Record, members: &[Record]) -> bool {
    is_false(question.constraint_formula(), household, members)
}

/// Whether a formula is known to be false.
fn is_false(formula: Option<&Formula>, household: &Record, members: &[Record]) -> bool {
    formula.is_some_and(|formula| {
        let facts = Facts {
            household,
            members: Some(members),
        };
        formula.interpret(facts).value() == Some(Value::Bool(false))
    })
}

fn error(question: &Question, field: String) -> FieldError {
    FieldError {
        field,
        text: question.message.clone().unwrap_or_else(|| {
            Text::new(
                "Câu trả lời này không thể đúng; kiểm tra lại.",
                "This answer cannot be right; check it.",
            )
        }),
    }
}
