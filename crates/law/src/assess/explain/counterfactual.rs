//! What would have to be different for another class: the smallest sets of indicators, and how
//! far income and scores are from each line.

use crate::assess::classify::{Measures, verdicts};
use crate::assess::decide::Outcome;
use crate::assess::deprivation::bits;
use crate::assess::prepare::Prepared;
use crate::assess::rules::Rules;
use crate::assess::run::Evaluated;
use crate::assess::table::Evaluator;
use crate::standards::Amount;
use serde::Serialize;
use std::collections::BTreeMap;
use vuonlen_domain::{Class, Text};

/// How many sets of indicators are listed at most.
const MOST_CHANGES: usize = 24;

/// How many sets of indicators are looked at, at most; the standards so far need 2¹².
const MOST_LOOKED_AT: usize = 1 << 16;

/// What would change the class.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counterfactual {
    /// Sets of indicators, the smallest first, then in the order of the law. Each is minimal: no
    /// part of it would do. Indicators that depend only on what nobody can change (age, sex,
    /// disability, …) are never in one.
    pub changes: Vec<Change>,
    /// Whether there are more such sets than are listed.
    pub more: bool,
    /// The lines of income and scores at which the class changes, everything else as it is. Score
    /// B has one only where it was stated without the deprivations behind it.
    pub thresholds: Vec<Threshold>,
}

/// A set of indicators that would change the class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Whether the deprivations in them end or begin.
    pub direction: Direction,
    /// Codes of the indicators, in the order of the law.
    pub indicators: Vec<String>,
    /// What they are called.
    pub labels: Vec<Text>,
    /// The class the household would have.
    pub class: Class,
}

/// Whether deprivations end or begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The household would no longer be deprived in them.
    Ends,
    /// The household would be deprived in them too.
    Begins,
}

/// A value at which the class changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Threshold {
    /// The figure compared: `income_per_person`, `score_a` or `score_b`.
    pub measure: String,
    /// What the figure is called.
    pub measure_label: Text,
    /// Unit of figure and line.
    pub unit: String,
    /// Id of the line among the standard's parameters.
    pub parameter: String,
    /// What the line is called.
    pub parameter_label: Text,
    /// The line.
    pub line: i64,
    /// The household's figure.
    pub value: i64,
    /// The least change of the figure that gets it to the other side.
    pub distance: i64,
    /// The class just on this side, everything else as it is.
    pub here: Class,
    /// The class just on the other side.
    pub beyond: Class,
}

/// What would change the class that `outcome` decided.
pub(super) fn counterfactual(
    rules: &Rules<'_>,
    household: &Prepared<'_>,
    evaluated: &Evaluated,
    outcome: Outcome,
) -> Counterfactual {
    let mut search = Search {
        rules,
        household,
        evaluated,
        outcome,
        known: BTreeMap::new(),
    };
    let (changes, more) = search.changes();
    Counterfactual {
        changes,
        more,
        thresholds: search.thresholds(),
    }
}

/// Where a figure stands among the measures.
type Figure = fn(&mut Measures) -> &mut Option<i64>;

struct Search<'s> {
    rules: &'s Rules<'s>,
    household: &'s Prepared<'s>,
    evaluated: &'s Evaluated,
    outcome: Outcome,
    /// Classes by count of deprivations and score B: many sets come to the same.
    known: BTreeMap<(Option<i64>, Option<i64>), Option<usize>>,
}

impl Search<'_> {
    /// Minimal sets, and whether there are more.
    fn changes(&mut self) -> (Vec<Change>, bool) {
        let deprivations = &self.evaluated.deprivations;
        if deprivations.open(self.rules) != 0 {
            return (Vec::new(), false);
        }
        let offered = self.offered();
        let ending = deprivations.deprived & offered;
        let beginning = deprivations.known & !deprivations.deprived & offered;
        let mut found: Vec<(usize, Direction, u64, Class)> = Vec::new();
        let mut more = false;
        for (direction, candidates) in [(Direction::Ends, ending), (Direction::Begins, beginning)] {
            let (sets, cut_short) = self.minimal_sets(direction, candidates);
            more |= cut_short;
            found.extend(
                (sets.into_iter())
                    .map(|(set, class)| (set.count_ones() as usize, direction, set, class)),
            );
        }
        // The search goes by size and order already; the directions are interleaved by size.
        found.sort_by_key(|(size, direction, ..)| (*size, *direction));
        more |= found.len() > MOST_CHANGES;
        found.truncate(MOST_CHANGES);
        let changes = found
            .into_iter()
            .map(|(_, direction, set, class)| self.change(direction, set, class));
        (changes.collect(), more)
    }

    /// Indicators whose change may be proposed: those that read something that can change.
    fn offered(&self) -> u64 {
        let can_change = |index: &usize| {
            let Some(formula) = self.rules.indicators[*index].formula else {
                return true;
            };
            let reads = formula.reads();
            let open = |schema: &crate::facts::Schema, fact: &usize| {
                schema.fact(*fact).is_some_and(|fact| !fact.protected)
            };
            reads
                .household
                .iter()
                .any(|fact| open(&self.rules.household.schema, fact))
                || reads
                    .member
                    .iter()
                    .any(|fact| open(&self.rules.member.schema, fact))
        };
        (0..self.rules.indicators.len())
            .filter(can_change)
            .fold(0, |mask, index| mask | 1 << index)
    }

    /// Sets by size, then in the order of the law, each without a smaller one inside.
    fn minimal_sets(&mut self, direction: Direction, candidates: u64) -> (Vec<(u64, Class)>, bool) {
        let indexes: Vec<usize> = bits(candidates).collect();
        let mut found: Vec<(u64, Class)> = Vec::new();
        let mut looked_at = 0;
        for size in 1..=indexes.len() {
            let mut chosen: Vec<usize> = (0..size).collect();
            loop {
                let set = chosen
                    .iter()
                    .fold(0_u64, |set, place| set | 1 << indexes[*place]);
                looked_at += 1;
                if looked_at > MOST_LOOKED_AT || found.len() > MOST_CHANGES {
                    return (found, true);
                }
                let is_minimal = !found.iter().any(|(smaller, _)| smaller & set == *smaller);
                if is_minimal && let Some(class) = self.class_without(direction, set) {
                    found.push((set, class));
                }
                if !next_combination(&mut chosen, indexes.len()) {
                    break;
                }
            }
        }
        (found, false)
    }

    /// The class after the deprivations of `set` have ended or begun; none where it is the same.
    fn class_without(&mut self, direction: Direction, set: u64) -> Option<Class> {
        let measures = &self.evaluated.measures;
        let size = i64::from(set.count_ones());
        let points = bits(set)
            .map(|index| self.rules.indicators[index].points)
            .sum::<Option<i64>>();
        let sign = match direction {
            Direction::Ends => -1,
            Direction::Begins => 1,
        };
        let key = (
            measures.count.map(|count| count + sign * size),
            measures
                .score_b
                .zip(points)
                .map(|(score, points)| score + sign * points),
        );
        let class = match self.known.get(&key) {
            Some(class) => *class,
            None => {
                let (count, score_b) = key;
                let class = self.class(&Measures {
                    count,
                    score_b,
                    ..self.evaluated.measures
                });
                self.known.insert(key, class);
                class
            }
        };
        let class = class.filter(|class| *class != self.outcome.decided.class)?;
        Some(self.rules.classes[class].class)
    }

    /// Index of the class of `measures` on the route taken.
    fn class(&self, measures: &Measures) -> Option<usize> {
        let verdicts = verdicts(
            self.rules,
            Evaluator::Interpreter,
            std::slice::from_ref(measures),
        );
        let decided = verdicts.first()?.by_route[self.outcome.route as usize]?;
        Some(decided.class)
    }

    fn change(&self, direction: Direction, set: u64, class: Class) -> Change {
        let (labels, indicators) = bits(set)
            .map(|index| self.rules.indicator_name(index))
            .map(|(label, code)| (label, code.to_owned()))
            .unzip();
        Change {
            direction,
            indicators,
            labels,
            class,
        }
    }

    /// Every parameter in the unit of a figure at which the class changes.
    fn thresholds(&self) -> Vec<Threshold> {
        let facts = &self.rules.class;
        let measures = self.evaluated.measures;
        let score_b = measures.score_b.filter(|_| measures.count.is_none());
        let figures: [(_, _, Figure); 3] = [
            (facts.income_per_person, measures.income, |measures| {
                &mut measures.income
            }),
            (facts.score_a, measures.score_a, |measures| {
                &mut measures.score_a
            }),
            (facts.score_b, score_b, |measures| &mut measures.score_b),
        ];
        let mut thresholds = Vec::new();
        for (index, value, figure) in figures {
            let (Some(fact), Some(value)) =
                (index.and_then(|index| facts.schema.fact(index)), value)
            else {
                continue;
            };
            let with = |value: i64| {
                let mut changed = measures;
                *figure(&mut changed) = Some(value);
                let class = self.class(&changed)?;
                Some(self.rules.classes[class].class)
            };
            for resolved in self.rules.standard.parameters_on(self.rules.rules_on) {
                let parameter = resolved.parameter;
                let Amount::Int(line) = resolved.value(self.household.area).value else {
                    continue;
                };
                if Some(&parameter.unit) != fact.unit.as_ref() {
                    continue;
                }
                if let Some((distance, here, beyond)) = crossing(value, line, with) {
                    thresholds.push(Threshold {
                        measure: fact.name.clone(),
                        measure_label: fact.label.clone(),
                        unit: parameter.unit.clone(),
                        parameter: parameter.id.clone(),
                        parameter_label: parameter.label.clone(),
                        line,
                        value,
                        distance,
                        here,
                        beyond,
                    });
                }
            }
        }
        thresholds
    }
}

/// How far `value` is from the other side of `line`, and the classes on both; none where the class
/// does not change there. A line may belong to the side below it or to the side above it.
fn crossing(
    value: i64,
    line: i64,
    class: impl Fn(i64) -> Option<Class>,
) -> Option<(i64, Class, Class)> {
    for (below, above) in [(line, line.checked_add(1)?), (line.checked_sub(1)?, line)] {
        let (low, high) = (class(below)?, class(above)?);
        if low != high {
            return Some(if value <= below {
                (above.checked_sub(value)?, low, high)
            } else {
                (below.checked_sub(value)?, high, low)
            });
        }
    }
    None
}

/// The next choice of places in order, `false` after the last.
fn next_combination(chosen: &mut [usize], places: usize) -> bool {
    let size = chosen.len();
    let Some(moving) = (0..size)
        .rev()
        .find(|place| chosen[*place] < places - size + place)
    else {
        return false;
    };
    chosen[moving] += 1;
    for place in moving + 1..size {
        chosen[place] = chosen[place - 1] + 1;
    }
    true
}
