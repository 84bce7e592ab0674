//! `vuonlen audit verify`: whether the audit log is what was written.

use super::LawFolder;
use super::serve::{Database, open, runtime, told};
use crate::failure::Failure;
use crate::output;
use clap::Subcommand;
use std::process::ExitCode;
use vuonlen_app::access::CheckedChain;
use vuonlen_app::access::audit_log::Tampering;
use vuonlen_measure::snapshot::AuditAnchor;

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// Read every chain of the audit log and name the first entry that was edited, deleted,
    /// inserted or moved.
    Verify {
        #[command(flatten)]
        database: Database,
        /// An entry noted elsewhere, to hold the log against: PROVINCE:NUMBER:HASH. May be given
        /// several times.
        #[arg(long = "noted", value_name = "PROVINCE:NUMBER:HASH", value_parser = parse_anchor)]
        noted: Vec<AuditAnchor>,
    },
}

pub(super) fn run(command: AuditCommand, law: &LawFolder) -> Result<ExitCode, Failure> {
    let AuditCommand::Verify { database, noted } = command;
    let law = law.load()?;
    let chains = runtime()?.block_on(async {
        let context = open(&database, law).await?;
        let chains = context.check_audit(&noted).await;
        context.store.close().await;
        chains.map_err(|error| told(&error))
    })?;
    let mut whole = true;
    for chain in &chains {
        whole &= chain.fault.is_none();
        for line in lines(chain) {
            output::line(&line);
        }
    }
    if chains.is_empty() {
        output::line("Nhật ký chưa có dòng nào / the audit log has no entry yet");
    }
    Ok(if whole {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn lines(chain: &CheckedChain) -> Vec<String> {
    let province = &chain.province;
    let Some(fault) = &chain.fault else {
        return vec![format!(
            "{province}: nguyên vẹn, {} dòng, {} mốc niêm phong / whole, {} entries, {} anchors\n    {province}:{}:{}",
            chain.entries, chain.anchors, chain.entries, chain.anchors, chain.entries, chain.hash
        )];
    };
    let (vi, en) = match fault {
        Tampering::Edited { sequence } => (
            format!("dòng {sequence} đã bị sửa hoặc chèn từ ngoài"),
            format!("entry {sequence} was edited, or put in from outside"),
        ),
        Tampering::Deleted { sequence } => (
            format!("dòng {sequence} đã bị xóa"),
            format!("entry {sequence} was deleted"),
        ),
        Tampering::Unlinked { sequence } => (
            format!("dòng {sequence} không nối tiếp dòng trước: có dòng bị chèn"),
            format!("entry {sequence} does not continue the one before: something was inserted"),
        ),
        Tampering::Moved { sequence, from } => (
            format!("dòng {sequence} vốn là dòng {from}: thứ tự đã bị đổi"),
            format!("entry {sequence} was written as entry {from}: the order was changed"),
        ),
        Tampering::CutOff { sequence } => (
            format!("chuỗi bị cắt ở cuối, mất từ dòng {sequence}"),
            format!("the end was cut off, from entry {sequence} on"),
        ),
        Tampering::Rewritten { sequence } => (
            format!("dòng {sequence} khác với mốc đã ghi nhận: chuỗi đã bị viết lại"),
            format!("entry {sequence} is not the one noted: the chain was written anew"),
        ),
    };
    vec![
        format!("{province}: {vi}. Giữ nguyên cơ sở dữ liệu, so với bản sao lưu, báo thanh tra."),
        format!(
            "{province}: {en}. Keep the database as it is, compare a backup, tell the inspectors."
        ),
    ]
}

/// `14:5120:ab12…`, as printed for a whole chain.
fn parse_anchor(text: &str) -> Result<AuditAnchor, String> {
    let mut parts = text.split(':');
    let (Some(province), Some(number), Some(hash), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(expected());
    };
    Ok(AuditAnchor {
        province: province.to_owned(),
        sequence: number.parse().map_err(|_| expected())?,
        hash: hash.to_ascii_lowercase(),
    })
}

fn expected() -> String {
    "viết MÃ_TỈNH:SỐ_DÒNG:MÃ_BĂM như lệnh này in ra / write PROVINCE:NUMBER:HASH as this command prints it"
        .to_owned()
}
