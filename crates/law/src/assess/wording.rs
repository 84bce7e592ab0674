//! The words of every problem an assessment can find: what, why, and what to do.

mod differ;
mod missing;
mod wrong;

pub(super) use differ::*;
pub(super) use missing::*;
pub(super) use wrong::*;

use super::Problem;
use super::input::Place;
use crate::facts::Fact;
use vuonlen_domain::Text;

/// `Nguồn nước sinh hoạt chính (water_source)`.
pub(super) fn question(fact: &Fact) -> Text {
    named(&fact.label, &fact.name)
}

/// Marks the column a problem stands in by the name of its question.
fn column(problem: Problem, name: &str) -> Problem {
    problem.at(Place::default().column(name))
}

/// The label for people with the name for files: `Rác thải (waste)`.
fn named(label: &Text, name: &str) -> Text {
    Text::new(
        format!("{} ({name})", label.vi),
        format!("{} ({name})", label.en),
    )
}

/// Texts joined: `Nguồn nước (water), Rác thải (waste)`.
fn list(items: impl Iterator<Item = Text>) -> Text {
    let (vi, en): (Vec<String>, Vec<String>) = items.map(|text| (text.vi, text.en)).unzip();
    Text::new(vi.join(", "), en.join(", "))
}
