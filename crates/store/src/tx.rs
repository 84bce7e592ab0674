//! A unit of work: all of it happens or none.

use crate::StoreError;
use crate::sealed::Keyring;
use sqlx::{Postgres, Sqlite, Transaction};

/// A transaction on either engine. Dropped without [`Tx::commit`], it leaves nothing behind.
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
    Sqlite(Transaction<'static, Sqlite>),
    /// A server.
    Pg(Transaction<'static, Postgres>),
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

/// Runs one expression on whichever engine the transaction is on: the same SQL text, compiled
/// for both.
///
/// `on!(tx, connection => sqlx::query(SQL).bind(x).execute(connection).await?)`
macro_rules! on {
    ($tx:expr, $connection:ident => $body:expr) => {{
        #[cfg(feature = "testing")]
        $crate::testing::step()?;
        match &mut $tx.on {
            $crate::tx::On::Sqlite(inner) => {
                let $connection = &mut **inner;
                $body
            }
            $crate::tx::On::Pg(inner) => {
                let $connection = &mut **inner;
                $body
            }
        }
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
