//! Why one household of a file is in its class, and what would change it.

use super::request::AssessError;
use chrono::NaiveDate;
use std::path::Path;
use vuonlen_documents::households::{Context, open};
use vuonlen_documents::read::Input;
use vuonlen_law::assess::{Assessor, Explanation, HouseholdInput, Options, Problem};
use vuonlen_law::law::Law;

/// Households read at a time while looking for one.
const CHUNK: usize = 1024;

/// The household called `id` in a file; `None` when the file has none.
///
/// # Errors
/// [`AssessError::File`] when the file cannot be read.
pub fn find(
    law: &Law,
    file: &Path,
    on: NaiveDate,
    id: &str,
) -> Result<Option<HouseholdInput>, AssessError> {
    let mut source = open(&Input::from_path(file), Context::new(law, on))?;
    loop {
        let chunk = source.next_chunk(CHUNK)?;
        let found = chunk
            .households
            .into_iter()
            .find(|household| household.id == id);
        if found.is_some() || chunk.finished {
            return Ok(found);
        }
    }
}

/// The explanation of a household under a standard; the problems that keep it from having a class
/// otherwise.
///
/// # Errors
/// [`AssessError`] when the standard or the score table cannot be used on the day.
pub fn explain(
    law: &Law,
    standard: Option<&str>,
    on: NaiveDate,
    score_table: Option<String>,
    household: &HouseholdInput,
) -> Result<Result<Explanation, Vec<Problem>>, AssessError> {
    let standard = match standard {
        Some(standard) => standard,
        None => law.standard_on(on)?.id.as_str(),
    };
    let options = Options {
        score_table,
        overlay: None,
    };
    Ok(Assessor::new(law, standard, on, &options)?.explain(household))
}
