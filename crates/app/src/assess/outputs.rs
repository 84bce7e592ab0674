//! The files of a run: `assessments.jsonl`, `assessments.csv`, `problems.xlsx`, `tables.xlsx` and
//! `summary.json`, written as the work goes on.

mod lists;
mod texts;

use super::request::{AssessError, AssessRequest};
use super::summary::Summary;
use super::tables::Tables;
use crate::forms::{self, Headings};
use lists::Lists;
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use vuonlen_documents::report::csv::CsvWriter;
use vuonlen_documents::report::{Book, ListSheet, ReportRow, WriteError};
use vuonlen_law::assess::{Assessment, HouseholdInput, Problem};
use vuonlen_law::facts::Batch;
use vuonlen_law::law::Law;
use vuonlen_law::status::Status;
use vuonlen_measure::tables::TableResult;

/// Everything being written.
pub(super) struct Outputs<'law> {
    folder: PathBuf,
    law_hash: String,
    jsonl: BufWriter<File>,
    csv: CsvWriter<BufWriter<File>>,
    problems: Book,
    problem_list: ListSheet,
    tables: Book,
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
        let folder = request.out.clone();
        std::fs::create_dir_all(&folder).map_err(|source| unwritten(&folder, source))?;
        let headings = Headings::new(request.on, request.notice.as_ref());
        let csv_path = folder.join("assessments.csv");
        let csv = CsvWriter::new(create(&csv_path)?, &texts::CSV_HEAD)
            .map_err(|source| unwritten(&csv_path, source))?;
        let mut problems = Book::new(request.on);
        let problem_list = problems
            .begin_list("Cần xem lại", texts::problem_page(&headings))
            .map_err(|error| unsaved(&folder.join("problems.xlsx"), error))?;
        let mut book = Book::new(request.on);
        let lists = Lists::begin(law, tables, &mut book, &headings)?;
        Ok(Self {
            jsonl: create(&folder.join("assessments.jsonl"))?,
            csv,
            problems,
            problem_list,
            tables: book,
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
            .map_err(|source| unwritten(&self.folder.join("assessments.jsonl"), source))?;
        self.csv
            .row(&texts::csv_row(assessment))
            .map_err(|source| unwritten(&self.folder.join("assessments.csv"), source))
    }

    pub(super) fn problem(&mut self, problem: &Problem) -> Result<(), AssessError> {
        self.problem_row(&texts::problem_row(problem))
    }

    fn problem_row(&mut self, row: &ReportRow) -> Result<(), AssessError> {
        self.problem_list
            .push(row)
            .map_err(|error| unsaved(&self.folder.join("problems.xlsx"), error))
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
        let path = |name: &str| self.folder.join(name);
        let (jsonl, csv) = (path("assessments.jsonl"), path("assessments.csv"));
        self.jsonl
            .flush()
            .map_err(|source| unwritten(&jsonl, source))?;
        self.csv
            .finish()
            .and_then(|mut file| file.flush())
            .map_err(|source| unwritten(&csv, source))?;
        let problems = path("problems.xlsx");
        let saved = self.problems.end_list(self.problem_list);
        saved
            .and_then(|()| self.problems.save(&problems))
            .map_err(|error| unsaved(&problems, error))?;
        let mut files = vec![jsonl, csv, problems];
        let mut rest = Some((self.tables, self.lists));
        for (position, (standard, results)) in self.drawn.iter().enumerate() {
            let (mut book, lists, name) = match rest.take() {
                Some((book, lists)) => (book, Some(lists), "tables.xlsx".to_owned()),
                None => (
                    Book::new(summary.on),
                    None,
                    format!("tables-{standard}.xlsx"),
                ),
            };
            let status = summary.standards.get(position).and_then(|one| one.status);
            let banner = self.headings.banner(status.unwrap_or(Status::Verified));
            let file = self.folder.join(name);
            let write = || -> Result<(), WriteError> {
                for result in results {
                    book.add_report(&result.id, &forms::page(result, &self.headings, &banner))?;
                }
                if let Some(lists) = lists {
                    lists.end(&mut book)?;
                }
                book.save(&file)
            };
            write().map_err(|error| unsaved(&file, error))?;
            files.push(file);
        }
        let json = self.folder.join("summary.json");
        serde_json::to_vec_pretty(summary)
            .map_err(io::Error::from)
            .and_then(|bytes| std::fs::write(&json, bytes))
            .map_err(|source| unwritten(&json, source))?;
        files.push(json);
        Ok(files)
    }
}

fn create(path: &Path) -> Result<BufWriter<File>, AssessError> {
    File::create(path)
        .map(BufWriter::new)
        .map_err(|source| unwritten(path, source))
}

fn unwritten(path: &Path, source: io::Error) -> AssessError {
    AssessError::Write {
        path: path.to_owned(),
        source,
    }
}

fn unsaved(path: &Path, source: WriteError) -> AssessError {
    AssessError::Workbook {
        path: path.to_owned(),
        source,
    }
}
