//! The files of a run: `assessments.jsonl`, `assessments.csv`, `problems.xlsx`, `tables.xlsx` and
//! `summary.json`, written as the work goes on.

mod folder;
mod lists;
mod spool;
mod texts;

use super::request::{AssessError, AssessRequest};
use super::summary::Summary;
use super::tables::Tables;
use crate::forms::{self, Headings};
use folder::Folder;
use lists::Lists;
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use vuonlen_documents::report::csv::CsvWriter;
use vuonlen_documents::report::{Book, ListSheet, ReportRow, WriteError};
use vuonlen_law::assess::{Assessment, HouseholdInput, Problem};
use vuonlen_law::facts::Batch;
use vuonlen_law::law::Law;
use vuonlen_law::status::Status;
use vuonlen_measure::tables::TableResult;

const JSONL: &str = "assessments.jsonl";
const CSV: &str = "assessments.csv";
const PROBLEMS: &str = "problems.xlsx";
const TABLES: &str = "tables.xlsx";
const SUMMARY: &str = "summary.json";

/// Problems that are listed; a sheet has no more rows. Further ones are counted only.
const MOST_LISTED: usize = 1_000_000;

/// Everything being written.
pub(super) struct Outputs<'law> {
    folder: Folder,
    law_hash: String,
    jsonl: BufWriter<File>,
    csv: CsvWriter<BufWriter<File>>,
    problems: Book,
    problem_list: ListSheet,
    listed: usize,
    lists: Lists<'law>,
    drawn: Vec<(String, Vec<TableResult>)>,
    headings: Headings,
}

/// An assessment with the identity of the law it was made with.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    assessment: &'a Assessment,
    law_hash: &'a str,
}

impl<'law> Outputs<'law> {
    /// Opens the files; `tables` are those of the first standard, whose lists are written.
    pub(super) fn create(
        law: &'law Law,
        request: &AssessRequest,
        tables: &Tables<'_>,
    ) -> Result<Self, AssessError> {
        let folder = Folder::create(&request.out, &[JSONL, CSV, PROBLEMS, TABLES, SUMMARY])?;
        let headings = Headings::new(request.on, request.notice.as_ref());
        let csv = CsvWriter::new(create(&folder, CSV)?, &texts::CSV_HEAD)
            .map_err(|source| unwritten(&folder, CSV, source))?;
        let mut problems = Book::new(request.on);
        let problem_list = problems
            .begin_list("Cần xem lại", texts::problem_page(&headings))
            .map_err(|error| unsaved(&folder, PROBLEMS, error))?;
        let lists = Lists::begin(law, tables, &folder)?;
        Ok(Self {
            jsonl: create(&folder, JSONL)?,
            csv,
            problems,
            problem_list,
            listed: 0,
            lists,
            drawn: Vec::new(),
            law_hash: law.hash().to_owned(),
            headings,
            folder,
        })
    }

    pub(super) fn assessment(&mut self, assessment: &Assessment) -> Result<(), AssessError> {
        let line = Line {
            assessment,
            law_hash: &self.law_hash,
        };
        serde_json::to_writer(&mut self.jsonl, &line)
            .map_err(io::Error::from)
            .and_then(|()| self.jsonl.write_all(b"\n"))
            .map_err(|source| unwritten(&self.folder, JSONL, source))?;
        self.csv
            .row(&texts::csv_row(assessment))
            .map_err(|source| unwritten(&self.folder, CSV, source))
    }

    pub(super) fn problem(&mut self, problem: &Problem) -> Result<(), AssessError> {
        self.listed += 1;
        match self.listed {
            ..=MOST_LISTED => self.problem_row(&texts::problem_row(problem)),
            listed if listed == MOST_LISTED + 1 => self.problem_row(&texts::too_many_problems()),
            _ => Ok(()),
        }
    }

    fn problem_row(&mut self, row: &ReportRow) -> Result<(), AssessError> {
        self.problem_list
            .push(row)
            .map_err(|error| unsaved(&self.folder, PROBLEMS, error))
    }

    /// Adds those of some households that stand in the detailed lists (R14, R15).
    pub(super) fn list(
        &mut self,
        tables: &Tables<'_>,
        facts: &Batch,
        households: &[&HouseholdInput],
    ) -> Result<(), AssessError> {
        self.lists.add(tables.plan(), facts, households)
    }

    /// Keeps the tables of a standard, to be written at the end.
    pub(super) fn draw(&mut self, standard: &str, results: Vec<TableResult>) {
        self.drawn.push((standard.to_owned(), results));
    }

    /// Writes what is left; the files written.
    pub(super) fn finish(mut self, summary: &Summary) -> Result<Vec<PathBuf>, AssessError> {
        if summary.problems.is_empty() {
            self.problem_row(&texts::no_problems())?;
        }
        let folder = self.folder;
        self.jsonl
            .flush()
            .map_err(|source| unwritten(&folder, JSONL, source))?;
        self.csv
            .finish()
            .and_then(|mut file| file.flush())
            .map_err(|source| unwritten(&folder, CSV, source))?;
        let saved = self.problems.end_list(self.problem_list);
        saved
            .and_then(|()| self.problems.save(&folder.aside(PROBLEMS)))
            .map_err(|error| unsaved(&folder, PROBLEMS, error))?;
        let mut names: Vec<String> = [JSONL, CSV, PROBLEMS].map(str::to_owned).into();
        let mut undrawn = Some(self.lists);
        for (position, (standard, results)) in self.drawn.iter().enumerate() {
            let lists = undrawn.take();
            let name = match lists {
                Some(_) => TABLES.to_owned(),
                None => format!("tables-{standard}.xlsx"),
            };
            let mut book = Book::new(summary.on);
            let status = summary.standards.get(position).and_then(|one| one.status);
            let banner = self.headings.banner(status.unwrap_or(Status::Verified));
            let write = || -> Result<(), WriteError> {
                for result in results {
                    book.add_report(&result.id, &forms::page(result, &self.headings, &banner))?;
                }
                if let Some(lists) = lists {
                    let unit = results.first().map(|result| &result.unit);
                    lists.draw(&mut book, &self.headings, unit, banner.as_ref())?;
                }
                book.save(&folder.aside(&name))
            };
            write().map_err(|error| unsaved(&folder, &name, error))?;
            names.push(name);
        }
        names.push(SUMMARY.to_owned());
        serde_json::to_vec_pretty(summary)
            .map_err(io::Error::from)
            .and_then(|bytes| std::fs::write(folder.aside(SUMMARY), bytes))
            .map_err(|source| unwritten(&folder, SUMMARY, source))?;
        folder.publish(&names)
    }
}

fn create(folder: &Folder, name: &str) -> Result<BufWriter<File>, AssessError> {
    File::create(folder.aside(name))
        .map(BufWriter::new)
        .map_err(|source| unwritten(folder, name, source))
}

fn unwritten(folder: &Folder, name: &str, source: io::Error) -> AssessError {
    AssessError::Write {
        path: folder.place(name),
        source,
    }
}

fn unsaved(folder: &Folder, name: &str, source: WriteError) -> AssessError {
    AssessError::Workbook {
        path: folder.place(name),
        source,
    }
}
