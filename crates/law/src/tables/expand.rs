//! `each`: one column of a file becomes one per code of a list.

use super::Source;
use super::file::ColumnEntry;
use crate::codes::{Code, CodeLists};
use crate::findings::Finding;
use chrono::NaiveDate;
use vuonlen_domain::Text;

/// A column of a file, for one code where it has `each`.
pub(super) struct Expanded<'a> {
    pub(super) entry: &'a ColumnEntry,
    pub(super) code: Option<ListedCode>,
}

/// A code as a head of a column shows it.
#[derive(Debug, Clone)]
pub(super) struct ListedCode {
    pub(super) code: String,
    label: Text,
    number: String,
}

impl ListedCode {
    /// The codes in force on `date`, in the order of forms; the newest ones where none are.
    pub(super) fn on(codes: &CodeLists, list: &str, date: NaiveDate) -> Option<Vec<Self>> {
        let list = codes.list(list)?;
        let version = list.as_of(date).or_else(|| list.versions().last())?;
        Some(Self::listed(version.codes.iter()))
    }

    /// Every code the list ever had.
    pub(super) fn ever(codes: &CodeLists, list: &str) -> Option<Vec<Self>> {
        let list = codes.list(list)?;
        Some(Self::listed(
            list.codes().iter().filter_map(|code| list.latest(code)),
        ))
    }

    fn listed<'c>(codes: impl Iterator<Item = &'c Code>) -> Vec<Self> {
        codes
            .enumerate()
            .map(|(position, code)| Self {
                code: code.code.clone(),
                label: code.label.clone(),
                number: code
                    .number
                    .clone()
                    .unwrap_or_else(|| (position + 1).to_string()),
            })
            .collect()
    }
}

/// All columns of a table, in order.
pub(super) fn expand<'a>(
    source: &'a Source,
    listed: &impl Fn(&str) -> Option<Vec<ListedCode>>,
    findings: &mut Vec<Finding>,
) -> Vec<Expanded<'a>> {
    let mut columns = Vec::new();
    for spanned in &source.table.columns {
        let entry = spanned.get_ref();
        let Some(list) = &entry.each else {
            columns.push(Expanded { entry, code: None });
            continue;
        };
        let Some(codes) = listed(list) else {
            findings.push(Finding::at(
                &source.file.path,
                &source.file.text,
                spanned.span().start,
                format!("không có danh mục mã `{list}` trong law/codes"),
                format!("there is no code list `{list}` in law/codes"),
            ));
            continue;
        };
        columns.extend(codes.into_iter().map(|code| Expanded {
            entry,
            code: Some(code),
        }));
    }
    columns
}

impl Expanded<'_> {
    /// Its own head; a column of an `each` without a label takes the code's.
    pub(super) fn label(&self) -> Text {
        let Some(label) = &self.entry.label else {
            return self
                .code
                .as_ref()
                .map(|c| c.label.clone())
                .unwrap_or_default();
        };
        Text::new(
            self.fill(&label.vi, |code| &code.label.vi),
            self.fill(&label.en, |code| &code.label.en),
        )
    }

    /// The heads above it.
    pub(super) fn heads(&self) -> Vec<Text> {
        let heads = &self.entry.head;
        heads
            .vi
            .iter()
            .zip(&heads.en)
            .map(|(vi, en)| Text::new(vi, en))
            .collect()
    }

    fn fill(&self, template: &str, label: impl Fn(&ListedCode) -> &String) -> String {
        match &self.code {
            None => template.to_owned(),
            Some(code) => template
                .replace("$label", label(code))
                .replace("$number", &code.number)
                .replace("$code", &code.code),
        }
    }
}
