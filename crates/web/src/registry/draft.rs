//! A household's questions inside another form: a re-check, a correction. Place and registry
//! particulars are not asked; they stay as they are.

use super::controls::{ControlGroup, Controls, Look, MemberControls};
use super::form::{Filled, FormState};
use crate::failure::Failure;
use crate::fields::Fields;
use crate::page::Page;
use askama::Template;
use vuonlen_app::registry::HouseholdDocument;
use vuonlen_app::{Context, Error, FieldError};

/// The form, as it stands or as it was sent.
#[derive(Debug, Clone)]
pub(crate) struct Draft(FormState);

/// What was sent, as a household.
#[derive(Debug, Clone)]
pub(crate) struct DraftRead(Filled);

#[derive(Template)]
#[template(path = "registry/draft.html")]
struct Questions<'a> {
    page: &'a Page,
    rows: usize,
    groups: Vec<ControlGroup>,
    members: Vec<MemberControls>,
}

impl Draft {
    /// The form of a household as it is.
    pub(crate) fn of(context: &Context, document: &HouseholdDocument) -> Self {
        Self(FormState::of(document, context.today()))
    }

    /// The form as it was sent.
    pub(crate) fn sent(context: &Context, sent: &Fields, before: &HouseholdDocument) -> Self {
        let mut state = FormState::sent(sent);
        state.set("code", &before.code);
        state.set("commune", &before.commune_code);
        state.set("village_id", &before.village_id.to_string());
        state.set("address", &before.address);
        let area = before.area.map_or("", vuonlen_domain::Area::code);
        state.set("area", area);
        state.set("effective_on", &context.today().to_string());
        state.set("reason", "-");
        Self(state)
    }

    /// One member more, when that was asked for.
    pub(crate) fn grew(&mut self, asked: &str) -> bool {
        let grows = asked == "add_member";
        self.0.rows += usize::from(grows);
        grows
    }

    /// The household it means.
    pub(crate) fn read(
        &self,
        context: &Context,
        before: &HouseholdDocument,
    ) -> Result<DraftRead, Vec<FieldError>> {
        self.0.read(context, Some(before)).map(DraftRead)
    }

    /// The questions as a part of a page.
    pub(crate) fn html(
        &self,
        context: &Context,
        page: &Page,
        wrong: &[FieldError],
    ) -> Result<String, Failure> {
        let asked = context.form_on(context.today());
        let controls = Controls {
            page,
            state: &self.0,
            wrong,
            asked: &asked,
            new_row: None,
            left_out: &std::collections::BTreeSet::new(),
            before: &std::collections::BTreeMap::new(),
        };
        let questions = Questions {
            page,
            rows: self.0.rows,
            groups: controls.household(),
            members: controls.members(),
        };
        Ok(questions.render().map_err(Error::internal)?)
    }
}

impl DraftRead {
    /// The household.
    pub(crate) fn document(&self) -> HouseholdDocument {
        self.0.document.clone()
    }

    /// What a use case found wrong, named as the form names it.
    pub(crate) fn in_form(&self, wrong: Vec<FieldError>) -> Vec<FieldError> {
        self.0.in_form(wrong)
    }
}
