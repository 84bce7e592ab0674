//! Names the answers without which nothing can be decided.

use super::deprivation::{Deprivations, bits};
use super::prepare::Prepared;
use super::rules::Rules;
use super::scores::{ScoreRules, is_needed};
use super::table::Row;
use super::{Problem, survey, wording};
use crate::expr::{Absent, Formula, Outcome};
use crate::facts::Fact;
use crate::scores::Pick;
use crate::standards::Route;
use std::collections::{BTreeMap, BTreeSet};
use vuonlen_domain::Text;

/// Why a household has no class on any route.
pub(super) fn measure(rules: &Rules<'_>, household: &Prepared<'_>) -> Vec<Problem> {
    if !is_needed(rules, household) {
        return vec![wording::missing_measure(rules.has_score_rules(), None)];
    }
    match (&rules.scores, rules.score_table) {
        (Some(scores), _) if household.has_members() => score_answers(rules, scores, household),
        (None, Some(table)) if rules.score_table_chosen => {
            vec![wording::score_table_incomplete(table)]
        }
        (_, table) => vec![wording::missing_measure(true, table)],
    }
}

/// The answers that the score table needs and that are not there.
fn score_answers(
    rules: &Rules<'_>,
    scores: &ScoreRules<'_>,
    household: &Prepared<'_>,
) -> Vec<Problem> {
    let row = survey::row(rules, household);
    let mut questions = Questions::default();
    let mut problems = Vec::new();
    for group in &scores.groups {
        let skip = group
            .skip
            .map(|formula| (formula, questions.ask(formula, &row)));
        if matches!(skip, Some((_, Some(true)))) {
            continue;
        }
        for item in &group.items {
            let holds = questions.ask(item.formula, &row);
            if group.pick == Pick::First && holds != Some(false) {
                break;
            }
        }
    }
    if scores.column(household).is_none()
        && let Some(fact) = rules.fact(rules.household.region)
    {
        problems.push(wording::unknown_region(fact));
    }
    problems.extend(questions.problems(rules, household));
    if problems.is_empty() {
        problems.push(wording::no_result(&scores.table.title, &scores.table.id));
    }
    problems
}

/// Why a household with an income or a score A has no class: deprivations that are not known.
pub(super) fn deprivations(
    rules: &Rules<'_>,
    household: &Prepared<'_>,
    found: &Deprivations,
    route: Route,
) -> Vec<Problem> {
    if found.known == 0 && !household.has_members() {
        return vec![match route {
            Route::Income => wording::missing_deprivations(),
            Route::Score => wording::missing_score_b(),
        }];
    }
    let row = survey::row(rules, household);
    let mut questions = Questions::default();
    let mut problems = Vec::new();
    let mut undefined = Vec::new();
    for index in bits(found.open(rules)) {
        let (label, code) = rules.indicator_name(index);
        match rules.indicators[index].formula {
            None => undefined.push((label, code)),
            Some(formula) => match formula.interpret(row.facts()) {
                Outcome::Missing(absent) => questions.extend(absent),
                Outcome::Fault(_) | Outcome::Value(_) => {
                    problems.push(wording::no_result(&label, code));
                }
            },
        }
    }
    problems.splice(0..0, questions.problems(rules, household));
    if problems.is_empty() {
        problems.push(wording::not_decidable(&undefined, &rules.id));
    }
    problems
}

/// The questions whose answers leave groups open.
pub(super) fn groups(rules: &Rules<'_>, household: &Prepared<'_>, open: u64) -> Problem {
    let row = survey::row(rules, household);
    let mut questions = Questions::default();
    let list = rules.list("groups");
    let mut names: Vec<(Text, &str)> = Vec::new();
    for index in bits(open) {
        let rule = &rules.law.groups[index];
        let label = list.and_then(|list| list.label(&rule.code));
        names.push((label.cloned().unwrap_or_default(), rule.code.as_str()));
        if let Some(formula) = rule.formula() {
            questions.ask(formula, &row);
        }
    }
    wording::group_unknown(&names, &questions.names(rules))
}

/// Questions not answered, in the order of the form, with the members concerned.
#[derive(Debug, Default)]
struct Questions {
    household: BTreeSet<usize>,
    member: BTreeMap<usize, Vec<usize>>,
    members: bool,
}

impl Questions {
    /// Interprets a formula and notes what it misses.
    fn ask(&mut self, formula: &Formula, row: &Row) -> Option<bool> {
        match formula.interpret(row.facts()) {
            Outcome::Value(value) => Some(value == crate::facts::Value::Bool(true)),
            Outcome::Missing(absent) => {
                self.extend(absent);
                None
            }
            Outcome::Fault(_) => None,
        }
    }

    fn extend(&mut self, absent: Vec<Absent>) {
        for absent in absent {
            match absent {
                Absent::Household(fact) => {
                    self.household.insert(fact);
                }
                Absent::Members => self.members = true,
                Absent::Member { member, fact } => {
                    let members = self.member.entry(fact).or_default();
                    if !members.contains(&member) {
                        members.push(member);
                    }
                }
            }
        }
    }

    fn problems(&self, rules: &Rules<'_>, household: &Prepared<'_>) -> Vec<Problem> {
        let of_household = (self.household.iter())
            .filter_map(|fact| rules.household.schema.fact(*fact))
            .map(|fact| wording::missing_answer(fact, &[]));
        let members = &household.input.members;
        let of_members = self.member.iter().filter_map(|(fact, missing)| {
            let names: Vec<&str> = (missing.iter())
                .filter_map(|member| members.get(*member))
                .map(|member| member.name.as_str())
                .collect();
            let fact = rules.member.schema.fact(*fact)?;
            Some(wording::missing_answer(fact, &names))
        });
        (self.members.then(wording::missing_members).into_iter())
            .chain(of_household)
            .chain(of_members)
            .collect()
    }

    fn names(&self, rules: &Rules<'_>) -> Vec<Text> {
        let household = self
            .household
            .iter()
            .filter_map(|fact| rules.household.schema.fact(*fact));
        let member = self
            .member
            .keys()
            .filter_map(|fact| rules.member.schema.fact(*fact));
        household
            .chain(member)
            .map(|fact: &Fact| wording::question(fact))
            .collect()
    }
}
