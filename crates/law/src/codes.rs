//! Code lists: the closed vocabularies of the survey, the forms and the bank, dated.
//!
//! A list says in its own `[fields]` what its codes carry beside a label (`durable`, `rate`, …);
//! nothing here knows a particular list.

mod load;
mod positions;
#[cfg(test)]
mod tests;
mod value;

pub use value::{FieldKind, FieldShape, FieldValue};

use crate::status::Provenance;
use crate::validity::Validity;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use vuonlen_domain::Text;
use vuonlen_domain::text::key::tone_key;

/// Every list of `law/codes/`, by id.
#[derive(Debug, Clone, Default)]
pub struct CodeLists {
    lists: BTreeMap<String, CodeList>,
}

/// One list: the same vocabulary through all its versions.
#[derive(Debug, Clone)]
pub struct CodeList {
    /// `causes`; also the name of its file.
    pub id: String,
    /// What the list is called.
    pub title: Text,
    /// What a reader must know of it.
    pub note: Option<Text>,
    /// The fields its codes carry beside a label.
    pub fields: BTreeMap<String, FieldKind>,
    versions: Vec<CodeVersion>,
    positions: Vec<String>,
}

/// The codes of a list between two dates.
#[derive(Debug, Clone)]
pub struct CodeVersion {
    /// When it is in force.
    pub validity: Validity,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Its codes, in the order of forms.
    pub codes: Vec<Code>,
}

/// One code of a version.
#[derive(Debug, Clone, PartialEq)]
pub struct Code {
    /// `land`: stable, ASCII, used in data and formulas.
    pub code: String,
    /// The number it has on forms, where known.
    pub number: Option<String>,
    /// A short form for narrow columns: `CN`.
    pub short: Option<String>,
    /// Its label.
    pub label: Text,
    /// Other spellings met in the field, for reading spreadsheets.
    pub also: Vec<String>,
    /// What a reader must know of it.
    pub note: Option<Text>,
    /// Where it comes from: its own where it differs from its version's.
    pub provenance: Provenance,
    values: BTreeMap<String, FieldValue>,
}

impl CodeLists {
    /// The list with this id.
    #[must_use]
    pub fn list(&self, id: &str) -> Option<&CodeList> {
        self.lists.get(id)
    }

    /// Every list, in order of id.
    pub fn iter(&self) -> impl Iterator<Item = &CodeList> {
        self.lists.values()
    }
}

impl CodeList {
    /// The version in force on `date`; `None` before the first and in a gap.
    #[must_use]
    pub fn as_of(&self, date: NaiveDate) -> Option<&CodeVersion> {
        self.versions
            .iter()
            .find(|version| version.validity.contains(date))
    }

    /// All versions, oldest first.
    #[must_use]
    pub fn versions(&self) -> &[CodeVersion] {
        &self.versions
    }

    /// The newest entry of `code`, for labels where no date is at hand.
    #[must_use]
    pub fn latest(&self, code: &str) -> Option<&Code> {
        self.versions
            .iter()
            .rev()
            .find_map(|version| version.find(code))
    }

    /// The newest label of `code`.
    #[must_use]
    pub fn label(&self, code: &str) -> Option<&Text> {
        self.latest(code).map(|found| &found.label)
    }

    /// Bit index of `code`: its place in the file, first appearance counting, so that it stays
    /// what it is when a version is added below.
    #[must_use]
    pub fn position(&self, code: &str) -> Option<usize> {
        self.positions.iter().position(|known| known == code)
    }

    /// The code at a bit index.
    #[must_use]
    pub fn code_at(&self, position: usize) -> Option<&str> {
        self.positions.get(position).map(String::as_str)
    }

    /// Every code of every version, by bit index; at most 64.
    #[must_use]
    pub fn codes(&self) -> &[String] {
        &self.positions
    }

    /// The bits of `codes`; the first unknown code is handed back as the error.
    ///
    /// # Errors
    /// The code that the list does not hold.
    pub fn mask<'a>(&self, codes: impl IntoIterator<Item = &'a str>) -> Result<u64, &'a str> {
        codes.into_iter().try_fold(0, |mask, code| {
            self.position(code)
                .map(|position| mask | (1 << position))
                .ok_or(code)
        })
    }
}

impl CodeVersion {
    /// The entry of `code`.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&Code> {
        self.codes.iter().find(|entry| entry.code == code)
    }

    /// The codes whose boolean `field` is set.
    pub fn flagged<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a Code> {
        self.codes.iter().filter(move |code| code.flag(field))
    }

    /// The code a person meant: its code, number, short form, label in either language or another
    /// spelling, whatever the case, the hyphens and the place of tone marks.
    #[must_use]
    pub fn recognise(&self, text: &str) -> Option<&Code> {
        let wanted = recognition_key(text);
        if wanted.is_empty() {
            return None;
        }
        self.codes.iter().find(|code| {
            code.spellings()
                .any(|known| recognition_key(known) == wanted)
        })
    }
}

impl Code {
    /// The value of a field beside the label.
    #[must_use]
    pub fn value(&self, field: &str) -> Option<&FieldValue> {
        self.values.get(field)
    }

    /// A boolean field; false where the list has no such field.
    #[must_use]
    pub fn flag(&self, field: &str) -> bool {
        matches!(self.value(field), Some(FieldValue::Boolean(true)))
    }

    fn spellings(&self) -> impl Iterator<Item = &str> {
        [&self.code, &self.label.vi, &self.label.en]
            .into_iter()
            .chain(&self.number)
            .chain(&self.short)
            .chain(&self.also)
            .map(String::as_str)
    }
}

/// Hyphens, slashes and apostrophes are written in many ways in the names of ethnic groups and causes.
fn recognition_key(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '-' | '‐' | '‑' | '–' => ' ',
            '’' | '‘' | '`' | '´' => '\'',
            other => other,
        })
        .collect();
    tone_key(&plain.replace(" /", "/").replace("/ ", "/"))
}
