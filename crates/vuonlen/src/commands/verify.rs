//! `vuonlen verify`: whether what was sealed and logged is still what it was.

use super::LawFolder;
use super::serve::{Database, open, runtime, told};
use crate::failure::Failure;
use crate::output;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use vuonlen_app::FileState;
use vuonlen_app::review::{Soundness, Verification};

#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    #[command(flatten)]
    database: Database,
    /// Where files beside the database are kept.
    #[arg(long, value_name = "FOLDER", default_value = "data")]
    data_folder: PathBuf,
    /// Only this province, by its code; otherwise every province there is anything of.
    #[arg(long, value_name = "CODE")]
    province: Option<String>,
}

/// Prints a line per province and each fault; fails when there is any.
pub(super) fn run(arguments: VerifyArguments, law: &LawFolder) -> Result<ExitCode, Failure> {
    let law = law.load()?;
    runtime()?.block_on(async {
        let context = open(&arguments.database, law).await?;
        let context = context.with_files(&arguments.data_folder);
        let sound = context.soundness().await.map_err(|error| told(&error))?;
        print_soundness(&sound);
        let provinces = match arguments.province {
            Some(province) => vec![province],
            None => context
                .provinces_to_verify()
                .await
                .map_err(|error| told(&error))?,
        };
        let mut intact = sound.is_sound();
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

fn print_soundness(sound: &Soundness) {
    let (rows, files) = (sound.rows, sound.files.len());
    output::line(&if sound.is_sound() {
        format!(
            "Cơ sở dữ liệu và tệp / database and files: nguyên vẹn / intact ({rows} dòng / rows)"
        )
    } else {
        let faults = sound.damage.len();
        format!(
            "Cơ sở dữ liệu và tệp / database and files: {faults} lỗi cấu trúc / structural faults, {files} tệp hỏng hoặc mất / files missing or damaged"
        )
    });
    for fault in &sound.damage {
        output::line(&format!("  {fault}"));
    }
    for (sha256, state) in &sound.files {
        let state = match state {
            FileState::Missing => "không còn / missing",
            _ => "không đúng như lúc tải lên / not what was kept",
        };
        output::line(&format!("  {sha256}: {state}"));
    }
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
