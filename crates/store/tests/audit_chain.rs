//! The audit chain finds an edit, a deletion, an insertion and a reorder.

use chrono::{DateTime, Duration};
use vuonlen_store::audit::{AuditEntry, AuditEvent, Chain, ChainFault, first_fault};
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

/// What somebody with a hand on the database could do to it, and the entry it shows at.
#[tokio::test]
async fn tampering_in_the_database_is_found_and_named() -> Result<(), StoreError> {
    let cases: [(&str, &[&str], ChainFault); 8] = [
        (
            "edit",
            &["UPDATE audit_entry SET details = '{}' || ' ' WHERE sequence = 3"],
            ChainFault::Edited { sequence: 3 },
        ),
        (
            "edit of the time",
            &["UPDATE audit_entry SET at = '2020-01-01 00:00:00+00:00' WHERE sequence = 5"],
            ChainFault::Edited { sequence: 5 },
        ),
        (
            "deletion",
            &["DELETE FROM audit_entry WHERE sequence = 2"],
            ChainFault::Deleted { sequence: 2 },
        ),
        (
            "deletion of the last",
            &["DELETE FROM audit_entry WHERE sequence >= 4"],
            ChainFault::CutOff { sequence: 4 },
        ),
        (
            "insertion",
            &[
                "UPDATE audit_entry SET sequence = sequence + 100 WHERE sequence > 2",
                "INSERT INTO audit_entry SELECT province_code, 3, at, account_id, account_name, \
                 role, area_code, 'forged', subject_kind, subject_id, details, reason, address, \
                 hash, 'beef' FROM audit_entry WHERE sequence = 2",
                "UPDATE audit_entry SET sequence = sequence - 99 WHERE sequence > 100",
            ],
            ChainFault::Edited { sequence: 3 },
        ),
        (
            "insertion of a copy at the end",
            &[
                "INSERT INTO audit_entry SELECT province_code, 6, at, account_id, account_name, \
                 role, area_code, action, subject_kind, subject_id, details, reason, address, \
                 previous_hash, hash FROM audit_entry WHERE sequence = 5",
            ],
            ChainFault::Moved {
                sequence: 6,
                from: 5,
            },
        ),
        (
            "reorder",
            &[
                "UPDATE audit_entry SET sequence = 99 WHERE sequence = 2",
                "UPDATE audit_entry SET sequence = 2 WHERE sequence = 3",
                "UPDATE audit_entry SET sequence = 3 WHERE sequence = 99",
            ],
            ChainFault::Moved {
                sequence: 2,
                from: 3,
            },
        ),
        (
            "everything deleted",
            &["DELETE FROM audit_entry"],
            ChainFault::CutOff { sequence: 1 },
        ),
    ];
    for (what, statements, expected) in cases {
        for fresh in testing::every_engine().await? {
            chain(&fresh.store, 5).await?;
            for statement in statements {
                fresh.run(statement).await?;
            }
            let mut tx = fresh.store.read().await?;
            let entries = tx.list_audit("14").await?;
            let mut read = Chain::default();
            let fault = read.continue_with(&entries);
            let head = tx.find_audit_head("14").await?;
            let found = fault.or_else(|| read.ends_at(head.as_ref()));
            assert_eq!(found, Some(expected.clone()), "{what} on {}", fresh.engine);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_chain_written_anew_does_not_arrive_at_its_head() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut entries = chain(&fresh.store, 5).await?;
        let head = fresh.store.read().await?.find_audit_head("14").await?;
        let mut previous = entries[1].hash.clone();
        for entry in &mut entries[2..] {
            "nobody".clone_into(&mut entry.account_name);
            entry.previous_hash.clone_from(&previous);
            entry.hash = entry.expected_hash();
            previous.clone_from(&entry.hash);
        }
        let mut read = Chain::default();
        assert_eq!(read.continue_with(&entries), None, "linked all through");
        assert_eq!(
            read.ends_at(head.as_ref()),
            Some(ChainFault::Rewritten { sequence: 5 })
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

#[tokio::test]
async fn readings_at_once_are_all_entered_and_one_that_cannot_be_keeps_no_other_out()
-> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let once = "CREATE UNIQUE INDEX once ON audit_entry (reason) WHERE reason = 'một lần'";
        fresh.run(once).await?;
        let readings: Vec<_> = (0..40)
            .map(|number| {
                let mut event = event(number);
                if number % 2 == 0 {
                    event.province_code = "11".to_owned();
                }
                if number % 20 == 7 {
                    event.reason = "một lần".to_owned();
                }
                let store = fresh.store.clone();
                tokio::spawn(async move { store.append_audit(event).await })
            })
            .collect();
        let mut refused = Vec::new();
        for (number, reading) in readings.into_iter().enumerate() {
            if reading.await.is_ok_and(|outcome| outcome.is_err()) {
                refused.push(number);
            }
        }
        assert_eq!(refused, [27], "{}", fresh.engine);
        let mut tx = fresh.store.read().await?;
        for (province, length) in [("11", 20), ("14", 19)] {
            let mut chain = Chain::default();
            let entries = tx.list_audit(province).await?;
            assert_eq!(chain.continue_with(&entries), None, "{}", fresh.engine);
            assert_eq!(chain.length, length, "{}", fresh.engine);
            let head = tx.find_audit_head(province).await?;
            assert_eq!(chain.ends_at(head.as_ref()), None, "{}", fresh.engine);
        }
    }
    Ok(())
}
