//! From income or scores and deprivations to a class.

use super::positions::set;
use super::rules::Rules;
use super::table::{Evaluator, Results, Table};
use crate::facts::Value;
use crate::standards::Route;
use crate::status::Status;
use vuonlen_domain::Area;

/// What rules of a class read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Measures {
    pub(super) area: Area,
    pub(super) income: Option<i64>,
    pub(super) score_a: Option<i64>,
    pub(super) score_b: Option<i64>,
    pub(super) count: Option<i64>,
    pub(super) farm_household: Option<Value>,
}

impl Measures {
    /// Sets the facts that rules of a class read.
    pub(super) fn fill(&self, rules: &Rules<'_>, record: &mut [Option<Value>]) {
        let facts = &rules.class;
        set(record, facts.area, Some(Value::Code(self.area as u16)));
        set(record, facts.income_per_person, self.income.map(Value::Int));
        set(record, facts.score_a, self.score_a.map(Value::Int));
        set(record, facts.score_b, self.score_b.map(Value::Int));
        set(record, facts.deprivation_count, self.count.map(Value::Int));
        set(record, facts.farm_household, self.farm_household);
    }
}

/// What the rules come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    /// By route; none where the rules are not decided by what is known.
    pub(super) by_route: [Option<Decided>; 2],
    /// Index of the class by income, whoever the class is for.
    pub(super) band: Option<usize>,
}

/// A class, and how it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decided {
    /// Index of the class in the standard.
    pub(super) class: usize,
    /// How sure the rules are that were tried up to the one that holds.
    pub(super) status: Status,
}

/// Results of one class's rules.
struct ClassResults {
    by_route: [Option<Results>; 2],
    only_when: Option<Results>,
}

/// The verdicts on `rows`.
pub(super) fn verdicts(rules: &Rules<'_>, evaluator: Evaluator, rows: &[Measures]) -> Vec<Verdict> {
    let schema = &rules.class.schema;
    let table = Table::flat(evaluator, schema, rows.len(), |row, record| {
        rows[row].fill(rules, record);
    });
    let classes: Vec<ClassResults> = (rules.compiled.classes.iter())
        .map(|class| ClassResults {
            by_route: Route::ALL.map(|route| Some(table.evaluate(class.rule(route)?))),
            only_when: class.only_when.as_ref().map(|rule| table.evaluate(rule)),
        })
        .collect();
    (0..rows.len())
        .map(|row| Verdict {
            by_route: Route::ALL.map(|route| decide(rules, &classes, route, row, rows[row].area)),
            band: band(&classes, row),
        })
        .collect()
}

/// The first class whose rule holds. A class for some households only is passed by for the
/// others, and for those of whom it is not known. A class without a rule on this route is decided
/// by its other rule where that holds: an average living standard is found by income alone.
fn decide(
    rules: &Rules<'_>,
    classes: &[ClassResults],
    route: Route,
    row: usize,
    area: Area,
) -> Option<Decided> {
    let mut status = Status::Verified;
    for (index, class) in classes.iter().enumerate() {
        if let Some(only_when) = &class.only_when
            && only_when.truth(row) != Some(true)
        {
            continue;
        }
        let sure = |route| {
            let sure = rules.classes[index].status(route, area);
            sure.unwrap_or(Status::Verified)
        };
        let holds = if let Some(rule) = &class.by_route[route as usize] {
            status = status.weakest(sure(route));
            rule.truth(row)?
        } else {
            let other = other(route);
            let rule = class.by_route[other as usize].as_ref();
            let holds = rule.and_then(|rule| rule.truth(row)) == Some(true);
            if holds {
                status = status.weakest(sure(other));
            }
            holds
        };
        if holds {
            return Some(Decided {
                class: index,
                status,
            });
        }
    }
    None
}

const fn other(route: Route) -> Route {
    match route {
        Route::Income => Route::Score,
        Route::Score => Route::Income,
    }
}

/// The first class whose income rule holds, whoever the class is for.
fn band(classes: &[ClassResults], row: usize) -> Option<usize> {
    for (index, class) in classes.iter().enumerate() {
        if let Some(rule) = &class.by_route[Route::Income as usize]
            && rule.truth(row)?
        {
            return Some(index);
        }
    }
    None
}
