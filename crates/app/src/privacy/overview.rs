//! What is kept of people, on what basis, for how long, and who is shown it: for whoever
//! administers or inspects.

use super::fields::{FieldClass, Fields};
use super::kinds::{FieldKind, kinds};
use super::masking::{Shown, Sight};
use crate::access::{Action, Actor, Role};
use crate::{Context, Error};
use vuonlen_domain::Text;
use vuonlen_law::status::Status;

/// The whole classification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classification {
    /// What facts are kept for, and the instruments that rests on.
    pub uses: Vec<(Text, Vec<Basis>)>,
    /// The tables by name.
    pub tables: Vec<TableLine>,
    /// The questions of every questionnaire.
    pub questions: Vec<QuestionLine>,
    /// The roles that are shown anything of households, each with how much of each kind.
    pub sights: Vec<(Text, Vec<Shown>)>,
}

/// An instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Its number and title.
    pub title: Text,
    /// How sure the entry is.
    pub status: Status,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableLine {
    /// Its name.
    pub name: String,
    /// What it is kept for.
    pub kept_for: Text,
    /// How long.
    pub kept: Text,
    /// Its columns, by class.
    pub columns: Vec<(FieldClass, Vec<String>)>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionLine {
    /// Id of the questionnaire.
    pub form: String,
    /// The code of what it asks.
    pub code: String,
    /// The question.
    pub label: Text,
    /// The kind of fact.
    pub kind: Text,
    /// Its class.
    pub class: FieldClass,
}

impl FieldClass {
    /// What it is called.
    #[must_use]
    pub fn label(self) -> Text {
        let (vi, en) = match self {
            Self::Public => ("Công khai", "Public"),
            Self::Internal => ("Nội bộ", "Internal"),
            Self::Personal => ("Cá nhân", "Personal"),
            Self::Sensitive => ("Nhạy cảm", "Sensitive"),
        };
        Text::new(vi, en)
    }
}

impl Context {
    /// The classification as it is in force here.
    ///
    /// # Errors
    /// When the actor may not see it.
    pub fn classification(&self, actor: &Actor) -> Result<Classification, Error> {
        self.scope(actor, Action::PrivacyRead)?;
        let fields = Fields::shipped()?;
        let uses = fields.uses.iter().map(|one| {
            let basis = one.basis.iter().filter_map(|id| {
                let found = self.law.instruments.get(id)?;
                let number = found.number.clone().unwrap_or_default();
                let join = |title: &str| format!("{number} {title}").trim().to_owned();
                Some(Basis {
                    title: Text::new(join(&found.title.vi), join(&found.title.en)),
                    status: found.status,
                })
            });
            (one.label.clone(), basis.collect())
        });
        let tables = fields.tables.iter().map(|table| {
            let kept_for = fields.uses.iter().find(|one| one.code == table.kept_for);
            let columns = FieldClass::ALL.into_iter();
            TableLine {
                name: table.name.clone(),
                kept_for: kept_for.map(|one| one.label.clone()).unwrap_or_default(),
                kept: self.privacy.retention.said_of(&table.name),
                columns: columns
                    .map(|class| (class, table.of(class).to_vec()))
                    .collect(),
            }
        });
        let mut questions = Vec::new();
        for form in &self.law.questionnaires {
            for (of, question) in form.questions() {
                let code = question.name();
                let recorded = kinds().iter().find(|kind| {
                    let mut names = kind.record.iter();
                    names.any(|name| name == code)
                });
                let kind =
                    recorded.map_or_else(|| FieldKind::of_fact(of.scope(), code), |kind| kind.code);
                let class = kinds().iter().find(|one| one.code == kind);
                questions.push(QuestionLine {
                    form: form.id.clone(),
                    code: code.to_owned(),
                    label: question.label.clone(),
                    kind: kind.label(),
                    class: class.map_or(FieldClass::Sensitive, |one| one.class),
                });
            }
        }
        let roles = Role::all().iter();
        let seeing = roles.filter(|role| Sight::of_role(&role.code) != Sight::NONE);
        let sights = seeing.map(|role| {
            let sight = Sight::of_role(&role.code);
            let shown = FieldKind::ALL.into_iter().map(|kind| sight.of(kind));
            (role.label.clone(), shown.collect())
        });
        Ok(Classification {
            uses: uses.collect(),
            tables: tables.collect(),
            questions,
            sights: sights.collect(),
        })
    }
}
