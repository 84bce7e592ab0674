//! What is wrong in a law file, and where.

use std::fmt;
use std::ops::Range;
use vuonlen_domain::Text;

/// One thing wrong in `law/`, at a file and a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Path under `law/`, with forward slashes.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong and what to do about it, in Vietnamese and English.
    pub message: Message,
}

/// A message in both languages; ordered so that findings print in a stable order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Finding {
    /// A finding at the line that holds byte `offset` of `text`.
    #[must_use]
    pub fn at(
        file: impl Into<String>,
        text: &str,
        offset: usize,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            line: line_of(text, offset),
            message: Message {
                vi: vi.into(),
                en: en.into(),
            },
        }
    }

    /// The message as a bilingual text.
    #[must_use]
    pub fn text(&self) -> Text {
        Text::new(&self.message.vi, &self.message.en)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "law/{}:{}: {} / {}",
            self.file, self.line, self.message.vi, self.message.en
        )
    }
}

/// Every finding of a load or a check, sorted by file and line.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
pub struct Findings(pub Vec<Finding>);

impl fmt::Display for Findings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.0 {
            writeln!(formatter, "{finding}")?;
        }
        Ok(())
    }
}

/// The line, counted from 1, that holds byte `offset` of `text`.
#[must_use]
pub fn line_of(text: &str, offset: usize) -> usize {
    let end = offset.min(text.len());
    text.as_bytes()[..end]
        .iter()
        .filter(|b| **b == b'\n')
        .count()
        + 1
}

/// Reads a TOML file into `T`; a syntax error, an unknown or a missing key becomes a finding.
///
/// # Errors
/// One [`Finding`] with the line of the fault.
pub fn parse_toml<T: serde::de::DeserializeOwned>(
    file: &crate::files::LawFile,
) -> Result<T, Finding> {
    toml::from_str(&file.text).map_err(|error| {
        let offset = error.span().map_or(0, |Range { start, .. }| start);
        let message = error.message();
        Finding::at(
            &file.path,
            &file.text,
            offset,
            format!("tệp không đúng cấu trúc: {message}"),
            format!("the file is not of the expected form: {message}"),
        )
    })
}
