//! From what a reader of files hands over to what rules can read: derived facts, positions
//! instead of codes, and everything that cannot be.

use super::checks::{age_of, check};
use super::derive::{answer, area, code, income, mask, region, size, stated};
use super::head::{Head, head};
use super::movement::{Before, before};
use super::positions::{HouseholdSource, MemberSource};
use super::problem::Severity;
use super::rules::Rules;
use super::{HouseholdInput, Problem};
use crate::facts::Value;
use crate::status::Status;
use vuonlen_domain::{Area, Class};

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
    head: Option<Head>,
    pub(super) stated: Option<Stated>,
    /// Scores and class as stated. They are those of the standard in force on the day, so for an
    /// opening class there are none.
    pub(super) score_a: Option<i64>,
    pub(super) score_b: Option<i64>,
    pub(super) stated_class: Option<Class>,
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
    let head = head(rules, input, &mut problems);
    let ethnicity = (head.zip(rules.member.ethnicity))
        .and_then(|(head, index)| *input.members.get(head.member)?.facts.get(index)?);
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
        ethnicity: ethnicity.or(stated_ethnicity),
        head,
        stated,
        score_a: input.score_a.filter(|_| !rules.is_opening()),
        score_b: input.score_b.filter(|_| !rules.is_opening()),
        stated_class: input.stated_class.filter(|_| !rules.is_opening()),
        before,
        event,
        left,
        problems: located(problems, input),
    })
}

impl Prepared<'_> {
    /// The fact of the household at `index`, derived or answered.
    pub(super) fn household(&self, rules: &Rules<'_>, index: usize) -> Option<Value> {
        match rules.household_sources.get(index)? {
            HouseholdSource::Area => Some(Value::Code(self.area as u16)),
            HouseholdSource::Region => self.region,
            HouseholdSource::Size => self.size.map(Value::Int),
            HouseholdSource::Income => self.income.map(Value::Int),
            HouseholdSource::Answer => answer(self.input, Some(index)),
        }
    }

    /// The fact of `member` at `index`, derived or answered.
    pub(super) fn member(&self, rules: &Rules<'_>, member: usize, index: usize) -> Option<Value> {
        let input = self.input.members.get(member)?;
        let answered = input.facts.get(index).copied().flatten();
        match rules.member_sources.get(index)? {
            MemberSource::Age => age_of(rules, input).map(Value::Int),
            MemberSource::BirthYear => (input.birth)
                .map(|birth| Value::Int(birth.year().into()))
                .or(answered),
            MemberSource::Relation => self.relation(rules, member, answered),
            MemberSource::Answer => answered,
        }
    }

    /// The head's relation as assumed; a second head's is as good as not answered.
    fn relation(&self, rules: &Rules<'_>, member: usize, answered: Option<Value>) -> Option<Value> {
        match self.head {
            Some(head) if head.member == member => head.assumed.or(answered),
            _ => answered.filter(|relation| Some(*relation) != rules.head),
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
