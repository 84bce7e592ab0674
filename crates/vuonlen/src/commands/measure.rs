//! `vuonlen measure …`: figures from sealed snapshots and surveys.

mod indices;

use super::LawFolder;
use super::synth::{PROGRAM, threads};
use crate::failure::Failure;
use crate::{clock, output};
use clap::{Args, Subcommand, ValueEnum};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use vuonlen_app::measure::{self, MeasureError, Opened};
use vuonlen_law::law::Law;
use vuonlen_measure::query::{Answer, AnswerRow, Figure, Level, Query, Question};

#[derive(Debug, Subcommand)]
pub(super) enum MeasureCommand {
    /// Draw up every statutory table: tables.xlsx, tables.csv, tables.json.
    Tables(TablesArguments),
    /// Count who was in which class before and now, and the relapse rate: movement.json.
    Movement(OutArguments),
    /// Measure multidimensional poverty (Alkire–Foster) of a register or a survey:
    /// indices.xlsx, indices.csv, indices.json.
    Indices(indices::IndicesArguments),
    /// Hold the targets of law/targets against a register: targets.xlsx, targets.csv, targets.json.
    Targets(indices::TargetsArguments),
    /// Count households by class, by unit.
    Classify(InputArguments),
    /// Ask any question in CEL over assessed households.
    Query(QueryArguments),
}

#[derive(Debug, Args)]
pub(super) struct InputArguments {
    /// Folders of snapshots; several are taken together.
    #[arg(long = "input", required = true, value_name = "SNAPSHOT")]
    inputs: Vec<PathBuf>,
    /// Read the Parquet files themselves instead of the index.
    #[arg(long)]
    unindexed: bool,
    /// Threads; as many as the machine has when left out.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct OutArguments {
    #[command(flatten)]
    input: InputArguments,
    /// Folder for the results.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct TablesArguments {
    #[command(flatten)]
    out: OutArguments,
    /// The unit the tables are drawn up for, by code: rows are the units below it. The whole
    /// country when left out.
    #[arg(long, value_name = "CODE")]
    unit: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct QueryArguments {
    #[command(flatten)]
    input: InputArguments,
    /// Which households: a CEL condition over assessed facts.
    #[arg(long = "where", value_name = "CEL")]
    condition: Option<String>,
    /// How many of them for which this holds besides.
    #[arg(long, value_name = "CEL", group = "figure")]
    count: Option<String>,
    /// The sum of this whole number over them.
    #[arg(long, value_name = "CEL", group = "figure")]
    sum: Option<String>,
    /// For what share of them this holds.
    #[arg(long, value_name = "CEL", group = "figure")]
    share: Option<String>,
    /// country, province, commune, village, or a fact such as ethnicity or area; may be repeated
    /// to divide units by a fact.
    #[arg(long, value_name = "LEVEL|FACT")]
    by: Vec<String>,
    /// Only the N largest.
    #[arg(long, value_name = "N")]
    top: Option<usize>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Unit {
    Country,
    Province,
    Commune,
    Village,
}

pub(super) fn run(command: MeasureCommand, folder: &LawFolder) -> Result<ExitCode, Failure> {
    let law = folder.load()?;
    let watch = clock::Stopwatch::start();
    match command {
        MeasureCommand::Tables(arguments) => {
            let (opened, threads) = open(&law, &arguments.out.input)?;
            let unit = arguments.unit.as_deref();
            let outcome = measure::tables(&law, &opened, unit, &arguments.out.out, threads)
                .map_err(|e| told(&e))?;
            for violation in &outcome.violations {
                output::line(&format!(
                    "! {} {}: {}",
                    violation.table, violation.unit.vi, violation.text.vi
                ));
            }
            written(&outcome.files);
        }
        MeasureCommand::Movement(arguments) => {
            let (opened, threads) = open(&law, &arguments.input)?;
            let outcome =
                measure::movement(&law, &opened, &arguments.out, threads).map_err(|e| told(&e))?;
            let total = &outcome.movements.total;
            let rate = total.relapse_rate().percent(2);
            output::line(&format!(
                "Tái nghèo, tái cận nghèo / relapsed: {} / {} = {} %",
                total.relapsed,
                total.listed,
                rate.map(|rate| rate.to_string()).unwrap_or_default()
            ));
            written(&[outcome.file]);
        }
        MeasureCommand::Indices(arguments) => indices::indices(&arguments, &law, folder)?,
        MeasureCommand::Targets(arguments) => indices::targets(&arguments, &law)?,
        MeasureCommand::Classify(input) => {
            let question = Question {
                condition: None,
                figure: Figure::Households,
                level: Level::Province,
                divided_by: Some("class".to_owned()),
                top: None,
            };
            ask(&law, &input, &question)?;
        }
        MeasureCommand::Query(arguments) => {
            let question = question(&arguments)?;
            ask(&law, &arguments.input, &question)?;
        }
    }
    output::note(&format!("{:.3} s", watch.seconds()));
    Ok(ExitCode::SUCCESS)
}

fn open(law: &Law, input: &InputArguments) -> Result<(Opened, NonZeroUsize), Failure> {
    let threads = threads(input.threads);
    let opened = open_all(law, &input.inputs, input.unindexed, threads)?;
    Ok((opened, threads))
}

fn open_all(
    law: &Law,
    inputs: &[PathBuf],
    unindexed: bool,
    threads: NonZeroUsize,
) -> Result<Opened, Failure> {
    measure::open(law, inputs, unindexed, PROGRAM, threads).map_err(|error| told(&error))
}

fn ask(law: &Law, input: &InputArguments, question: &Question) -> Result<(), Failure> {
    let query = Query::new(question, &law.scopes.assessed, law.codes.as_ref())
        .map_err(|error| Failure::from_text(&error.text()))?;
    let (opened, threads) = open(law, input)?;
    let answer = query
        .answer(&opened.households, threads)
        .map_err(|error| Failure::from_text(&error.text()))?;
    if input.json {
        output::line(&json(&answer));
    } else {
        for row in &answer.rows {
            output::line(&line(law, &opened, row));
        }
        output::line(&format!("{:<40} {}", "Tổng / total", figure(&answer.total)));
    }
    Ok(())
}

fn question(arguments: &QueryArguments) -> Result<Question, Failure> {
    let figure = match (&arguments.count, &arguments.sum, &arguments.share) {
        (Some(count), _, _) => Figure::Count(count.clone()),
        (_, Some(sum), _) => Figure::Sum(sum.clone()),
        (_, _, Some(share)) => Figure::Share(share.clone()),
        _ => Figure::Households,
    };
    let mut level = Level::Country;
    let mut divided_by = None;
    for by in &arguments.by {
        match Unit::from_str(by, true) {
            Ok(Unit::Country) => level = Level::Country,
            Ok(Unit::Province) => level = Level::Province,
            Ok(Unit::Commune) => level = Level::Commune,
            Ok(Unit::Village) => level = Level::Village,
            Err(_) if divided_by.is_none() => divided_by = Some(by.clone()),
            Err(_) => {
                return Err(Failure::new(
                    "chỉ chia theo một dữ kiện; dùng --by một lần cho dữ kiện",
                    "only one fact can divide; give --by one fact",
                ));
            }
        }
    }
    Ok(Question {
        condition: arguments.condition.clone(),
        figure,
        level,
        divided_by,
        top: arguments.top,
    })
}

fn line(law: &Law, opened: &Opened, row: &AnswerRow) -> String {
    let code = row.commune.as_deref().or(row.province.as_deref());
    let unit = code.map(|code| {
        let known = law.units.unit(code, opened.on);
        let name = known.map(|unit| unit.name.to_string()).unwrap_or_default();
        format!("{code} {name}")
    });
    let parts: Vec<String> = [unit, row.village.clone(), row.value.clone()]
        .into_iter()
        .flatten()
        .collect();
    format!("{:<40} {}", parts.join(" · "), figure(row))
}

fn figure(row: &AnswerRow) -> String {
    let mut text = vuonlen_domain::decimal::group_thousands(row.figure);
    if let (Some(whole), Some(share)) = (row.whole, row.share().and_then(|s| s.percent(2))) {
        text = format!(
            "{text} / {} = {share} %",
            vuonlen_domain::decimal::group_thousands(whole)
        );
    }
    if row.undecided > 0 {
        text = format!("{text} ({} chưa rõ / not known)", row.undecided);
    }
    text
}

fn json(answer: &Answer) -> String {
    let one = |row: &AnswerRow| {
        serde_json::json!({
            "province": row.province,
            "commune": row.commune,
            "village": row.village,
            "value": row.value,
            "figure": row.figure,
            "whole": row.whole,
            "undecided": row.undecided,
        })
    };
    let rows: Vec<_> = answer.rows.iter().map(one).collect();
    serde_json::json!({ "rows": rows, "total": one(&answer.total) }).to_string()
}

fn written(files: &[PathBuf]) {
    output::line("Kết quả / results:");
    for file in files {
        output::line(&format!("  {}", file.display()));
    }
}

fn told(error: &MeasureError) -> Failure {
    Failure::from_text(&error.text())
}
