//! From the draft to the household handed over, or to the reason why not.

use super::super::codes::code_at;
use super::super::field::List;
use super::super::problem;
use super::{Draft, Readers, Recognition, bit, full};
use vuonlen_law::assess::{HouseholdInput, PreviousClass, Problem, Severity};
use vuonlen_law::expr::Facts;
use vuonlen_law::facts::{Record, Value};

/// What became of a household.
#[derive(Debug)]
pub(in crate::households) struct Finished {
    /// `None`: rejected.
    pub(in crate::households) household: Option<HouseholdInput>,
    /// Everything said against its values.
    pub(in crate::households) problems: Vec<Problem>,
}

impl Draft {
    /// The household, unless a problem forbids to count it.
    pub(in crate::households) fn finish(mut self, readers: &mut Readers<'_>) -> Finished {
        if self.id.is_none() {
            let label = "id";
            self.problems
                .push(problem::no_id(label).at(self.place.clone()));
        }
        let unit = match readers.units.find(&readers.context, &self.unit) {
            Ok(unit) => Some(unit),
            Err(problem) => {
                let place = self.unit_place.as_ref().unwrap_or(&self.place);
                self.problems.push(problem.at(place.clone()));
                None
            }
        };
        self.apply_recognition();
        self.find_head(readers);
        let id = self.id.clone();
        let mut problems = std::mem::take(&mut self.problems);
        for problem in &mut problems {
            problem.household = problem.household.take().or_else(|| id.clone());
        }
        self.add_groups(readers);
        let rejected = problems
            .iter()
            .any(|problem| problem.severity == Severity::Rejected);
        let household = match (id, unit) {
            (Some(id), Some(unit)) if !rejected => {
                Some(self.household(readers, HouseholdInput::new(id, unit)))
            }
            _ => None,
        };
        Finished {
            household,
            problems,
        }
    }

    fn household(mut self, readers: &Readers<'_>, empty: HouseholdInput) -> HouseholdInput {
        let mut list = |list: List| -> Option<Vec<String>> {
            let mask = self.lists.remove(&list)?;
            let codes = (0..64)
                .filter(|position| mask & (1 << position) != 0)
                .filter_map(|position| code_at(&readers.context, list.codes(), position));
            Some(codes.collect())
        };
        let deprivations = list(List::Deprivations);
        let groups = list(List::Groups);
        let causes = list(List::Causes);
        let needs = list(List::Needs);
        self.history.sort_unstable();
        self.history.dedup();
        let members = self.members.into_iter().enumerate();
        HouseholdInput {
            village: self.village,
            area: self.area,
            head_name: self.head_name,
            size: self.size,
            income_per_person: self.income,
            score_a: self.score_a,
            score_b: self.score_b,
            answers: self.answers,
            members: members
                .map(|(index, member)| member.finish(index + 1))
                .collect(),
            deprivations,
            ethnicity: self.ethnicity,
            groups,
            causes,
            needs,
            previous_class: self.previous_class,
            previous_size: self.previous_size,
            history: self.history,
            event: self.event,
            stated_class: self.stated_class,
            place: Some(self.place),
            ..empty
        }
    }

    /// Lists have columns for some groups. Those they do not ask for would look like a no, so the
    /// rules of `law/groups.toml` are asked about them.
    fn add_groups(&mut self, readers: &Readers<'_>) {
        let (Some(asked), context) = (self.asked_groups, &readers.context) else {
            return;
        };
        let members: Vec<Record> = self.members.iter().map(|m| m.record(context)).collect();
        let household = full(&self.answers, context.household_facts().map(AsRef::as_ref));
        let facts = Facts {
            household: &household,
            members: (!members.is_empty()).then_some(&members),
        };
        let mut found = 0;
        for rule in &context.law.groups {
            let list = context.law.codes.list(List::Groups.codes());
            let position = list.and_then(|list| list.position(&rule.code));
            let bit = position
                .and_then(|position| u16::try_from(position).ok())
                .map_or(0, bit);
            let holds = || rule.formula().map(|formula| formula.interpret(facts));
            if asked & bit == 0
                && holds().and_then(|outcome| outcome.value()) == Some(Value::Bool(true))
            {
                found |= bit;
            }
        }
        *self.lists.entry(List::Groups).or_default() |= found;
    }

    /// A list without a column for the head names it among the members.
    fn find_head(&mut self, readers: &Readers<'_>) {
        if self.head_name.is_none() {
            let head = self.members.iter().find(|member| member.is_head(readers));
            let name = head
                .or(self.members.first())
                .and_then(|member| member.name());
            self.head_name = name.map(str::to_owned);
        }
        // A list that names the head in its own column only leaves the head's name as a member out.
        if let (Some(name), Some(first)) = (&self.head_name, self.members.first_mut()) {
            first.suppose_name(name);
        }
    }

    /// “Nghèo cũ” says that the class is that of last year, “nghèo mới” that there was none. In
    /// which year a relapsed household was poor before is not said, and nothing is made up.
    fn apply_recognition(&mut self) {
        if self.previous_class.is_some() {
            return;
        }
        match self.recognition {
            Some(Recognition::Still) => {
                self.previous_class = self.stated_class.map(PreviousClass::Class);
            }
            Some(Recognition::New) => self.previous_class = Some(PreviousClass::None),
            Some(Recognition::Relapsed) => {
                self.previous_class = Some(PreviousClass::None);
                if self.history.is_empty() {
                    self.problems
                        .push(problem::relapse_without_year().at(self.place.clone()));
                }
            }
            None => {}
        }
    }
}
