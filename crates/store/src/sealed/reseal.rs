//! Every sealed column over again, with the newest data key: after a new key was made, or to seal
//! what a database from before its keys holds in clear.

use super::columns::{Form, SealedTable};
use super::keyring::Place;
use super::{Keyring, SEALED, SealError};
use crate::portable::{Column, Kind, Table, Value, quoted, values};
use crate::tx::on;
use crate::{Store, StoreError, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Rows sealed in one transaction: short enough that people who work hardly wait.
const BATCH: usize = 200;

/// What was sealed anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resealed {
    /// The table.
    pub table: &'static str,
    /// Rows that were sealed anew.
    pub rows: u64,
}

/// Told how many rows of a table are done.
pub type Watch<'a> = &'a mut (dyn FnMut(&'static str, u64) + Send);

/// A value as the newest key seals it.
enum Anew {
    Text(String),
    Json(serde_json::Value),
    Bytes(Vec<u8>),
}

impl Store {
    /// Makes new data keys, unless earlier ones are still being replaced, and seals every value
    /// with them. Broken off, it goes on where it stopped. Old data keys stay, retired: a backup
    /// that is brought back needs them.
    ///
    /// # Errors
    /// [`SealError::Off`] without keys, [`SealError::Tampered`] for a value that does not open.
    pub async fn reseal(
        &self,
        at: DateTime<Utc>,
        watch: Watch<'_>,
    ) -> Result<Vec<Resealed>, StoreError> {
        let keys = self.read().await?.list_data_keys().await?;
        let in_use = |key: &&super::DataKey| key.purpose == "field" && key.retired_at.is_none();
        if keys.iter().filter(in_use).count() < 2 {
            // A clock that stands still or goes back must not make the new key the older one.
            let newest = keys.iter().map(|key| key.created_at).max();
            let after = newest.map_or(at, |newest| newest + chrono::Duration::microseconds(1));
            self.renew_data_keys(at.max(after)).await?;
        }
        let mut done = Vec::new();
        for table in SEALED {
            let mut rows = 0;
            let mut after: Option<Vec<Value>> = None;
            loop {
                let mut tx = self.begin().await?;
                let batch = tx.stale_rows(table, after.as_deref()).await?;
                for row in &batch {
                    tx.seal_row(table, row).await?;
                }
                tx.commit().await?;
                rows += u64::try_from(batch.len()).unwrap_or_default();
                watch(table.name, rows);
                let Some(last) = batch.last() else { break };
                after = Some(last[..table.key.len()].to_vec());
            }
            done.push(Resealed {
                table: table.name,
                rows,
            });
        }
        let mut tx = self.begin().await?;
        tx.retire_data_keys(at).await?;
        tx.commit().await?;
        Ok(done)
    }
}

impl SealedTable {
    /// Key and sealed columns, as values are carried.
    fn carried(&self) -> Table {
        let column = |name: &str, kind| Column {
            name: name.to_owned(),
            kind,
        };
        let kind = |form| match form {
            Form::Text => Kind::Text,
            Form::Json => Kind::Json,
            Form::Bytes => Kind::Bytes,
        };
        let keys = self.key.iter().map(|(name, kind)| column(name, *kind));
        let sealed = self
            .columns
            .iter()
            .map(|(name, form)| column(name, kind(*form)));
        Table {
            name: self.name.to_owned(),
            columns: keys.chain(sealed).collect(),
        }
    }

    /// Rows of which a value is not sealed with the newest key, after the one last done.
    fn stale(&self, head: &str, after: bool) -> String {
        let stale: Vec<String> = self
            .columns
            .iter()
            .map(|(name, form)| {
                let name = quoted(name);
                match form {
                    Form::Text => format!("{name} NOT LIKE '{head}%'"),
                    Form::Json => format!("CAST({name} AS TEXT) NOT LIKE '\"{head}%'"),
                    Form::Bytes => format!("SUBSTR({name}, 1, {}) <> $1", head.len()),
                }
            })
            .collect();
        let keys: Vec<String> = self.key.iter().map(|(name, _)| quoted(name)).collect();
        let keys = keys.join(", ");
        let mut sql = format!(" WHERE ({})", stale.join(" OR "));
        if after {
            let first = 1 + usize::from(self.has_bytes());
            let places: Vec<String> = (first..first + self.key.len())
                .map(|place| format!("${place}"))
                .collect();
            sql = format!("{sql} AND ({keys}) > ({})", places.join(", "));
        }
        format!("{sql} ORDER BY {keys} LIMIT {BATCH}")
    }

    fn has_bytes(&self) -> bool {
        self.columns.iter().any(|(_, form)| *form == Form::Bytes)
    }
}

/// Binds the values of a row's key.
macro_rules! bind_key {
    ($query:expr, $table:expr, $key:expr) => {{
        let mut query = $query;
        for value in $key {
            query = match value {
                Value::Text(text) => query.bind(text.as_str()),
                Value::Integer(number) => query.bind(*number),
                Value::Bytes(bytes) => {
                    query.bind(Uuid::from_slice(bytes).map_err(|_| odd_key($table))?)
                }
                _ => return Err(odd_key($table)),
            };
        }
        query
    }};
}

fn odd_key(table: &SealedTable) -> StoreError {
    StoreError::Damaged {
        table: table.name,
        reason: "the key of a row".to_owned(),
    }
}

impl Tx {
    async fn stale_rows(
        &mut self,
        table: &SealedTable,
        after: Option<&[Value]>,
    ) -> Result<Vec<Vec<Value>>, StoreError> {
        let head = self.keys.current_head()?;
        let carried = table.carried();
        let chosen = self.select(&carried);
        // Nobody may change a row between reading and writing it.
        let locked = self.by_engine("", " FOR UPDATE");
        let sql = sqlx::AssertSqlSafe(format!(
            "{chosen}{}{locked}",
            table.stale(&head, after.is_some())
        ));
        on!(self, connection => {
            let mut query = sqlx::query(sql);
            if table.has_bytes() {
                query = query.bind(head.as_bytes());
            }
            let query = bind_key!(query, table, after.unwrap_or_default());
            let mut rows = Vec::new();
            for row in query.fetch_all(connection).await? {
                use sqlx::Row as _;
                rows.push(values!(row, carried.columns));
            }
            Ok(rows)
        })
    }

    async fn seal_row(&mut self, table: &SealedTable, row: &[Value]) -> Result<(), StoreError> {
        let (key, values) = row.split_at(table.key.len());
        let (names, anew) = self.keys.anew(table, &row_key(table, key)?, values)?;
        if names.is_empty() {
            return Ok(());
        }
        let set: Vec<String> = (1..)
            .zip(&names)
            .map(|(place, name)| format!("{} = ${place}", quoted(name)))
            .collect();
        let key_is: Vec<String> = (names.len() + 1..)
            .zip(table.key)
            .map(|(place, (name, _))| format!("{} = ${place}", quoted(name)))
            .collect();
        let sql = sqlx::AssertSqlSafe(format!(
            "UPDATE {} SET {} WHERE {}",
            quoted(table.name),
            set.join(", "),
            key_is.join(" AND ")
        ));
        on!(self, connection => {
            let mut query = sqlx::query(sql);
            for value in &anew {
                query = match value {
                    Anew::Text(text) => query.bind(text.as_str()),
                    Anew::Json(value) => query.bind(value),
                    Anew::Bytes(bytes) => query.bind(bytes.as_slice()),
                };
            }
            bind_key!(query, table, key).execute(connection).await.map(|_| ())?;
        });
        Ok(())
    }
}

/// The key of a row as values are bound to it: what [`super::Guarded::row_key`] gives.
fn row_key(table: &SealedTable, key: &[Value]) -> Result<String, StoreError> {
    let part = |value: &Value| match value {
        Value::Text(text) => Ok(text.clone()),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Bytes(bytes) => Uuid::from_slice(bytes)
            .map(|id| id.to_string())
            .map_err(|_| odd_key(table)),
        _ => Err(odd_key(table)),
    };
    let parts: Result<Vec<String>, StoreError> = key.iter().map(part).collect();
    Ok(parts?.join("/"))
}

impl Keyring {
    /// The values of a row sealed with the newest key, and the digest that belongs to one.
    fn anew(
        &self,
        table: &SealedTable,
        row: &str,
        values: &[Value],
    ) -> Result<(Vec<&'static str>, Vec<Anew>), StoreError> {
        let (mut names, mut anew) = (Vec::new(), Vec::new());
        for ((column, form), value) in table.columns.iter().zip(values) {
            let place = Place {
                table: table.name,
                column,
                row,
            };
            let value = match (form, value) {
                (_, Value::Null) => continue,
                (Form::Text, Value::Text(text)) => {
                    let clear = self.open_text(place, text)?;
                    let clear = clear.as_ref().unwrap_or(text);
                    if let Some((_, index)) = table.index.filter(|(of, _)| of == column)
                        && let Some(digest) = self.digest(clear)?
                    {
                        names.push(index);
                        anew.push(Anew::Text(digest));
                    }
                    self.seal_text(place, clear)?.map(Anew::Text)
                }
                (Form::Json, Value::Text(json)) => {
                    let sealed: serde_json::Value = serde_json::from_str(json).map_err(|_| {
                        StoreError::from(SealError::Tampered {
                            table: table.name,
                            column,
                        })
                    })?;
                    let clear = self.open_text(place, sealed.as_str().unwrap_or_default())?;
                    let sealed = self.seal_text(place, clear.as_ref().unwrap_or(json))?;
                    sealed.map(|text| Anew::Json(serde_json::Value::String(text)))
                }
                (Form::Bytes, Value::Bytes(bytes)) => {
                    let clear = self.open_bytes(place, bytes)?;
                    self.seal_bytes(place, clear.as_ref().unwrap_or(bytes))?
                        .map(Anew::Bytes)
                }
                _ => return Err(odd_key(table)),
            };
            names.push(column);
            anew.push(value.ok_or(SealError::Off)?);
        }
        Ok((names, anew))
    }
}
