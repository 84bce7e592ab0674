//! Which reader a file needs.

use super::context::Context;
use super::json_lines::JsonLinesReader;
use super::list::ListReader;
use super::source::HouseholdSource;
use super::survey::SurveyReader;
use crate::read::workbook::Workbook;
use crate::read::{FileError, Input, Kind, sniff};

/// Opens a file of households by what it is, not by what it is called.
///
/// # Errors
/// [`FileError`] naming what the file is instead, or what is broken about it.
pub fn open<'a>(
    input: &Input,
    context: Context<'a>,
) -> Result<Box<dyn HouseholdSource + 'a>, FileError> {
    Ok(match sniff(input)? {
        Kind::JsonLines(encoding) => Box::new(JsonLinesReader::open(input, encoding, context)?),
        Kind::Csv(encoding, separator) => {
            Box::new(ListReader::from_csv(input, encoding, separator, context)?)
        }
        Kind::Workbook => {
            let book = Workbook::open(input)?;
            match SurveyReader::open(input, book, context.clone())? {
                Ok(survey) => Box::new(survey),
                Err(book) => Box::new(ListReader::from_workbook(input, book, context)),
            }
        }
    })
}
