//! From what a reader of files hands over to what rules can read: derived facts, positions
//! instead of codes, and everything that cannot be.

use super::checks::{age_of, check};
use super::movement::{Before, before};
use super::problem::Severity;
use super::rules::Rules;
use super::{HouseholdInput, Problem, wording};
use crate::facts::Value;
use crate::status::Status;
use crate::units::region_of;
use vuonlen_domain::Area;
use vuonlen_domain::BirthDate;

/// Events after which a household is no longer there (codes of `household_events`).
const LEAVING: [&str; 3] = ["moved_out", "merged", "died"];

/// A household ready to be assessed.
#[derive(Debug)]
pub(super) struct Prepared<'a> {
    pub(super) input: &'a HouseholdInput,
    pub(super) area: Area,
    /// How sure the area is, where it is its unit's default.
    pub(super) area_status: Status,
    pub(super) region: Option<Value>,
    /// Number of persons; none only for a household that has left.
    pub(super) size: Option<i64>,
    pub(super) income: Option<i64>,
    pub(super) farm_household: Option<Value>,
    pub(super) causes: Option<Value>,
    pub(super) needs: Option<Value>,
    /// Groups, where stated.
    pub(super) groups: Option<Value>,
    /// Ethnic group of the head.
    pub(super) ethnicity: Option<Value>,
    /// The member taken as the head because no member says so, and the relation that says it.
    head: Option<(usize, Value)>,
    pub(super) stated: Option<Stated>,
    pub(super) before: Before,
    /// What happened to the household; an input that says nothing says `none`.
    pub(super) event: Option<Value>,
    /// Whether the household has left.
    pub(super) left: bool,
    /// What a person should look at.
    pub(super) problems: Vec<Problem>,
}

/// The deprivations an officer stated, as bits by index in the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stated {
    /// Indicators the statement covers.
    pub(super) known: u64,
    /// Of these, the deprivations.
    pub(super) deprived: u64,
}

/// Prepares one household.
///
/// # Errors
/// Everything found, where something keeps it from being assessed.
pub(super) fn prepare<'a>(
    rules: &Rules<'_>,
    input: &'a HouseholdInput,
) -> Result<Prepared<'a>, Vec<Problem>> {
    let mut problems = Vec::new();
    check(rules, input, &mut problems);
    let area = area(rules, input, &mut problems);
    let (before, doubts) = before(rules, input);
    problems.extend(doubts);
    let left = (input.event.as_deref()).is_some_and(|event| LEAVING.contains(&event));
    let size = size(rules, input, left, &mut problems);
    let stated = stated(rules, input, &mut problems);
    let facts = &rules.household;
    let mut mask = |list, codes: &Option<Vec<String>>| {
        let codes = codes.as_ref()?;
        Some(Value::Set(mask(rules, list, codes, &mut problems)))
    };
    let causes = mask("causes", &input.causes).or(answer(input, facts.causes));
    let needs = mask("needs", &input.needs).or(answer(input, facts.needs));
    let groups = mask("groups", &input.groups);
    let event = input.event.as_deref().unwrap_or("none");
    let event = code(rules, "household_events", event, "event", &mut problems);
    let stated_ethnicity = (input.ethnicity.as_deref())
        .and_then(|group| code(rules, "ethnic_groups", group, "ethnicity", &mut problems));
    let head = assumed_head(rules, input);
    let Some((area, area_status)) = area.filter(|_| !problems.iter().any(is_rejection)) else {
        return Err(located(problems, input));
    };
    Ok(Prepared {
        input,
        area,
        area_status,
        region: answer(input, facts.region).or_else(|| region(rules, input)),
        size,
        income: income(rules, input),
        farm_household: answer(input, facts.farm_household),
        causes,
        needs,
        groups,
        ethnicity: head_ethnicity(rules, input, head).or(stated_ethnicity),
        head,
        stated,
        before,
        event,
        left,
        problems: located(problems, input),
    })
}

impl Prepared<'_> {
    /// The fact of the household at `index`, derived or answered.
    pub(super) fn household(&self, rules: &Rules<'_>, index: usize) -> Option<Value> {
        let facts = &rules.household;
        let is = |fact: Option<usize>| fact == Some(index);
        if is(facts.area) {
            Some(Value::Code(self.area as u16))
        } else if is(facts.size) {
            self.size.map(Value::Int)
        } else if is(facts.region) {
            self.region
        } else if is(facts.income_per_person) {
            self.income.map(Value::Int)
        } else {
            answer(self.input, Some(index))
        }
    }

    /// The fact of `member` at `index`, derived or answered.
    pub(super) fn member(&self, rules: &Rules<'_>, member: usize, index: usize) -> Option<Value> {
        let input = self.input.members.get(member)?;
        let facts = &rules.member;
        let is = |fact: Option<usize>| fact == Some(index);
        let answered = input.facts.get(index).copied().flatten();
        if is(facts.age) {
            age_of(rules, input).map(Value::Int)
        } else if is(facts.birth_year) {
            (input.birth)
                .map(|birth| Value::Int(BirthDate::year(birth).into()))
                .or(answered)
        } else if is(facts.relation) {
            let assumed = self.head.filter(|(head, _)| *head == member);
            answered.or(assumed.map(|(_, relation)| relation))
        } else {
            answered
        }
    }

    /// Whether its members are listed.
    pub(super) fn has_members(&self) -> bool {
        !self.input.members.is_empty()
    }
}

/// Says of which household problems are and where they stand.
pub(super) fn located(mut problems: Vec<Problem>, input: &HouseholdInput) -> Vec<Problem> {
    for problem in &mut problems {
        problem.household = Some(input.id.clone());
        let column = problem.place.column.take();
        problem.place = input.place.clone().unwrap_or_default();
        problem.place.column = column;
    }
    problems
}

pub(super) fn is_rejection(problem: &Problem) -> bool {
    problem.severity == Severity::Rejected
}

fn answer(input: &HouseholdInput, index: Option<usize>) -> Option<Value> {
    input.answers.get(index?).copied().flatten()
}

/// A stated income goes before an answered one.
fn income(rules: &Rules<'_>, input: &HouseholdInput) -> Option<i64> {
    input
        .income_per_person
        .or_else(|| match answer(input, rules.household.income_per_person) {
            Some(Value::Int(income)) => Some(income),
            _ => None,
        })
}

/// The household's own area, else the default of its unit.
fn area(
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

fn region(rules: &Rules<'_>, input: &HouseholdInput) -> Option<Value> {
    let regions = rules.list("regions")?;
    let region = region_of(&rules.law.units, regions, input.unit.as_str(), rules.on)?;
    position(regions.position(&region.code)?)
}

/// Members listed are the size; a stated number that differs is a doubt.
fn size(
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
        if let Some(fact) = rules
            .fact(rules.household.size)
            .filter(|_| stated.is_none() && !left)
        {
            problems.push(wording::missing_answer(fact, &[]));
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
fn stated(
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

/// Where no member says what it is to the head, the first is taken as the head.
fn assumed_head(rules: &Rules<'_>, input: &HouseholdInput) -> Option<(usize, Value)> {
    let relation = rules.member.relation?;
    let silent =
        |member: &super::MemberInput| matches!(member.facts.get(relation), None | Some(None));
    let head = position(rules.list("relations")?.position("head")?)?;
    (!input.members.is_empty() && input.members.iter().all(silent)).then_some((0, head))
}

fn head_ethnicity(
    rules: &Rules<'_>,
    input: &HouseholdInput,
    assumed: Option<(usize, Value)>,
) -> Option<Value> {
    let relation = rules.member.relation?;
    let head = position(rules.list("relations")?.position("head")?);
    let is_head =
        |member: &&super::MemberInput| member.facts.get(relation).copied().flatten() == head;
    let member = match assumed {
        Some((index, _)) => input.members.get(index),
        None => input.members.iter().find(is_head),
    };
    member?
        .facts
        .get(rules.member.ethnicity?)
        .copied()
        .flatten()
}

fn position(position: usize) -> Option<Value> {
    u16::try_from(position).ok().map(Value::Code)
}

/// The position of a code in force on the day of the review.
fn code(
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

fn mask(rules: &Rules<'_>, list: &str, codes: &[String], problems: &mut Vec<Problem>) -> u64 {
    codes.iter().fold(0, |mask, text| {
        match code(rules, list, text, list, problems) {
            Some(Value::Code(position)) if position < 64 => mask | 1 << position,
            _ => mask,
        }
    })
}
