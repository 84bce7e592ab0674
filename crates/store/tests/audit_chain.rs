//! The audit chain finds an edit, a deletion, an insertion and a reorder.

use chrono::{DateTime, Duration};
use vuonlen_store::audit::{AuditEntry, AuditEvent, ChainFault, first_fault};
use vuonlen_store::{StoreError, testing};

fn event(number: i64) -> AuditEvent {
    AuditEvent {
        province_code: "14".to_owned(),
        at: DateTime::UNIX_EPOCH + Duration::microseconds(1_700_000_000_000_123 + number),
        account_id: None,
        account_name: "hệ thống".to_owned(),
        role: "system".to_owned(),
        area_code: "14".to_owned(),
        action: "test".to_owned(),
        subject_kind: "household".to_owned(),
        subject_id: number.to_string(),
        details: "{}".to_owned(),
        reason: String::new(),
        address: "127.0.0.1".to_owned(),
    }
}

async fn chain(store: &vuonlen_store::Store, length: i64) -> Result<Vec<AuditEntry>, StoreError> {
    let mut tx = store.begin().await?;
    for number in 0..length {
        tx.add_audit(event(number)).await?;
    }
    tx.commit().await?;
    store.read().await?.list_audit("14").await
}

#[tokio::test]
async fn a_chain_as_written_has_no_fault() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let entries = chain(&fresh.store, 5).await?;
        assert_eq!(entries.len(), 5, "{}", fresh.engine);
        assert_eq!(first_fault(&entries), None, "{}", fresh.engine);
    }
    Ok(())
}

#[tokio::test]
async fn every_kind_of_tampering_is_found_and_named() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let entries = chain(&fresh.store, 5).await?;

        let mut edited = entries.clone();
        edited[2].details = r#"{"class":"poor"}"#.to_owned();
        assert_eq!(
            first_fault(&edited),
            Some(ChainFault::Edited { sequence: 3 })
        );

        let mut rehashed = edited.clone();
        rehashed[2].hash = rehashed[2].expected_hash();
        assert_eq!(
            first_fault(&rehashed),
            Some(ChainFault::Unlinked { sequence: 4 })
        );

        let mut deleted = entries.clone();
        deleted.remove(1);
        assert_eq!(
            first_fault(&deleted),
            Some(ChainFault::Deleted { sequence: 2 })
        );

        let mut inserted = entries.clone();
        inserted.insert(2, entries[1].clone());
        assert_eq!(
            first_fault(&inserted),
            Some(ChainFault::Unlinked { sequence: 2 })
        );

        let mut reordered = entries.clone();
        reordered.swap(1, 2);
        assert_eq!(
            first_fault(&reordered),
            Some(ChainFault::Deleted { sequence: 2 })
        );
    }
    Ok(())
}

#[tokio::test]
async fn what_is_not_committed_leaves_nothing() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = fresh.store.begin().await?;
        tx.add_audit(event(1)).await?;
        drop(tx);
        let entries = fresh.store.read().await?.list_audit("14").await?;
        assert!(entries.is_empty(), "{}", fresh.engine);
    }
    Ok(())
}
