//! Real reduction: households that left a class although neither income nor deprivations got
//! better since the review before, counted by commune.
//!
//! No share is set from which a commune is “chasing achievements”: every such household is shown,
//! and the commune answers for it.

use crate::access::{Action, Actor};
use crate::{Context, Error};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;
use vuonlen_domain::Class;
use vuonlen_store::review::FormOutcome;

/// One commune's exits of a year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExitCheck {
    /// Its province.
    pub province: String,
    /// The commune.
    pub commune: String,
    /// What it is called.
    pub name: String,
    /// Households that were poor or near-poor before the year's review.
    pub listed_before: i64,
    /// Those that left their class for a better one.
    pub exits: i64,
    /// Those of them whose income or deprivations got better.
    pub improved: i64,
    /// Those of them with no answers of the year before to compare with.
    pub unknown: i64,
    /// Those of them for which nothing got better.
    pub unchanged: Vec<UnchangedExit>,
}

/// A household that left its class although nothing got better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnchangedExit {
    /// The household.
    pub household_id: Uuid,
    /// Its head.
    pub head: String,
    /// Class before and after.
    pub classes: (String, String),
    /// Monthly income per person before and after, in đồng.
    pub income: (Option<i64>, Option<i64>),
    /// Number of deprivations before and after.
    pub deprivations: (Option<i64>, Option<i64>),
}

impl Context {
    /// Exits of a year's annual review in each commune of the actor's area, those with exits
    /// that nothing explains first.
    ///
    /// # Errors
    /// When the actor may not list households.
    pub async fn exit_checks(&self, actor: &Actor, year: i64) -> Result<Vec<ExitCheck>, Error> {
        let mut checks = Vec::new();
        let mut tx = self.store.read().await?;
        for (commune, name) in self.communes_of(actor, Action::HouseholdList)? {
            let area = self.commune_area(&commune)?;
            let province = area.province().unwrap_or_default().to_owned();
            let now = tx.list_form_outcomes(&province, &commune, year).await?;
            if now.is_empty() {
                continue;
            }
            let before = tx.list_form_outcomes(&province, &commune, year - 1).await?;
            let before: BTreeMap<Uuid, FormOutcome> = before
                .into_iter()
                .map(|form| (form.household_id, form))
                .collect();
            let mut check = ExitCheck {
                province: province.clone(),
                commune,
                name,
                ..ExitCheck::default()
            };
            for form in now {
                check.see(&form, before.get(&form.household_id));
            }
            for exit in &mut check.unchanged {
                let household = tx.find_household(&province, exit.household_id).await?;
                exit.head = household.map(|one| one.head_name).unwrap_or_default();
            }
            checks.push(check);
        }
        checks.sort_by_key(|check| std::cmp::Reverse(check.unchanged.len()));
        Ok(checks)
    }
}

impl ExitCheck {
    fn see(&mut self, now: &FormOutcome, before: Option<&FormOutcome>) {
        let rank = |class: Option<&str>| match class.and_then(Class::parse) {
            Some(Class::Poor) => 0,
            Some(Class::NearPoor) => 1,
            _ => 2,
        };
        let old = rank(Some(&now.previous_class));
        let Some(class) = now.class.as_deref() else {
            return;
        };
        if old > 1 {
            return;
        }
        self.listed_before += 1;
        if rank(Some(class)) <= old {
            return;
        }
        self.exits += 1;
        let income = (
            before.and_then(|one| fact(one, "income_per_person")),
            fact(now, "income_per_person"),
        );
        let deprivations = (
            before.and_then(|one| fact(one, "deprivation_count")),
            fact(now, "deprivation_count"),
        );
        let better = |(before, now): (Option<i64>, Option<i64>), more: bool| {
            let (before, now) = (before?, now?);
            Some(if more { now > before } else { now < before })
        };
        match (better(income, true), better(deprivations, false)) {
            (Some(true), _) | (_, Some(true)) => self.improved += 1,
            (None, None) => self.unknown += 1,
            _ => self.unchanged.push(UnchangedExit {
                household_id: now.household_id,
                head: String::new(),
                classes: (now.previous_class.clone(), class.to_owned()),
                income,
                deprivations,
            }),
        }
    }
}

/// An assessed fact as the form keeps it.
fn fact(form: &FormOutcome, name: &str) -> Option<i64> {
    form.assessment
        .as_ref()
        .and_then(|kept| kept.get("facts")?.get(name))
        .and_then(Value::as_i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn form(
        class: &str,
        previous: &str,
        income: Option<i64>,
        deprivations: Option<i64>,
    ) -> FormOutcome {
        FormOutcome {
            province_code: String::new(),
            form_id: Uuid::nil(),
            household_id: Uuid::nil(),
            year: 2026,
            previous_class: previous.to_owned(),
            class: Some(class.to_owned()),
            assessment: Some(json!({ "facts": {
                "income_per_person": income, "deprivation_count": deprivations,
            } })),
            appraisal: json!({}),
        }
    }

    #[test]
    fn an_exit_counts_as_explained_only_when_something_got_better() {
        let before = form("poor", "poor", Some(900_000), Some(4));
        let cases = [
            (
                form("not_poor", "poor", Some(900_001), Some(4)),
                (1, 1, 0, 0),
            ),
            (
                form("not_poor", "poor", Some(900_000), Some(3)),
                (1, 1, 0, 0),
            ),
            (
                form("near_poor", "poor", Some(900_000), Some(4)),
                (1, 0, 0, 1),
            ),
            (
                form("not_poor", "poor", Some(800_000), Some(5)),
                (1, 0, 0, 1),
            ),
            (form("not_poor", "poor", None, None), (1, 0, 1, 0)),
            (form("poor", "poor", Some(900_000), Some(4)), (0, 0, 0, 0)),
            (form("poor", "near_poor", Some(1), Some(9)), (0, 0, 0, 0)),
            (form("not_poor", "not_poor", Some(1), Some(9)), (0, 0, 0, 0)),
        ];
        for (now, expected) in cases {
            let mut check = ExitCheck::default();
            check.see(&now, Some(&before));
            let found = (
                check.exits,
                check.improved,
                check.unknown,
                check.unchanged.len(),
            );
            assert_eq!(found, expected, "{now:?}");
        }
        let mut check = ExitCheck::default();
        check.see(&form("not_poor", "poor", Some(1), Some(1)), None);
        assert_eq!(
            (check.exits, check.unknown),
            (1, 1),
            "nothing to compare with"
        );
    }
}
