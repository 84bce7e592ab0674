//! Checked-in tables with a column for each role: a change shows as a readable difference.

use super::Role;
use std::fmt::Write as _;

/// Compares `rows` with `src/FILE`, or writes the file where `UPDATE_PERMISSIONS` is set. Names of
/// rows are `width` wide; `mark` says what stands in a row for a role.
pub(crate) fn assert_up_to_date<R: Copy>(
    (file, legend): (&str, &str),
    width: usize,
    rows: &[(&str, R)],
    mark: impl Fn(R, &Role) -> char,
) {
    let mut table = legend.to_owned();
    for (number, role) in (1..).zip(Role::all()) {
        writeln!(table, "{number:>2}  {} ({})", role.code, role.label.vi).unwrap();
    }
    write!(table, "\n{:width$}", "").unwrap();
    for number in 1..=Role::all().len() {
        write!(table, " {number:>2}").unwrap();
    }
    table.push('\n');
    for (name, row) in rows {
        write!(table, "{name:width$}").unwrap();
        for role in Role::all() {
            write!(table, "  {}", mark(*row, role)).unwrap();
        }
        table.push('\n');
    }
    let path = format!("{}/src/{file}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_PERMISSIONS").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let checked_in = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        table, checked_in,
        "run with UPDATE_PERMISSIONS=1 and review the difference"
    );
}
