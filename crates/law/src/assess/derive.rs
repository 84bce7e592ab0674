//! What is known of a household although nobody asked: its area by its unit, its size by its
//! members, its region by its province, codes as positions.

use super::prepare::Stated;
use super::rules::Rules;
use super::{HouseholdInput, Problem, wording};
use crate::facts::Value;
use crate::status::Status;
use crate::units::region_of;
use vuonlen_domain::Area;

pub(super) fn answer(input: &HouseholdInput, index: Option<usize>) -> Option<Value> {
    input.answers.get(index?).copied().flatten()
}

/// A stated income goes before an answered one.
pub(super) fn income(rules: &Rules<'_>, input: &HouseholdInput) -> Option<i64> {
    input
        .income_per_person
        .or_else(|| match answer(input, rules.household.income_per_person) {
            Some(Value::Int(income)) => Some(income),
            _ => None,
        })
}

/// The household's own area, else the default of its unit.
pub(super) fn area(
    rules: &Rules<'_>,
    input: &HouseholdInput,
    problems: &mut Vec<Problem>,
) -> Option<(Area, Status)> {
    let code = input.unit.as_str();
    let Some(unit) = rules.law.units.unit(code, rules.on) else {
        let successors = rules.law.units.successors(code);
        problems.push(wording::unknown_unit(&input.unit, rules.on, &successors));
        return None;
    };
    if let Some(overlay) = &rules.overlay {
        let province = rules.overlay_province();
        if !province.is_some_and(|province| rules.law.units.is_within(code, province, rules.on)) {
            problems.push(wording::overlay_elsewhere(overlay, &input.unit));
        }
    }
    let answered = match answer(input, rules.household.area) {
        Some(Value::Code(position)) => Area::ALL.get(usize::from(position)).copied(),
        _ => None,
    };
    if let Some(area) = input.area.or(answered) {
        return Some((area, Status::Verified));
    }
    let default = unit.kind.area.as_ref();
    if default.is_none() {
        problems.push(wording::unknown_area(&input.unit));
    }
    default.map(|default| (default.area, default.provenance.status))
}

pub(super) fn region(rules: &Rules<'_>, input: &HouseholdInput) -> Option<Value> {
    let regions = rules.list("regions")?;
    let region = region_of(&rules.law.units, regions, input.unit.as_str(), rules.on)?;
    position(regions.position(&region.code)?)
}

/// Members listed are the size; a stated number that differs is a doubt, and so is none at all:
/// where income and deprivations are known the class does not depend on it.
pub(super) fn size(
    rules: &Rules<'_>,
    input: &HouseholdInput,
    left: bool,
    problems: &mut Vec<Problem>,
) -> Option<i64> {
    let answered = match answer(input, rules.household.size) {
        Some(Value::Int(size)) => Some(size),
        _ => None,
    };
    let stated = input.size.map(i64::from).or(answered);
    let listed = input.members.len();
    if listed == 0 {
        if stated.is_none() && !left {
            problems.push(wording::size_unknown());
        }
        return stated;
    }
    let size = i64::try_from(listed).unwrap_or(i64::MAX);
    if let Some(stated) = stated.filter(|stated| *stated != size) {
        problems.push(wording::size_differs(stated, listed));
    }
    Some(size)
}

/// The stated deprivations. A list drawn up under the standard in force says nothing, by its
/// silence, of the indicators that only a coming standard has.
pub(super) fn stated(
    rules: &Rules<'_>,
    input: &HouseholdInput,
    problems: &mut Vec<Problem>,
) -> Option<Stated> {
    let codes = input.deprivations.as_ref()?;
    let mut stated = Stated {
        known: 0,
        deprived: 0,
    };
    for (index, indicator) in rules.indicators.iter().enumerate() {
        if indicator.in_force {
            stated.known |= 1 << index;
        }
    }
    for code in codes {
        match rules.codes.iter().position(|known| **known == **code) {
            Some(index) => stated.deprived |= 1 << index,
            None if rules.is_indicator_in_force(code) => {}
            None => problems.push(wording::unknown_indicator(code, &rules.id)),
        }
    }
    stated.known |= stated.deprived;
    Some(stated)
}

fn position(position: usize) -> Option<Value> {
    u16::try_from(position).ok().map(Value::Code)
}

/// The position of a code in force on the day of the review.
pub(super) fn code(
    rules: &Rules<'_>,
    list: &str,
    code: &str,
    field: &str,
    problems: &mut Vec<Problem>,
) -> Option<Value> {
    let list = rules.list(list)?;
    let known = list
        .as_of(rules.on)
        .is_some_and(|version| version.find(code).is_some());
    if !known {
        problems.push(wording::unknown_code(list, code, field));
    }
    position(list.position(code)?)
}

pub(super) fn mask(
    rules: &Rules<'_>,
    list: &str,
    codes: &[String],
    problems: &mut Vec<Problem>,
) -> u64 {
    codes.iter().fold(0, |mask, text| {
        match code(rules, list, text, list, problems) {
            Some(Value::Code(position)) if position < 64 => mask | 1 << position,
            _ => mask,
        }
    })
}
