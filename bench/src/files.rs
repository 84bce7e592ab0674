//! Files of households, and a plain reading of them for comparison.

use crate::{DAY, Failure, households};
use calamine::{DataRef, Reader, Xlsx, open_workbook};
use serde_json::{Map, Value as Json};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use vuonlen_bench::json_lines;
use vuonlen_documents::households::Context;
use vuonlen_documents::households::survey::SurveyWorkbook;
use vuonlen_law::law::Law;

/// Writes `count` households to `folder` as `households.xlsx` and `households.jsonl`.
pub(crate) fn write(law: &Law, count: usize, folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)?;
    let mut lines = BufWriter::new(File::create(folder.join("households.jsonl"))?);
    let mut workbook = SurveyWorkbook::new(Context::new(law, DAY)).map_err(|e| e.to_string())?;
    households::communes(law, count, |households| {
        for household in &households {
            workbook
                .push(household)
                .map_err(|error| error.to_string())?;
            serde_json::to_writer(&mut lines, &json_lines::object(law, household)?)?;
            lines.write_all(b"\n")?;
        }
        Ok(())
    })?;
    lines.flush()?;
    let path = folder.join("households.xlsx");
    workbook.save(&path).map_err(|error| error.to_string())?;
    Ok(())
}

/// Reads JSON Lines and does nothing with them; how many values there are.
pub(crate) fn read_lines(path: &Path) -> Result<usize, Failure> {
    let mut values = 0;
    for line in BufReader::new(File::open(path)?).lines() {
        let object: Map<String, Json> = serde_json::from_str(&line?)?;
        values += object.len();
    }
    Ok(values)
}

/// Reads every cell of a workbook and does nothing with them; how many have something in them.
pub(crate) fn read_cells(path: &Path) -> Result<usize, Failure> {
    let mut book: Xlsx<_> = open_workbook(path)?;
    let mut filled = 0;
    for sheet in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&sheet)?;
        while let Some(cell) = cells.next_cell()? {
            filled += usize::from(*cell.get_value() != DataRef::Empty);
        }
    }
    Ok(filled)
}
