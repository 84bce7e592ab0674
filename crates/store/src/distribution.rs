//! Spreading the tables of a PostgreSQL server over many by Citus: what belongs to a province goes
//! where the province is, everything else is on every server.
//!
//! Every table of households has `province_code` first in its key, so that a province's rows,
//! joins and transactions stay together on one server.

use crate::portable::Layout;
use crate::tx::On;
use crate::{Store, StoreError};

/// The column by which tables are spread.
const BY: &str = "province_code";

/// How one table is placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placement {
    /// A province's rows stand together on one server.
    Distributed,
    /// The whole table stands on every server.
    Reference,
}

/// The statements that place the tables, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Table and placement: reference tables first, since others may refer to them.
    pub tables: Vec<(String, Placement)>,
}

impl Plan {
    /// The plan for the tables of `layout`.
    #[must_use]
    pub fn of(layout: &Layout) -> Self {
        let placed = |wanted: Placement| {
            layout.tables.iter().filter_map(move |table| {
                let own = if table.columns.iter().any(|column| column.name == BY) {
                    Placement::Distributed
                } else {
                    Placement::Reference
                };
                (own == wanted).then(|| (table.name.clone(), own))
            })
        };
        Self {
            tables: placed(Placement::Reference)
                .chain(placed(Placement::Distributed))
                .collect(),
        }
    }

    /// Its SQL, a statement per table.
    #[must_use]
    pub fn statements(&self) -> Vec<String> {
        // The first distributed table leads a group; the others stand with it.
        let leader = self
            .tables
            .iter()
            .find(|(_, placement)| *placement == Placement::Distributed)
            .map(|(name, _)| name);
        let statement = |(name, placement): &(String, Placement)| match placement {
            Placement::Reference => format!("SELECT create_reference_table('{name}')"),
            Placement::Distributed if Some(name) == leader => {
                format!("SELECT create_distributed_table('{name}', '{BY}')")
            }
            Placement::Distributed => format!(
                "SELECT create_distributed_table('{name}', '{BY}', colocate_with => '{}')",
                leader.map_or("default", String::as_str)
            ),
        };
        self.tables.iter().map(statement).collect()
    }
}

impl Store {
    /// Whether Citus is installed in this database.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn has_citus(&self) -> Result<bool, StoreError> {
        match self.read().await?.on {
            On::Sqlite(_) => Ok(false),
            On::Pg(mut inner) => {
                let sql = "SELECT COUNT(*) FROM pg_extension WHERE extname = 'citus'";
                let found: i64 = sqlx::query_scalar(sql).fetch_one(&mut *inner).await?;
                Ok(found > 0)
            }
        }
    }

    /// Carries out a plan, in one transaction.
    ///
    /// # Errors
    /// What Citus says; nothing has been placed then.
    pub async fn distribute(&self, plan: &Plan) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        if let On::Pg(inner) = &mut tx.on {
            for statement in plan.statements() {
                sqlx::query(sqlx::AssertSqlSafe(statement))
                    .execute(&mut **inner)
                    .await?;
            }
        }
        tx.commit().await
    }
}
