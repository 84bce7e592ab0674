//! JSON Lines: one household an object, one object a line (`docs/formats/household-json.md`).
//!
//! A key that is not known, or stands twice, is told and never passed over: a misspelt answer
//! would otherwise look like a missing one.

mod object;
#[cfg(test)]
mod tests;

use super::context::Context;
use super::draft::Readers;
use super::field::Catalogue;
use super::json::Json;
use super::problem;
use super::seen::Seen;
use super::source::{Chunk, HouseholdSource, Progress, ProgressUnit, Shape};
use crate::read::encoding::Encoding;
use crate::read::lines::Lines;
use crate::read::{FileError, Input};
use vuonlen_law::assess::Place;

/// A file of JSON Lines being read.
#[derive(Debug)]
pub struct JsonLinesReader<'a> {
    file: String,
    lines: Lines,
    size: u64,
    readers: Readers<'a>,
    catalogue: Catalogue,
    seen: Seen,
}

impl<'a> JsonLinesReader<'a> {
    /// Opens a file that [`sniff`](crate::read::sniff) has found to be JSON Lines.
    ///
    /// # Errors
    /// [`FileError`] when it cannot be opened.
    pub fn open(
        input: &Input,
        encoding: Encoding,
        context: Context<'a>,
    ) -> Result<Self, FileError> {
        Ok(Self {
            file: input.name().to_owned(),
            lines: Lines::open(input, encoding)?,
            size: input.size()?,
            catalogue: Catalogue::new(&context),
            readers: Readers::new(context),
            seen: Seen::default(),
        })
    }

    fn read(&mut self, line: u64, text: &str, chunk: &mut Chunk) {
        let place = Place {
            file: Some(self.file.clone()),
            row: u32::try_from(line).ok(),
            ..Place::default()
        };
        chunk.met += 1;
        let entries = match serde_json::from_str(text) {
            Ok(Json::Object(entries)) => entries,
            Ok(other) => {
                chunk
                    .problems
                    .push(problem::not_an_object(other.kind()).at(place));
                return;
            }
            Err(error) => {
                chunk
                    .problems
                    .push(problem::not_json(&error.to_string()).at(place));
                return;
            }
        };
        let mut draft = object::household(&mut self.readers, &self.catalogue, place, &entries);
        self.seen.check(&mut draft);
        let finished = draft.finish(&mut self.readers);
        chunk.households.extend(finished.household);
        chunk.problems.extend(finished.problems);
    }
}

impl HouseholdSource for JsonLinesReader<'_> {
    fn next_chunk(&mut self, most: usize) -> Result<Chunk, FileError> {
        let mut chunk = Chunk::default();
        while chunk.met < most.max(1) {
            match self.lines.next().transpose()? {
                Some((line, text)) if !text.trim().is_empty() => self.read(line, &text, &mut chunk),
                Some(_) => {}
                None => {
                    chunk.finished = true;
                    break;
                }
            }
        }
        Ok(chunk)
    }

    fn progress(&self) -> Progress {
        Progress {
            unit: ProgressUnit::Bytes,
            done: self.lines.bytes_read().min(self.size),
            total: Some(self.size),
        }
    }

    fn shape(&self) -> Shape {
        Shape::JsonLines
    }
}
