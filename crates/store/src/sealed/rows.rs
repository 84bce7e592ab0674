//! Rows with sealed columns, on their way in and out.

use super::SealError;
use super::keyring::Place;
use crate::{StoreError, Tx};
use serde_json::Value;
use std::borrow::Cow;

/// A value of a sealed column.
pub(crate) enum Slot<'a> {
    Text(&'a mut String),
    Json(&'a mut Value),
}

/// A row of which some columns are sealed.
pub(crate) trait Guarded: Clone {
    /// Its table.
    const TABLE: &'static str;

    /// Its key: the parts of [`super::SealedTable::key`] with `/` between.
    fn row_key(&self) -> String;

    /// The values of its sealed columns, where there are any.
    fn slots(&mut self) -> Vec<(&'static str, Slot<'_>)>;
}

/// Where a column of a row stands.
const fn place<'a, T: Guarded>(column: &'static str, row: &'a str) -> Place<'a> {
    Place {
        table: T::TABLE,
        column,
        row,
    }
}

impl Tx {
    /// The row as it is to be written.
    pub(crate) fn sealed<'a, T: Guarded>(&self, row: &'a T) -> Result<Cow<'a, T>, StoreError> {
        let mut copy = row.clone();
        let key = row.row_key();
        let mut changed = false;
        for (column, slot) in copy.slots() {
            let place = place::<T>(column, &key);
            match slot {
                Slot::Text(text) => {
                    if let Some(sealed) = self.keys.seal_text(place, text)? {
                        (*text, changed) = (sealed, true);
                    }
                }
                Slot::Json(value) => {
                    // What is JSON is no string at its root: no clear one looks like a sealed one.
                    if self.keys.is_on()
                        && let Some(sealed) = self.keys.seal_text(place, &value.to_string())?
                    {
                        (*value, changed) = (Value::String(sealed), true);
                    }
                }
            }
        }
        Ok(if changed {
            Cow::Owned(copy)
        } else {
            Cow::Borrowed(row)
        })
    }

    /// A row as it was before it was written.
    pub(crate) fn opened<T: Guarded>(&self, mut row: T) -> Result<T, StoreError> {
        let key = row.row_key();
        for (column, slot) in row.slots() {
            let place = place::<T>(column, &key);
            match slot {
                Slot::Text(text) => {
                    if let Some(clear) = self.keys.open_text(place, text)? {
                        *text = clear;
                    }
                }
                Slot::Json(value) => {
                    let sealed = value.as_str().unwrap_or_default();
                    if let Some(clear) = self.keys.open_text(place, sealed)? {
                        *value = serde_json::from_str(&clear).map_err(|_| SealError::Tampered {
                            table: T::TABLE,
                            column,
                        })?;
                    }
                }
            }
        }
        Ok(row)
    }

    /// As [`Tx::opened`], where there is a row.
    pub(crate) fn opened_one<T: Guarded>(&self, row: Option<T>) -> Result<Option<T>, StoreError> {
        row.map(|row| self.opened(row)).transpose()
    }

    /// As [`Tx::opened`], each of many.
    pub(crate) fn opened_all<T: Guarded>(&self, rows: Vec<T>) -> Result<Vec<T>, StoreError> {
        rows.into_iter().map(|row| self.opened(row)).collect()
    }

    /// One text for a place that is no row type of its own.
    pub(crate) fn sealed_text(
        &self,
        (table, column): (&'static str, &'static str),
        row: &str,
        clear: &str,
    ) -> Result<String, StoreError> {
        let place = Place { table, column, row };
        let sealed = self.keys.seal_text(place, clear)?;
        Ok(sealed.unwrap_or_else(|| clear.to_owned()))
    }

    /// The bytes of a file of a sealed snapshot as they are to be written.
    pub(crate) fn sealed_bytes<'a>(
        &self,
        (table, column): (&'static str, &'static str),
        row: &str,
        clear: &'a [u8],
    ) -> Result<Cow<'a, [u8]>, StoreError> {
        let place = Place { table, column, row };
        let sealed = self.keys.seal_bytes(place, clear)?;
        Ok(sealed.map_or(Cow::Borrowed(clear), Cow::Owned))
    }

    /// The same as they were before.
    pub(crate) fn opened_bytes(
        &self,
        (table, column): (&'static str, &'static str),
        row: &str,
        bytes: Vec<u8>,
    ) -> Result<Vec<u8>, StoreError> {
        let place = Place { table, column, row };
        let clear = self.keys.open_bytes(place, &bytes)?;
        Ok(clear.unwrap_or(bytes))
    }
}

/// Says which columns of a row type are sealed: its key, its texts, its JSON columns.
///
/// `guard!(Row, "table", [province_code, id], [note: Text, answers: OptionalJson])`
macro_rules! guard {
    ($row:ty, $table:literal, [$first:ident $(, $key:ident)*], [$($column:ident: $kind:ident),*]) => {
        impl $crate::sealed::Guarded for $row {
            const TABLE: &'static str = $table;

            fn row_key(&self) -> String {
                #[allow(unused_mut, reason = "a key of one part is not added to")]
                let mut key = self.$first.to_string();
                $(
                    key.push('/');
                    key.push_str(&self.$key.to_string());
                )*
                key
            }

            #[allow(clippy::vec_init_then_push, reason = "some columns may hold nothing")]
            fn slots(&mut self) -> Vec<(&'static str, $crate::sealed::Slot<'_>)> {
                let mut slots = Vec::new();
                $($crate::sealed::guard!(@slot slots, self.$column, stringify!($column), $kind);)*
                slots
            }
        }
    };
    (@slot $slots:ident, $value:expr, $name:expr, Text) => {
        $slots.push(($name, $crate::sealed::Slot::Text(&mut $value)));
    };
    (@slot $slots:ident, $value:expr, $name:expr, Json) => {
        $slots.push(($name, $crate::sealed::Slot::Json(&mut $value)));
    };
    (@slot $slots:ident, $value:expr, $name:expr, OptionalText) => {
        if let Some(value) = &mut $value {
            $slots.push(($name, $crate::sealed::Slot::Text(value)));
        }
    };
    (@slot $slots:ident, $value:expr, $name:expr, OptionalJson) => {
        if let Some(value) = &mut $value {
            $slots.push(($name, $crate::sealed::Slot::Json(value)));
        }
    };
}
pub(crate) use guard;
