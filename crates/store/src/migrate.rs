//! Brings a database up to date, once, whoever starts first.

use crate::StoreError;
use crate::connect::Pools;
use sqlx::migrate::{MigrateError, Migrator};

static SQLITE: Migrator = sqlx_macros::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx_macros::migrate!("migrations/postgres");

/// The versions of all migrations this program knows, ascending; both engines have the same.
pub(crate) fn known() -> Vec<i64> {
    SQLITE.iter().map(|migration| migration.version).collect()
}

/// Runs the migrations that are missing, up to `target` when there is one.
pub(crate) async fn run(pools: &Pools, target: Option<i64>) -> Result<(), StoreError> {
    let target = target.unwrap_or(i64::MAX);
    let outcome = match pools {
        Pools::Sqlite { write, .. } => SQLITE.run_to(target, write).await,
        // The migrator takes an advisory lock: two servers may start at once.
        Pools::Pg(pool) => POSTGRES.run_to(target, pool).await,
    };
    outcome.map_err(|error| match error {
        MigrateError::VersionMissing(version) => StoreError::Newer(version),
        other => StoreError::Migration(other),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_have_the_same_migrations() {
        let names = |migrator: &'static Migrator| -> Vec<(i64, &str)> {
            migrator
                .iter()
                .map(|migration| (migration.version, migration.description.as_ref()))
                .collect()
        };
        assert_eq!(names(&SQLITE), names(&POSTGRES));
    }
}
