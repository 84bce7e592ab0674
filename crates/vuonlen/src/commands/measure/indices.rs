//! `vuonlen measure indices` and `vuonlen measure targets`.

use super::{OutArguments, open, open_all, told, written};
use crate::commands::{LawFolder, synth};
use crate::failure::Failure;
use crate::{embedded, output};
use clap::Args;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use vuonlen_app::measure::{
    self, Indices, IndicesRequest, MeasureError, register_indices, survey_indices,
};
use vuonlen_law::law::Law;
use vuonlen_measure::poverty::{Cutoff, Fraction, Structure};

#[derive(Debug, Args)]
pub(crate) struct IndicesArguments {
    /// Folders of snapshots; several are taken together.
    #[arg(
        long = "input",
        value_name = "SNAPSHOT",
        required_unless_present = "survey"
    )]
    inputs: Vec<PathBuf>,
    /// Folders of snapshots of an earlier review, to compare with.
    #[arg(long = "earlier", value_name = "SNAPSHOT", requires = "inputs")]
    earlier: Vec<PathBuf>,
    /// The measure of law/measures; the one of registers that holds on the day when left out.
    #[arg(long, value_name = "ID", requires = "inputs")]
    measure: Option<String>,
    /// Another cut-off than the measure's: 1/3, 0.25.
    #[arg(long, value_name = "K", requires = "inputs", value_parser = parse_cutoff)]
    cutoff: Option<Cutoff>,
    /// province, commune, a fact such as area or groups, or province+FACT; may be repeated.
    #[arg(long, value_name = "DIVISION", requires = "inputs")]
    by: Vec<String>,
    /// The TOML specification of a survey, in place of snapshots.
    #[arg(
        long,
        value_name = "SPEC",
        conflicts_with = "inputs",
        requires = "data"
    )]
    survey: Option<PathBuf>,
    /// The survey's data: CSV or Parquet.
    #[arg(long, value_name = "FILE", requires = "survey")]
    data: Option<PathBuf>,
    /// The data of an earlier survey of the same specification.
    #[arg(long, value_name = "FILE", requires = "survey")]
    earlier_data: Option<PathBuf>,
    /// Years between the two; by their days for snapshots when left out.
    #[arg(long, value_name = "Y")]
    years: Option<f64>,
    /// Folder for the results.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
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
pub(crate) struct TargetsArguments {
    #[command(flatten)]
    out: OutArguments,
    /// Folders of snapshots of an earlier review: a fall is told from it.
    #[arg(long = "earlier", value_name = "SNAPSHOT")]
    earlier: Vec<PathBuf>,
}

fn parse_cutoff(text: &str) -> Result<Cutoff, String> {
    let fraction = Fraction::parse(text)
        .ok_or_else(|| "viết như 1/3 hoặc 0.25 / write it like 1/3 or 0.25".to_owned())?;
    Cutoff::new(fraction).map_err(|error| error.to_string())
}

pub(super) fn indices(
    arguments: &IndicesArguments,
    law: &Law,
    folder: &LawFolder,
) -> Result<(), Failure> {
    let files = embedded::law_files(folder.folder.as_deref())?;
    let measures = measure::measures(&files).map_err(|findings| {
        Failure::new(
            format!("thước đo có lỗi; chạy “vuonlen law check” để xem:\n{findings}"),
            "the measures have faults; run “vuonlen law check” to see them",
        )
    })?;
    let indices = match (&arguments.survey, &arguments.data) {
        (Some(survey), Some(data)) => {
            let earlier = arguments.earlier_data.as_deref();
            survey_indices(&measures, survey, (data, earlier), arguments.years)
                .map_err(|error| told(&error))?
        }
        _ => of_register(arguments, law, &measures)?,
    };
    let files = measure::write_indices(law, &indices, &arguments.out).map_err(|e| told(&e))?;
    if arguments.json {
        output::line(&indices.json());
    } else {
        summary(&indices);
        written(&files);
    }
    Ok(())
}

fn of_register(
    arguments: &IndicesArguments,
    law: &Law,
    measures: &[Structure],
) -> Result<Indices, Failure> {
    let threads = synth::threads(arguments.threads);
    let open = |inputs: &[PathBuf]| open_all(law, inputs, arguments.unindexed, threads);
    let now = open(&arguments.inputs)?;
    let earlier = match arguments.earlier.as_slice() {
        [] => None,
        inputs => Some(open(inputs)?),
    };
    let by = match arguments.by.as_slice() {
        [] => ["province", "area"].map(str::to_owned).to_vec(),
        by => by.to_vec(),
    };
    let request = IndicesRequest {
        measure: arguments.measure.clone(),
        cutoff: arguments.cutoff,
        by,
    };
    let both = (&now, earlier.as_ref());
    register_indices(law, measures, both, &request, arguments.years, threads)
        .map_err(|error: MeasureError| told(&error))
}

fn summary(indices: &Indices) {
    let total = &indices.report.total;
    let error = |estimate: &vuonlen_measure::poverty::Estimate| match estimate.standard_error {
        Some(error) => format!(" ± {error:.4}"),
        None => String::new(),
    };
    let headcount = &total.headcount;
    output::line(&format!("H  {:.4}{}", headcount.value, error(headcount)));
    if let Some(intensity) = &total.intensity {
        output::line(&format!("A  {:.4}{}", intensity.value, error(intensity)));
    }
    let adjusted = &total.adjusted_headcount;
    output::line(&format!("M0 {:.4}{}", adjusted.value, error(adjusted)));
    if let Some(comparison) = &indices.comparison {
        let change = &comparison.total.adjusted_headcount;
        output::line(&format!(
            "M0 {:.4} → {:.4} ({:+.4}{})",
            change.earlier,
            change.later,
            change.absolute.value,
            error(&change.absolute)
        ));
    }
}

pub(super) fn targets(arguments: &TargetsArguments, law: &Law) -> Result<(), Failure> {
    let input = &arguments.out.input;
    let (now, threads) = open(law, input)?;
    let earlier = match arguments.earlier.as_slice() {
        [] => None,
        inputs => Some(open_all(law, inputs, input.unindexed, threads)?),
    };
    let outcome =
        measure::targets(law, &now, earlier.as_ref(), threads).map_err(|error| told(&error))?;
    let files =
        measure::write_targets(&outcome, &arguments.out.out).map_err(|error| told(&error))?;
    if input.json {
        output::line(&outcome.json());
        return Ok(());
    }
    for line in &outcome.lines {
        let verdict = line.verdict.text();
        output::line(&format!(
            "{}: {} [{}] → {} / {}",
            line.id,
            line.printed(line.value),
            line.goal.vi,
            verdict.vi,
            verdict.en
        ));
    }
    if outcome.lines.is_empty() {
        output::line("Không có chỉ tiêu nào có hiệu lực ngày này / no target holds on this day");
    }
    written(&files);
    Ok(())
}
