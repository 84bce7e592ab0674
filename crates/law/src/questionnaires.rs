//! Survey forms: what is asked, of whom, when, and what an answer is for.
//!
//! A [`Questionnaire`] is a file of `law/questionnaires/`. Questions about facts take their type,
//! unit and choices from the fact; this room adds the wording, when a question is relevant and
//! which answers cannot be. It must not know a screen, a sheet or a phone.

mod compile;

use crate::expr::Formula;
use crate::files::LawFile;
use crate::findings::{Finding, parse_toml};
use crate::formula_text::FormulaText;
use crate::scopes::Scopes;
use crate::standards::Standard;
use crate::status::Status;
use serde::{Deserialize, Serialize};
use vuonlen_domain::Text;

/// One survey form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Questionnaire {
    /// `nd07-2022`.
    pub id: String,
    /// The standard it is for.
    pub standard: String,
    /// What it is called.
    pub title: Text,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
    /// Facts nobody is asked, because they follow from something else.
    #[serde(rename = "derived", default)]
    pub derived: Vec<Derived>,
    /// Its sections, in the order they are asked.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
    /// Path under `law/` of the file it was read from.
    #[serde(skip)]
    pub file: String,
}

/// A fact that follows from something else.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Derived {
    /// Whose fact.
    pub scope: Of,
    /// Its name.
    pub fact: String,
    /// What it follows from, for people.
    pub how: Text,
}

/// Questions about one thing, asked of the household or of each member.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// `housing`.
    pub id: String,
    /// Who is asked about.
    pub scope: Of,
    /// Its heading.
    pub label: Text,
    /// Its questions, in the order they are asked.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
}

/// Whom a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// The household.
    Household,
    /// One of its members.
    Member,
}

/// One question.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The fact it asks for; its type, unit and choices are the fact's.
    #[serde(default)]
    pub fact: Option<String>,
    /// What it asks for that no formula reads: a name, a birth date. Either this or `fact`.
    #[serde(default)]
    pub field: Option<String>,
    /// The type of a `field`.
    #[serde(default, rename = "type")]
    pub field_type: Option<FieldType>,
    /// The question.
    pub label: Text,
    /// What helps to answer it.
    #[serde(default)]
    pub help: Option<Text>,
    /// Whether it must be answered where it is relevant.
    pub required: bool,
    /// When it is asked; absent: always.
    #[serde(default)]
    pub relevant: Option<FormulaText>,
    /// What an answer must satisfy; absent: anything of its type.
    #[serde(default)]
    pub constraint: Option<FormulaText>,
    /// What to say to an answer that does not satisfy it.
    #[serde(default)]
    pub message: Option<Text>,
    /// The indicators of the standard that read the answer.
    #[serde(default)]
    pub indicators: Vec<String>,
    /// What else the answer is for.
    pub feeds: Vec<Feed>,
    #[serde(skip)]
    relevant_formula: Option<Formula>,
    #[serde(skip)]
    constraint_formula: Option<Formula>,
}

/// The type of an answer that is no fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// One line of text.
    Text,
    /// A date or a year of birth.
    BirthDate,
    /// Số định danh cá nhân.
    IdentityNumber,
}

/// What an answer is for, beside indicators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feed {
    /// The rules of a class.
    Class,
    /// A score table of the standard.
    Score,
    /// The groups of households.
    Groups,
    /// What tables count beside the class.
    Tables,
    /// Causes of poverty.
    Causes,
    /// Support wished for.
    Needs,
    /// The record of the household; no rule reads it.
    Record,
}

impl Questionnaire {
    /// Reads one file of `law/questionnaires/` and compiles its formulas with the parameters of
    /// its standard as they are on the standard's last day; faults become `findings`.
    pub fn load(
        file: &LawFile,
        standards: &[Standard],
        scopes: &Scopes,
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let mut questionnaire: Self = match parse_toml(file) {
            Ok(questionnaire) => questionnaire,
            Err(finding) => {
                findings.push(finding);
                return None;
            }
        };
        questionnaire.file.clone_from(&file.path);
        compile::compile(&mut questionnaire, file, standards, scopes, findings);
        Some(questionnaire)
    }

    /// Every question with whom it is about.
    pub fn questions(&self) -> impl Iterator<Item = (Of, &Question)> {
        (self.sections.iter())
            .flat_map(|section| section.questions.iter().map(move |q| (section.scope, q)))
    }

    /// The question that asks for `fact`.
    #[must_use]
    pub fn asks(&self, of: Of, fact: &str) -> Option<&Question> {
        self.questions()
            .find(|(scope, question)| *scope == of && question.fact.as_deref() == Some(fact))
            .map(|(_, question)| question)
    }

    /// Whether `fact` is asked or follows from something else.
    #[must_use]
    pub fn provides(&self, of: Of, fact: &str) -> bool {
        let derived = |d: &Derived| d.scope == of && d.fact == fact;
        self.asks(of, fact).is_some() || self.derived.iter().any(derived)
    }
}

impl Question {
    /// The fact or field it asks for; unique among the questions of one scope.
    #[must_use]
    pub fn name(&self) -> &str {
        self.fact
            .as_deref()
            .or(self.field.as_deref())
            .unwrap_or_default()
    }

    /// When the question is asked. For a question about a member: evaluate with that member as
    /// the only one.
    #[must_use]
    pub const fn relevant_formula(&self) -> Option<&Formula> {
        self.relevant_formula.as_ref()
    }

    /// What an answer must satisfy; evaluated as [`Question::relevant_formula`] is. Only a false
    /// result speaks against the answer, a missing one does not.
    #[must_use]
    pub const fn constraint_formula(&self) -> Option<&Formula> {
        self.constraint_formula.as_ref()
    }
}

impl Of {
    /// The name of the scope in `law/facts/`.
    #[must_use]
    pub const fn scope(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Member => "member",
        }
    }
}
