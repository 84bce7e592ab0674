//! Whether the database can still be read, every row of it.

use crate::portable::Table;
use crate::tx::on;
use crate::{Engine, Store, StoreError};

impl Store {
    /// How many rows could be read, and what is wrong: what the engine itself finds in its
    /// structure, references that lead nowhere, tables that cannot be read to their end.
    ///
    /// SQLite checks its pages and indexes. PostgreSQL checks what it reads, and page checksums
    /// where the server was set up with them.
    ///
    /// # Errors
    /// When the database cannot be asked at all.
    pub async fn soundness(&self) -> Result<(u64, Vec<String>), StoreError> {
        let mut damage = match self.engine() {
            Engine::Sqlite => self.structure().await?,
            Engine::Postgres => Vec::new(),
        };
        let layout = self.read().await?.layout().await?;
        let mut rows = 0;
        for table in &layout.tables {
            match self.count_readable(table).await {
                Ok(count) => rows += count,
                Err(error) => damage.push(format!("{}: {error}", table.name)),
            }
        }
        Ok((rows, damage))
    }

    /// A transaction of its own: one that met an error reads nothing further.
    async fn count_readable(&self, table: &Table) -> Result<u64, StoreError> {
        let mut rows = 0;
        let mut tx = self.read().await?;
        tx.each_row::<StoreError>(table, |_| {
            rows += 1;
            Ok(())
        })
        .await?;
        Ok(rows)
    }

    async fn structure(&self) -> Result<Vec<String>, StoreError> {
        const CHECKS: [&str; 2] = [
            "PRAGMA integrity_check",
            "SELECT DISTINCT \"table\" || ' → ' || parent FROM pragma_foreign_key_check",
        ];
        let mut tx = self.read().await?;
        let mut damage = Vec::new();
        for sql in CHECKS {
            let found: Result<Vec<String>, sqlx::Error> = on!(&mut tx, connection =>
                sqlx::query_scalar(sql).fetch_all(connection).await);
            match found {
                Ok(found) => damage.extend(found.into_iter().filter(|line| line != "ok")),
                Err(error) => damage.push(error.to_string()),
            }
        }
        Ok(damage)
    }
}
