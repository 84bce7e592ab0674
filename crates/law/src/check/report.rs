//! Gathers findings, each at its line.

use super::located::{Located, Step};
use crate::files::{LawFile, LawFiles};
use crate::findings::{Finding, Findings};
use std::collections::BTreeMap;

/// The findings of a check, and the files they point into.
#[derive(Debug)]
pub(super) struct Report<'a> {
    files: &'a LawFiles,
    located: BTreeMap<&'a str, Located<'a>>,
    findings: Vec<Finding>,
}

impl<'a> Report<'a> {
    pub(super) fn new(files: &'a LawFiles) -> Self {
        let located = files
            .under("")
            .filter(|file| file.path.ends_with(".toml"))
            .filter_map(|file| Some((file.path.as_str(), Located::parse(file)?)))
            .collect();
        Self {
            files,
            located,
            findings: Vec::new(),
        }
    }

    pub(super) const fn files(&self) -> &'a LawFiles {
        self.files
    }

    /// Every TOML file with its places.
    pub(super) fn located(&self) -> impl Iterator<Item = (&'a LawFile, &Located<'a>)> {
        self.located
            .iter()
            .filter_map(|(path, located)| Some((self.files.file(path)?, located)))
    }

    /// A finding at what `path` leads to in `file`.
    pub(super) fn at(
        &mut self,
        file: &str,
        path: &[Step<'_>],
        vi: impl Into<String>,
        en: impl Into<String>,
    ) {
        let text = self.files.file(file).map_or("", |file| file.text.as_str());
        let offset = self.located.get(file).map_or(0, |l| l.offset(path));
        self.findings.push(Finding::at(file, text, offset, vi, en));
    }

    pub(super) fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    pub(super) fn extend(&mut self, findings: Findings) {
        self.findings.extend(findings.0);
    }

    pub(super) fn finish(mut self) -> Findings {
        self.findings.sort();
        self.findings.dedup();
        Findings(self.findings)
    }
}
