//! What was read and compared on the way to a class.

use super::value::written;
use crate::assess::decide::Outcome;
use crate::assess::movement::label;
use crate::assess::prepare::Prepared;
use crate::assess::rules::Rules;
use crate::assess::run::Evaluated;
use crate::assess::table::Row;
use crate::expr::{Facts, Formula};
use crate::facts::{Fact, Value};
use crate::scores::Pick;
use crate::standards::Route;
use crate::status::Status;
use serde::Serialize;
use vuonlen_domain::text::Language;
use vuonlen_domain::{Class, Text};

/// An answer that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnswerTrace {
    /// Name of the question in files.
    pub name: String,
    /// The question, for people.
    pub question: Text,
    /// Whose answer, for questions of members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The answer; `None` where it is missing.
    pub answer: Option<Text>,
    /// Whether an explanation never proposes to change it.
    pub protected: bool,
}

/// One indicator: what was read, how it was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndicatorTrace {
    /// Its code.
    pub code: String,
    /// Its number in the law.
    pub number: u32,
    /// What it is called.
    pub label: Text,
    /// What the service it measures is called.
    pub service: Text,
    /// Whether the household is deprived; `None` where that is not known.
    pub deprived: Option<bool>,
    /// Whether an officer stated it, rather than answers having been judged.
    pub stated: bool,
    /// Why the household is deprived, with the members concerned.
    pub because: Option<Text>,
    /// The answers that its definition reads; those of members, of the members concerned where
    /// there are such, else of all.
    pub answers: Vec<AnswerTrace>,
    /// The definition in words; `None` where it is not known.
    pub definition: Option<Text>,
    /// Points a deprivation adds to score B; `None` where not known.
    pub points: Option<i64>,
    /// Where the definition comes from.
    pub source: String,
    /// How sure it is, its parameters included.
    pub status: Status,
}

/// A line of the score table that gave points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreTrace {
    /// Number of the line.
    pub id: String,
    /// What its group is about.
    pub group: Text,
    /// What it says.
    pub label: Text,
    /// Its points for the household's region.
    pub points: i64,
    /// Where it comes from.
    pub source: String,
    /// How sure it is.
    pub status: Status,
}

/// A rule of a class, compared with the household's figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleTrace {
    /// The class.
    pub class: Class,
    /// What the class is called.
    pub label: Text,
    /// The rule in words.
    pub rule: Text,
    /// Whether it holds; `None` where what is known does not tell.
    pub holds: Option<bool>,
    /// Where the rule comes from.
    pub source: String,
    /// How sure it is, its parameters included.
    pub status: Status,
}

/// The movement since the review before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovementTrace {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub label: Text,
    /// The class before, or that there was none.
    pub before: Option<Text>,
    /// Where the rule comes from.
    pub source: String,
    /// How sure it is.
    pub status: Status,
}

/// An assessed household with everything at hand.
pub(super) struct Traced<'t> {
    pub(super) rules: &'t Rules<'t>,
    pub(super) household: &'t Prepared<'t>,
    pub(super) evaluated: &'t Evaluated,
    pub(super) row: &'t Row,
}

/// A formula in words, in both languages.
fn words(formula: &Formula) -> Text {
    Text::new(
        formula.words(Language::Vietnamese),
        formula.words(Language::English),
    )
}

impl Traced<'_> {
    pub(super) fn indicators(&self) -> Vec<IndicatorTrace> {
        (0..self.rules.indicators.len())
            .map(|index| self.indicator(index))
            .collect()
    }

    fn indicator(&self, index: usize) -> IndicatorTrace {
        let indicator = &self.rules.standard.indicators[index];
        let rule = &self.rules.indicators[index];
        let deprivations = &self.evaluated.deprivations;
        let bit = |mask: u64| mask >> index & 1 == 1;
        let deprived = bit(deprivations.known).then(|| bit(deprivations.deprived));
        let concerned = match rule.formula {
            Some(formula) => formula.members_making_true(self.row.facts()),
            None => Vec::new(),
        };
        let service = self.rules.standard.service(&indicator.service);
        IndicatorTrace {
            code: indicator.code.clone(),
            number: indicator.number,
            label: indicator.label.clone(),
            service: service
                .map(|service| service.label.clone())
                .unwrap_or_default(),
            deprived,
            stated: bit(deprivations.known) && !bit(deprivations.computed),
            because: (indicator.because.as_ref())
                .filter(|_| deprived == Some(true) && bit(deprivations.computed))
                .map(|because| self.named(because, &concerned)),
            answers: (rule.formula)
                .map(|formula| self.answers(formula, &concerned))
                .unwrap_or_default(),
            definition: rule.formula.map(words),
            points: rule.points,
            source: indicator.source.clone(),
            status: rule.status(self.household.area),
        }
    }

    /// The sentence with the names of the members concerned.
    fn named(&self, because: &Text, members: &[usize]) -> Text {
        let names: Vec<&str> = (members.iter())
            .filter_map(|member| self.household.input.members.get(*member))
            .map(|member| member.name.as_str())
            .collect();
        let names = names.join(", ");
        Text::new(
            because.vi.replace("{members}", &names),
            because.en.replace("{members}", &names),
        )
    }

    /// What a formula of the survey reads.
    fn answers(&self, formula: &Formula, concerned: &[usize]) -> Vec<AnswerTrace> {
        let reads = formula.reads();
        let household = reads.household.iter().filter_map(|index| {
            let fact = self.rules.household.schema.fact(*index)?;
            Some(self.answer(fact, None, *self.row.household.get(*index)?))
        });
        let members = self.row.members.as_deref().unwrap_or_default();
        let of_members = members.iter().enumerate().flat_map(|(member, record)| {
            let shown = concerned.is_empty() || concerned.contains(&member);
            let name = self
                .household
                .input
                .members
                .get(member)
                .map(|member| member.name.as_str());
            let facts = reads.member.iter().filter(move |_| shown);
            facts.filter_map(move |index| {
                let fact = self.rules.member.schema.fact(*index)?;
                Some(self.answer(fact, name, *record.get(*index)?))
            })
        });
        household.chain(of_members).collect()
    }

    fn answer(&self, fact: &Fact, member: Option<&str>, value: Option<Value>) -> AnswerTrace {
        AnswerTrace {
            name: fact.name.clone(),
            question: fact.label.clone(),
            member: member.map(str::to_owned),
            answer: value.map(|value| written(&self.rules.law.codes, fact, value)),
            protected: fact.protected,
        }
    }

    /// The figures the rules of a class read, on the route taken.
    pub(super) fn measures(&self, route: Option<Route>) -> Vec<AnswerTrace> {
        let (facts, measures) = (&self.rules.class, &self.evaluated.measures);
        let figures: &[(Option<usize>, Option<i64>)] = match route {
            None => &[],
            Some(Route::Income) => &[
                (facts.income_per_person, measures.income),
                (facts.deprivation_count, measures.count),
            ],
            Some(Route::Score) => &[
                (facts.score_a, measures.score_a),
                (facts.score_b, measures.score_b),
            ],
        };
        (figures.iter())
            .filter_map(|(index, value)| {
                let fact = facts.schema.fact((*index)?)?;
                Some(self.answer(fact, None, value.map(Value::Int)))
            })
            .collect()
    }

    /// The rules tried, in order, up to the one that holds. A class that is not for this household
    /// is passed by.
    pub(super) fn rules_tried(&self, outcome: Outcome) -> Vec<RuleTrace> {
        let mut record = self.rules.class.schema.empty_record();
        self.evaluated.measures.fill(self.rules, &mut record);
        let facts = Facts {
            household: &record,
            members: None,
        };
        let truth = |formula: &Formula| match formula.interpret(facts).value() {
            Some(Value::Bool(truth)) => Some(truth),
            _ => None,
        };
        let last = outcome.decided.class;
        let classes = self
            .rules
            .standard
            .classes
            .iter()
            .zip(&self.rules.compiled.classes);
        (classes.zip(&self.rules.classes).enumerate().take(last + 1))
            .filter(|(_, ((_, compiled), _))| {
                let only_when = compiled.only_when.as_ref();
                only_when.is_none_or(|only_when| truth(only_when) == Some(true))
            })
            .filter_map(|(index, ((rule, compiled), sure))| {
                let other = Route::ALL.into_iter().find(|route| *route != outcome.route);
                let route = [Some(outcome.route), other.filter(|_| index == last)]
                    .into_iter()
                    .flatten()
                    .find(|route| compiled.rule(*route).is_some())?;
                let formula = compiled.rule(route)?;
                Some(RuleTrace {
                    class: rule.code,
                    label: label(self.rules, rule.code.code()),
                    rule: words(formula),
                    holds: truth(formula).or((index == last).then_some(true)),
                    source: rule.provenance(route)?.source,
                    status: sure.status(route, self.household.area)?,
                })
            })
            .collect()
    }

    /// The lines of the score table that gave points.
    pub(super) fn scores(&self) -> Vec<ScoreTrace> {
        let Some(scores) = self
            .rules
            .scores
            .as_ref()
            .filter(|_| self.evaluated.score_computed)
        else {
            return Vec::new();
        };
        let Some(column) = scores.column(self.household) else {
            return Vec::new();
        };
        let holds = |formula: &Formula| formula.interpret(self.row.facts()).is_true();
        let mut traces = Vec::new();
        for (group, points) in scores.table.groups.iter().zip(&scores.groups) {
            if points.skip.is_some_and(holds) {
                continue;
            }
            let lines = group.items.iter().zip(&points.items);
            let held = lines.filter(|(_, item)| holds(item.formula));
            let most = if points.pick == Pick::First {
                1
            } else {
                usize::MAX
            };
            traces.extend(held.take(most).map(|(item, line)| ScoreTrace {
                id: item.id.clone(),
                group: group.label.clone(),
                label: item.label.clone(),
                points: line.points(column).unwrap_or_default(),
                source: item.source.clone(),
                status: item.status,
            }));
        }
        traces
    }

    /// The movement at `index` of `law/transitions.toml`.
    pub(super) fn movement(&self, index: usize) -> MovementTrace {
        let rule = &self.rules.law.transitions[index];
        let list = self.rules.list("transitions");
        let text = list.and_then(|list| list.label(&rule.code));
        MovementTrace {
            code: rule.code.clone(),
            label: text.cloned().unwrap_or_default(),
            before: (self.household.before.class).map(|class| label(self.rules, class.code())),
            source: rule.source.clone(),
            status: rule.status,
        }
    }
}
