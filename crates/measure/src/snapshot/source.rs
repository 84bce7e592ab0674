//! The columns of a households file: found, checked, and turned into the bits of values.

use super::columns::few_texts;
use super::manifest::Manifest;
use super::{Reason, SnapshotError};
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, DictionaryArray, Int64Array, UInt64Array,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Int32Type, Schema as ArrowSchema};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use vuonlen_law::facts::{CodePositions, Fact, Schema, Type};

/// How the column of a fact becomes values.
#[derive(Debug, Clone)]
pub(crate) struct FactColumn {
    /// Position of the column in the file.
    pub(crate) position: usize,
    /// Its name.
    pub(crate) name: String,
    reading: Reading,
}

#[derive(Debug, Clone)]
enum Reading {
    Bool,
    Int,
    /// Positions by code, and the name of their list.
    Code(Arc<HashMap<String, u16>>, String),
    /// The position now for each bit of the file.
    Set(Vec<Option<u32>>),
}

/// Values of some rows of a fact.
pub(crate) enum Values<'a> {
    /// Yes or no.
    Bool(BooleanArray),
    /// Whole numbers.
    Int(Int64Array),
    /// Masks.
    Set(UInt64Array),
    /// Codes: keys into positions.
    Code(&'a DictionaryArray<Int32Type>, Vec<Option<u16>>),
}

impl FactColumn {
    /// The column of `fact` in a file of these columns.
    ///
    /// # Errors
    /// [`Reason::MissingColumn`] or [`Reason::WrongColumnType`]; [`Reason::UnknownCode`] for a
    /// set over a code that the law no longer has.
    pub(crate) fn find(
        fact: &Fact,
        schema: &ArrowSchema,
        manifest: &Manifest,
        codes: &dyn CodePositions,
        path: &Path,
    ) -> Result<Self, SnapshotError> {
        let (position, field) = find(&fact.name, schema, path)?;
        let found = field.data_type();
        let wrong = |expected: &str| wrong_type(&fact.name, expected, found, path);
        let reading = match &fact.kind {
            Type::Bool if *found == DataType::Boolean => Reading::Bool,
            Type::Int if is_whole(found) => Reading::Int,
            Type::Code(list) if is_text(found) => {
                let positions = (0..codes.len(list).unwrap_or(0))
                    .filter_map(|at| u16::try_from(at).ok())
                    .filter_map(|at| Some((codes.code(list, at)?.to_owned(), at)))
                    .collect();
                Reading::Code(Arc::new(positions), list.to_string())
            }
            Type::Set(list) if is_whole(found) => {
                Reading::Set(set_positions(fact, list, manifest, codes, path)?)
            }
            Type::Bool => return Err(wrong("BOOLEAN")),
            Type::Int => return Err(wrong("INT64")),
            Type::Code(_) => return Err(wrong("STRING")),
            Type::Set(_) => return Err(wrong("UINT32 / UINT64")),
            // No fact of assessed households is a decimal; bits cannot hold one.
            Type::Decimal => return Err(wrong("BOOLEAN / INT64 / STRING")),
        };
        Ok(Self {
            position,
            name: fact.name.clone(),
            reading,
        })
    }

    /// The values of an array of this column, read with [`reading_schema`].
    pub(crate) fn values<'a>(
        &self,
        array: &'a ArrayRef,
        path: &Path,
    ) -> Result<Values<'a>, SnapshotError> {
        let wrong = |expected: &str| wrong_type(&self.name, expected, array.data_type(), path);
        Ok(match &self.reading {
            Reading::Bool => Values::Bool(
                array
                    .as_boolean_opt()
                    .ok_or_else(|| wrong("BOOLEAN"))?
                    .clone(),
            ),
            Reading::Int => {
                let whole = cast(array, &DataType::Int64).map_err(|_| wrong("INT64"))?;
                self.no_loss(array, &whole, path)?;
                Values::Int(whole.as_primitive().clone())
            }
            Reading::Set(positions) => {
                let masks = cast(array, &DataType::UInt64).map_err(|_| wrong("UINT64"))?;
                self.no_loss(array, &masks, path)?;
                Values::Set(self.moved(masks.as_primitive(), positions, path)?)
            }
            Reading::Code(positions, list) => {
                let texts = array
                    .as_dictionary_opt::<Int32Type>()
                    .ok_or_else(|| wrong("STRING"))?;
                Values::Code(texts, self.positions(texts, positions, list, path)?)
            }
        })
    }

    /// A cast that cannot hold a value makes it null.
    fn no_loss(&self, from: &ArrayRef, to: &ArrayRef, path: &Path) -> Result<(), SnapshotError> {
        if from.null_count() == to.null_count() {
            return Ok(());
        }
        let expected = to.data_type().to_string();
        Err(wrong_type(&self.name, &expected, from.data_type(), path))
    }

    /// Masks with every bit where the law's list has its code now.
    fn moved(
        &self,
        masks: &UInt64Array,
        positions: &[Option<u32>],
        path: &Path,
    ) -> Result<UInt64Array, SnapshotError> {
        let any = masks.iter().flatten().fold(0, |any, mask| any | mask);
        for bit in (0..64).filter(|bit| any >> bit & 1 == 1) {
            if positions.get(bit as usize).copied().flatten().is_none() {
                let column = self.name.clone();
                return Err(SnapshotError::at(path, Reason::UnknownBit { column, bit }));
            }
        }
        let in_place = |(bit, to): (usize, &Option<u32>)| to.is_none_or(|to| to as usize == bit);
        if positions.iter().enumerate().all(in_place) {
            return Ok(masks.clone());
        }
        Ok(arrow::compute::unary(masks, |mask| {
            let bits = positions
                .iter()
                .enumerate()
                .filter_map(|(bit, to)| Some((bit, (*to)?)));
            bits.fold(0, |moved, (bit, to)| moved | (mask >> bit & 1) << to)
        }))
    }

    /// The position of every text of a dictionary; none for one that no row uses.
    fn positions(
        &self,
        texts: &DictionaryArray<Int32Type>,
        positions: &HashMap<String, u16>,
        list: &str,
        path: &Path,
    ) -> Result<Vec<Option<u16>>, SnapshotError> {
        let values = texts.values().as_string::<i32>();
        let found: Vec<Option<u16>> = values
            .iter()
            .map(|text| positions.get(text?).copied())
            .collect();
        if found.contains(&None) {
            let used = texts
                .keys()
                .iter()
                .flatten()
                .filter_map(|key| usize::try_from(key).ok());
            for key in used {
                if found.get(key).copied().flatten().is_none() {
                    let reason = Reason::UnknownCode {
                        column: self.name.clone(),
                        code: values.value(key).to_owned(),
                        list: list.to_owned(),
                    };
                    return Err(SnapshotError::at(path, reason));
                }
            }
        }
        Ok(found)
    }
}

/// For each bit of the file, the position its code now has; none for a bit beyond the file's
/// codes.
fn set_positions(
    fact: &Fact,
    list: &str,
    manifest: &Manifest,
    codes: &dyn CodePositions,
    path: &Path,
) -> Result<Vec<Option<u32>>, SnapshotError> {
    let Some(entry) = manifest.fact(&fact.name) else {
        let column = fact.name.clone();
        return Err(SnapshotError::at(path, Reason::MissingColumn { column }));
    };
    entry
        .codes
        .iter()
        .map(|code| match codes.position(list, code) {
            Some(position) => Ok(Some(u32::from(position))),
            None => {
                let reason = Reason::UnknownCode {
                    column: fact.name.clone(),
                    code: code.clone(),
                    list: list.to_owned(),
                };
                Err(SnapshotError::at(path, reason))
            }
        })
        .collect()
}

/// Position and field of the column `name`.
pub(crate) fn find<'a>(
    name: &str,
    schema: &'a ArrowSchema,
    path: &Path,
) -> Result<(usize, &'a Field), SnapshotError> {
    schema.column_with_name(name).ok_or_else(|| {
        let column = name.to_owned();
        SnapshotError::at(path, Reason::MissingColumn { column })
    })
}

/// Position of a column of texts.
pub(crate) fn find_text(
    name: &str,
    schema: &ArrowSchema,
    path: &Path,
) -> Result<usize, SnapshotError> {
    let (position, field) = find(name, schema, path)?;
    if is_text(field.data_type()) {
        Ok(position)
    } else {
        Err(wrong_type(name, "STRING", field.data_type(), path))
    }
}

/// The columns as they are asked of the Parquet reader: texts stay dictionaries, of which each is
/// looked up once instead of once a row.
pub(crate) fn reading_schema(found: &ArrowSchema, facts: &Schema) -> ArrowSchema {
    let few = |name: &str| {
        matches!(
            name,
            super::columns::PROVINCE | super::columns::COMMUNE | super::columns::VILLAGE
        ) || facts
            .index(name)
            .and_then(|index| facts.fact(index))
            .is_some_and(|fact| matches!(fact.kind, Type::Code(_)))
    };
    let fields: Vec<Field> = found
        .fields()
        .iter()
        .map(|field| {
            if few(field.name()) && is_text(field.data_type()) {
                Field::new(field.name(), few_texts(), field.is_nullable())
            } else {
                field.as_ref().clone()
            }
        })
        .collect();
    ArrowSchema::new(fields)
}

fn wrong_type(column: &str, expected: &str, found: &DataType, path: &Path) -> SnapshotError {
    SnapshotError::at(
        path,
        Reason::WrongColumnType {
            column: column.to_owned(),
            expected: expected.to_owned(),
            found: found.to_string(),
        },
    )
}

fn is_text(kind: &DataType) -> bool {
    matches!(
        kind,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
    )
}

fn is_whole(kind: &DataType) -> bool {
    kind.is_integer()
}
