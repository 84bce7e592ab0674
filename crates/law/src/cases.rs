//! Worked cases: households whose result the law settles, kept as files that people who know the
//! law can read and write.
//!
//! A case is a household of `law/cases/`, what is different about it, a day, and what must come
//! out; a grid is a table of cases. [`Cases::run`] puts each through both evaluators. This room
//! knows the assessment from outside only: nothing here computes a result.

mod expect;
mod file;
mod household;
mod read;

use crate::assess::{Assessment, Assessor, AssessorError, HouseholdInput, Options, Problem};
use crate::files::LawFiles;
use crate::findings::Findings;
use crate::law::Law;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::fmt;
use vuonlen_domain::Text;

/// Every case of `law/cases/`, and the people and households they start from.
#[derive(Debug, Clone)]
pub struct Cases {
    cases: Vec<Case>,
    templates: household::Templates,
}

/// One household on one day, and what must come out.
#[derive(Debug, Clone)]
pub struct Case {
    /// `cases/scores.toml#rural-2022 3 on 2026-11-20`: file, id, row and day.
    pub name: String,
    /// Path under `law/` of the file it stands in.
    pub file: String,
    /// Line of its id in that file.
    pub line: usize,
    /// What it shows.
    pub title: Text,
    /// Whether it comes from a table that goes through values one by one, rather than having
    /// been thought up by itself.
    pub generated: bool,
    on: NaiveDate,
    /// None: the standard in force on the day.
    standard: Option<String>,
    options: Options,
    household: String,
    /// What is different from the household, by path.
    set: toml::Table,
    expect: toml::Table,
}

/// What came of running cases.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Cases that hold on both evaluators.
    pub held: usize,
    /// How many of these are generated.
    pub generated: usize,
    /// Everything that came out otherwise.
    pub failures: Vec<Failure>,
}

/// A case that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Name of the case.
    pub case: String,
    /// Path under `law/` of the file it stands in, and the line of its id.
    pub at: (String, usize),
    /// Which evaluator: `interpreter`, `columns`, or `case` when the case itself is wrong.
    pub evaluator: &'static str,
    /// What was expected and what came out.
    pub message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} ({}): {}",
            self.case, self.evaluator, self.message
        )
    }
}

type Outcome = Result<Assessment, Vec<Problem>>;

impl Cases {
    /// Reads every file of `law/cases/`.
    ///
    /// # Errors
    /// Unknown keys, ids that stand twice, rows that do not fit their columns.
    pub fn load(files: &LawFiles) -> Result<Self, Findings> {
        let (cases, templates) = read::read(files)?;
        Ok(Self { cases, templates })
    }

    /// The cases, in order of file.
    #[must_use]
    pub fn all(&self) -> &[Case] {
        &self.cases
    }

    /// The household of a case, as a reader of files would hand it over.
    ///
    /// # Errors
    /// What the case sets and means nothing.
    pub fn household(&self, law: &Law, case: &Case) -> Result<HouseholdInput, String> {
        let standard = case.standard_id(law);
        self.templates
            .household(law, &case.household, &case.set, &standard)
    }

    /// The assessor of a case: its standard, day and options.
    ///
    /// # Errors
    /// [`AssessorError`] when the standard does not hold on the day.
    pub fn assessor<'law>(
        &self,
        law: &'law Law,
        case: &Case,
    ) -> Result<Assessor<'law>, AssessorError> {
        Assessor::new(law, &case.standard_id(law), case.on, &case.options)
    }

    /// Runs the cases of `file`, or all of them, on both evaluators.
    #[must_use]
    pub fn run(&self, law: &Law, file: Option<&str>) -> Report {
        let mut report = Report::default();
        let mut groups: BTreeMap<_, Vec<(&Case, HouseholdInput)>> = BTreeMap::new();
        for case in self
            .cases
            .iter()
            .filter(|case| file.is_none_or(|file| case.file == file))
        {
            let key = (
                case.standard_id(law),
                case.on,
                case.options.score_table.clone(),
                case.options.overlay.clone(),
            );
            match self
                .templates
                .household(law, &case.household, &case.set, &key.0)
            {
                Ok(household) => groups.entry(key).or_default().push((case, household)),
                Err(message) => report.fail(case, "case", message),
            }
        }
        for ((standard, on, ..), cases) in groups {
            run_group(law, &standard, on, cases, &mut report);
        }
        report.failures.sort_by(|a, b| a.case.cmp(&b.case));
        report
    }
}

/// Cases of one standard, day and options share an assessor, so that the columns hold many.
fn run_group(
    law: &Law,
    standard: &str,
    on: NaiveDate,
    cases: Vec<(&Case, HouseholdInput)>,
    report: &mut Report,
) {
    let Some((first, _)) = cases.first() else {
        return;
    };
    let assessor = match Assessor::new(law, standard, on, &first.options) {
        Ok(assessor) => assessor,
        Err(error) => {
            for (case, _) in cases {
                let held = expect::error(&case.expect, &error);
                report.record(case, [("assessor", held), ("assessor", Ok(()))]);
            }
            return;
        }
    };
    let (cases, households): (Vec<&Case>, Vec<HouseholdInput>) = cases.into_iter().unzip();
    let in_columns = assessor.assess_batch(&households);
    for ((case, household), in_columns) in cases.into_iter().zip(&households).zip(&in_columns) {
        let by_row = assessor.assess(household);
        let interpreter = expect::outcome(law, &assessor, &case.expect, &by_row);
        let mut columns = expect::outcome(law, &assessor, &case.expect, in_columns);
        if columns.is_ok() && by_row != *in_columns {
            columns = Err(format!(
                "the evaluators differ: {by_row:?} and {in_columns:?}"
            ));
        }
        report.record(case, [("interpreter", interpreter), ("columns", columns)]);
    }
}

impl Case {
    fn standard_id(&self, law: &Law) -> String {
        match &self.standard {
            Some(id) => id.clone(),
            None => law
                .standard_on(self.on)
                .map_or_else(|error| error.to_string(), |standard| standard.id.clone()),
        }
    }
}

impl Report {
    fn record(&mut self, case: &Case, held: [(&'static str, Result<(), String>); 2]) {
        let mut holds = true;
        for (evaluator, held) in held {
            if let Err(message) = held {
                self.fail(case, evaluator, message);
                holds = false;
            }
        }
        if holds {
            self.held += 1;
            self.generated += usize::from(case.generated);
        }
    }

    fn fail(&mut self, case: &Case, evaluator: &'static str, message: String) {
        self.failures.push(Failure {
            case: case.name.clone(),
            at: (case.file.clone(), case.line),
            evaluator,
            message,
        });
    }
}
