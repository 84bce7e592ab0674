//! From a figure of a sealed table to the households behind it.

use super::tables::{YearRef, nothing_sealed};
use crate::access::{Action, Actor};
use crate::{Context, Error};
use vuonlen_domain::text::collation;
use vuonlen_law::expr::{Facts, Formula};
use vuonlen_law::facts::{Batch, Value};
use vuonlen_law::tables::{Content, Table};
use vuonlen_measure::tables::TablePlan;
use vuonlen_store::household::Household;

/// One figure of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The table: `R1`.
    pub table: String,
    /// The column: `c3`.
    pub column: String,
    /// The code it stands for, where it is one of an `each`.
    pub code: Option<String>,
    /// The commune, where the table is of more than one; none: all of them.
    pub commune: Option<String>,
    /// The village by name; none: the whole commune.
    pub village: Option<String>,
}

impl Context {
    /// The households behind a figure, as the registry has them today.
    ///
    /// # Errors
    /// No such figure, or one that counts no households; an area that is not the actor's.
    pub async fn households_behind(
        &self,
        actor: &Actor,
        year: &YearRef,
        figure: &Figure,
    ) -> Result<Vec<Household>, Error> {
        let mut tx = self.store.begin().await?;
        let permit = self.permit(actor, Action::HouseholdList, year.area())?;
        let snapshots = self.snapshots_of(&mut tx, year).await?;
        let plan = self.plan_of(snapshots.first().ok_or_else(nothing_sealed)?)?;
        let formula = counted_by(&plan, figure).ok_or_else(Error::not_found)?;
        let within = self.village_of(&mut tx, year).await?;
        let mut found = Vec::new();
        for snapshot in snapshots {
            let subject = ("snapshot", snapshot.snapshot_id);
            let sealed = self
                .sealed_year(&mut tx, snapshot.clone(), within.as_deref())
                .await?;
            for row in matching(&sealed.households, &formula) {
                let village = sealed.villages.get(row);
                if figure.village.is_some() && figure.village.as_ref() != village {
                    continue;
                }
                if figure
                    .commune
                    .as_ref()
                    .is_some_and(|wanted| *wanted != snapshot.commune_code)
                {
                    continue;
                }
                if let Some(id) = sealed.ids.get(row) {
                    found.extend(tx.find_household(&snapshot.province_code, *id).await?);
                }
            }
            let details = serde_json::json!({ "table": figure.table, "column": figure.column });
            permit.record(&mut tx, subject, details, "").await?;
        }
        tx.commit().await?;
        found.sort_by(|a, b| {
            collation::compare(&a.head_sort_name, &b.head_sort_name)
                .then(a.household_id.cmp(&b.household_id))
        });
        Ok(found)
    }
}

/// The formula that says which households a figure counts.
fn counted_by(plan: &TablePlan, figure: &Figure) -> Option<Formula> {
    let (_, table) = plan.edition().find(&figure.table)?;
    let column = |table: &Table| {
        table.columns.iter().position(|column| {
            column.id == figure.column && column.code.as_deref() == figure.code.as_deref()
        })
    };
    let mut content = &table.columns.get(column(table)?)?.content;
    // A share opens the households of its part.
    if let Content::Ratio { part, .. } = content {
        content = &plan.edition().column(*part)?.content;
    }
    match content {
        Content::Count { rows, .. } => Some(rows.clone()),
        Content::Sum { value, .. } => Some(value.clone()),
        Content::Ratio { .. } | Content::Field(_) | Content::Mark(_) => None,
    }
}

/// Rows for which a condition is true or a number is not zero.
fn matching(households: &Batch, formula: &Formula) -> Vec<usize> {
    (0..households.rows())
        .filter(|row| {
            let record = households.record(*row);
            let facts = Facts {
                household: &record,
                members: None,
            };
            match formula.interpret(facts).value() {
                Some(Value::Bool(holds)) => holds,
                Some(Value::Int(number)) => number != 0,
                _ => false,
            }
        })
        .collect()
}
