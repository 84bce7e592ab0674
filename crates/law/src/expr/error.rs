//! What is wrong in a formula, and where.

use vuonlen_domain::Text;

/// One thing wrong in a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormulaError {
    /// Byte offset in the formula's text where it stands.
    pub offset: usize,
    /// What is wrong and what to write instead, in Vietnamese and English.
    pub message: Text,
}

impl FormulaError {
    pub(crate) fn new(offset: usize, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            offset,
            message: Text::new(vi, en),
        }
    }
}
