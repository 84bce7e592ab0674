//! Score A from answers, by a score table.

use super::prepare::Prepared;
use super::rules::Rules;
use super::table::{Results, Table};
use crate::codes::CodeList;
use crate::expr::Formula;
use crate::facts::Value;
use crate::scores::{Pick, ScoreTable};
use crate::status::Status;
use vuonlen_domain::Area;

/// A score table with its points by position of the region.
#[derive(Debug)]
pub(super) struct ScoreRules<'law> {
    pub(super) table: &'law ScoreTable,
    pub(super) groups: Vec<GroupPoints<'law>>,
    /// How sure its least sure line is.
    pub(super) status: Status,
    /// Position of the column for urban areas in the list `regions`.
    urban: Option<u16>,
}

#[derive(Debug)]
pub(super) struct GroupPoints<'law> {
    pub(super) pick: Pick,
    pub(super) skip: Option<&'law Formula>,
    pub(super) items: Vec<ItemPoints<'law>>,
}

#[derive(Debug)]
pub(super) struct ItemPoints<'law> {
    pub(super) formula: &'law Formula,
    /// By position of the region.
    points: Vec<Option<i64>>,
}

impl<'law> ScoreRules<'law> {
    /// `None` for a formula or points that are missing from a table that says it is complete:
    /// such a table scores nobody.
    pub(super) fn new(table: &'law ScoreTable, regions: &CodeList) -> Option<Self> {
        let groups = (table.groups.iter())
            .map(|group| {
                let items = (group.items.iter())
                    .map(|item| {
                        let points = (regions.codes().iter())
                            .map(|region| item.points.get(region).copied())
                            .collect();
                        Some(ItemPoints {
                            formula: item.formula()?,
                            points,
                        })
                    })
                    .collect::<Option<_>>()?;
                Some(GroupPoints {
                    pick: group.pick,
                    skip: group.skip(),
                    items,
                })
            })
            .collect::<Option<_>>()?;
        let status = (table.items()).fold(Status::Verified, |status, (_, item)| {
            status.weakest(item.status)
        });
        let urban = regions.position("urban");
        Some(Self {
            table,
            groups,
            status,
            urban: urban.and_then(|position| u16::try_from(position).ok()),
        })
    }

    /// The column of the table a household is scored in.
    pub(super) fn column(&self, household: &Prepared<'_>) -> Option<u16> {
        match (household.area, household.region) {
            (Area::Urban, _) => self.urban,
            (Area::Rural, Some(Value::Code(region))) => Some(region),
            (Area::Rural, _) => None,
        }
    }

    /// What every formula of the table comes to, for [`ScoreResults::score`].
    pub(super) fn evaluate(&self, table: &Table) -> ScoreResults {
        let groups = (self.groups.iter())
            .map(|group| {
                let items = group.items.iter().map(|item| table.evaluate(item.formula));
                (group.skip.map(|skip| table.evaluate(skip)), items.collect())
            })
            .collect();
        ScoreResults { groups }
    }
}

impl ItemPoints<'_> {
    pub(super) fn points(&self, column: u16) -> Option<i64> {
        self.points.get(usize::from(column)).copied().flatten()
    }
}

/// Results of a score table, by group and item.
#[derive(Debug)]
pub(super) struct ScoreResults {
    groups: Vec<(Option<Results>, Vec<Results>)>,
}

impl ScoreResults {
    /// The score of the household at `row`; `None` while an answer or points are missing.
    pub(super) fn score(&self, rules: &ScoreRules<'_>, row: usize, column: u16) -> Option<i64> {
        let groups = rules.groups.iter().zip(&self.groups);
        groups
            .map(|(group, results)| group_score(group, results, row, column))
            .try_fold(0_i64, |sum, points| sum.checked_add(points?))
    }
}

fn group_score(
    group: &GroupPoints<'_>,
    (skip, items): &(Option<Results>, Vec<Results>),
    row: usize,
    column: u16,
) -> Option<i64> {
    if let Some(skip) = skip
        && skip.truth(row)?
    {
        return Some(0);
    }
    let mut sum = 0_i64;
    for (item, results) in group.items.iter().zip(items) {
        if results.truth(row)? {
            sum = sum.checked_add(item.points(column)?)?;
            if group.pick == Pick::First {
                break;
            }
        }
    }
    Some(sum)
}

/// Whether score A has to be computed: nothing states a measure.
pub(super) fn is_needed(rules: &Rules<'_>, household: &Prepared<'_>) -> bool {
    household.score_a.is_none()
        && household.income.is_none()
        && !household.left
        && rules.has_score_rules()
}
