//! A unit of work: all of it happens or none.

use crate::StoreError;
use sqlx::{Postgres, Sqlite, Transaction};

/// A transaction on either engine. Dropped without [`Tx::commit`], it leaves nothing behind.
///
/// Repositories are `impl Tx` blocks, one file per table or close family of tables.
#[derive(Debug)]
pub enum Tx {
    /// On the embedded database.
    Sqlite(Transaction<'static, Sqlite>),
    /// On a server.
    Pg(Transaction<'static, Postgres>),
}

impl Tx {
    /// Makes everything done so far permanent.
    ///
    /// # Errors
    /// What the driver says; nothing has been done then.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(inner) => inner.commit().await?,
            Self::Pg(inner) => inner.commit().await?,
        }
        Ok(())
    }

    /// The text for the engine the transaction is on, where one text cannot serve both.
    pub(crate) const fn by_engine(
        &self,
        sqlite: &'static str,
        postgres: &'static str,
    ) -> &'static str {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Pg(_) => postgres,
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
        match $tx {
            $crate::Tx::Sqlite(inner) => {
                let $connection = &mut **inner;
                $body
            }
            $crate::Tx::Pg(inner) => {
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
