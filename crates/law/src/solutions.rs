//! Usual solutions for each cause of poverty: a help for communes that find this step hard.
//!
//! What a household is entitled to is not this room's business.

use crate::codes::CodeLists;
use crate::files::LawFile;
use crate::findings::{Finding, parse_toml};
use crate::status::Status;
use serde::Deserialize;
use toml::Spanned;
use vuonlen_domain::Text;

/// One entry of `law/solutions.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SolutionHint {
    /// Code of the list `causes`.
    pub cause: String,
    /// What is usually done.
    pub label: Text,
    /// The policy it comes under, where there is one.
    pub policy: Option<Text>,
    /// `instrument-id#place`.
    pub source: String,
    /// How sure we are.
    pub status: Status,
}

impl SolutionHint {
    /// Reads `law/solutions.toml`; faults become `findings`.
    pub fn load(file: &LawFile, codes: &CodeLists, findings: &mut Vec<Finding>) -> Vec<Self> {
        let entries = match parse_toml::<SolutionsFile>(file) {
            Ok(content) => content.solution,
            Err(finding) => {
                findings.push(finding);
                return Vec::new();
            }
        };
        let causes = codes.list("causes");
        let mut hints = Vec::new();
        for entry in entries {
            let offset = entry.cause.span().start;
            let cause = entry.cause.into_inner();
            if causes.is_none_or(|list| list.position(&cause).is_none()) {
                findings.push(Finding::at(
                    &file.path,
                    &file.text,
                    offset,
                    format!("không có nguyên nhân “{cause}” trong danh mục causes; dùng mã có trong danh mục"),
                    format!("the list causes has no “{cause}”; use a code of the list"),
                ));
            }
            hints.push(Self {
                cause,
                label: entry.label,
                policy: entry.policy,
                source: entry.source,
                status: entry.status,
            });
        }
        hints
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SolutionsFile {
    solution: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    cause: Spanned<String>,
    label: Text,
    policy: Option<Text>,
    source: String,
    status: Status,
}
