//! Households as lists by topic, groups and needs look at them: the newest document, and what the
//! law makes of it today, some hundred at a time.

use super::document::{Answer, Answers, HouseholdDocument, answers, record};
use crate::{Context, Error};
use std::collections::BTreeSet;
use uuid::Uuid;
use vuonlen_law::assess::{Assessor, Options};
use vuonlen_law::expr::{Facts, Outcome};
use vuonlen_law::facts::{Record, Value};
use vuonlen_store::Tx;
use vuonlen_store::household::{Household, HouseholdFilter};

/// Households read and assessed at a time.
const CHUNK: u32 = 500;

/// One household.
#[derive(Debug, Clone)]
pub(super) struct Portrait {
    pub(super) household: Household,
    pub(super) document: HouseholdDocument,
    /// Indicators it is known to be deprived in today.
    pub(super) deprivations: BTreeSet<String>,
    /// Assessed facts; the class is the one last recognised, where there is one.
    pub(super) facts: Record,
}

impl Portrait {
    /// Whether it is recognised as poor or near-poor.
    pub(super) fn is_poor_or_near_poor(&self) -> bool {
        ["poor", "near_poor"].contains(&self.household.class.as_str())
    }

    /// Whether it belongs to a group.
    pub(super) fn is_in(&self, group: &str) -> bool {
        self.household.groups.split(',').any(|code| code == group)
    }

    /// Codes of a set among the household's answers.
    pub(super) fn codes(&self, fact: &str) -> &[String] {
        match self.document.answers.get(fact) {
            Some(Answer::Set(codes)) => codes,
            _ => &[],
        }
    }
}

impl Context {
    /// Shows every household of the filter to `see`, in the order of lists.
    pub(super) async fn portraits(
        &self,
        tx: &mut Tx,
        filter: &HouseholdFilter,
        see: &mut (dyn FnMut(Portrait) + Send),
    ) -> Result<(), Error> {
        let mut after: Option<(String, Uuid)> = None;
        loop {
            let last = after.as_ref().map(|(name, id)| (name.as_str(), *id));
            let rows = tx
                .list_households_with_documents(filter, last, CHUNK)
                .await?;
            after = rows.last().map(|row| {
                (
                    row.household.head_sort_name.clone(),
                    row.household.household_id,
                )
            });
            let finished = rows.len() < CHUNK as usize;
            let mut households = Vec::with_capacity(rows.len());
            for row in rows {
                let document: HouseholdDocument =
                    serde_json::from_value(row.document).map_err(Error::internal)?;
                households.push((row.household, document));
            }
            for portrait in self.draw_portraits(households)? {
                see(portrait);
            }
            if finished {
                return Ok(());
            }
        }
    }

    fn draw_portraits(
        &self,
        households: Vec<(Household, HouseholdDocument)>,
    ) -> Result<Vec<Portrait>, Error> {
        let today = self.today();
        let inputs: Vec<_> = households
            .iter()
            .map(|(household, document)| {
                document.to_input(&household.household_id.to_string(), &self.law)
            })
            .collect::<Result<_, _>>()
            .map_err(Error::internal)?;
        let standard = self.law.standard_on(today).ok();
        let assessor = standard.and_then(|standard| {
            Assessor::new(&self.law, &standard.id, today, &Options::default()).ok()
        });
        let mut results = match assessor {
            Some(assessor) => assessor
                .assess_batch(&inputs)
                .into_iter()
                .map(Result::ok)
                .collect(),
            None => vec![None; inputs.len()],
        };
        results.resize(inputs.len(), None);
        Ok(households
            .into_iter()
            .zip(results)
            .map(|((household, document), assessment)| {
                let schema = self.law.scopes.assessed.household();
                let mut facts = assessment
                    .as_ref()
                    .map(|one| answers(&one.facts, schema, &self.law.codes))
                    .unwrap_or_default();
                say_what_is_known(&mut facts, &household, &document);
                let deprivations = self.deprived_in(&document);
                if assessment.is_none() {
                    let codes = deprivations.iter().cloned().collect();
                    facts.insert("deprivations".to_owned(), Answer::Set(codes));
                }
                let facts = record(&facts, schema, &self.law.codes);
                Portrait {
                    deprivations,
                    facts,
                    household,
                    document,
                }
            })
            .collect())
    }

    /// Codes of the groups a household belongs to by its answers, as the projection keeps them.
    /// What the answers leave open stays as it was in `before`.
    pub(super) fn derived_groups(&self, document: &HouseholdDocument, before: &str) -> String {
        let before: BTreeSet<&str> = before.split(',').filter(|code| !code.is_empty()).collect();
        let Some((household, members)) = self.survey_facts(document) else {
            return joined(before);
        };
        let facts = Facts {
            household: &household,
            members: Some(&members),
        };
        let mut groups = BTreeSet::new();
        for rule in &self.law.groups {
            let outcome = rule.formula().map(|formula| formula.interpret(facts));
            let belongs = match outcome {
                Some(Outcome::Value(Value::Bool(yes))) => yes,
                _ => before.contains(rule.code.as_str()),
            };
            if belongs {
                groups.insert(rule.code.as_str());
            }
        }
        joined(groups)
    }

    /// Indicators the answers say a household is deprived in, whatever its class: it is deprived
    /// in housing whether or not its income is known.
    fn deprived_in(&self, document: &HouseholdDocument) -> BTreeSet<String> {
        let today = self.today();
        let standard = self.law.standard_on(today).ok();
        let rules = standard.and_then(|standard| Some((standard, standard.on(today)?)));
        let (Some((standard, on)), Some((household, members))) =
            (rules, self.survey_facts(document))
        else {
            return BTreeSet::new();
        };
        let facts = Facts {
            household: &household,
            members: Some(&members),
        };
        let indicators = standard.indicators.iter().zip(&on.indicators);
        indicators
            .filter(|(_, formula)| {
                let formula = formula.as_ref();
                formula.is_some_and(|formula| formula.interpret(facts).is_true())
            })
            .map(|(indicator, _)| indicator.code.clone())
            .collect()
    }

    /// The facts of the survey's formulas: a household's answers with its size and area, its
    /// members' with their age today.
    fn survey_facts(&self, document: &HouseholdDocument) -> Option<(Record, Vec<Record>)> {
        let today = self.today();
        let input = document.to_input("", &self.law).ok()?;
        let set = |scope: &str, facts: &mut Record, name: &str, value: Value| {
            let schema = self.law.facts.scope(scope);
            let index = schema.and_then(|schema| schema.index(name));
            if let Some(slot) = index.and_then(|index| facts.get_mut(index)) {
                *slot = Some(value);
            }
        };
        let mut household = input.answers;
        let size = i64::try_from(input.members.len()).unwrap_or(i64::MAX);
        set("household", &mut household, "size", Value::Int(size));
        let default = self.law.units.default_area(&document.commune_code, today);
        let area = document.area.or(default);
        let position = area.and_then(|area| {
            let list = self.law.codes.list("areas")?;
            u16::try_from(list.position(area.code())?).ok()
        });
        if let Some(position) = position {
            set("household", &mut household, "area", Value::Code(position));
        }
        let members = input.members.into_iter().map(|member| {
            let mut facts = member.facts;
            if let Some(birth) = member.birth {
                let age = Value::Int(birth.age_on(today).into());
                set("member", &mut facts, "age", age);
                let year = Value::Int(birth.year().into());
                set("member", &mut facts, "birth_year", year);
            }
            facts
        });
        Some((household, members.collect()))
    }
}

fn joined(groups: BTreeSet<&str>) -> String {
    groups
        .into_iter()
        .fold(",".to_owned(), |text, code| text + code + ",")
}

/// What the registry knows goes before what today's answers come to.
fn say_what_is_known(facts: &mut Answers, household: &Household, document: &HouseholdDocument) {
    let code = |code: &str| Answer::Code(code.to_owned());
    if household.class != "none" {
        facts.insert("class".to_owned(), code(&household.class));
    }
    facts.insert("present".to_owned(), Answer::Bool(household.active));
    facts.insert("size".to_owned(), Answer::Int(household.size));
    facts.insert("area".to_owned(), code(&household.area));
    facts.insert("ethnicity".to_owned(), code(&household.ethnicity));
    let groups = household.groups.split(',').filter(|code| !code.is_empty());
    facts.insert(
        "groups".to_owned(),
        Answer::Set(groups.map(str::to_owned).collect()),
    );
    for fact in ["causes", "needs", "income_per_person"] {
        if let Some(answer) = document.answers.get(fact) {
            facts.insert(fact.to_owned(), answer.clone());
        }
    }
}
