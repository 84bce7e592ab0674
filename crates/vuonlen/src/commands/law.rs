//! `vuonlen law …`

use super::{LawFolder, parse_day};
use crate::failure::Failure;
use crate::{clock, embedded, output};
use chrono::NaiveDate;
use clap::Subcommand;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use vuonlen_app::measure::check_measures;
use vuonlen_domain::Area;
use vuonlen_law::files::LawFiles;
use vuonlen_law::findings::Findings;
use vuonlen_law::law::Law;
use vuonlen_law::{check, diff, show};

#[derive(Debug, Subcommand)]
pub(super) enum LawCommand {
    /// Check every file: keys, sources, dates, formulas, sums. Exit code 1 when something is wrong.
    Check,
    /// Print a value, a standard, a table, a target, an indicator, an instrument or a unit with its sources.
    #[command(subcommand)]
    Show(ShowCommand),
    /// Print what changes between two days.
    Diff {
        /// The earlier day.
        #[arg(value_parser = parse_day)]
        before: NaiveDate,
        /// The later day.
        #[arg(value_parser = parse_day)]
        after: NaiveDate,
    },
    /// Load an official score table from a workbook into the folder given by --law.
    LoadScores {
        /// The workbook; `vuonlen template scores` writes an empty one.
        file: PathBuf,
        /// The standard it is for.
        #[arg(long, value_name = "ID")]
        standard: String,
        /// Who loads it and answers for it.
        #[arg(long, value_name = "NAME")]
        by: String,
        /// Day of loading; today when left out.
        #[arg(long, value_parser = parse_day)]
        on: Option<NaiveDate>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum ShowCommand {
    /// A standard: periods, values, indicators, classes.
    Standard {
        /// Its id; the one in force when left out.
        id: Option<String>,
        /// As of this day; today when left out.
        #[arg(long, value_parser = parse_day)]
        on: Option<NaiveDate>,
    },
    /// A value such as poor_income.
    Value {
        /// Its id.
        id: String,
        /// As of this day; today when left out.
        #[arg(long, value_parser = parse_day)]
        on: Option<NaiveDate>,
        /// Only this area: rural or urban.
        #[arg(long, value_parser = parse_area)]
        area: Option<Area>,
    },
    /// An indicator such as water.
    Indicator {
        /// Its code.
        code: String,
        /// As of this day; today when left out.
        #[arg(long, value_parser = parse_day)]
        on: Option<NaiveDate>,
    },
    /// A statutory table such as R1.
    Table {
        /// Its id.
        id: String,
        /// As of this day; today when left out.
        #[arg(long, value_parser = parse_day)]
        on: Option<NaiveDate>,
    },
    /// A target of law/targets, or all that hold.
    Target {
        /// Its id; all of them when left out.
        id: Option<String>,
        /// As of this day; today when left out.
        #[arg(long, value_parser = parse_day)]
        on: Option<NaiveDate>,
    },
    /// An instrument of the register.
    Instrument {
        /// Its id.
        id: String,
    },
    /// An administrative unit by its code.
    Unit {
        /// Its code.
        code: String,
        /// As of this day; today when left out.
        #[arg(long, value_parser = parse_day)]
        on: Option<NaiveDate>,
    },
}

fn parse_area(text: &str) -> Result<Area, String> {
    Area::parse(text).ok_or_else(|| "rural (nông thôn) hoặc / or urban (thành thị)".to_owned())
}

pub(super) fn run(command: LawCommand, law: &LawFolder) -> Result<ExitCode, Failure> {
    match command {
        LawCommand::Check => {
            let files = embedded::law_files(law.folder.as_deref())?;
            let findings = all_findings(&files);
            for finding in &findings.0 {
                output::line(&finding.to_string());
            }
            if findings.0.is_empty() {
                output::line(&format!(
                    "Dữ liệu luật không có lỗi / the law data is sound ({})",
                    files.hash()
                ));
                return Ok(ExitCode::SUCCESS);
            }
            output::note(&format!("{} lỗi / faults", findings.0.len()));
            Ok(ExitCode::FAILURE)
        }
        LawCommand::Show(what) => {
            let law = law.load()?;
            let day = |on: Option<NaiveDate>| on.unwrap_or_else(clock::today);
            let text = match what {
                ShowCommand::Standard { id, on } => show::standard(&law, id.as_deref(), day(on)),
                ShowCommand::Value { id, on, area } => show::value(&law, &id, day(on), area),
                ShowCommand::Indicator { code, on } => show::indicator(&law, &code, day(on)),
                ShowCommand::Table { id, on } => show::table(&law, &id, day(on)),
                ShowCommand::Target { id, on } => show::target(&law, id.as_deref(), day(on)),
                ShowCommand::Instrument { id } => show::instrument(&law, &id),
                ShowCommand::Unit { code, on } => show::unit(&law, &code, day(on)),
            };
            output::line(
                text.map_err(|error| Failure::from_text(&error.text()))?
                    .trim_end(),
            );
            Ok(ExitCode::SUCCESS)
        }
        LawCommand::LoadScores {
            file,
            standard,
            by,
            on,
        } => load_scores(law, &file, &standard, &by, on.unwrap_or_else(clock::today)),
        LawCommand::Diff { before, after } => {
            let page = diff::diff(&*law.load()?, before, after);
            output::line(match page.trim_end() {
                "" => "Không có gì thay đổi / nothing changes",
                page => page,
            });
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Everything wrong in the files: the law itself, the measures that it does not read, and worked
/// cases that do not come out.
fn all_findings(files: &LawFiles) -> Findings {
    let mut findings = check::check(files);
    findings.0.extend(check_measures(files));
    // Cases say something only of law that is sound.
    if findings.0.is_empty()
        && let Ok(law) = Law::load(files)
    {
        findings = check::check_cases(files, &law);
    }
    findings.0.sort();
    findings.0.dedup();
    findings
}

/// Writes the table only when the whole law data set is sound with it.
fn load_scores(
    law: &LawFolder,
    file: &Path,
    standard: &str,
    by: &str,
    on: NaiveDate,
) -> Result<ExitCode, Failure> {
    let folder = law.folder.as_deref().ok_or_else(|| {
        Failure::new(
            "cho biết thư mục luật của tỉnh bằng --law DIR hoặc VUONLEN_LAW; bảng điểm được ghi vào đó",
            "name the province's law folder by --law DIR or VUONLEN_LAW; the table is written there",
        )
    })?;
    std::fs::create_dir_all(folder).map_err(|error| Failure::unwritten(folder, &error))?;
    let loaded = vuonlen_app::scores::load(&*law.load()?, file, standard, by, on)
        .map_err(|error| Failure::from_text(&error.text()).at(&file.display()))?;
    let mut files = embedded::law_files(Some(folder))?;
    files.insert(loaded.path.as_str(), loaded.toml.as_str());
    let findings = check::check(&files);
    if !findings.0.is_empty() {
        return Err(Failure::new(
            format!("bảng điểm có lỗi, chưa ghi gì:\n{findings}"),
            "the table has faults; nothing was written",
        ));
    }
    let path = folder.join(&loaded.path);
    path.parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(&path, &loaded.toml))
        .map_err(|error| Failure::unwritten(&path, &error))?;
    output::line(&format!(
        "Đã nạp {} dòng điểm / items loaded: {}\nSHA-256 {}",
        loaded.items,
        path.display(),
        loaded.sha256
    ));
    Ok(ExitCode::SUCCESS)
}
