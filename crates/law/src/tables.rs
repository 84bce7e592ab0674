//! Statutory tables: what each column counts, and the sums that must hold.
//!
//! A table is a file of `law/tables/`. [`Tables::load`] checks all of them together, down to every
//! formula and every column a sum names. An [`Edition`] is what they come to on a day under a
//! standard: `each` expanded over the codes then in force, formulas compiled, references resolved.
//! This room must not know how a figure is counted, nor what a spreadsheet looks like: counting is
//! `vuonlen_measure::tables`.

mod edition;
mod expand;
mod file;
mod names;
mod relation;
mod resolve;

pub use edition::{
    CellRef, Column, Content, Edition, Field, Invariant, Kind, Line, LineKind, Table,
};
pub use relation::{Comparison, Relation, Term};

use crate::codes::CodeLists;
use crate::expr::Scope;
use crate::files::{LawFile, LawFiles};
use crate::findings::{Finding, Findings};
use chrono::NaiveDate;
use file::TableFile;
use std::collections::BTreeMap;

/// Every table of `law/tables/`, checked.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    sources: Vec<Source>,
}

/// A table as its file writes it, with the file for pointing into it.
#[derive(Debug, Clone)]
struct Source {
    file: LawFile,
    table: TableFile,
}

/// The day and the standard that tables are drawn up for.
#[derive(Debug, Clone)]
pub struct EditionOptions<'a> {
    /// Code lists that `each` runs over.
    pub codes: &'a CodeLists,
    /// A day on which the standard holds; the codes of that day are taken, and a list's newest
    /// where it has none.
    pub on: NaiveDate,
    /// Id of the standard (`nd07-2022`): some sums hold only under some standards.
    pub standard: &'a str,
    /// The standard's whole-number parameters ([`Standard::whole_parameters`]), for sums that
    /// read `params.x`.
    ///
    /// [`Standard::whole_parameters`]: crate::standards::Standard::whole_parameters
    pub parameters: &'a BTreeMap<String, i64>,
}

impl Tables {
    /// Reads and checks every file below `tables/`; formulas read the facts of `scope`.
    ///
    /// # Errors
    /// All [`Findings`]: unknown keys, a column without or with two contents, a formula that does
    /// not compile, an unknown code list, a ratio or a sum that names no column.
    pub fn load(files: &LawFiles, scope: &Scope, codes: &CodeLists) -> Result<Self, Findings> {
        let mut findings = Vec::new();
        let mut sources: Vec<Source> = Vec::new();
        for file in files.under("tables/").filter(|f| f.path.ends_with(".toml")) {
            match file::read(file) {
                Ok(table) => {
                    findings.extend(file::check(file, &table));
                    sources.push(Source {
                        file: file.clone(),
                        table,
                    });
                }
                Err(finding) => findings.push(finding),
            }
        }
        sources.sort_by_key(|source| natural_key(source.table.id.get_ref()));
        for pair in sources.windows(2) {
            if pair[0].table.id.get_ref() == pair[1].table.id.get_ref() {
                findings.push(twice(&pair[1]));
            }
        }
        if findings.is_empty() {
            findings.extend(resolve::check(&sources, scope, codes));
        }
        if findings.is_empty() {
            Ok(Self { sources })
        } else {
            findings.sort();
            Err(Findings(findings))
        }
    }

    /// Ids of all tables in order: R1, R2, … R10.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(|s| s.table.id.get_ref().as_str())
    }

    /// The tables as they are on a day under a standard; all of them, as some read others.
    ///
    /// # Errors
    /// [`Findings`] when `scope` or the codes are not those the tables were loaded with, or the
    /// standard has no such parameter as a sum for it reads.
    pub fn edition(
        &self,
        scope: &Scope,
        options: &EditionOptions<'_>,
    ) -> Result<Edition, Findings> {
        resolve::edition(&self.sources, scope, options)
    }
}

/// R2 before R10.
fn natural_key(id: &str) -> (String, u64, String) {
    let letters = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = id[letters.len()..].parse().unwrap_or(0);
    (letters.to_owned(), number, id.to_owned())
}

fn twice(source: &Source) -> Finding {
    let id = &source.table.id;
    Finding::at(
        &source.file.path,
        &source.file.text,
        id.span().start,
        format!("bảng `{}` đã có ở tệp khác; mỗi bảng một tệp", id.get_ref()),
        format!(
            "table `{}` stands in another file too; one file a table",
            id.get_ref()
        ),
    )
}
