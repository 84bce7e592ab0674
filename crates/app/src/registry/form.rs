//! The survey form as data for screens: sections, questions, choices; and the way between an
//! answer and what is typed or ticked.

use super::document::Answer;
use super::wording::unit_text;
use crate::Context;
use chrono::NaiveDate;
use vuonlen_domain::Text;
use vuonlen_domain::decimal::parse_number;
use vuonlen_law::facts::Type;
use vuonlen_law::questionnaires::{Of, Question};

/// What is ticked to say “none of these” among several choices; nothing ticked is no answer.
pub const NONE_OF_THEM: &str = "-";

/// Questions under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct FormSection {
    /// `housing`.
    pub id: String,
    /// Asked of each member rather than of the household.
    pub of_member: bool,
    /// The heading.
    pub label: Text,
    /// Its questions about facts, in order.
    pub questions: Vec<FormQuestion>,
}

/// One question.
#[derive(Debug, Clone, PartialEq)]
pub struct FormQuestion {
    /// Name of the fact.
    pub name: String,
    /// The question.
    pub label: Text,
    /// What helps to answer it.
    pub help: Option<Text>,
    /// Whether it must be answered where it is relevant.
    pub required: bool,
    /// How it is answered.
    pub kind: AnswerKind,
    /// Unit of measure.
    pub unit: Option<Text>,
}

/// How a question is answered; choices by code and label, in the order of forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerKind {
    /// Yes or no.
    YesNo,
    /// A whole number.
    Whole,
    /// A number.
    Decimal,
    /// One of these.
    One(Vec<(String, Text)>),
    /// Several of these, or none.
    Many(Vec<(String, Text)>),
}

impl Context {
    /// The survey form of `date`, questions about facts only.
    #[must_use]
    pub fn form_on(&self, date: NaiveDate) -> Vec<FormSection> {
        let form = self.questionnaire_on(date);
        let sections = form.map(|form| &form.sections[..]).unwrap_or_default();
        sections
            .iter()
            .map(|section| FormSection {
                id: section.id.clone(),
                of_member: section.scope == Of::Member,
                label: section.label.clone(),
                questions: section
                    .questions
                    .iter()
                    .filter_map(|question| self.form_question(section.scope, question, date))
                    .collect(),
            })
            .filter(|section| !section.questions.is_empty())
            .collect()
    }

    fn form_question(&self, of: Of, question: &Question, date: NaiveDate) -> Option<FormQuestion> {
        let schema = self.law.facts.scope(of.scope())?;
        let fact = schema.fact(schema.index(question.fact.as_deref()?)?)?;
        let choices = |id: &str| {
            let list = self.law.codes.list(id);
            let version = list.and_then(|list| list.as_of(date).or_else(|| list.versions().last()));
            let codes = version
                .map(|version| &version.codes[..])
                .unwrap_or_default();
            codes
                .iter()
                .map(|code| (code.code.clone(), code.label.clone()))
                .collect()
        };
        Some(FormQuestion {
            name: fact.name.clone(),
            label: question.label.clone(),
            help: question.help.clone(),
            required: question.required,
            kind: match &fact.kind {
                Type::Bool => AnswerKind::YesNo,
                Type::Int => AnswerKind::Whole,
                Type::Decimal => AnswerKind::Decimal,
                Type::Code(list) => AnswerKind::One(choices(list)),
                Type::Set(list) => AnswerKind::Many(choices(list)),
            },
            unit: fact.unit.as_deref().map(unit_text),
        })
    }
}

impl AnswerKind {
    /// What was typed or ticked as an answer; `None` when nothing was. A code that stood in the
    /// list earlier and still stands in `before` stays an answer.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&self, given: &[&str], before: Option<&Answer>) -> Result<Option<Answer>, Text> {
        let Some(first) = given.first().copied() else {
            return Ok(None);
        };
        let number = || {
            parse_number(first)
                .filter(|number| number.is_finite())
                .ok_or_else(no_number)
        };
        let knows = |codes: &[(String, Text)], code: &str| {
            codes.iter().any(|(known, _)| known == code)
                || match before {
                    Some(Answer::Code(old)) => old == code,
                    Some(Answer::Set(old)) => old.iter().any(|old| old == code),
                    _ => false,
                }
        };
        Ok(Some(match self {
            Self::YesNo => match first {
                "yes" => Answer::Bool(true),
                "no" => Answer::Bool(false),
                _ => return Err(no_choice()),
            },
            Self::Whole => {
                let number = number()?;
                if number.fract() != 0.0 || number.abs() > 1e15 {
                    return Err(no_number());
                }
                #[expect(clippy::cast_possible_truncation, reason = "whole and below 10^15")]
                let whole = number as i64;
                Answer::Int(whole)
            }
            Self::Decimal => Answer::Decimal(number()?),
            Self::One(codes) if knows(codes, first) => Answer::Code(first.to_owned()),
            Self::One(_) => return Err(no_choice()),
            Self::Many(codes) => {
                let ticked: Vec<&str> = given
                    .iter()
                    .copied()
                    .filter(|code| *code != NONE_OF_THEM)
                    .collect();
                if !ticked.iter().all(|code| knows(codes, code)) {
                    return Err(no_choice());
                }
                Answer::Set(ticked.into_iter().map(str::to_owned).collect())
            }
        }))
    }
}

/// An answer as it stands in a form.
#[must_use]
pub fn typed(answer: &Answer) -> Vec<String> {
    match answer {
        Answer::Bool(true) => vec!["yes".to_owned()],
        Answer::Bool(false) => vec!["no".to_owned()],
        Answer::Int(number) => vec![number.to_string()],
        Answer::Decimal(number) => vec![number.to_string().replace('.', ",")],
        Answer::Code(code) => vec![code.clone()],
        Answer::Set(codes) if codes.is_empty() => vec![NONE_OF_THEM.to_owned()],
        Answer::Set(codes) => codes.clone(),
    }
}

fn no_number() -> Text {
    Text::new(
        "Ghi một con số, ví dụ 45 hoặc 45,5.",
        "Write a number, for example 45 or 45,5.",
    )
}

fn no_choice() -> Text {
    Text::new(
        "Chọn một trong các mục của danh sách.",
        "Choose from the list.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_back() {
        let codes = vec![("tv".to_owned(), Text::new("Ti vi", "TV"))];
        let many = AnswerKind::Many(codes.clone());
        for (kind, answer) in [
            (AnswerKind::YesNo, Answer::Bool(false)),
            (AnswerKind::Whole, Answer::Int(-1_500)),
            (AnswerKind::Decimal, Answer::Decimal(45.5)),
            (AnswerKind::One(codes), Answer::Code("tv".to_owned())),
            (many.clone(), Answer::Set(vec!["tv".to_owned()])),
            (many.clone(), Answer::Set(Vec::new())),
        ] {
            let typed = typed(&answer);
            let given: Vec<&str> = typed.iter().map(String::as_str).collect();
            assert_eq!(kind.read(&given, None), Ok(Some(answer)));
        }
        assert_eq!(many.read(&[], None), Ok(None));
        assert_eq!(
            AnswerKind::Whole.read(&["1.500"], None),
            Ok(Some(Answer::Int(1_500)))
        );
        for (kind, wrong) in [
            (AnswerKind::Whole, "4,5"),
            (AnswerKind::Decimal, "=1+1"),
            (AnswerKind::YesNo, "maybe"),
            (many, "<script>"),
        ] {
            assert!(kind.read(&[wrong], None).is_err(), "{wrong}");
        }
        let old = Answer::Set(vec!["radio".to_owned()]);
        let kept = AnswerKind::Many(Vec::new()).read(&["radio"], Some(&old));
        assert_eq!(kept, Ok(Some(old)));
    }
}
