//! The work itself: read, assess, count, write, some thousand households at a time.

use super::outputs::Outputs;
use super::request::{AssessError, AssessRequest, Step};
use super::summary::{StandardSummary, Summary};
use super::tables::Tables;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use vuonlen_documents::households::{Context, Duplicates, open};
use vuonlen_documents::read::Input;
use vuonlen_domain::Text;
use vuonlen_law::assess::{
    Assessment, Assessor, AssessorError, HouseholdInput, Options, Problem, Severity,
};
use vuonlen_law::law::Law;
use vuonlen_measure::tables::{Violation, check_invariants};

/// Households read and assessed at a time.
const CHUNK: usize = 4096;

/// One standard at work.
struct Track<'law> {
    assessor: Assessor<'law>,
    tables: Tables<'law>,
    summary: StandardSummary,
}

/// Assesses every household of the request's files and writes the results.
///
/// # Errors
/// [`AssessError`] when a file cannot be read or a result not written. What a single household
/// lacks is no error: it is reported as a problem.
pub fn assess(
    law: &Law,
    request: &AssessRequest,
    on_step: &mut dyn FnMut(Step),
) -> Result<Summary, AssessError> {
    let mut tracks = tracks(law, request)?;
    check_inputs(&request.inputs)?;
    let mut outputs = Outputs::create(law, request, &tracks[0].tables)?;
    let mut summary = Summary {
        on: request.on,
        met: 0,
        unreadable: 0,
        doubtful: 0,
        rejecting: 0,
        problems: BTreeMap::new(),
        advice: BTreeMap::new(),
        standards: Vec::new(),
        violations: Vec::new(),
        incomplete_tables: BTreeSet::new(),
        law_hash: law.hash().to_owned(),
        files: Vec::new(),
        seconds: None,
    };
    let mut duplicates = Duplicates::new();
    for path in &request.inputs {
        let input = Input::from_path(path);
        let mut source = open(&input, Context::new(law, request.on))?;
        loop {
            let chunk = source.next_chunk(CHUNK)?;
            summary.met += chunk.met;
            summary.unreadable += chunk.rejected();
            let repeated = duplicates.check(&chunk.households);
            for problem in chunk.problems.iter().chain(&repeated) {
                summary.note(problem);
                outputs.problem(problem)?;
            }
            for (position, track) in tracks.iter_mut().enumerate() {
                let problems = track.take(position, &chunk.households, &mut outputs)?;
                for problem in &problems {
                    // What is wrong with a household is said once, not once per standard.
                    if position == 0 || problem.severity == Severity::Rejected {
                        summary.note(problem);
                        outputs.problem(problem)?;
                    }
                }
            }
            on_step(Step::Reading {
                file: input.name().to_owned(),
                progress: source.progress(),
                households: summary.met,
            });
            if chunk.finished {
                break;
            }
        }
    }
    on_step(Step::Tables);
    for track in tracks {
        let results = track.tables.results();
        for violation in check_invariants(&results) {
            if violation.undecided > 0 {
                summary.incomplete_tables.insert(violation.table);
            } else {
                summary.violations.push(told(&violation));
            }
        }
        outputs.draw(&track.summary.standard, results);
        summary.standards.push(track.summary);
    }
    summary.files = outputs.finish(&summary)?;
    Ok(summary)
}

/// Whether every file is there, once: found before hours are spent on the others.
fn check_inputs(inputs: &[PathBuf]) -> Result<(), AssessError> {
    let mut known = BTreeSet::new();
    for path in inputs {
        Input::from_path(path).size()?;
        let same = path.canonicalize().unwrap_or_else(|_| path.clone());
        if !known.insert(same) {
            return Err(AssessError::SameFileTwice(path.clone()));
        }
    }
    Ok(())
}

/// Whether the score table and the overlay belong to one of the standards: one that belongs to
/// none would be left out without a word.
fn check_choices(
    law: &Law,
    request: &AssessRequest,
    standards: &[String],
) -> Result<(), AssessorError> {
    if let Some(id) = &request.score_table {
        let table = law
            .score_table(id)
            .ok_or_else(|| AssessorError::UnknownScoreTable(id.clone()))?;
        if !standards.contains(&table.standard) {
            return Err(AssessorError::OtherScoreTable {
                table: id.clone(),
                standard: table.standard.clone(),
            });
        }
    }
    let Some(id) = &request.overlay else {
        return Ok(());
    };
    let mut overlays = law.overlays.iter();
    if overlays.any(|overlay| overlay.id == *id && standards.contains(&overlay.base)) {
        return Ok(());
    }
    Err(AssessorError::UnknownOverlay(id.clone()))
}

fn tracks<'law>(law: &'law Law, request: &AssessRequest) -> Result<Vec<Track<'law>>, AssessError> {
    let standards = if request.standards.is_empty() {
        vec![law.standard_on(request.on)?.id.clone()]
    } else {
        request.standards.clone()
    };
    check_choices(law, request, &standards)?;
    standards
        .iter()
        .map(|standard| {
            let loaded = law
                .standard(standard)
                .ok_or_else(|| AssessorError::UnknownStandard(standard.clone()))?;
            let fits = |table: &&String| {
                law.score_table(table)
                    .is_some_and(|table| table.standard == *standard)
            };
            let belongs = |overlay: &&String| {
                law.overlays
                    .iter()
                    .any(|one| one.id == **overlay && one.base == *standard)
            };
            let options = Options {
                score_table: request.score_table.as_ref().filter(fits).cloned(),
                overlay: request.overlay.as_ref().filter(belongs).cloned(),
            };
            let assessor = Assessor::new(law, standard, request.on, &options)?;
            Ok(Track {
                tables: Tables::new(law, assessor.standard(), assessor.rules_on())?,
                summary: StandardSummary::new(standard.clone(), loaded.title.clone()),
                assessor,
            })
        })
        .collect()
}

impl Track<'_> {
    /// Assesses and counts some households; gives back what was wrong with them.
    fn take(
        &mut self,
        position: usize,
        households: &[HouseholdInput],
        outputs: &mut Outputs<'_>,
    ) -> Result<Vec<Problem>, AssessError> {
        let mut problems = Vec::new();
        let mut assessed: Vec<Assessment> = Vec::with_capacity(households.len());
        let mut origins: Vec<&HouseholdInput> = Vec::with_capacity(households.len());
        for (household, result) in households
            .iter()
            .zip(self.assessor.assess_batch(households))
        {
            match result {
                Ok(assessment) => {
                    problems.extend(assessment.problems.iter().cloned());
                    self.summary.add(&assessment, persons(household));
                    assessed.push(assessment);
                    origins.push(household);
                }
                Err(reasons) => {
                    self.summary.rejected += 1;
                    problems.extend(reasons);
                }
            }
        }
        for assessment in &assessed {
            outputs.assessment(assessment)?;
        }
        let facts = self.tables.add(&assessed)?;
        if position == 0 {
            outputs.list(&self.tables, &facts, &origins)?;
        }
        Ok(problems)
    }
}

fn told(violation: &Violation) -> Text {
    let (table, unit, text) = (&violation.table, &violation.unit, &violation.text);
    Text::new(
        format!("{table}, {}: {}", unit.vi, text.vi),
        format!("{table}, {}: {}", unit.en, text.en),
    )
}

fn persons(household: &HouseholdInput) -> i64 {
    let listed = u32::try_from(household.members.len()).unwrap_or(u32::MAX);
    i64::from(household.size.unwrap_or(listed))
}
