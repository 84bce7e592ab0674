//! A unit of work: all of it happens or none.

use crate::StoreError;
use crate::sealed::Keyring;
use sqlx::pool::PoolConnection;
use sqlx::{Database, Postgres, Sqlite, Transaction};
use std::ops::{Deref, DerefMut};
use std::pin::Pin;

/// A transaction on either engine. Dropped without [`Tx::commit`], it leaves nothing behind. (What
/// [`crate::Store::peek`] gives is none: statements that read, one by one.)
///
/// Repositories are `impl Tx` blocks, one file per table or close family of tables.
#[derive(Debug)]
pub struct Tx {
    pub(crate) on: On,
    /// Seals what is written and opens what is read.
    pub(crate) keys: Keyring,
}

/// The engine a transaction is on.
#[derive(Debug)]
pub(crate) enum On {
    /// The embedded database.
    Sqlite(Held<Sqlite>),
    /// A server.
    Pg(Held<Postgres>),
}

/// A connection of one's own.
#[derive(Debug)]
pub(crate) enum Held<DB: Database> {
    /// Until all that is done on it is made permanent, or dropped.
    Whole(Transaction<'static, DB>),
    /// Each statement by itself ([`crate::Store::peek`]).
    Singly(PoolConnection<DB>),
}

impl<DB: Database> Held<DB> {
    async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Whole(transaction) => transaction.commit().await,
            Self::Singly(_) => Ok(()),
        }
    }
}

impl<DB: Database> Deref for Held<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Whole(transaction) => transaction,
            Self::Singly(connection) => connection,
        }
    }
}

impl<DB: Database> DerefMut for Held<DB> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        match self {
            Self::Whole(transaction) => transaction,
            Self::Singly(connection) => connection,
        }
    }
}

impl Tx {
    /// Makes everything done so far permanent.
    ///
    /// # Errors
    /// What the driver says; nothing has been done then.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.on {
            On::Sqlite(inner) => inner.commit().await?,
            On::Pg(inner) => inner.commit().await?,
        }
        Ok(())
    }

    /// The text for the engine the transaction is on, where one text cannot serve both.
    pub(crate) const fn by_engine(
        &self,
        sqlite: &'static str,
        postgres: &'static str,
    ) -> &'static str {
        match self.on {
            On::Sqlite(_) => sqlite,
            On::Pg(_) => postgres,
        }
    }
}

/// A statement under way. Boxed, so that neither engine's types are part of every future that
/// waits for one: the compiler would go through all of them for each page.
pub(crate) type Running<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Runs one expression on whichever engine the transaction is on: the same SQL text, compiled
/// for both. What fails in it fails the caller.
///
/// `on!(tx, connection => sqlx::query(SQL).bind(x).execute(connection).await?)`
macro_rules! on {
    ($tx:expr, $connection:ident => $body:expr) => {{
        #[cfg(feature = "testing")]
        $crate::testing::step()?;
        let running: $crate::tx::Running<'_, _> = match &mut $tx.on {
            $crate::tx::On::Sqlite(inner) => Box::pin(async {
                let $connection = &mut **inner;
                Ok($body)
            }),
            $crate::tx::On::Pg(inner) => Box::pin(async {
                let $connection = &mut **inner;
                Ok($body)
            }),
        };
        running.await?
    }};
}
pub(crate) use on;

/// Runs one statement with its values in order; gives the number of rows it touched.
macro_rules! execute {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::tx::on!($tx, connection => sqlx::query($sql)
            $(.bind($value))*
            .execute(connection)
            .await?
            .rows_affected())
    };
}

/// Rows of one query with its values in order.
macro_rules! fetch_all {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::tx::on!($tx, connection => sqlx::query_as($sql)
            $(.bind($value))*
            .fetch_all(connection)
            .await?)
    };
}

/// One row, or none.
macro_rules! fetch_optional {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::tx::on!($tx, connection => sqlx::query_as($sql)
            $(.bind($value))*
            .fetch_optional(connection)
            .await?)
    };
}

pub(crate) use {execute, fetch_all, fetch_optional};
