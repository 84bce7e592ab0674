//! Opening a database.

use crate::{StoreError, Tx, migrate};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};
use std::str::FromStr;
use std::time::Duration;
use vuonlen_domain::text::collation;

/// An open database, brought up to date.
#[derive(Debug, Clone)]
pub struct Store {
    pools: Pools,
}

#[derive(Debug, Clone)]
pub(crate) enum Pools {
    /// One writer at a time, so that no transaction fails for being second; many readers.
    Sqlite {
        write: SqlitePool,
        read: SqlitePool,
    },
    Pg(PgPool),
}

/// The kind of database behind a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded in the program, one file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Store {
    /// Opens `sqlite://PATH` (made when it does not exist) or `postgres://…` and runs the
    /// migrations it still needs.
    ///
    /// # Errors
    /// [`StoreError::Address`] for any other address, [`StoreError::Newer`] when a newer program
    /// has used the database, otherwise what the driver says.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        Self::open_with(address, Waits::ForTheDisk).await
    }

    /// Opens a database that is being filled for the first time: a commit does not wait for the
    /// disk, so a power cut may cost the whole database. Only for what can be made again.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_to_fill(address: &str) -> Result<Self, StoreError> {
        Self::open_with(address, Waits::ForNothing).await
    }

    async fn open_with(address: &str, waits: Waits) -> Result<Self, StoreError> {
        let pools = if address.starts_with("sqlite:") {
            open_sqlite(address, waits).await?
        } else if address.starts_with("postgres:") || address.starts_with("postgresql:") {
            Pools::Pg(open_postgres(address, waits).await?)
        } else {
            return Err(StoreError::Address(address.to_owned()));
        };
        migrate::run(&pools).await?;
        Ok(Self { pools })
    }

    /// The kind of database.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Pg(_) => Engine::Postgres,
        }
    }

    /// A transaction that may write.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(match &self.pools {
            // Taking the write lock at once: a transaction that reads first and writes later
            // could otherwise fail half-way because another wrote in between.
            Pools::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Pg(pool) => Tx::Pg(pool.begin().await?),
        })
    }

    /// A transaction that only reads and sees one moment.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        Ok(match &self.pools {
            Pools::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Pools::Pg(pool) => Tx::Pg(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
        })
    }

    /// Closes every connection after what is under way has finished.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Pools::Pg(pool) => pool.close().await,
        }
    }
}

/// What a commit waits for.
#[derive(Debug, Clone, Copy)]
enum Waits {
    ForTheDisk,
    ForNothing,
}

async fn open_sqlite(address: &str, waits: Waits) -> Result<Pools, StoreError> {
    let options = SqliteConnectOptions::from_str(address)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match waits {
            // A decision that was signed must survive a power cut.
            Waits::ForTheDisk => SqliteSynchronous::Full,
            Waits::ForNothing => SqliteSynchronous::Off,
        })
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        // The name PostgreSQL already has for Vietnamese order, so one ORDER BY serves both.
        .collation("vi-x-icu", collation::compare);
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options.clone())
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(8)
        .connect_with(options)
        .await?;
    Ok(Pools::Sqlite { write, read })
}

async fn open_postgres(address: &str, waits: Waits) -> Result<PgPool, StoreError> {
    let mut options = PgConnectOptions::from_str(address)?;
    if matches!(waits, Waits::ForNothing) {
        options = options.options([("synchronous_commit", "off")]);
    }
    Ok(PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await?)
}
