//! Sealed snapshots read back: checked against their hashes, then as facts in columns.

use super::seal::hex;
use crate::{Context, Error};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type, UInt64Type};
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use uuid::Uuid;
use vuonlen_law::codes::CodeLists;
use vuonlen_law::facts::{Batch, BatchBuilder, Record, Schema, Type, Value};
use vuonlen_measure::snapshot::{FactEntry, HOUSEHOLDS, MEMBERS, Manifest};
use vuonlen_store::Tx;
use vuonlen_store::review::SealedSnapshot;

/// The households of one sealed snapshot.
#[derive(Debug)]
pub(super) struct SealedYear {
    pub(super) snapshot: SealedSnapshot,
    pub(super) manifest: Manifest,
    pub(super) households: Batch,
    pub(super) ids: Vec<Uuid>,
    pub(super) villages: Vec<String>,
}

/// A member a list names.
#[derive(Debug, Clone)]
pub(super) struct ListedMember {
    pub(super) household_id: Uuid,
    pub(super) name: String,
    pub(super) facts: Record,
}

impl Context {
    /// Reads a snapshot, or one village of it, every byte of it checked.
    pub(super) async fn sealed_year(
        &self,
        tx: &mut Tx,
        snapshot: SealedSnapshot,
        village: Option<&str>,
    ) -> Result<SealedYear, Error> {
        let manifest = checked_manifest(&snapshot)?;
        let content = file(tx, &snapshot, HOUSEHOLDS).await?;
        check(&content, &manifest.households.sha256, HOUSEHOLDS)?;
        let schema = Arc::clone(self.law.scopes.assessed.household());
        let codes = &self.law.codes;
        let mut year = SealedYear {
            households: BatchBuilder::new(Arc::clone(&schema), None, 0)
                .finish()
                .map_err(Error::internal)?,
            ids: Vec::new(),
            villages: Vec::new(),
            manifest,
            snapshot,
        };
        let mut builder = BatchBuilder::new(Arc::clone(&schema), None, year.ids.len());
        for rows in batches(content)? {
            let records = records(&rows, &schema, &year.manifest.facts, codes)?;
            let places = ids(&rows)?.into_iter().zip(texts(&rows, "village")?);
            for ((id, place), record) in places.zip(records) {
                if village.is_some_and(|wanted| wanted != place) {
                    continue;
                }
                year.ids.push(id);
                year.villages.push(place);
                builder
                    .push(&record, None::<&[Record]>)
                    .map_err(Error::internal)?;
            }
        }
        year.households = builder.finish().map_err(Error::internal)?;
        Ok(year)
    }

    /// The members a snapshot names, in the order of its households.
    pub(super) async fn sealed_people(
        &self,
        tx: &mut Tx,
        year: &SealedYear,
    ) -> Result<Vec<ListedMember>, Error> {
        let Some(entry) = &year.manifest.members else {
            return Ok(Vec::new());
        };
        let content = file(tx, &year.snapshot, MEMBERS).await?;
        check(&content, &entry.sha256, MEMBERS)?;
        let schema = self
            .law
            .facts
            .scope("member")
            .ok_or_else(Error::not_found)?;
        let mut people = Vec::new();
        for rows in batches(content)? {
            let facts = records(&rows, schema, &year.manifest.member_facts, &self.law.codes)?;
            let names = texts(&rows, "name")?;
            for ((household_id, name), facts) in ids(&rows)?.into_iter().zip(names).zip(facts) {
                people.push(ListedMember {
                    household_id,
                    name,
                    facts,
                });
            }
        }
        Ok(people)
    }
}

/// The manifest, when it is the one that was sealed.
pub(super) fn checked_manifest(snapshot: &SealedSnapshot) -> Result<Manifest, Error> {
    let manifest = snapshot.manifest.as_bytes();
    if hex(&Sha256::digest(manifest)) != snapshot.sha256 {
        return Err(tampered("manifest.json"));
    }
    serde_json::from_slice(manifest).map_err(Error::internal)
}

/// A file of a snapshot.
pub(super) async fn file(
    tx: &mut Tx,
    snapshot: &SealedSnapshot,
    name: &str,
) -> Result<Vec<u8>, Error> {
    let (province, id) = (&snapshot.province_code, snapshot.snapshot_id);
    let content = tx.find_snapshot_file(province, id, name).await?;
    content.ok_or_else(|| tampered(name))
}

/// Refuses bytes that are not those that were sealed.
pub(super) fn check(content: &[u8], sha256: &str, name: &str) -> Result<(), Error> {
    if hex(&Sha256::digest(content)) == sha256 {
        Ok(())
    } else {
        Err(tampered(name))
    }
}

fn tampered(name: &str) -> Error {
    Error::state(
        "snapshot_tampered",
        format!(
            "Số liệu đã niêm phong không còn nguyên vẹn: {name} khác với mã băm đã ghi. Không dùng số liệu này; khôi phục từ bản sao lưu và báo thanh tra."
        ),
        format!(
            "The sealed data are not intact: {name} differs from the hash on record. Do not use them; restore a backup and tell the auditor."
        ),
    )
}

fn batches(content: Vec<u8>) -> Result<Vec<RecordBatch>, Error> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(content))
        .and_then(ParquetRecordBatchReaderBuilder::build)
        .map_err(Error::internal)?;
    reader.collect::<Result<_, _>>().map_err(Error::internal)
}

fn column<'a>(rows: &'a RecordBatch, name: &str) -> Result<&'a Arc<dyn Array>, Error> {
    let missing = || Error::internal(format!("no column {name}"));
    rows.column_by_name(name).ok_or_else(missing)
}

/// A column of texts; absent ones are empty.
fn texts(rows: &RecordBatch, name: &str) -> Result<Vec<String>, Error> {
    let column = cast(column(rows, name)?, &DataType::Utf8).map_err(Error::internal)?;
    let texts = column.as_string::<i32>();
    Ok(texts
        .iter()
        .map(|text| text.unwrap_or_default().to_owned())
        .collect())
}

fn ids(rows: &RecordBatch) -> Result<Vec<Uuid>, Error> {
    let texts = texts(rows, "household_id")?;
    let parse = |text: &String| Uuid::parse_str(text).map_err(Error::internal);
    texts.iter().map(parse).collect()
}

/// Rows as records of today's schema: a code is found by its name, wherever it stands today.
fn records(
    rows: &RecordBatch,
    schema: &Schema,
    entries: &[FactEntry],
    codes: &CodeLists,
) -> Result<Vec<Record>, Error> {
    let mut records = vec![schema.empty_record(); rows.num_rows()];
    for (index, fact) in schema.facts().iter().enumerate() {
        // A fact the law knows today and did not know then was not answered.
        let Some(array) = rows.column_by_name(&fact.name) else {
            continue;
        };
        let list = match &fact.kind {
            Type::Code(list) | Type::Set(list) => codes.list(list),
            Type::Bool | Type::Int | Type::Decimal => None,
        };
        let position = |code: &str| list.and_then(|list| list.position(code));
        let mut put = |row: usize, value: Option<Value>| {
            if let Some(slot) = records
                .get_mut(row)
                .and_then(|record| record.get_mut(index))
            {
                *slot = value;
            }
        };
        match &fact.kind {
            Type::Bool => {
                for (row, value) in array.as_boolean().iter().enumerate() {
                    put(row, value.map(Value::Bool));
                }
            }
            Type::Int => {
                for (row, value) in array.as_primitive::<Int64Type>().iter().enumerate() {
                    put(row, value.map(Value::Int));
                }
            }
            Type::Decimal => {
                for (row, value) in array.as_primitive::<Float64Type>().iter().enumerate() {
                    put(row, value.map(Value::Decimal));
                }
            }
            Type::Code(_) => {
                let column = cast(array, &DataType::Utf8).map_err(Error::internal)?;
                for (row, code) in column.as_string::<i32>().iter().enumerate() {
                    let code = code.and_then(|code| u16::try_from(position(code)?).ok());
                    put(row, code.map(Value::Code));
                }
            }
            Type::Set(_) => {
                let then = entries.iter().find(|entry| entry.name == fact.name);
                let bits: Vec<Option<u64>> = (then.into_iter())
                    .flat_map(|entry| &entry.codes)
                    .map(|code| position(code).map(|bit| 1_u64 << bit))
                    .collect();
                let column = cast(array, &DataType::UInt64).map_err(Error::internal)?;
                for (row, mask) in column.as_primitive::<UInt64Type>().iter().enumerate() {
                    put(row, mask.map(|mask| Value::Set(translate(mask, &bits))));
                }
            }
        }
    }
    Ok(records)
}

/// A mask of the lists of then as one of the lists of today.
fn translate(mask: u64, bits: &[Option<u64>]) -> u64 {
    bits.iter()
        .enumerate()
        .filter(|(bit, _)| mask >> bit & 1 == 1)
        .filter_map(|(_, today)| *today)
        .fold(0, |all, bit| all | bit)
}
