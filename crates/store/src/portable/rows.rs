//! Rows out of and into a table, as values.

use super::layout::quoted;
use super::{Column, Fingerprint, Kind, Table, Value};
use crate::tx::{On, on};
use crate::{StoreError, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::TryStreamExt;
use sqlx::Row;
use std::fmt::Write as _;
use tokio::sync::mpsc::Sender;
use uuid::Uuid;

/// Fewest parameters a statement may have on both engines is 32,766.
const MOST_PARAMETERS: usize = 30_000;

/// Rows sent in one statement.
const MOST_ROWS: usize = 200;

/// Bytes of values that are sent before there are as many rows: files of sealed snapshots.
const HEAVY: usize = 4 * 1024 * 1024;

/// Reads every column of a row, on whichever engine.
macro_rules! values {
    ($row:expr, $columns:expr) => {{
        let mut values = Vec::with_capacity($columns.len());
        for (place, column) in $columns.iter().enumerate() {
            let value = match column.kind {
                Kind::Integer => $row.try_get::<Option<i64>, _>(place)?.map(Value::Integer),
                Kind::Real => $row.try_get::<Option<f64>, _>(place)?.map(Value::Real),
                Kind::Boolean => $row.try_get::<Option<bool>, _>(place)?.map(Value::Boolean),
                Kind::Text | Kind::Json => {
                    $row.try_get::<Option<String>, _>(place)?.map(Value::Text)
                }
                Kind::Bytes => $row.try_get::<Option<Vec<u8>>, _>(place)?.map(Value::Bytes),
                Kind::Id => $row
                    .try_get::<Option<Uuid>, _>(place)?
                    .map(|id| Value::Bytes(id.as_bytes().to_vec())),
                Kind::Date => $row
                    .try_get::<Option<chrono::NaiveDate>, _>(place)?
                    .map(Value::Date),
                Kind::Moment => $row
                    .try_get::<Option<DateTime<Utc>>, _>(place)?
                    .map(Value::Moment),
            };
            values.push(value.unwrap_or(Value::Null));
        }
        values
    }};
}
pub(crate) use values;

/// Rows collected until there are enough of them, or they are heavy.
#[derive(Debug, Default)]
pub struct Piece {
    rows: Vec<Vec<Value>>,
    weight: usize,
}

impl Piece {
    /// Adds a row; hands out all when they are enough for a statement.
    pub fn add(&mut self, row: Vec<Value>) -> Option<Vec<Vec<Value>>> {
        self.weight += row.iter().map(Value::weight).sum::<usize>();
        self.rows.push(row);
        (self.rows.len() == MOST_ROWS || self.weight > HEAVY).then(|| self.take())
    }

    /// Hands out what there is.
    pub fn take(&mut self) -> Vec<Vec<Value>> {
        self.weight = 0;
        std::mem::take(&mut self.rows)
    }
}

impl Tx {
    /// The text that reads a table's columns as [`Value`]s can carry them.
    pub(crate) fn select(&self, table: &Table) -> String {
        match self.on {
            On::Sqlite(_) => select(table, |_| ""),
            On::Pg(_) => select(table, cast),
        }
    }

    /// Hands every row of a table to `take`, its values in the order of `table.columns`.
    ///
    /// # Errors
    /// What the driver or `take` says.
    pub async fn each_row<E: From<StoreError>>(
        &mut self,
        table: &Table,
        mut take: impl FnMut(Vec<Value>) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = sqlx::AssertSqlSafe(self.select(table));
        // Not by `on!`: what takes the rows need not be able to go to another thread.
        macro_rules! each {
            ($connection:expr) => {{
                let mut rows = sqlx::query(sql).fetch($connection);
                while let Some(row) = rows.try_next().await.map_err(StoreError::from)? {
                    let read =
                        || -> Result<Vec<Value>, StoreError> { Ok(values!(row, table.columns)) };
                    take(read()?)?;
                }
            }};
        }
        match &mut self.on {
            On::Sqlite(connection) => each!(&mut **connection),
            On::Pg(connection) => each!(&mut **connection),
        }
        Ok(())
    }

    /// Sends every row of a table in pieces, as fast as the receiver takes them.
    ///
    /// # Errors
    /// What the driver says. A receiver that has gone away ends the reading.
    pub async fn send_rows(
        &mut self,
        table: &Table,
        sender: &Sender<Vec<Vec<Value>>>,
    ) -> Result<(), StoreError> {
        let sql = sqlx::AssertSqlSafe(self.select(table));
        let mut piece = Piece::default();
        on!(self, connection => {
            let mut rows = sqlx::query(sql).fetch(connection);
            while let Some(row) = rows.try_next().await? {
                if let Some(full) = piece.add(values!(row, table.columns))
                    && sender.send(full).await.is_err()
                {
                    break;
                }
            }
        });
        // Whoever went away needs no rest.
        let _ = sender.send(piece.rows).await;
        Ok(())
    }

    /// The rows of a table and the sum of their hashes.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn fingerprint(&mut self, table: &Table) -> Result<Fingerprint, StoreError> {
        let mut print = Fingerprint::default();
        self.each_row(table, |row| {
            print.add(&row);
            Ok::<(), StoreError>(())
        })
        .await?;
        Ok(print)
    }

    /// How many rows a table has.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn count_rows(&mut self, table: &Table) -> Result<u64, StoreError> {
        let sql = format!("SELECT COUNT(*) FROM {}", quoted(&table.name));
        let sql = sqlx::AssertSqlSafe(sql);
        let count: i64 =
            on!(self, connection => sqlx::query_scalar(sql).fetch_one(connection).await?);
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Takes every row out of a table: what a migration put into a database that is about to be
    /// filled from elsewhere.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn empty_table(&mut self, table: &Table) -> Result<(), StoreError> {
        let sql = sqlx::AssertSqlSafe(format!("DELETE FROM {}", quoted(&table.name)));
        on!(self, connection => sqlx::query(sql).execute(connection).await.map(|_| ())?);
        Ok(())
    }

    /// Lifts what would stop a long copy: time limits, and on SQLite the order of references.
    ///
    /// # Errors
    /// What the driver says.
    pub async fn prepare_for_copying(&mut self) -> Result<(), StoreError> {
        let sql = self.by_engine(
            "PRAGMA defer_foreign_keys = ON",
            "SET LOCAL statement_timeout = 0",
        );
        on!(self, connection => sqlx::query(sql).execute(connection).await.map(|_| ())?);
        Ok(())
    }

    /// Adds rows whose values stand in the order of `table.columns`, a table of this database.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for a value its column cannot hold, else what the driver says.
    pub async fn put_rows(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<(), StoreError> {
        let width = table.columns.len().max(1);
        for rows in rows.chunks((MOST_PARAMETERS / width).clamp(1, MOST_ROWS)) {
            let sql = sqlx::AssertSqlSafe(insert(table, rows.len()));
            on!(self, connection => {
                let mut query = sqlx::query(sql);
                for (column, value) in rows
                    .iter()
                    .flat_map(|row| table.columns.iter().zip(row))
                {
                    let odd = || odd_value(table, column);
                    query = match (column.kind, value) {
                        (Kind::Integer, Value::Integer(number)) => query.bind(*number),
                        (Kind::Integer, Value::Null) => query.bind(None::<i64>),
                        (Kind::Real, Value::Real(number)) => query.bind(*number),
                        (Kind::Real, Value::Null) => query.bind(None::<f64>),
                        (Kind::Boolean, Value::Boolean(yes)) => query.bind(*yes),
                        (Kind::Boolean, Value::Null) => query.bind(None::<bool>),
                        (Kind::Text | Kind::Json, Value::Text(text)) => query.bind(text.as_str()),
                        (Kind::Text | Kind::Json, Value::Null) => query.bind(None::<&str>),
                        (Kind::Bytes, Value::Bytes(bytes)) => query.bind(bytes.as_slice()),
                        (Kind::Bytes, Value::Null) => query.bind(None::<&[u8]>),
                        (Kind::Id, Value::Bytes(bytes)) => {
                            query.bind(Uuid::from_slice(bytes).map_err(|_| odd())?)
                        }
                        (Kind::Id, Value::Null) => query.bind(None::<Uuid>),
                        (Kind::Date, Value::Date(day)) => query.bind(*day),
                        (Kind::Date, Value::Null) => query.bind(None::<NaiveDate>),
                        (Kind::Moment, Value::Moment(at)) => query.bind(*at),
                        (Kind::Moment, Value::Null) => query.bind(None::<DateTime<Utc>>),
                        _ => return Err(odd()),
                    };
                }
                query.execute(connection).await.map(|_| ())?;
            });
        }
        Ok(())
    }
}

fn odd_value(table: &Table, column: &Column) -> StoreError {
    StoreError::Unportable {
        column: format!("{}.{}", table.name, column.name),
        declared: format!("{:?}", column.kind),
    }
}

/// What PostgreSQL is asked to send a column as.
const fn cast(column: &Column) -> &'static str {
    match column.kind {
        Kind::Integer => "::bigint",
        Kind::Real => "::double precision",
        Kind::Json => "::text",
        _ => "",
    }
}

fn select(table: &Table, cast: impl Fn(&Column) -> &'static str) -> String {
    let mut list = String::new();
    for (place, column) in table.columns.iter().enumerate() {
        let comma = if place == 0 { "" } else { ", " };
        let _ = write!(list, "{comma}{}{}", quoted(&column.name), cast(column));
    }
    format!("SELECT {list} FROM {}", quoted(&table.name))
}

fn insert(table: &Table, rows: usize) -> String {
    let (name, columns) = (quoted(&table.name), table.column_list());
    let mut sql = format!("INSERT INTO {name} ({columns}) VALUES ");
    let mut number = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for (place, column) in table.columns.iter().enumerate() {
            number += 1;
            let comma = if place == 0 { "" } else { ", " };
            // SQLite has no type of this name; there JSON columns are text.
            let json = if column.kind == Kind::Json {
                "::jsonb"
            } else {
                ""
            };
            let _ = write!(sql, "{comma}${number}{json}");
        }
        sql.push(')');
    }
    sql
}
