//! What is wrong with the fields of a form, to be said beside each.

use std::collections::BTreeMap;
use vuonlen_app::Error;
use vuonlen_domain::text::Language;

/// Texts by field.
#[derive(Debug, Clone, Default)]
pub(super) struct Wrong(BTreeMap<String, String>);

impl Wrong {
    pub(super) fn of(error: &Error, language: Language) -> Self {
        let fields = error.fields.iter();
        Self(
            fields
                .map(|one| (one.field.clone(), one.text.get(language).to_owned()))
                .collect(),
        )
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with a field; empty when nothing is.
    pub(super) fn with(&self, field: &str) -> &str {
        self.0.get(field).map(String::as_str).unwrap_or_default()
    }
}
