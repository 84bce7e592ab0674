//! The part of the law that one assessment needs, looked up once: rules of a standard on a day,
//! positions of facts and codes, and how sure each value is.

mod lists;
mod sure;

pub(super) use lists::{Lengths, ReadFacts};
pub(super) use sure::{ClassStatus, IndicatorRule};

use lists::{bit, class_values, code_value, lengths, read_facts};
use sure::{class_statuses, indicators};

use super::positions::{
    AssessedFacts, ClassFacts, HouseholdFacts, HouseholdSource, MemberFacts, MemberSource,
    TransitionFacts,
};
use super::scores::ScoreRules;
use super::{AssessorError, Options, PreviousClass};
use crate::codes::CodeList;
use crate::facts::{Fact, Value};
use crate::law::Law;
use crate::scores::ScoreTable;
use crate::standards::{Standard, StandardOn};
use crate::status::Status;
use chrono::NaiveDate;
use std::sync::Arc;
use vuonlen_domain::{Class, Text};

/// A standard as one assessment uses it.
#[derive(Debug)]
pub(super) struct Rules<'law> {
    pub(super) law: &'law Law,
    pub(super) standard: &'law Standard,
    pub(super) compiled: &'law StandardOn,
    pub(super) id: Arc<str>,
    pub(super) overlay: Option<Arc<str>>,
    /// Day of the review: ages, units and codes are those of this day.
    pub(super) on: NaiveDate,
    /// Day whose rules are used: `on`, or the standard's first day for an opening class.
    pub(super) rules_on: NaiveDate,
    /// How sure the period of the standard is.
    pub(super) period: Status,
    /// Codes of the indicators, by index in the standard.
    pub(super) codes: Arc<[Arc<str>]>,
    pub(super) indicators: Vec<IndicatorRule<'law>>,
    pub(super) classes: Vec<ClassStatus>,
    pub(super) score_table: Option<&'law ScoreTable>,
    /// Whether the score table was asked for by name.
    pub(super) score_table_chosen: bool,
    /// The score table, where it can score.
    pub(super) scores: Option<ScoreRules<'law>>,
    /// Bits of the groups in their list, by rule.
    pub(super) group_bits: Vec<u64>,
    /// Codes of the movements, in the order they are tried.
    pub(super) transitions: Vec<Arc<str>>,
    /// The same in the list `transitions`.
    pub(super) transition_values: Vec<Option<Value>>,
    /// By index in the standard: the assessed fact a derived count gives.
    pub(super) derived: Vec<Option<usize>>,
    pub(super) household: HouseholdFacts,
    pub(super) member: MemberFacts,
    pub(super) household_sources: Vec<HouseholdSource>,
    pub(super) member_sources: Vec<MemberSource>,
    /// Lengths of the code lists of facts, by index; 0 for facts without one.
    pub(super) lengths: Lengths,
    /// Facts that some formula of this assessment reads; the others are not laid out.
    pub(super) reads: ReadFacts,
    /// The head, in the list `relations`.
    pub(super) head: Option<Value>,
    /// Classes in the order of the domain, then none, in the list `classes_or_none`.
    class_values: [Option<Value>; 5],
    pub(super) class: ClassFacts,
    pub(super) transition: TransitionFacts,
    pub(super) assessed: AssessedFacts,
}

impl<'law> Rules<'law> {
    pub(super) fn new(
        law: &'law Law,
        standard: &str,
        on: NaiveDate,
        options: &Options,
    ) -> Result<Self, AssessorError> {
        let national = law
            .standard(standard)
            .ok_or_else(|| AssessorError::UnknownStandard(standard.to_owned()))?;
        let chosen = match &options.overlay {
            None => national,
            Some(overlay) => law
                .raised_standard(overlay)
                .filter(|raised| raised.id == national.id)
                .ok_or_else(|| AssessorError::UnknownOverlay(overlay.clone()))?,
        };
        let rules_on = rules_day(law, chosen, on)?;
        let not_in_force = || AssessorError::not_in_force(chosen, on);
        let compiled = chosen.on(rules_on).ok_or_else(not_in_force)?;
        let period = chosen.period_on(rules_on).ok_or_else(not_in_force)?.status;
        let score_table = score_table(law, standard, options)?;
        let scores = score_table
            .filter(|table| table.complete)
            .zip(law.codes.list("regions"))
            .and_then(|(table, regions)| ScoreRules::new(table, regions));
        let assessed = AssessedFacts::new(law.scopes.assessed.household());
        let derived = (chosen.derived.iter())
            .map(|derived| assessed.schema.index(&derived.fact))
            .collect();
        let survey = &law.scopes.survey;
        let member_schema = survey.member().ok_or(AssessorError::NoMembers)?;
        let household = HouseholdFacts::new(survey.household());
        let member = MemberFacts::new(member_schema);
        Ok(Self {
            id: Arc::from(chosen.id.as_str()),
            overlay: options.overlay.as_deref().map(Arc::from),
            on,
            rules_on,
            period,
            codes: (chosen.indicators.iter())
                .map(|indicator| Arc::from(indicator.code.as_str()))
                .collect(),
            indicators: indicators(law, chosen, compiled, on, rules_on),
            classes: class_statuses(chosen, rules_on),
            score_table,
            score_table_chosen: options.score_table.is_some(),
            scores,
            group_bits: (law.groups.iter())
                .map(|rule| bit(law.codes.list("groups"), &rule.code))
                .collect(),
            transitions: (law.transitions.iter())
                .map(|rule| Arc::from(rule.code.as_str()))
                .collect(),
            transition_values: (law.transitions.iter())
                .map(|rule| code_value(law, "transitions", &rule.code))
                .collect(),
            derived,
            household_sources: household.sources(),
            member_sources: member.sources(),
            household,
            member,
            lengths: Lengths {
                household: lengths(law, survey.household()),
                member: lengths(law, member_schema),
            },
            reads: read_facts(law, compiled, score_table),
            head: code_value(law, "relations", "head"),
            class_values: class_values(law),
            class: ClassFacts::new(law.scopes.class.household()),
            transition: TransitionFacts::new(law.scopes.transition.household()),
            assessed,
            law,
            standard: chosen,
            compiled,
        })
    }

    /// The code list `id`; every list that a fact names is there.
    pub(super) fn list(&self, id: &str) -> Option<&'law CodeList> {
        self.law.codes.list(id)
    }

    /// Whether the class can be decided by score at all.
    pub(super) fn has_score_rules(&self) -> bool {
        let mut classes = self.compiled.classes.iter();
        classes.any(|class| class.by_score.is_some())
    }

    /// A class, or none, as the list `classes_or_none` has it.
    pub(super) fn class_value(&self, class: PreviousClass) -> Option<Value> {
        let index = match class {
            PreviousClass::Class(class) => class as usize,
            PreviousClass::None => Class::ALL.len(),
        };
        self.class_values[index]
    }

    /// Whether classes are found for a day before the standard is in force.
    pub(super) fn is_opening(&self) -> bool {
        self.rules_on != self.on
    }

    /// The fact of the household at `index`.
    pub(super) fn fact(&self, index: Option<usize>) -> Option<&Fact> {
        self.household.schema.fact(index?)
    }

    /// Label and code of the indicator at `index`.
    pub(super) fn indicator_name(&self, index: usize) -> (Text, &'law str) {
        let indicator = &self.standard.indicators[index];
        (indicator.label.clone(), indicator.code.as_str())
    }

    /// Whether `code` is an indicator of the standard in force on the day of the review, where
    /// that is another one.
    pub(super) fn is_indicator_in_force(&self, code: &str) -> bool {
        let in_force = self.law.standard_on(self.on).ok();
        self.is_opening() && in_force.is_some_and(|standard| standard.indicator(code).is_some())
    }

    /// The province whose higher standard is used.
    pub(super) fn overlay_province(&self) -> Option<&'law str> {
        let id = self.overlay.as_deref()?;
        let overlay = self.law.overlays.iter().find(|overlay| overlay.id == id)?;
        Some(overlay.province.as_str())
    }
}

/// The day whose rules hold: `on` itself; or, for the standard that follows the one in force on
/// `on`, its first day: the opening class of a review that stands before a change of standard.
fn rules_day(law: &Law, standard: &Standard, on: NaiveDate) -> Result<NaiveDate, AssessorError> {
    if standard.holds_on(on) {
        return Ok(on);
    }
    let opening = standard.from().filter(|from| {
        let in_force = law.standard_on(on).ok();
        in_force.and_then(Standard::until) == Some(*from)
    });
    opening.ok_or_else(|| AssessorError::not_in_force(standard, on))
}

fn score_table<'law>(
    law: &'law Law,
    standard: &str,
    options: &Options,
) -> Result<Option<&'law ScoreTable>, AssessorError> {
    let Some(id) = &options.score_table else {
        return Ok(law.score_table(standard));
    };
    let table = law
        .score_table(id)
        .ok_or_else(|| AssessorError::UnknownScoreTable(id.clone()))?;
    if table.standard == standard {
        Ok(Some(table))
    } else {
        Err(AssessorError::OtherScoreTable {
            table: id.clone(),
            standard: table.standard.clone(),
        })
    }
}
