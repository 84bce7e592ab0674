//! The whole law data set, loaded and compiled.

use crate::codes::CodeLists;
use crate::facts::{self, CodePositions, Schemas};
use crate::files::{LawFile, LawFiles};
use crate::findings::{Finding, Findings};
use crate::groups::GroupRule;
use crate::holidays::Holidays;
use crate::instruments::Instruments;
use crate::procedures::Procedure;
use crate::questionnaires::Questionnaire;
use crate::scopes::Scopes;
use crate::scores::ScoreTable;
use crate::solutions::SolutionHint;
use crate::standards::{Overlay, Standard};
use crate::tables::Tables;
use crate::targets::Targets;
use crate::transitions::Transition;
use crate::units::Units;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::sync::Arc;
use vuonlen_domain::Text;

/// Everything `law/` says, ready to evaluate. Loaded once and shared.
#[derive(Debug)]
pub struct Law {
    /// The register that sources point to.
    pub instruments: Instruments,
    /// Code lists.
    pub codes: Arc<CodeLists>,
    /// Administrative units through time.
    pub units: Units,
    /// Facts that formulas read.
    pub facts: Schemas,
    /// What each kind of formula may name.
    pub scopes: Scopes,
    /// National standards, in order of time.
    pub standards: Vec<Standard>,
    /// Higher standards of provinces.
    pub overlays: Vec<Overlay>,
    /// Score tables, in order of id.
    pub score_tables: Vec<ScoreTable>,
    /// Movements between two reviews, in the order they are tried.
    pub transitions: Vec<Transition>,
    /// Rules of the groups of households.
    pub groups: Vec<GroupRule>,
    /// Days on which offices work.
    pub holidays: Holidays,
    /// Usual solutions for each cause, in the order of the file.
    pub solutions: Vec<SolutionHint>,
    /// Survey forms, in order of id.
    pub questionnaires: Vec<Questionnaire>,
    /// Procedures of the reviews, in order of id.
    pub procedures: Vec<Procedure>,
    /// Statutory tables.
    pub tables: Tables,
    /// What localities set themselves to reach.
    pub targets: Targets,
    raised: BTreeMap<String, Standard>,
    hash: String,
}

/// No standard, or more than one, holds on a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no poverty standard of law/standards holds on {date}")]
pub struct NoStandard {
    /// The day asked for.
    pub date: NaiveDate,
    /// First day any standard holds.
    pub from: Option<NaiveDate>,
    /// First day none holds any more.
    pub until: Option<NaiveDate>,
}

impl Law {
    /// Loads and compiles the law files.
    ///
    /// # Errors
    /// Everything that keeps the data from being evaluated, with file and line. What can be
    /// evaluated but is wrong is found by [`crate::check`].
    pub fn load(files: &LawFiles) -> Result<Self, Findings> {
        let (law, findings) = Self::read(files)?;
        if findings.0.is_empty() {
            Ok(law)
        } else {
            Err(findings)
        }
    }

    /// Loads as much as can be loaded, with everything that is wrong in the rest: a check goes on
    /// looking where a load must stop.
    pub(crate) fn read(files: &LawFiles) -> Result<(Self, Findings), Findings> {
        let instruments = Instruments::load(files)?;
        let codes = Arc::new(CodeLists::load(files, &instruments)?);
        let units = Units::load(files, &instruments)?;
        let positions: Arc<dyn CodePositions> = codes.clone();
        let facts = facts::load(files, codes.as_ref())?;
        let scopes = Scopes::new(&facts, &positions)?;
        let mut findings = Vec::new();
        let tables =
            Tables::load(files, &scopes.assessed, &codes).unwrap_or_else(|Findings(found)| {
                findings.extend(found);
                Tables::default()
            });
        let standards = standards(files, &scopes, &mut findings);
        let (overlays, raised) = overlays(files, &standards, &scopes, &mut findings);
        let law = Self {
            score_tables: score_tables(files, &scopes, &mut findings),
            transitions: one_file(files, "transitions.toml", &mut findings)
                .map(|file| Transition::load(file, &scopes, &mut findings))
                .unwrap_or_default(),
            groups: one_file(files, "groups.toml", &mut findings)
                .map(|file| GroupRule::load(file, &scopes, &mut findings))
                .unwrap_or_default(),
            holidays: files
                .file("holidays.toml")
                .map(|file| Holidays::load(file, &mut findings))
                .unwrap_or_default(),
            solutions: files
                .file("solutions.toml")
                .map(|file| SolutionHint::load(file, &codes, &mut findings))
                .unwrap_or_default(),
            questionnaires: questionnaires(files, &standards, &scopes, &mut findings),
            procedures: procedures(files, &mut findings),
            targets: Targets::load(files, &scopes, &mut findings),
            instruments,
            codes,
            units,
            facts,
            scopes,
            standards,
            overlays,
            tables,
            raised,
            hash: files.hash(),
        };
        findings.sort();
        findings.dedup();
        Ok((law, Findings(findings)))
    }

    /// The national standard `id`.
    #[must_use]
    pub fn standard(&self, id: &str) -> Option<&Standard> {
        self.standards.iter().find(|standard| standard.id == id)
    }

    /// The national standard that holds on `date`.
    ///
    /// # Errors
    /// [`NoStandard`] before the first and after the last: a date without law is never a zero.
    pub fn standard_on(&self, date: NaiveDate) -> Result<&Standard, NoStandard> {
        self.standards
            .iter()
            .find(|standard| standard.holds_on(date))
            .ok_or_else(|| NoStandard {
                date,
                from: self.standards.iter().filter_map(Standard::from).min(),
                until: self.standards.iter().filter_map(Standard::until).max(),
            })
    }

    /// The standard of a province: the national one raised by the overlay `id`.
    #[must_use]
    pub fn raised_standard(&self, overlay: &str) -> Option<&Standard> {
        self.raised.get(overlay)
    }

    /// The survey form of a standard.
    #[must_use]
    pub fn questionnaire_of(&self, standard: &str) -> Option<&Questionnaire> {
        self.questionnaires
            .iter()
            .find(|questionnaire| questionnaire.standard == standard)
    }

    /// The procedure `id`.
    #[must_use]
    pub fn procedure(&self, id: &str) -> Option<&Procedure> {
        self.procedures.iter().find(|procedure| procedure.id == id)
    }

    /// The score table `id`.
    #[must_use]
    pub fn score_table(&self, id: &str) -> Option<&ScoreTable> {
        self.score_tables.iter().find(|table| table.id == id)
    }

    /// SHA-256 of the law files, in hexadecimal: stands on everything computed with them.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

impl NoStandard {
    /// What to tell a person.
    #[must_use]
    pub fn text(&self) -> Text {
        let date = self.date.format("%d/%m/%Y");
        let day = |day: Option<NaiveDate>| {
            day.map_or_else(|| "?".to_owned(), |day| day.format("%d/%m/%Y").to_string())
        };
        let (from, until) = (day(self.from), day(self.until));
        Text::new(
            format!(
                "Không có chuẩn nghèo cho ngày {date}: dữ liệu có từ {from} đến trước {until}. \
                 Chọn ngày khác hoặc bổ sung law/standards."
            ),
            format!(
                "No poverty standard for {date}: the data run from {from} to before {until}. \
                 Choose another day or add to law/standards."
            ),
        )
    }
}

fn standards(files: &LawFiles, scopes: &Scopes, findings: &mut Vec<Finding>) -> Vec<Standard> {
    let mut standards = Vec::new();
    for file in top_level(files, "standards/") {
        match Standard::read(file) {
            Ok(mut standard) => {
                standard.compile(scopes, file, findings);
                standards.push(standard);
            }
            Err(finding) => findings.push(finding),
        }
    }
    standards.sort_by_key(Standard::from);
    standards
}

fn overlays(
    files: &LawFiles,
    standards: &[Standard],
    scopes: &Scopes,
    findings: &mut Vec<Finding>,
) -> (Vec<Overlay>, BTreeMap<String, Standard>) {
    let mut overlays = Vec::new();
    let mut raised = BTreeMap::new();
    for file in files.under("standards/overlays/") {
        let overlay = match Overlay::read(file) {
            Ok(overlay) => overlay,
            Err(finding) => {
                findings.push(finding);
                continue;
            }
        };
        let base = standards.iter().find(|s| s.id == overlay.base);
        match base.map(|base| base.with_overlay(&overlay)) {
            Some(Ok(mut standard)) => {
                // Its formulas stand in the base's file, where they were checked already.
                let base_file = files.file(&standard.file).unwrap_or(file);
                standard.compile(scopes, base_file, findings);
                raised.insert(overlay.id.clone(), standard);
            }
            Some(Err(error)) => findings.push(Finding::at(
                &file.path,
                &file.text,
                file.text.find(&error.subject()).unwrap_or(0),
                error.text().vi,
                error.text().en,
            )),
            // The standard itself may have failed to load: that is the finding then.
            None if findings.is_empty() => findings.push(Finding::at(
                &file.path,
                &file.text,
                0,
                format!("không có chuẩn “{}” trong law/standards", overlay.base),
                format!("no standard “{}” in law/standards", overlay.base),
            )),
            None => {}
        }
        overlays.push(overlay);
    }
    (overlays, raised)
}

fn score_tables(files: &LawFiles, scopes: &Scopes, findings: &mut Vec<Finding>) -> Vec<ScoreTable> {
    files
        .under("standards/scores/")
        .filter_map(|file| ScoreTable::load(file, scopes, findings))
        .collect()
}

fn questionnaires(
    files: &LawFiles,
    standards: &[Standard],
    scopes: &Scopes,
    findings: &mut Vec<Finding>,
) -> Vec<Questionnaire> {
    files
        .under("questionnaires/")
        .filter_map(|file| Questionnaire::load(file, standards, scopes, findings))
        .collect()
}

fn procedures(files: &LawFiles, findings: &mut Vec<Finding>) -> Vec<Procedure> {
    files
        .under("procedures/")
        .filter_map(|file| match Procedure::read(file) {
            Ok(procedure) => Some(procedure),
            Err(finding) => {
                findings.push(finding);
                None
            }
        })
        .collect()
}

/// The files directly in `folder`, not those of its folders.
fn top_level<'a>(files: &'a LawFiles, folder: &'a str) -> impl Iterator<Item = &'a LawFile> {
    files
        .under(folder)
        .filter(move |file| !file.path[folder.len()..].contains('/'))
}

fn one_file<'a>(
    files: &'a LawFiles,
    path: &str,
    findings: &mut Vec<Finding>,
) -> Option<&'a LawFile> {
    let file = files.file(path);
    if file.is_none() {
        findings.push(Finding::at(
            path,
            "",
            0,
            "thiếu tệp này; khôi phục tệp đã xóa",
            "this file is missing; restore the deleted file",
        ));
    }
    file
}
