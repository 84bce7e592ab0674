//! The way of households through an assessment, the same for both evaluators: answers, then the
//! class, then the movement.

use super::assemble::assemble;
use super::classify::Measures;
use super::decide::decide;
use super::deprivation::Deprivations;
use super::groups::{Groups, groups};
use super::movement::movements;
use super::prepare::{Prepared, prepare};
use super::rules::Rules;
use super::scores::is_needed;
use super::table::{Evaluator, Results};
use super::{Assessment, HouseholdInput, Problem, survey};
use crate::facts::Value;

/// What is known of a household once its answers are evaluated.
#[derive(Debug)]
pub(super) struct Evaluated {
    pub(super) deprivations: Deprivations,
    pub(super) measures: Measures,
    /// Whether score A was computed by the score table.
    pub(super) score_computed: bool,
    pub(super) groups: Groups,
    /// By index of the standard's derived counts.
    pub(super) derived: Vec<Option<Value>>,
}

/// Assesses households together; a result for each, in order.
pub(super) fn run(
    rules: &Rules<'_>,
    evaluator: Evaluator,
    inputs: &[HouseholdInput],
) -> Vec<Result<Assessment, Vec<Problem>>> {
    let mut households = Vec::with_capacity(inputs.len());
    let mut refusals = Vec::with_capacity(inputs.len());
    for input in inputs {
        match prepare(rules, input) {
            Ok(prepared) => {
                households.push(prepared);
                refusals.push(None);
            }
            Err(problems) => refusals.push(Some(problems)),
        }
    }
    let evaluated = evaluate(rules, evaluator, &households);
    let rulings = decide(rules, evaluator, &households, &evaluated);
    let movements = movements(rules, evaluator, &households, &rulings);
    let mut assessed = (households.into_iter().zip(evaluated))
        .zip(rulings.into_iter().zip(movements))
        .map(|((household, evaluated), (ruling, movement))| {
            assemble(rules, household, &evaluated, ruling, movement)
        });
    let mut next = || assessed.next().unwrap_or_else(|| Err(Vec::new()));
    refusals
        .into_iter()
        .map(|refusal| refusal.map_or_else(&mut next, Err))
        .collect()
}

/// Everything that answers decide.
pub(super) fn evaluate(
    rules: &Rules<'_>,
    evaluator: Evaluator,
    households: &[Prepared<'_>],
) -> Vec<Evaluated> {
    let table = survey::table(rules, evaluator, households);
    let indicators: Vec<Option<Results>> = (rules.indicators.iter())
        .map(|indicator| indicator.formula.map(|formula| table.evaluate(formula)))
        .collect();
    let derived: Vec<Option<Results>> = (rules.compiled.derived.iter())
        .map(|formula| formula.as_ref().map(|formula| table.evaluate(formula)))
        .collect();
    let scores = (rules.scores.as_ref())
        .filter(|_| {
            households
                .iter()
                .any(|household| is_needed(rules, household))
        })
        .map(|scores| (scores, scores.evaluate(&table)));
    let groups = groups(rules, evaluator, &table, households);
    (households.iter().zip(groups).enumerate())
        .map(|(row, (household, groups))| {
            let deprivations = Deprivations::of(&indicators, household, row);
            let computed = scores.as_ref().and_then(|(scores, results)| {
                let column = scores
                    .column(household)
                    .filter(|_| is_needed(rules, household))?;
                results.score(scores, row, column)
            });
            Evaluated {
                measures: Measures {
                    area: household.area,
                    income: household.income,
                    score_a: household.score_a.or(computed),
                    score_b: deprivations.score_b(rules).or(household.score_b),
                    count: deprivations.count(rules),
                    farm_household: household.farm_household,
                },
                score_computed: computed.is_some(),
                deprivations,
                groups,
                derived: (derived.iter())
                    .map(|results| results.as_ref().and_then(|results| results.value(row)))
                    .collect(),
            }
        })
        .collect()
}
