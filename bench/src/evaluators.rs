//! The columnar evaluator against the row interpreter, on the same households in the same run.

use crate::usage::{Used, Watch};
use crate::{DAY, Failure, SCORE_TABLE, households};
use serde::{Deserialize, Serialize};
use vuonlen_domain::BirthDate;
use vuonlen_law::assess::{Assessor, HouseholdInput, Options};
use vuonlen_law::expr::{Facts, Formula};
use vuonlen_law::facts::{BatchBuilder, Record, Schema, Value};
use vuonlen_law::law::Law;

/// What the two evaluators took.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Compared {
    pub(crate) households: usize,
    pub(crate) members: usize,
    /// Households given to the interpreter.
    pub(crate) sample: usize,
    /// Formulas of the survey that an assessment evaluates.
    pub(crate) formulas: usize,
    /// From raw answers to class, scores, deprivations and movement: all households, in columns.
    pub(crate) columns: Used,
    /// The same: the sample, household by household.
    pub(crate) rows: Used,
    /// The formulas alone, over columns that are laid out: the sample.
    pub(crate) formulas_in_columns: Used,
    /// The formulas alone, by the interpreter: the sample.
    pub(crate) formulas_in_rows: Used,
}

const NOTHING: Used = Used {
    cpu: 0.0,
    wall: 0.0,
    peak: 0,
};

/// Assesses `count` households in columns and about one in `count / sample` household by
/// household too; an error where the two differ.
pub(crate) fn compare(law: &Law, count: usize, sample: usize) -> Result<Compared, Failure> {
    let standard = law.standard_on(DAY)?;
    let options = Options {
        score_table: Some(SCORE_TABLE.to_owned()),
        overlay: None,
    };
    let assessor = Assessor::new(law, &standard.id, DAY, &options)?;
    let formulas = formulas(law)?;
    let mut compared = Compared {
        households: 0,
        members: 0,
        sample: 0,
        formulas: formulas.len(),
        columns: NOTHING,
        rows: NOTHING,
        formulas_in_columns: NOTHING,
        formulas_in_rows: NOTHING,
    };
    households::communes(law, count, |households| {
        let watch = Watch::start()?;
        let in_columns = assessor.assess_batch(&households);
        compared.columns = compared.columns.and(watch.stop()?);
        compared.households += households.len();
        compared.members += households
            .iter()
            .map(|one| one.members.len())
            .sum::<usize>();

        // An even share of each commune, so that the sample is like the whole.
        let share = (households.len() * sample)
            .div_ceil(count)
            .min(households.len());
        let sampled = &households[..share];
        let watch = Watch::start()?;
        let in_rows: Vec<_> = sampled.iter().map(|one| assessor.assess(one)).collect();
        compared.rows = compared.rows.and(watch.stop()?);
        compared.sample += share;
        if let Some(row) = (0..share).find(|row| in_rows[*row] != in_columns[*row]) {
            return Err(
                format!("the evaluators differ on household {}", households[row].id).into(),
            );
        }
        formulas_alone(law, &formulas, &households, share, &mut compared)
    })?;
    Ok(compared)
}

/// The formulas an assessment evaluates over answers: indicators and lines of the score table.
fn formulas(law: &Law) -> Result<Vec<&Formula>, Failure> {
    let standard = law.standard_on(DAY)?.on(DAY).ok_or("no rules")?;
    let table = law.score_table(SCORE_TABLE).ok_or("no score table")?;
    let lines = table.groups.iter().flat_map(|group| {
        let items = group.items.iter().filter_map(|item| item.formula());
        group.skip().into_iter().chain(items)
    });
    let indicators = standard.indicators.iter().flatten();
    let derived = standard.derived.iter().flatten();
    Ok(indicators.chain(derived).chain(lines).collect())
}

/// Households as formulas read them: answers, with what the assessment derives.
fn formulas_alone(
    law: &Law,
    formulas: &[&Formula],
    households: &[HouseholdInput],
    share: usize,
    compared: &mut Compared,
) -> Result<(), Failure> {
    let facts = |scope: &str| law.facts.scope(scope).ok_or("law/facts lacks a scope");
    let (household_facts, member_facts) = (facts("household")?, facts("member")?);
    let records: Vec<(Record, Vec<Record>)> = households
        .iter()
        .map(|household| records(law, household_facts, member_facts, household))
        .collect();
    let mut builder = BatchBuilder::new(
        household_facts.clone(),
        Some(member_facts.clone()),
        households.len(),
    );
    for (household, members) in &records {
        builder.push(household, Some(members))?;
    }
    let batch = builder.finish()?;
    let watch = Watch::start()?;
    let columns = formulas
        .iter()
        .map(|formula| formula.evaluate(&batch))
        .collect::<Result<Vec<_>, _>>()?;
    compared.formulas_in_columns = compared.formulas_in_columns.and(watch.stop()?);

    let watch = Watch::start()?;
    let rows: Vec<Vec<Option<Value>>> = records
        .iter()
        .take(share)
        .map(|(household, members)| {
            let facts = Facts {
                household,
                members: Some(members),
            };
            let values = formulas
                .iter()
                .map(|formula| formula.interpret(facts).value());
            values.collect()
        })
        .collect();
    compared.formulas_in_rows = compared.formulas_in_rows.and(watch.stop()?);
    for (row, values) in rows.iter().enumerate() {
        for (column, value) in columns.iter().zip(values) {
            if column.value(row) != *value {
                return Err(
                    format!("a formula differs on household {}", households[row].id).into(),
                );
            }
        }
    }
    Ok(())
}

fn records(
    law: &Law,
    household_facts: &Schema,
    member_facts: &Schema,
    household: &HouseholdInput,
) -> (Record, Vec<Record>) {
    let put = |record: &mut Record, facts: &Schema, name: &str, value: Option<Value>| {
        if let Some(index) = facts.index(name) {
            record.resize(facts.len(), None);
            record[index] = value;
        }
    };
    let mut answers = household.answers.clone();
    let area = law.units.default_area(household.unit.as_str(), DAY);
    let area = area.map(|area| Value::Code(area as u16));
    let size = i64::from(household.size.unwrap_or_default());
    put(&mut answers, household_facts, "area", area);
    put(
        &mut answers,
        household_facts,
        "size",
        Some(Value::Int(size)),
    );
    let members = household.members.iter().map(|member| {
        let mut answers = member.facts.clone();
        let age = member
            .birth
            .map(|birth| Value::Int(birth.age_on(DAY).into()));
        let year = member
            .birth
            .map(|birth| Value::Int(BirthDate::year(birth).into()));
        put(&mut answers, member_facts, "age", age);
        put(&mut answers, member_facts, "birth_year", year);
        answers
    });
    let members = members.collect();
    (answers, members)
}

impl Compared {
    /// The best of two runs on the same households.
    pub(crate) fn best(self, other: Self) -> Self {
        Self {
            columns: self.columns.best(other.columns),
            rows: self.rows.best(other.rows),
            formulas_in_columns: self.formulas_in_columns.best(other.formulas_in_columns),
            formulas_in_rows: self.formulas_in_rows.best(other.formulas_in_rows),
            ..self
        }
    }
}
