//! `vuonlen verify`: whether what was sealed and logged is still what it was.

use super::LawFolder;
use super::serve::{Database, open, runtime, told};
use crate::failure::Failure;
use crate::output;
use clap::Args;
use std::process::ExitCode;
use vuonlen_app::review::Verification;

#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    #[command(flatten)]
    database: Database,
    /// Only this province, by its code; otherwise every province there is anything of.
    #[arg(long, value_name = "CODE")]
    province: Option<String>,
}

/// Prints a line per province and each fault; fails when there is any.
pub(super) fn run(arguments: VerifyArguments, law: &LawFolder) -> Result<ExitCode, Failure> {
    let law = law.load()?;
    runtime()?.block_on(async {
        let context = open(&arguments.database, law).await?;
        let provinces = match arguments.province {
            Some(province) => vec![province],
            None => context
                .provinces_to_verify()
                .await
                .map_err(|error| told(&error))?,
        };
        let mut intact = true;
        for province in &provinces {
            let found = context.verify_all(province).await;
            let found = found.map_err(|error| told(&error))?;
            intact &= found.is_intact();
            print(province, &found);
        }
        if provinces.is_empty() {
            output::line("Chưa có gì để kiểm tra / nothing to verify yet");
        }
        context.store.close().await;
        Ok(if intact {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    })
}

fn print(province: &str, found: &Verification) {
    let (entries, snapshots) = (found.entries, found.snapshots);
    let result = if found.is_intact() {
        "nguyên vẹn / intact"
    } else {
        "KHÔNG NGUYÊN VẸN / NOT INTACT"
    };
    output::line(&format!(
        "{province}: {result}; nhật ký {entries} dòng, {snapshots} bản niêm phong / {entries} log entries, {snapshots} snapshots"
    ));
    if let Some(fault) = found.log_fault_text() {
        output::line(&format!("  {}\n  {}", fault.vi, fault.en));
    }
    for (snapshot, text) in &found.damaged {
        output::line(&format!("  {snapshot}: {}\n  {}", text.vi, text.en));
    }
}
