//! Brings a database up to date, once, whoever starts first.

use crate::StoreError;
use crate::connect::Pools;
use sqlx::migrate::{MigrateError, Migrator};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

pub(crate) async fn run(pools: &Pools) -> Result<(), StoreError> {
    let outcome = match pools {
        Pools::Sqlite { write, .. } => SQLITE.run(write).await,
        // The migrator takes an advisory lock: two servers may start at once.
        Pools::Pg(pool) => POSTGRES.run(pool).await,
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
