//! A database of every earlier release is brought up to date and loses nothing.
//!
//! `releases/VERSION/{sqlite,postgres}.sql` is what such a database held, as SQL text; how to add
//! one when a release is made stands in `docs/operations.md`.

use chrono::DateTime;
use std::fs;
use std::path::Path;
use uuid::Uuid;
use vuonlen_store::{Store, StoreError, testing};

#[tokio::test]
async fn a_database_of_every_release_is_brought_up_to_date() -> Result<(), StoreError> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/releases");
    let mut releases: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    releases.sort();
    assert!(!releases.is_empty());
    for release in releases {
        let text =
            |engine: &str| fs::read_to_string(release.join(format!("{engine}.sql"))).unwrap();
        for old in testing::every_engine_from(text).await? {
            let name = format!("{} on {}", release.display(), old.engine);
            let new = testing::every_engine().await?;
            let new = new.iter().find(|new| new.engine == old.engine).unwrap();
            let fresh = new.store.read().await?.layout().await?;
            let mut tx = old.store.read().await?;
            assert_eq!(tx.layout().await?, fresh, "{name}");
            // Rows of the fixture, wherever a later release keeps them.
            let households = fresh.find("household").unwrap();
            assert_eq!(tx.count_rows(households).await?, 2, "{name}");
            let chain = tx.list_audit("14").await?;
            assert_eq!(chain.len(), 1, "{name}");
            assert_eq!(vuonlen_store::audit::first_fault(&chain), None, "{name}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_household_added_before_the_upgrade_is_found_by_its_form_after() -> Result<(), StoreError>
{
    const BEFORE: i64 = 202611300500;
    let (account, added) = (Uuid::from_u128(1), Uuid::from_u128(2));
    for blank in testing::blanks().await? {
        let store = Store::attach(&blank.address, true).await?;
        store.migrate(Some(BEFORE)).await?;
        let quoted = format!("\"{added}\"");
        let mut tx = store.begin().await?;
        for (key, outcome) in [
            ("add_household:a", added.to_string()),
            ("record_finding:a", quoted.clone()),
        ] {
            assert!(tx.claim_form(account, key, DateTime::UNIX_EPOCH).await?);
            tx.settle_form(account, key, &outcome).await?;
        }
        tx.commit().await?;
        store.migrate(None).await?;
        let mut tx = store.read().await?;
        for key in ["add_household:a", "record_finding:a"] {
            let outcome = tx.find_form_outcome(account, key).await?;
            assert_eq!(outcome.as_ref(), Some(&quoted), "{key} on {}", blank.engine);
        }
    }
    Ok(())
}
