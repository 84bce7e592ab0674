//! The members of a snapshot's households: who prints a list or asks about persons reads these.

use super::columns::{COMMUNE, HOUSEHOLD_ID, PROVINCE, fact_fields, few_texts, written};
use arrow::array::{ArrayRef, StringArray, UInt32Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema as ArrowSchema};
use arrow::error::ArrowError;
use std::sync::Arc;
use vuonlen_law::facts::{Batch, CodePositions, Column, Schema};

/// Number of the member within the household, from 1; the head is 1.
pub(crate) const NUMBER: &str = "number";
/// Full name.
pub(crate) const NAME: &str = "name";

/// Some members, in the order of their households. Identity numbers are no part of a snapshot.
#[derive(Debug, Clone)]
pub struct MemberRows {
    /// Id of the household of each.
    pub household_ids: StringArray,
    /// Code of the province of each.
    pub provinces: StringArray,
    /// Code of the commune of each.
    pub communes: StringArray,
    /// Number of each within the household, from 1.
    pub numbers: UInt32Array,
    /// Name of each.
    pub names: StringArray,
    /// Their facts: rows of the scope `member`.
    pub facts: Batch,
}

/// All columns of members with the facts of `schema`.
pub(super) fn member_schema(schema: &Schema, codes: &dyn CodePositions) -> ArrowSchema {
    let mut fields = vec![
        Field::new(HOUSEHOLD_ID, DataType::Utf8, false),
        Field::new(PROVINCE, few_texts(), false),
        Field::new(COMMUNE, few_texts(), false),
        Field::new(NUMBER, DataType::UInt32, false),
        Field::new(NAME, DataType::Utf8, true),
    ];
    fields.extend(fact_fields(schema, codes));
    ArrowSchema::new(fields)
}

pub(super) fn member_columns(
    rows: &MemberRows,
    schema: &Schema,
    codes: &dyn CodePositions,
) -> Result<Vec<ArrayRef>, ArrowError> {
    let mut columns: Vec<ArrayRef> = vec![
        Arc::new(rows.household_ids.clone()),
        cast(&rows.provinces, &few_texts())?,
        cast(&rows.communes, &few_texts())?,
        Arc::new(rows.numbers.clone()),
        Arc::new(rows.names.clone()),
    ];
    for (index, fact) in schema.facts().iter().enumerate() {
        let absent = || Column::absent(&fact.kind, rows.facts.rows());
        let column = rows.facts.column(index).cloned().unwrap_or_else(absent);
        columns.push(written(&column, &fact.kind, codes)?);
    }
    Ok(columns)
}
