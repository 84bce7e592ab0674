//! Surveys in Parquet: only the needed columns are read, batch by batch.

use super::builder::SampleBuilder;
use crate::poverty::error::{PovertyError, Reason};
use crate::poverty::kernel::Sample;
use crate::poverty::survey::Survey;
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::ChunkReader;

/// Reads a survey in Parquet; `file` is its name in messages, rows are counted from 1.
///
/// A floating-point `NaN` is missing, as a null is.
///
/// # Errors
/// The first fault, with row and column.
pub fn read_parquet<R: ChunkReader + 'static>(
    file: &str,
    input: R,
    survey: &Survey,
) -> Result<Sample, PovertyError> {
    read(input, survey).map_err(|error| error.in_file(file))
}

fn read<R: ChunkReader + 'static>(input: R, survey: &Survey) -> Result<Sample, PovertyError> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(input).map_err(not_readable)?;
    let mut builder = SampleBuilder::new(survey);
    let roots = builder.locate(&names(reader.schema()))?;
    let mask = ProjectionMask::roots(reader.parquet_schema(), roots);
    let batches = reader.with_projection(mask).build().map_err(not_readable)?;
    let mut row = 0;
    for batch in batches {
        let batch = batch.map_err(not_readable)?;
        let places = builder.locate(&names(&batch.schema()))?;
        let columns = as_text(&batch, &places)?;
        for index in 0..batch.num_rows() {
            row += 1;
            let cells: Vec<Option<&str>> = columns
                .iter()
                .map(|column| column.is_valid(index).then(|| column.value(index)))
                .collect();
            builder.push(row, &cells)?;
        }
    }
    builder.finish()
}

fn names(schema: &Schema) -> Vec<String> {
    schema
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect()
}

/// Columns as text: a survey is read once, and every type then has one way to be understood.
fn as_text(batch: &RecordBatch, places: &[usize]) -> Result<Vec<StringArray>, PovertyError> {
    let schema = batch.schema();
    places
        .iter()
        .map(|place| {
            let text = cast(&without_nan(batch.column(*place)), &DataType::Utf8);
            text.map(|text| text.as_string::<i32>().clone())
                .map_err(|error| not_readable(error).in_column(schema.field(*place).name()))
        })
        .collect()
}

fn without_nan(column: &ArrayRef) -> ArrayRef {
    use arrow::compute::nullif;
    use arrow::datatypes::{Float32Type, Float64Type};
    let nan = match column.data_type() {
        DataType::Float64 => {
            let values = column.as_primitive::<Float64Type>();
            arrow::array::BooleanArray::from_unary(values, f64::is_nan)
        }
        DataType::Float32 => {
            let values = column.as_primitive::<Float32Type>();
            arrow::array::BooleanArray::from_unary(values, f32::is_nan)
        }
        _ => return column.clone(),
    };
    // Only the lengths could differ, and they do not.
    nullif(column, &nan).unwrap_or_else(|_| column.clone())
}

fn not_readable(error: impl std::fmt::Display) -> PovertyError {
    Reason::NotReadable {
        why: error.to_string(),
    }
    .into()
}
