//! The controls of a household's form: what the questionnaire asks, with what was filled in and
//! what is wrong with it.

use super::form::FormState;
use crate::page::{Choice, Page, choices};
use std::collections::{BTreeMap, BTreeSet};
use vuonlen_app::FieldError;
use vuonlen_app::registry::form::{AnswerKind, FormQuestion, FormSection, NONE_OF_THEM};
use vuonlen_domain::Text;

/// One question on the page.
#[derive(Debug, Clone)]
pub(crate) struct Control {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) help: String,
    pub(crate) problem: String,
    pub(crate) look: Look,
    pub(crate) value: String,
    pub(crate) unit: String,
    pub(crate) choices: Vec<Choice>,
    pub(crate) focus: bool,
    /// Not asked, because another answer makes it pointless.
    pub(crate) hidden: bool,
    /// What was answered last time, in words.
    pub(crate) before: String,
}

impl Control {
    /// The attributes that tie a control to its help and its problem. Names of controls are our
    /// own, so they need no escaping.
    pub(crate) fn described(&self) -> String {
        let mut by = Vec::new();
        if !self.help.is_empty() {
            by.push(format!("{}-help", self.name));
        }
        if !self.problem.is_empty() {
            by.push(format!("{}-wrong", self.name));
        }
        let mut attributes = String::new();
        if !by.is_empty() {
            attributes.push_str(&format!(" aria-describedby=\"{}\"", by.join(" ")));
        }
        if !self.problem.is_empty() {
            attributes.push_str(" aria-invalid=\"true\"");
        }
        attributes
    }
}

/// How a question is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Text,
    Number,
    Date,
    /// Choices side by side, one of them.
    Radio,
    /// A drop-down list.
    Select,
    /// Boxes to tick.
    Boxes,
}

/// Controls under one heading.
#[derive(Debug, Clone)]
pub(crate) struct ControlGroup {
    pub(crate) label: String,
    pub(crate) controls: Vec<Control>,
}

/// The controls of one member.
#[derive(Debug, Clone)]
pub(crate) struct MemberControls {
    pub(crate) row: usize,
    pub(crate) title: String,
    pub(crate) id: String,
    pub(crate) removable: bool,
    pub(crate) removed: bool,
    pub(crate) first: Vec<Control>,
    pub(crate) more: Vec<ControlGroup>,
    /// Something among `more` is wrong, so it is shown at once.
    pub(crate) open: bool,
}

/// Makes controls from a form's state.
pub(crate) struct Controls<'a> {
    pub(crate) page: &'a Page,
    pub(crate) state: &'a FormState,
    pub(crate) wrong: &'a [FieldError],
    pub(crate) asked: &'a [FormSection],
    /// The row that has just been added.
    pub(crate) new_row: Option<usize>,
    /// Names of questions that are not asked.
    pub(crate) left_out: &'a BTreeSet<String>,
    /// What was answered last time, by name.
    pub(crate) before: &'a BTreeMap<String, String>,
}

impl Controls<'_> {
    /// The questions about the household.
    pub(crate) fn household(&self) -> Vec<ControlGroup> {
        self.groups("", false)
    }

    /// The questions about each member, row by row.
    pub(crate) fn members(&self) -> Vec<MemberControls> {
        (0..self.state.rows).map(|row| self.member(row)).collect()
    }

    /// One line of text.
    pub(crate) fn text(&self, name: &str, label: &str, help: &str) -> Control {
        Control {
            name: name.to_owned(),
            label: label.to_owned(),
            help: help.to_owned(),
            problem: self.problem(name),
            look: Look::Text,
            value: self.state.value(name).to_owned(),
            unit: String::new(),
            choices: Vec::new(),
            focus: false,
            hidden: self.left_out.contains(name),
            before: self.before.get(name).cloned().unwrap_or_default(),
        }
    }

    /// A drop-down list with an empty first entry.
    pub(crate) fn select(
        &self,
        name: &str,
        label: &str,
        entries: Vec<(String, String)>,
    ) -> Control {
        Control {
            look: Look::Select,
            choices: choices(entries, &[self.state.value(name)]),
            ..self.text(name, label, "")
        }
    }

    fn member(&self, row: usize) -> MemberControls {
        let t = self.page.t;
        let at = format!("members.{row}.");
        let id = self.state.value(&format!("{at}id")).to_owned();
        let mut name = self.text(&format!("{at}name"), t.household.member_name, "");
        name.focus = self.new_row == Some(row);
        let title = if name.value.is_empty() {
            t.household_form.member(row + 1)
        } else {
            name.value.clone()
        };
        let help = t.household_form.birth_help;
        let mut first = vec![
            name,
            self.text(&format!("{at}birth"), t.household.birth, help),
            self.text(&format!("{at}identity_number"), t.household.identity, ""),
        ];
        let mut more = self.groups(&at, true);
        // The section that says who somebody is stands with the name.
        if !more.is_empty() {
            first.extend(more.remove(0).controls);
        }
        let open = more
            .iter()
            .flat_map(|group| &group.controls)
            .any(|control| !control.problem.is_empty());
        MemberControls {
            row,
            title,
            removable: !id.is_empty() || self.state.rows > 1,
            removed: self.state.value(&format!("{at}remove")) == "1",
            id,
            first,
            more,
            open,
        }
    }

    fn groups(&self, at: &str, of_member: bool) -> Vec<ControlGroup> {
        self.asked
            .iter()
            .filter(|section| section.of_member == of_member)
            .map(|section| ControlGroup {
                label: self.page.say(&section.label).to_owned(),
                controls: section
                    .questions
                    .iter()
                    // The area has its own place beside the village.
                    .filter(|question| question.name != "area")
                    .map(|question| self.control(at, question))
                    .collect(),
            })
            .filter(|group| !group.controls.is_empty())
            .collect()
    }

    fn control(&self, at: &str, question: &FormQuestion) -> Control {
        let name = format!("{at}answers.{}", question.name);
        let say = |text: &Text| self.page.say(text).to_owned();
        let label = say(&question.label);
        let help = question.help.as_ref().map(say).unwrap_or_default();
        let given: Vec<&str> = self
            .state
            .values(&name)
            .iter()
            .map(String::as_str)
            .collect();
        let entries = |codes: &[(String, Text)]| -> Vec<(String, String)> {
            let known = codes.iter().map(|(code, label)| (code.clone(), say(label)));
            known.collect()
        };
        let t = self.page.t;
        let (look, entries) = match &question.kind {
            AnswerKind::YesNo => {
                let yes = ("yes".to_owned(), t.common.yes.to_owned());
                let no = ("no".to_owned(), t.common.no.to_owned());
                let open = (String::new(), t.common.not_answered.to_owned());
                (Look::Radio, vec![yes, no, open])
            }
            AnswerKind::Whole | AnswerKind::Decimal => (Look::Number, Vec::new()),
            AnswerKind::One(codes) => (Look::Select, entries(codes)),
            AnswerKind::Many(codes) => {
                let none = (NONE_OF_THEM.to_owned(), t.common.nothing.to_owned());
                let boxes = entries(codes).into_iter().chain([none]).collect();
                (Look::Boxes, boxes)
            }
        };
        let given = if look == Look::Radio && given.is_empty() {
            vec![""]
        } else {
            given
        };
        Control {
            look,
            help,
            unit: question.unit.as_ref().map(say).unwrap_or_default(),
            choices: choices(entries, &given),
            ..self.text(&name, &label, "")
        }
    }

    fn problem(&self, name: &str) -> String {
        self.wrong
            .iter()
            .find(|error| error.field == name)
            .map(|error| self.page.say(&error.text).to_owned())
            .unwrap_or_default()
    }
}
