//! CSV that Excel opens with its accents and without running it.
//!
//! UTF-8 with a byte order mark. A text that a spreadsheet would take for a formula is neutralised
//! by an apostrophe in front, so that a name typed as `=HYPERLINK(…)` stays a name.

use std::io::{self, Write};

/// Writes rows of CSV.
pub struct CsvWriter<W: Write> {
    writer: ::csv::Writer<W>,
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum CsvValue {
    /// Nothing.
    Empty,
    /// Text, neutralised where it looks like a formula.
    Text(String),
    /// A whole number; a minus sign is no formula.
    Whole(i64),
    /// Any number, with the fewest digits that read back as the same, and a decimal point.
    Real(f64),
}

impl<W: Write> CsvWriter<W> {
    /// Writes the byte order mark and the heads.
    ///
    /// # Errors
    /// Whatever the writer below refuses.
    pub fn new(mut writer: W, heads: &[&str]) -> io::Result<Self> {
        writer.write_all(b"\xEF\xBB\xBF")?;
        let mut csv = ::csv::Writer::from_writer(writer);
        csv.write_record(heads)?;
        Ok(Self { writer: csv })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// Whatever the writer below refuses, and a row with more or fewer values than heads.
    pub fn row(&mut self, values: &[CsvValue]) -> io::Result<()> {
        for value in values {
            match value {
                CsvValue::Empty => self.writer.write_field("")?,
                CsvValue::Text(text) => self.writer.write_field(neutral(text))?,
                CsvValue::Whole(number) => self.writer.write_field(number.to_string())?,
                CsvValue::Real(number) => self.writer.write_field(number.to_string())?,
            }
        }
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    /// Writes what is still held back and gives the writer below back.
    ///
    /// # Errors
    /// Whatever the writer below refuses.
    pub fn finish(self) -> io::Result<W> {
        self.writer
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))
    }
}

/// `text`, which no spreadsheet takes for a formula.
#[must_use]
pub fn neutral(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

impl From<&str> for CsvValue {
    fn from(text: &str) -> Self {
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text.to_owned())
        }
    }
}

impl From<i64> for CsvValue {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<Option<i64>> for CsvValue {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::Empty, Self::Whole)
    }
}

impl<W: Write> std::fmt::Debug for CsvWriter<W> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("CsvWriter").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_typed_as_a_name_stays_a_name() {
        let mut csv = CsvWriter::new(Vec::new(), &["id", "name", "score"]).unwrap();
        for name in [
            "=1+1",
            "+84 912",
            "-5",
            "@SUM(A1)",
            "\tx",
            "Lò Văn \"Tính\", Bon",
        ] {
            csv.row(&["1".into(), name.into(), (-5).into()]).unwrap();
        }
        assert!(csv.row(&["1".into()]).is_err());
        let text = String::from_utf8(csv.finish().unwrap()).unwrap();
        assert!(text.starts_with("\u{feff}id,name,score\n1,'=1+1,-5\n1,'+84 912,-5\n1,'-5,-5\n"));
        assert!(text.contains("1,'@SUM(A1),-5\n1,'\tx,-5\n1,\"Lò Văn \"\"Tính\"\", Bon\",-5\n"));
    }
}
