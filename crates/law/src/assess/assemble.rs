//! Puts the pieces of a household's assessment together.

use super::decide::{Outcome, Ruling};
use super::deprivation::bits;
use super::movement::{class_of, label};
use super::positions::set;
use super::prepare::{Prepared, located};
use super::rules::Rules;
use super::run::Evaluated;
use super::{Assessment, Codes, Problem, missing, wording};
use crate::facts::{Record, Value};
use crate::standards::Route;
use crate::status::Status;
use std::sync::Arc;
use vuonlen_domain::Text;

/// The assessment of one household.
///
/// # Errors
/// Its problems, where it has no class and has not left.
pub(super) fn assemble(
    rules: &Rules<'_>,
    household: Prepared<'_>,
    evaluated: &Evaluated,
    ruling: Ruling,
    movement: Option<usize>,
) -> Result<Assessment, Vec<Problem>> {
    let input = household.input;
    let facts = facts(rules, &household, evaluated, &ruling, movement);
    let outcome = match ruling.outcome {
        Ok(outcome) => outcome,
        Err(problems) => {
            let mut all = household.problems;
            all.extend(located(problems, input));
            return Err(all);
        }
    };
    let doubts = doubts(
        rules,
        &household,
        evaluated,
        outcome,
        &ruling.verdict.by_route,
    );
    let mut problems = household.problems.clone();
    problems.extend(located(doubts, input));
    let class = |index: usize| rules.classes[index].class;
    let measures = &evaluated.measures;
    let codes = |mask| Codes::new(mask, Arc::clone(&rules.codes));
    Ok(Assessment {
        id: input.id.clone(),
        unit: input.unit.clone(),
        village: input.village.clone(),
        area: household.area,
        standard: Arc::clone(&rules.id),
        overlay: rules.overlay.clone(),
        class: outcome.map(|outcome| class(outcome.decided.class)),
        income_band: ruling.verdict.band.map(class),
        route: outcome.map(|outcome| outcome.route),
        income_per_person: measures.income,
        score_a: measures.score_a,
        score_b: measures.score_b,
        deprivations: codes(evaluated.deprivations.deprived),
        undecided: codes(evaluated.deprivations.open(rules)),
        transition: movement.map(|index| Arc::clone(&rules.transitions[index])),
        status: status(rules, &household, evaluated, outcome),
        transition_status: movement.map(|index| rules.law.transitions[index].status),
        facts,
        problems,
    })
}

/// The least sure value that class, scores and deprivations rest on.
fn status(
    rules: &Rules<'_>,
    household: &Prepared<'_>,
    evaluated: &Evaluated,
    outcome: Option<Outcome>,
) -> Status {
    let deprivations = &evaluated.deprivations;
    let mut status = (rules.period)
        .weakest(household.area_status)
        .weakest(deprivations.status(rules, household));
    if let Some(outcome) = outcome {
        status = status.weakest(outcome.decided.status);
    }
    if evaluated.score_computed
        && let Some(scores) = &rules.scores
    {
        status = status.weakest(scores.status);
    }
    if deprivations.score_b(rules).is_some() {
        for index in bits(deprivations.deprived) {
            let points = rules.indicators[index].points_status;
            status = status.weakest(points.unwrap_or(Status::Verified));
        }
    }
    status
}

/// What a person should look at, besides what was found in the input itself.
fn doubts(
    rules: &Rules<'_>,
    household: &Prepared<'_>,
    evaluated: &Evaluated,
    outcome: Option<Outcome>,
    by_route: &[Option<super::classify::Decided>; 2],
) -> Vec<Problem> {
    let mut doubts = Vec::new();
    let Some(outcome) = outcome else {
        return doubts;
    };
    let deprivations = &evaluated.deprivations;
    if deprivations.contradicted != 0 {
        let names: Vec<(Text, &str)> = bits(deprivations.contradicted)
            .map(|index| rules.indicator_name(index))
            .collect();
        doubts.push(wording::deprivations_differ(&names));
    }
    if let (Some(stated), Some(computed)) = (household.score_b, deprivations.score_b(rules))
        && stated != computed
    {
        doubts.push(wording::score_b_differs(stated, computed));
    }
    let name = |index: usize| label(rules, rules.classes[index].class.code());
    if let [Some(by_income), Some(by_score)] = by_route
        && household.score_a.is_some()
        && outcome.route == Route::Score
        && by_income.class != by_score.class
    {
        let (by_income, by_score) = (name(by_income.class), name(by_score.class));
        doubts.push(wording::routes_differ(&by_income, &by_score));
    }
    let class = rules.classes[outcome.decided.class].class;
    if let Some(stated) = household.stated_class.filter(|stated| *stated != class) {
        let (stated, decided) = (label(rules, stated.code()), label(rules, class.code()));
        doubts.push(wording::class_differs(&stated, &decided));
    }
    if evaluated.groups.open != 0 && household.has_members() {
        doubts.push(missing::groups(rules, household, evaluated.groups.open));
    }
    doubts
}

/// What tables and queries read of the household.
fn facts(
    rules: &Rules<'_>,
    household: &Prepared<'_>,
    evaluated: &Evaluated,
    ruling: &Ruling,
    movement: Option<usize>,
) -> Record {
    let facts = &rules.assessed;
    let mut record = facts.schema.empty_record();
    let mut put = |index, value| set(&mut record, index, value);
    let (before, input) = (household.before, household.input);
    let (measures, deprivations) = (&evaluated.measures, &evaluated.deprivations);
    put(facts.present, Some(Value::Bool(!household.left)));
    put(facts.area, Some(Value::Code(household.area as u16)));
    put(facts.size, household.size.map(Value::Int));
    put(
        facts.previous_size,
        input.previous_size.map(|size| Value::Int(size.into())),
    );
    put(facts.class, class_of(rules, ruling));
    put(
        facts.previous_class,
        before.class.and_then(|class| rules.class_value(class)),
    );
    put(facts.ever_poor, Some(Value::Bool(before.ever_poor)));
    put(
        facts.ever_near_poor,
        Some(Value::Bool(before.ever_near_poor)),
    );
    put(
        facts.transition,
        movement.and_then(|index| rules.transition_values[index]),
    );
    put(facts.income_per_person, measures.income.map(Value::Int));
    put(facts.farm_household, household.farm_household);
    put(facts.score_a, measures.score_a.map(Value::Int));
    put(facts.score_b, measures.score_b.map(Value::Int));
    put(facts.deprivation_count, measures.count.map(Value::Int));
    let mask =
        bits(deprivations.deprived).fold(0, |mask, index| mask | rules.indicators[index].bit);
    put(facts.deprivations, measures.count.map(|_| Value::Set(mask)));
    put(facts.causes, household.causes);
    put(facts.needs, household.needs);
    put(facts.groups, evaluated.groups.known.map(Value::Set));
    put(facts.ethnicity, household.ethnicity);
    for (index, value) in rules.derived.iter().zip(&evaluated.derived) {
        put(*index, *value);
    }
    record
}
