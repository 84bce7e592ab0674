//! Fresh databases for tests, on every engine there is.
//!
//! SQLite always; PostgreSQL when `VUONLEN_TEST_POSTGRES` holds the address of a server on which
//! databases may be made (`./test` starts one). Each test gets its own.

use crate::tx::on;
use crate::{Store, StoreError};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection};
use std::cell::Cell;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

thread_local! {
    /// Statements this thread may still send, and what happens then.
    static LEFT: Cell<Option<(u32, Breakdown)>> = const { Cell::new(None) };
}

/// What happens at a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breakdown {
    /// The database does not answer any more.
    Gone,
    /// The process dies.
    Killed,
}

/// Lets this thread send so many statements more; the one after breaks down.
pub fn break_after(statements: u32, how: Breakdown) {
    LEFT.set(Some((statements, how)));
}

/// Everything works again on this thread.
pub fn mend() {
    LEFT.set(None);
}

/// One statement is about to be sent.
///
/// # Errors
/// When the database is to be gone.
pub(crate) fn step() -> Result<(), StoreError> {
    match LEFT.get() {
        None => Ok(()),
        Some((0, Breakdown::Killed)) => std::process::abort(),
        Some((0, Breakdown::Gone)) => Err(sqlx::Error::PoolClosed.into()),
        Some((left, how)) => {
            LEFT.set(Some((left - 1, how)));
            Ok(())
        }
    }
}

/// An empty database that goes away with the value.
#[derive(Debug)]
pub struct Fresh {
    /// The engine's name, for messages.
    pub engine: &'static str,
    /// The open database.
    pub store: Store,
    /// Its address, to open it again.
    pub address: String,
    _folder: Option<tempfile::TempDir>,
}

impl Fresh {
    /// Runs a statement past everything the store sees to: what somebody with a hand on the
    /// database could do.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn run(&self, statement: &str) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        let sql = sqlx::AssertSqlSafe(statement.to_owned());
        crate::tx::on!(&mut tx, connection => sqlx::query(sql)
            .execute(connection)
            .await
            .map(|_| ())?);
        tx.commit().await
    }
}

/// A database without any table, as a server or a folder gives it; nothing has opened it yet.
#[derive(Debug)]
pub struct Blank {
    /// The engine's name, for messages.
    pub engine: &'static str,
    /// Its address.
    pub address: String,
    folder: Option<tempfile::TempDir>,
}

/// One empty database per engine.
///
/// # Errors
/// When a database cannot be made or opened.
pub async fn every_engine() -> Result<Vec<Fresh>, StoreError> {
    let mut all = Vec::new();
    for blank in blanks().await? {
        all.push(blank.open().await?);
    }
    Ok(all)
}

/// One database per engine, filled with the SQL text `text` gives for the engine's name, then
/// opened and so brought up to date.
///
/// # Errors
/// When the text does not run, or the migrations do not run after it.
pub async fn every_engine_from(text: impl Fn(&str) -> String) -> Result<Vec<Fresh>, StoreError> {
    let mut all = Vec::new();
    for blank in blanks().await? {
        run_text(&blank.address, &text(blank.engine)).await?;
        all.push(blank.open().await?);
    }
    Ok(all)
}

/// One database without tables per engine.
///
/// # Errors
/// When a database cannot be made.
pub async fn blanks() -> Result<Vec<Blank>, StoreError> {
    let mut all = vec![sqlite()?];
    if let Ok(server) = std::env::var("VUONLEN_TEST_POSTGRES") {
        all.push(postgres(&server).await?);
    }
    Ok(all)
}

/// Writes into a database that a program of the year 2999 has been here.
///
/// # Errors
/// What the driver says.
pub async fn pretend_newer(address: &str) -> Result<(), StoreError> {
    run_text(
        address,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         SELECT 299901010000, 'later', success, checksum, 0 FROM _sqlx_migrations \
         WHERE version = (SELECT MIN(version) FROM _sqlx_migrations)",
    )
    .await
}

/// Runs SQL text on a database, as somebody with a hand on it could.
///
/// # Errors
/// What the driver says.
pub async fn run_text(address: &str, text: &str) -> Result<(), StoreError> {
    let store = Store::attach(address, true).await?;
    let mut tx = store.begin().await?;
    let sql = sqlx::AssertSqlSafe(text.to_owned());
    on!(&mut tx, connection => sqlx::raw_sql(sql).execute(connection).await.map(|_| ())?);
    tx.commit().await?;
    store.close().await;
    Ok(())
}

/// One number by SQL text, read as pages read.
///
/// # Errors
/// What the driver says.
pub async fn ask_number(store: &Store, sql: &'static str) -> Result<i64, StoreError> {
    let mut tx = store.read().await?;
    Ok(on!(&mut tx, connection => sqlx::query_scalar(sql).fetch_one(connection).await?))
}

impl Blank {
    async fn open(self) -> Result<Fresh, StoreError> {
        Ok(Fresh {
            engine: self.engine,
            store: Store::open(&self.address).await?,
            address: self.address,
            _folder: self.folder,
        })
    }
}

fn sqlite() -> Result<Blank, StoreError> {
    let folder = tempfile::tempdir().map_err(StoreError::File)?;
    Ok(Blank {
        engine: "sqlite",
        address: format!("sqlite://{}", folder.path().join("test.db").display()),
        folder: Some(folder),
    })
}

async fn postgres(server: &str) -> Result<Blank, StoreError> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{number}", std::process::id());
    let options = PgConnectOptions::from_str(server)?;
    let mut connection = PgConnection::connect_with(&options).await?;
    let drop = sqlx::AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"));
    sqlx::query(drop).execute(&mut connection).await?;
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create).execute(&mut connection).await?;
    connection.close().await?;
    Ok(Blank {
        engine: "postgres",
        address: options.database(&name).to_url_lossy().to_string(),
        folder: None,
    })
}
