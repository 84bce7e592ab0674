//! How a command says that it could not do what it was asked.

use std::fmt;
use std::io;
use std::path::Path;
use vuonlen_documents::disk;
use vuonlen_domain::Text;

/// An error for the person at the terminal: Vietnamese first, English below.
#[derive(Debug)]
pub(crate) struct Failure {
    text: Text,
}

impl Failure {
    pub(crate) fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            text: Text::new(vi, en),
        }
    }

    /// What something says that has no words in Vietnamese.
    pub(crate) fn untranslated(error: &dyn fmt::Display) -> Self {
        Self::new(error.to_string(), error.to_string())
    }

    pub(crate) fn from_text(text: &Text) -> Self {
        Self { text: text.clone() }
    }

    /// A file or folder that cannot be written.
    pub(crate) fn unwritten(path: &Path, error: &io::Error) -> Self {
        let reason = disk::reason(error);
        Self::new(
            format!("không ghi được: {}", reason.vi),
            format!("cannot be written: {}", reason.en),
        )
        .at(&path.display())
    }

    /// The same failure, naming the file or folder it is about.
    pub(crate) fn at(self, place: &dyn fmt::Display) -> Self {
        Self::new(
            format!("{place}: {}", self.text.vi),
            format!("{place}: {}", self.text.en),
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.text.vi == self.text.en {
            return formatter.write_str(&self.text.vi);
        }
        write!(formatter, "{}\n{}", self.text.vi, self.text.en)
    }
}
