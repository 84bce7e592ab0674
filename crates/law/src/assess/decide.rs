//! Decides each household's class, or says what is missing for it.

use super::classify::{Decided, Measures, Verdict, verdicts};
use super::deprivation::bits;
use super::prepare::Prepared;
use super::rules::Rules;
use super::run::Evaluated;
use super::table::Evaluator;
use super::{Problem, missing};
use crate::standards::Route;

/// What the law says of a household.
#[derive(Debug)]
pub(super) struct Ruling {
    /// How the class was decided, none for a household that has left; or why it was not.
    pub(super) outcome: Result<Option<Outcome>, Vec<Problem>>,
    pub(super) verdict: Verdict,
}

/// A class and the way to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) route: Route,
    pub(super) decided: Decided,
}

/// The rulings on `households`.
pub(super) fn decide(
    rules: &Rules<'_>,
    evaluator: Evaluator,
    households: &[Prepared<'_>],
    evaluated: &[Evaluated],
) -> Vec<Ruling> {
    let measures: Vec<Measures> = evaluated.iter().map(|row| row.measures).collect();
    let verdicts_on_known = verdicts(rules, evaluator, &measures);
    let mut rulings = Vec::with_capacity(households.len());
    // Rows that what is known does not decide, and the ways they may turn out.
    let mut open: Vec<(usize, Route, std::ops::Range<usize>)> = Vec::new();
    let mut ways: Vec<Measures> = Vec::new();
    for (row, verdict) in verdicts_on_known.into_iter().enumerate() {
        let (household, evaluated) = (&households[row], &evaluated[row]);
        let outcome = match route(rules, household, evaluated) {
            _ if household.left => Ok(None),
            None => Err(missing::measure(rules, household)),
            Some(route) => match verdict.by_route[route as usize] {
                Some(decided) => Ok(Some(Outcome { route, decided })),
                None => {
                    let first = ways.len();
                    ways.extend(ways_to_turn_out(rules, evaluated));
                    open.push((row, route, first..ways.len()));
                    Ok(None)
                }
            },
        };
        rulings.push(Ruling { outcome, verdict });
    }
    let verdicts_on_ways = verdicts(rules, evaluator, &ways);
    for (row, route, range) in open {
        let decided = unanimous(&verdicts_on_ways[range], route);
        rulings[row].outcome = match decided {
            Some(decided) => Ok(Some(Outcome { route, decided })),
            None => Err(missing::deprivations(
                rules,
                &households[row],
                &evaluated[row].deprivations,
                route,
            )),
        };
    }
    rulings
}

/// A stated score decides where the standard has rules for it, then the income, then a computed
/// score.
fn route(rules: &Rules<'_>, household: &Prepared<'_>, evaluated: &Evaluated) -> Option<Route> {
    let by_score = rules.has_score_rules();
    if by_score && household.score_a.is_some() {
        Some(Route::Score)
    } else if household.income.is_some() {
        Some(Route::Income)
    } else {
        evaluated
            .measures
            .score_a
            .filter(|_| by_score)
            .map(|_| Route::Score)
    }
}

/// Where all that is open are indicators the law data do not define: each number of deprivations
/// they may add. None where an answer is missing, or nothing is known.
fn ways_to_turn_out(rules: &Rules<'_>, evaluated: &Evaluated) -> Vec<Measures> {
    let deprivations = &evaluated.deprivations;
    let open = deprivations.open(rules);
    let undefined = bits(open).all(|index| rules.indicators[index].formula.is_none());
    if open == 0 || !undefined || deprivations.known == 0 {
        return Vec::new();
    }
    let known = i64::from(deprivations.deprived.count_ones());
    let most = known + i64::from(open.count_ones());
    let points = uniform_points(rules);
    (known..=most)
        .map(|count| Measures {
            count: Some(count),
            score_b: points.and_then(|points| points.checked_mul(count)),
            ..evaluated.measures
        })
        .collect()
}

/// The points of every indicator, where they are all the same.
fn uniform_points(rules: &Rules<'_>) -> Option<i64> {
    let mut points = rules.indicators.iter().map(|indicator| indicator.points);
    let first = points.next()??;
    points.all(|points| points == Some(first)).then_some(first)
}

/// The class of all verdicts, where they agree.
fn unanimous(verdicts: &[Verdict], route: Route) -> Option<Decided> {
    let mut decided = verdicts
        .iter()
        .map(|verdict| verdict.by_route[route as usize]);
    let first = decided.next()??;
    decided.try_fold(first, |so_far, next| {
        let next = next.filter(|next| next.class == so_far.class)?;
        Some(Decided {
            class: so_far.class,
            status: so_far.status.weakest(next.status),
        })
    })
}
