//! Opening a database.

use crate::audit_queue::AuditQueue;
use crate::sealed::Keyring;
use crate::tx::{Held, On, on};
use crate::{StoreError, Tx, migrate};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgPool, SqlitePool};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;
use vuonlen_domain::text::collation;

/// Instructions SQLite carries out between two looks at whether a reading has taken too long.
const INSTRUCTIONS_A_STEP: i32 = 1_000;

/// Steps a slow machine takes in a second: 10 million instructions.
const STEPS_A_SECOND: u64 = 10_000;

/// What a connection of the embedded database may keep in memory: 16 MB, given in KiB as SQLite
/// asks. Its own default of 2 MB has the upper pages of every index read again and again.
const CACHE: &str = "-16384";

/// A connection to a server that was not used for so long is asked whether it still stands.
const RESTED: Duration = Duration::from_secs(5);

/// An open database, brought up to date.
#[derive(Debug, Clone)]
pub struct Store {
    pools: Pools,
    pub(crate) keys: Keyring,
    pub(crate) readings: AuditQueue,
}

#[derive(Debug, Clone)]
pub(crate) enum Pools {
    /// One writer at a time, so that no transaction fails for being second; many readers.
    Sqlite {
        write: SqlitePool,
        read: SqlitePool,
        /// How many steps of a thousand instructions a reading transaction may take.
        steps: Option<u64>,
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
        let store = Self::attach_with(address, true, waits).await?;
        store.migrate(None).await?;
        store.look_for_keys().await?;
        Ok(store)
    }

    /// Opens a database as it is, without bringing it up to date: to back it up or to fill it.
    /// `make` makes the file of an embedded database that is not there.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn attach(address: &str, make: bool) -> Result<Self, StoreError> {
        Self::attach_with(address, make, Waits::ForTheDisk).await
    }

    /// Opens a database for serving pages: brought up to date without a limit of time, then no
    /// statement that reads may take much longer than `longest`.
    ///
    /// PostgreSQL measures the time. SQLite counts its steps: about as many as a slow machine
    /// takes in that time.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_to_serve(address: &str, longest: Duration) -> Result<Self, StoreError> {
        Self::open(address).await?.close().await;
        let mut store = Self::attach(address, false).await?;
        match &mut store.pools {
            Pools::Sqlite { steps, .. } => *steps = Some(longest.as_secs() * STEPS_A_SECOND),
            Pools::Pg(pool) => {
                pool.close().await;
                *pool = limited_postgres(address, longest).await?;
            }
        }
        Ok(store)
    }

    async fn attach_with(address: &str, make: bool, waits: Waits) -> Result<Self, StoreError> {
        let pools = if address.starts_with("sqlite:") {
            open_sqlite(address, make, waits).await?
        } else if address.starts_with("postgres:") || address.starts_with("postgresql:") {
            Pools::Pg(open_postgres(address, waits).await?)
        } else {
            return Err(StoreError::Address(address.to_owned()));
        };
        let store = Self {
            pools,
            keys: Keyring::default(),
            readings: AuditQueue::default(),
        };
        let known = migrate::known();
        match store.applied_migrations().await?.last() {
            Some(newest) if !known.contains(newest) => Err(StoreError::Newer(*newest)),
            _ => {
                store.look_for_keys().await?;
                Ok(store)
            }
        }
    }

    /// Runs the migrations that are missing, up to the version `target` when there is one.
    ///
    /// # Errors
    /// What the migrations say.
    pub async fn migrate(&self, target: Option<i64>) -> Result<(), StoreError> {
        migrate::run(&self.pools, target).await
    }

    /// The versions of the migrations this program knows, ascending.
    #[must_use]
    pub fn known_migrations() -> Vec<i64> {
        migrate::known()
    }

    /// The versions of the migrations the database has had, ascending; none before the first.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn applied_migrations(&self) -> Result<Vec<i64>, StoreError> {
        const SQLITE: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'";
        const POSTGRES: &str = "SELECT COUNT(*) FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_name = '_sqlx_migrations'";
        const VERSIONS: &str = "SELECT version FROM _sqlx_migrations ORDER BY version";
        let mut tx = self.read().await?;
        let sql = tx.by_engine(SQLITE, POSTGRES);
        let there: i64 =
            on!(&mut tx, connection => sqlx::query_scalar(sql).fetch_one(connection).await?);
        if there == 0 {
            return Ok(Vec::new());
        }
        Ok(on!(&mut tx, connection => sqlx::query_scalar(VERSIONS).fetch_all(connection).await?))
    }

    /// The file of an embedded database; none for a server.
    #[must_use]
    pub fn file(&self) -> Option<PathBuf> {
        match &self.pools {
            Pools::Sqlite { write, .. } => {
                Some(write.connect_options().get_filename().to_path_buf())
            }
            Pools::Pg(_) => None,
        }
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
        let on = match &self.pools {
            // Taking the write lock at once: a transaction that reads first and writes later
            // could otherwise fail half-way because another wrote in between.
            Pools::Sqlite { write, .. } => {
                On::Sqlite(Held::Whole(write.begin_with("BEGIN IMMEDIATE").await?))
            }
            Pools::Pg(pool) => On::Pg(Held::Whole(pool.begin().await?)),
        };
        Ok(self.transaction(on))
    }

    /// A transaction that only reads and sees one moment.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        let on = match &self.pools {
            Pools::Sqlite { read, steps, .. } => {
                let mut inner = read.begin().await?;
                if let Some(steps) = *steps {
                    let mut left = steps;
                    inner.lock_handle().await?.set_progress_handler(
                        INSTRUCTIONS_A_STEP,
                        move || {
                            left = left.saturating_sub(1);
                            left > 0
                        },
                    );
                }
                On::Sqlite(Held::Whole(inner))
            }
            Pools::Pg(pool) => On::Pg(Held::Whole(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            )),
        };
        Ok(self.transaction(on))
    }

    /// For statements that only read, each at a moment of its own: no transaction is begun and
    /// ended, which takes longer than finding one row. For what every request asks.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn peek(&self) -> Result<Tx, StoreError> {
        let on = match &self.pools {
            Pools::Sqlite { read, .. } => On::Sqlite(Held::Singly(read.acquire().await?)),
            Pools::Pg(pool) => On::Pg(Held::Singly(pool.acquire().await?)),
        };
        Ok(self.transaction(on))
    }

    fn transaction(&self, on: On) -> Tx {
        Tx {
            on,
            keys: self.keys.clone(),
        }
    }

    /// Closes every connection after what is under way has finished.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { write, read, .. } => {
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

async fn open_sqlite(address: &str, make: bool, waits: Waits) -> Result<Pools, StoreError> {
    let options = SqliteConnectOptions::from_str(address)?
        .create_if_missing(make)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match waits {
            // A decision that was signed must survive a power cut.
            Waits::ForTheDisk => SqliteSynchronous::Full,
            Waits::ForNothing => SqliteSynchronous::Off,
        })
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .pragma("cache_size", CACHE)
        // The name PostgreSQL already has for Vietnamese order, so one ORDER BY serves both.
        .collation("vi-x-icu", collation::compare);
    // A connection to a file does not go away: it is not asked before each use.
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .connect_with(match waits {
            Waits::ForTheDisk => options.clone(),
            // Copying the log into the database less often.
            Waits::ForNothing => options.clone().pragma("wal_autocheckpoint", "10000"),
        })
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(8)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    Ok(Pools::Sqlite {
        write,
        read,
        steps: None,
    })
}

async fn open_postgres(address: &str, waits: Waits) -> Result<PgPool, StoreError> {
    let mut options = PgConnectOptions::from_str(address)?;
    if matches!(waits, Waits::ForNothing) {
        options = options.options([("synchronous_commit", "off")]);
    }
    connect_postgres(options).await
}

async fn limited_postgres(address: &str, longest: Duration) -> Result<PgPool, StoreError> {
    let milliseconds = longest.as_millis().to_string();
    let options = PgConnectOptions::from_str(address)?
        .options([("statement_timeout", milliseconds.as_str())]);
    connect_postgres(options).await
}

async fn connect_postgres(options: PgConnectOptions) -> Result<PgPool, StoreError> {
    Ok(PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .before_acquire(|connection, about| {
            Box::pin(async move {
                // Asking costs as much as a query: only where the server may have gone meanwhile.
                if about.idle_for < RESTED {
                    return Ok(true);
                }
                Ok(connection.ping().await.is_ok())
            })
        })
        .connect_with(options)
        .await?)
}
