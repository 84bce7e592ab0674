//! `vuonlen assess`: who is poor under the standard in force, why, and the statutory tables.

use super::{LawFolder, parse_day};
use crate::failure::Failure;
use crate::progress::Bar;
use crate::{clock, output};
use chrono::NaiveDate;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use vuonlen_app::assess::{AssessRequest, Step, Summary, assess};
use vuonlen_domain::{Class, Text};
use vuonlen_law::law::Law;
use vuonlen_law::status::Status;

#[derive(Debug, Args)]
pub(super) struct AssessArguments {
    /// Survey workbooks, official lists (XLSX, CSV) or JSON Lines.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Day of the review, like 2026-11-20; today when left out.
    #[arg(long, value_parser = parse_day)]
    on: Option<NaiveDate>,
    /// Folder for the results.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// A standard by id; may be repeated. The one in force on the day when left out.
    #[arg(long = "standard", value_name = "ID")]
    standards: Vec<String>,
    /// Score table for score A from answers; the standard's own when left out.
    #[arg(long, value_name = "ID")]
    score_table: Option<String>,
    /// A province's higher standard by id.
    #[arg(long, value_name = "ID")]
    overlay: Option<String>,
    /// Print the summary as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: AssessArguments, law: &LawFolder) -> Result<ExitCode, Failure> {
    let law = law.load()?;
    let request = AssessRequest {
        inputs: arguments.inputs,
        on: arguments.on.unwrap_or_else(clock::today),
        standards: arguments.standards,
        score_table: arguments.score_table,
        overlay: arguments.overlay,
        out: arguments.out,
        notice: None,
    };
    let summary = carry_out(&law, &request)?;
    if arguments.json {
        let json = serde_json::to_string_pretty(&summary)
            .map_err(|error| Failure::untranslated(&error))?;
        output::line(&json);
    } else {
        print(&summary);
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs the use case with a progress bar and fills in the time it took.
pub(super) fn carry_out(law: &Law, request: &AssessRequest) -> Result<Summary, Failure> {
    let started = clock::Stopwatch::start();
    let bar = Bar::new();
    let outcome = assess(law, request, &mut |step| match step {
        Step::Reading {
            file,
            progress,
            households,
        } => bar.at(
            &format!("{file}: {households} hộ"),
            progress.done,
            progress.total,
        ),
        Step::Tables => bar.message("lập bảng tổng hợp / drawing up the tables"),
    });
    bar.finish();
    let mut summary = outcome.map_err(|error| Failure::from_text(&error.text()))?;
    summary.seconds = Some(started.seconds());
    Ok(summary)
}

/// The summary for people.
pub(super) fn print(summary: &Summary) {
    for one in &summary.standards {
        output::line("");
        output::line(&format!("{} ({})", one.title.vi, one.standard));
        output::line(&format!(
            "  {:<28} {:>10} {:>8} {:>10}",
            "Phân loại / class", "hộ", "%", "khẩu"
        ));
        for count in &one.classes {
            let share = one.share(count.class).percent(2);
            output::line(&format!(
                "  {:<28} {:>10} {:>8} {:>10}",
                label(count.class),
                vuonlen_domain::decimal::group_thousands(count.households),
                share.map(|share| share.to_string()).unwrap_or_default(),
                vuonlen_domain::decimal::group_thousands(count.persons),
            ));
        }
        if one.left > 0 {
            output::line(&format!(
                "  {:<28} {:>10}",
                "Đã rời địa bàn / left", one.left
            ));
        }
        if one.rejected > 0 {
            output::line(&format!(
                "  {:<28} {:>10}",
                "Chưa xếp loại được / undecided", one.rejected
            ));
        }
        if let Some(status) = one.status.filter(|status| *status != Status::Verified) {
            let Text { vi, en } = status.label();
            output::line(&format!("  ! Mức tin cậy: {vi} / {en}"));
        }
    }
    output::line("");
    for one in &summary.standards {
        output::line(&format!(
            "Đối chiếu / check ({}): {} hộ đọc được / met = {} có kết quả / assessed + {} chưa xếp loại được / undecided + {} không đọc được / unreadable",
            one.standard, summary.met, one.assessed, one.rejected, summary.unreadable
        ));
    }
    if !summary.problems.is_empty() {
        output::line(&format!(
            "Cần xem lại / to look at: {} (problems.xlsx)",
            summary.doubtful + summary.rejecting
        ));
        for (code, count) in &summary.problems {
            let advice = summary.advice.get(code).map(|advice| advice.vi.as_str());
            output::line(&format!(
                "  {count:>7}  {code}: {}",
                advice.unwrap_or_default()
            ));
        }
    }
    for violation in &summary.violations {
        output::line(&format!("! {} / {}", violation.vi, violation.en));
    }
    if !summary.incomplete_tables.is_empty() {
        let tables: Vec<&str> = summary
            .incomplete_tables
            .iter()
            .map(String::as_str)
            .collect();
        let tables = tables.join(", ");
        output::line(&format!(
            "Chưa đủ thông tin cho {tables} (lớp năm trước, dân tộc …); bảng ghi rõ số hộ thiếu / not enough information for {tables}; the tables say how many households lack it"
        ));
    }
    if let Some(seconds) = summary.seconds {
        let rate = summary.met as f64 / seconds.max(0.001);
        output::line(&format!(
            "{seconds:.1} giây / s, {rate:.0} hộ/giây / households per second"
        ));
    }
    output::line(&format!("Dữ liệu luật / law data: {}", summary.law_hash));
    output::line("Kết quả / results:");
    for file in &summary.files {
        output::line(&format!("  {}", file.display()));
    }
}

const fn label(class: Class) -> &'static str {
    match class {
        Class::Poor => "Hộ nghèo / poor",
        Class::NearPoor => "Hộ cận nghèo / near-poor",
        Class::AverageLiving => "Mức sống trung bình / average",
        Class::NotPoor => "Hộ không nghèo / not poor",
    }
}
