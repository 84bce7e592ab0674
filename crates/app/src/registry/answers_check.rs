//! Answers that cannot be, by the constraints of the survey form.

use super::document::{HouseholdDocument, age_on};
use crate::Context;
use crate::error::FieldError;
use chrono::NaiveDate;
use vuonlen_domain::Text;
use vuonlen_law::expr::Facts;
use vuonlen_law::facts::{Record, Value};
use vuonlen_law::questionnaires::{Of, Question};

impl Context {
    /// Fields of `document` that hold an answer the form's constraints exclude on `date`. Only a
    /// constraint that is false speaks against an answer; one that cannot be decided does not.
    #[must_use]
    pub fn check_answers(&self, document: &HouseholdDocument, date: NaiveDate) -> Vec<FieldError> {
        let (Some(form), Ok(input)) = (
            self.questionnaire_on(date),
            document.to_input("", &self.law),
        ) else {
            return Vec::new();
        };
        let household = self.completed("household", input.answers.clone(), |name| match name {
            "size" => i64::try_from(document.members.len()).ok(),
            _ => None,
        });
        let members: Vec<Record> = document
            .members
            .iter()
            .zip(input.members)
            .map(|(member, one)| {
                self.completed("member", one.facts, |name| match name {
                    "age" => age_on(member, date).map(i64::from),
                    "birth_year" => member.birth_date().map(|birth| birth.year().into()),
                    _ => None,
                })
            })
            .collect();
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
    question.constraint_formula().is_some_and(|formula| {
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
