//! Indicators and classes with how sure the law is of them.

use super::lists::bit;
use crate::expr::Formula;
use crate::formula_text::FormulaText;
use crate::law::Law;
use crate::standards::{Route, Standard, StandardOn, parameters_read};
use crate::status::Status;
use chrono::NaiveDate;
use vuonlen_domain::{Area, Class};

/// An indicator of the standard.
#[derive(Debug)]
pub(in crate::assess) struct IndicatorRule<'law> {
    /// None where the definition is not known.
    pub(in crate::assess) formula: Option<&'law Formula>,
    pub(in crate::assess) points: Option<i64>,
    pub(in crate::assess) points_status: Option<Status>,
    /// Its bit in the list `indicators`, which all standards share.
    pub(in crate::assess) bit: u64,
    /// Whether a list drawn up on the day of the review covers it: the standard in force then
    /// has it too.
    pub(in crate::assess) in_force: bool,
    status: [Status; 2],
}

/// How sure a class's rules are.
#[derive(Debug)]
pub(in crate::assess) struct ClassStatus {
    pub(in crate::assess) class: Class,
    /// By route and area; none where there is no rule.
    status: [[Option<Status>; 2]; 2],
}

impl IndicatorRule<'_> {
    /// How sure the definition is in `area`, its parameters included.
    pub(in crate::assess) const fn status(&self, area: Area) -> Status {
        self.status[area as usize]
    }
}

impl ClassStatus {
    /// How sure the rule on `route` is in `area`, its parameters included.
    pub(in crate::assess) const fn status(&self, route: Route, area: Area) -> Option<Status> {
        self.status[route as usize][area as usize]
    }
}

/// The indicators of `standard`, by index.
pub(super) fn indicators<'law>(
    law: &'law Law,
    standard: &Standard,
    compiled: &'law StandardOn,
    on: NaiveDate,
    rules_on: NaiveDate,
) -> Vec<IndicatorRule<'law>> {
    let list = law.codes.list("indicators");
    let in_force = law.standard_on(on).ok();
    (standard.indicators.iter().zip(&compiled.indicators))
        .map(|(indicator, formula)| {
            let sure = |area| {
                let definition = indicator.deprived_when.as_ref();
                indicator
                    .status
                    .weakest(parameters(standard, definition, rules_on, area))
            };
            IndicatorRule {
                formula: formula.as_ref(),
                points: indicator.points,
                points_status: indicator.points_status,
                bit: bit(list, &indicator.code),
                in_force: rules_on == on
                    || in_force.is_some_and(|now| now.indicator(&indicator.code).is_some()),
                status: Area::ALL.map(sure),
            }
        })
        .collect()
}

/// The classes of `standard`, by index.
pub(super) fn class_statuses(standard: &Standard, rules_on: NaiveDate) -> Vec<ClassStatus> {
    (standard.classes.iter())
        .map(|rule| ClassStatus {
            class: rule.code,
            status: Route::ALL.map(|route| {
                Area::ALL.map(|area| {
                    let provenance = rule.provenance(route)?;
                    let parameters = parameters(standard, rule.rule(route), rules_on, area);
                    Some(provenance.status.weakest(parameters))
                })
            }),
        })
        .collect()
}

/// The least sure of the parameters a formula reads.
fn parameters(
    standard: &Standard,
    formula: Option<&FormulaText>,
    on: NaiveDate,
    area: Area,
) -> Status {
    formula
        .map(FormulaText::as_str)
        .into_iter()
        .flat_map(parameters_read)
        .filter_map(|id| standard.parameter(id)?.value_on(on, area))
        .fold(Status::Verified, |status, value| {
            status.weakest(value.status)
        })
}
