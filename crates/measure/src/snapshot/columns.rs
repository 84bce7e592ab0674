//! Which columns a snapshot has, of which types, and what a fact looks like in them.

use super::manifest::FactEntry;
use arrow::array::{ArrayRef, DictionaryArray, StringArray, UInt32Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema as ArrowSchema, UInt16Type};
use arrow::error::ArrowError;
use std::sync::Arc;
use vuonlen_law::facts::{CodePositions, Column, Fact, Schema, Type};

/// The id of a household in its register.
pub(crate) const HOUSEHOLD_ID: &str = "household_id";
/// Code of the province.
pub(crate) const PROVINCE: &str = "province";
/// Code of the commune.
pub(crate) const COMMUNE: &str = "commune";
/// Village or residential group, as written; null where not known.
pub(crate) const VILLAGE: &str = "village";

/// Codes and units: texts of which a column has few.
pub(crate) fn few_texts() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

/// The columns that say who and where, before the facts.
pub(crate) fn leading_fields() -> Vec<Field> {
    vec![
        Field::new(HOUSEHOLD_ID, DataType::Utf8, false),
        Field::new(PROVINCE, few_texts(), false),
        Field::new(COMMUNE, few_texts(), false),
        Field::new(VILLAGE, few_texts(), true),
    ]
}

/// The Arrow type a fact is written in.
pub(crate) fn written_type(kind: &Type, codes: &dyn CodePositions) -> DataType {
    match kind {
        Type::Bool => DataType::Boolean,
        Type::Int => DataType::Int64,
        Type::Decimal => DataType::Float64,
        Type::Code(_) => DataType::Dictionary(Box::new(DataType::UInt16), Box::new(DataType::Utf8)),
        Type::Set(list) if codes.len(list).unwrap_or(64) <= 32 => DataType::UInt32,
        Type::Set(_) => DataType::UInt64,
    }
}

/// The columns of the facts of `schema`.
pub(crate) fn fact_fields(schema: &Schema, codes: &dyn CodePositions) -> Vec<Field> {
    let field = |fact: &Fact| Field::new(&fact.name, written_type(&fact.kind, codes), true);
    schema.facts().iter().map(field).collect()
}

/// All columns of households with the facts of `schema`.
pub(crate) fn household_schema(schema: &Schema, codes: &dyn CodePositions) -> ArrowSchema {
    let mut fields = leading_fields();
    fields.extend(fact_fields(schema, codes));
    ArrowSchema::new(fields)
}

/// What the manifest says of a fact.
pub(crate) fn entry(fact: &Fact, codes: &dyn CodePositions) -> FactEntry {
    let list = match &fact.kind {
        Type::Code(list) | Type::Set(list) => Some(list.to_string()),
        _ => None,
    };
    FactEntry {
        name: fact.name.clone(),
        kind: match fact.kind {
            Type::Bool => "bool",
            Type::Int => "int",
            Type::Decimal => "decimal",
            Type::Code(_) => "code",
            Type::Set(_) => "set",
        }
        .to_owned(),
        codes: list
            .as_deref()
            .map_or_else(Vec::new, |list| all_codes(list, codes)),
        list,
    }
}

/// The codes of a list in order of position.
pub(crate) fn all_codes(list: &str, codes: &dyn CodePositions) -> Vec<String> {
    (0..codes.len(list).unwrap_or(0))
        .map_while(|position| codes.code(list, u16::try_from(position).ok()?))
        .map(str::to_owned)
        .collect()
}

/// A column of facts as it is written.
pub(crate) fn written(
    column: &Column,
    kind: &Type,
    codes: &dyn CodePositions,
) -> Result<ArrayRef, ArrowError> {
    Ok(match (column, kind) {
        (Column::Bool(array), _) => Arc::new(array.clone()),
        (Column::Int(array), _) => Arc::new(array.clone()),
        (Column::Decimal(array), _) => Arc::new(array.clone()),
        (Column::Code(positions), Type::Code(list)) => {
            let texts = Arc::new(StringArray::from(all_codes(list, codes)));
            Arc::new(DictionaryArray::<UInt16Type>::try_new(
                positions.clone(),
                texts,
            )?)
        }
        (Column::Code(array), _) => Arc::new(array.clone()),
        (Column::Set(masks), kind) => {
            if written_type(kind, codes) == DataType::UInt32 {
                // A mask has a bit for each code of its list: the cast loses nothing.
                let narrow: UInt32Array = masks.iter().map(|m| m.map(|m| m as u32)).collect();
                Arc::new(narrow)
            } else {
                cast(masks, &DataType::UInt64)?
            }
        }
    })
}
