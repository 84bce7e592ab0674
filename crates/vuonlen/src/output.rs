//! Printing, in one place: results to standard output, everything about them to standard error.

use std::io::{self, Write};

/// A line of the result. A closed pipe (`| head`) ends the printing, not the program.
pub(crate) fn line(text: &str) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// A line about the result.
pub(crate) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// What went wrong.
pub(crate) fn error_line(text: &str) {
    note(&format!("vuonlen: {text}"));
}
