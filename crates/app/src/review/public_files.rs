//! Public figures as files.

use crate::{Context, Error};
use vuonlen_documents::report::csv::{CsvValue, CsvWriter};
use vuonlen_documents::report::{Book, Content, Report, ReportCell, ReportColumn, ReportRow};

/// A place with its households, poor and near-poor; or what stands in their place.
pub type FigureRow = (String, Result<[i64; 3], String>);

/// The figures as CSV.
///
/// # Errors
/// When they cannot be written.
pub fn figures_csv(heads: &[&str], rows: &[FigureRow]) -> Result<Vec<u8>, Error> {
    let mut csv = CsvWriter::new(Vec::new(), heads).map_err(Error::internal)?;
    for (place, counts) in rows {
        let mut values = vec![CsvValue::Text(place.clone())];
        match counts {
            Ok(counts) => values.extend(counts.iter().map(|count| CsvValue::Whole(*count))),
            Err(hidden) => values.extend(std::iter::repeat_n(CsvValue::Text(hidden.clone()), 3)),
        }
        csv.row(&values).map_err(Error::internal)?;
    }
    csv.finish().map_err(Error::internal)
}

impl Context {
    /// The figures as a workbook.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn figures_book(
        &self,
        title: &str,
        heads: &[&str; 4],
        rows: &[FigureRow],
    ) -> Result<Vec<u8>, Error> {
        let column = |(place, label): (usize, &&str)| {
            let (content, width) = match place {
                0 => (Content::Text, 28.0),
                _ => (Content::Whole, 14.0),
            };
            ReportColumn::new((*label).to_owned(), content).wide(width)
        };
        let frame = Report {
            title: vec![title.to_owned()],
            columns: heads.iter().enumerate().map(column).collect(),
            ..Report::default()
        };
        let mut book = Book::new(self.today());
        let mut sheet = book.begin_list(heads[0], frame).map_err(Error::internal)?;
        for (place, counts) in rows {
            let mut cells = vec![ReportCell::from(place.as_str())];
            match counts {
                Ok(counts) => cells.extend(counts.iter().map(|count| ReportCell::Whole(*count))),
                Err(hidden) => {
                    cells.extend(std::iter::repeat_n(ReportCell::from(hidden.as_str()), 3));
                }
            }
            let row = ReportRow {
                cells,
                ..ReportRow::default()
            };
            sheet.push(&row).map_err(Error::internal)?;
        }
        book.end_list(sheet).map_err(Error::internal)?;
        book.into_bytes().map_err(Error::internal)
    }
}
