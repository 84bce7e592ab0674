//! Surveys in CSV: UTF-8, a line of column names first.

use super::builder::SampleBuilder;
use crate::poverty::error::{PovertyError, Reason};
use crate::poverty::kernel::Sample;
use crate::poverty::survey::Survey;
use std::io::Read;

/// Reads a survey in CSV; `file` is its name in messages.
///
/// # Errors
/// The first fault, with line and column.
pub fn read_csv(file: &str, input: impl Read, survey: &Survey) -> Result<Sample, PovertyError> {
    read(input, survey).map_err(|error| error.in_file(file))
}

fn read(input: impl Read, survey: &Survey) -> Result<Sample, PovertyError> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(survey.delimiter)
        .from_reader(input);
    let found: Vec<String> = reader
        .headers()
        .map_err(not_readable)?
        .iter()
        .map(str::to_owned)
        .collect();
    let mut builder = SampleBuilder::new(survey);
    let places = builder.locate(&found)?;
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(not_readable)? {
        let line = record.position().map_or(0, csv::Position::line);
        let cells: Vec<Option<&str>> = places.iter().map(|place| record.get(*place)).collect();
        builder.push(line, &cells)?;
    }
    builder.finish()
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err asks for"
)]
fn not_readable(error: csv::Error) -> PovertyError {
    let line = error.position().map(csv::Position::line);
    let fault = PovertyError::from(Reason::NotReadable {
        why: error.to_string(),
    });
    match line {
        Some(line) => fault.at_line(line),
        None => fault,
    }
}
