//! `vuonlen verify` finds one changed byte of the audit log.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::DateTime;
use std::path::Path;
use std::process::{Command, Output};
use vuonlen_store::audit::AuditEvent;
use vuonlen_store::{Store, StoreError};

fn verify(database: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vuonlen"))
        .args(["verify", "--database", database])
        .output()
        .expect("the program runs")
}

/// Logs three deeds of Sơn La and closes the database.
async fn log(database: &str) -> Result<(), StoreError> {
    let store = Store::open(database).await?;
    for number in 1..=3 {
        let mut tx = store.begin().await?;
        tx.add_audit(AuditEvent {
            province_code: "14".to_owned(),
            at: DateTime::from_timestamp(1_795_140_000 + number, 0).unwrap_or_default(),
            account_id: None,
            account_name: "nguoi-thu".to_owned(),
            role: "commune_officer".to_owned(),
            area_code: "03703".to_owned(),
            action: "round_submit".to_owned(),
            subject_kind: "round".to_owned(),
            subject_id: format!("dot-thu-{number}"),
            details: "{}".to_owned(),
            reason: String::new(),
            address: String::new(),
        })
        .await?;
        tx.commit().await?;
    }
    store.close().await;
    Ok(())
}

/// Changes the first byte of `text` wherever the database holds it.
fn change(file: &Path, text: &str) {
    let mut bytes = std::fs::read(file).unwrap();
    let places: Vec<usize> = bytes
        .windows(text.len())
        .enumerate()
        .filter_map(|(at, window)| (window == text.as_bytes()).then_some(at))
        .collect();
    assert!(!places.is_empty(), "{text} stands in the database");
    for at in places {
        bytes[at] ^= 1;
    }
    std::fs::write(file, bytes).unwrap();
}

#[test]
fn one_changed_byte_of_the_log_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("thu.db");
    let database = format!("sqlite://{}", file.display());
    let empty = verify(&database);
    assert!(empty.status.success());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(log(&database)).unwrap();
    let whole = verify(&database);
    let said = String::from_utf8_lossy(&whole.stdout);
    assert!(whole.status.success(), "{said}");
    assert!(said.contains("14: nguyên vẹn / intact") && said.contains("3 log entries"));
    assert!(
        said.contains("database and files: nguyên vẹn / intact (4 dòng / rows)"),
        "{said}"
    );

    change(&file, "dot-thu-2");
    let broken = verify(&database);
    let said = String::from_utf8_lossy(&broken.stdout);
    assert!(!broken.status.success(), "{said}");
    assert!(said.contains("dòng số 2 đã bị sửa"), "{said}");
    assert!(said.contains("entry 2 was edited"), "{said}");
}
