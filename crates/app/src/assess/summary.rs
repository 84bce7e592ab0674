//! What came out, in numbers.

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use vuonlen_domain::{Class, Ratio, Text};
use vuonlen_law::assess::{Assessment, Problem, Severity};
use vuonlen_law::status::Status;

/// The outcome of one run.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// Day of the review.
    pub on: chrono::NaiveDate,
    /// Households met in the files.
    pub met: usize,
    /// Households the files' readers could not hand over.
    pub unreadable: usize,
    /// Problems a person should look at, households counted all the same.
    pub doubtful: usize,
    /// Problems that kept a household out.
    pub rejecting: usize,
    /// Problems by code.
    pub problems: BTreeMap<&'static str, usize>,
    /// What to do about them, by code, as the first of each says.
    pub advice: BTreeMap<&'static str, Text>,
    /// By standard, in the order asked for.
    pub standards: Vec<StandardSummary>,
    /// Sums of the statutory tables that do not hold: none, unless the input contradicts itself.
    pub violations: Vec<Text>,
    /// Tables with sums that cannot hold because the files do not say enough (no class of last
    /// year, no ethnic group).
    pub incomplete_tables: BTreeSet<String>,
    /// Identity of the law data set.
    pub law_hash: String,
    /// Files written.
    pub files: Vec<PathBuf>,
    /// Time spent, in seconds; filled in by the caller, who has the clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
}

/// What one standard made of the households.
#[derive(Debug, Clone, Serialize)]
pub struct StandardSummary {
    /// Its id.
    pub standard: String,
    /// Its title.
    pub title: Text,
    /// Households that have a result.
    pub assessed: usize,
    /// Households it could not decide, each with a problem.
    pub rejected: usize,
    /// Households that have left since the review before.
    pub left: usize,
    /// By class, poorest first.
    pub classes: Vec<ClassCount>,
    /// The least sure value any result used.
    pub status: Option<Status>,
}

/// Households and persons of one class.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ClassCount {
    /// The class.
    pub class: Class,
    /// Households in it.
    pub households: i64,
    /// Persons in them, where the size is known.
    pub persons: i64,
}

impl Summary {
    pub(super) fn note(&mut self, problem: &Problem) {
        *self.problems.entry(problem.code).or_default() += 1;
        self.advice
            .entry(problem.code)
            .or_insert_with(|| problem.advice.clone());
        match problem.severity {
            Severity::Doubtful => self.doubtful += 1,
            Severity::Rejected => self.rejecting += 1,
        }
    }

    /// Households in = households out + households rejected, under every standard.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.standards
            .iter()
            .all(|one| one.assessed + one.rejected + self.unreadable == self.met)
    }
}

impl StandardSummary {
    pub(super) fn new(standard: String, title: Text) -> Self {
        Self {
            standard,
            title,
            assessed: 0,
            rejected: 0,
            left: 0,
            classes: Class::ALL
                .into_iter()
                .map(|class| ClassCount {
                    class,
                    households: 0,
                    persons: 0,
                })
                .collect(),
            status: None,
        }
    }

    pub(super) fn add(&mut self, assessment: &Assessment, persons: i64) {
        self.assessed += 1;
        let status = self.status.unwrap_or(assessment.status);
        self.status = Some(status.weakest(assessment.status));
        let Some(class) = assessment.class else {
            self.left += 1;
            return;
        };
        if let Some(count) = self.classes.iter_mut().find(|count| count.class == class) {
            count.households += 1;
            count.persons += persons;
        }
    }

    /// Households present, and the share of one class among them.
    #[must_use]
    pub fn share(&self, class: Class) -> Ratio {
        let of = |wanted: Option<Class>| -> i64 {
            self.classes
                .iter()
                .filter(|count| wanted.is_none_or(|wanted| wanted == count.class))
                .map(|count| count.households)
                .sum()
        };
        Ratio::new(of(Some(class)), of(None))
    }
}
