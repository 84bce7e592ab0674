//! Limits of statements, and the plan by which tables are spread over servers.

use std::time::Duration;
use vuonlen_store::distribution::{Placement, Plan};
use vuonlen_store::{Store, StoreError, testing};

#[tokio::test]
async fn a_statement_without_end_is_stopped_and_the_next_one_runs() -> Result<(), StoreError> {
    const ENDLESS: &str = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT (x + 1) % 7 FROM c) \
         SELECT COUNT(*) FROM c";
    for fresh in testing::every_engine().await? {
        let store = Store::open_to_serve(&fresh.address, Duration::from_secs(1)).await?;
        let outcome = testing::ask_number(&store, ENDLESS).await;
        assert!(outcome.is_err(), "{}: {outcome:?}", fresh.engine);
        let next = testing::ask_number(&store, "SELECT COUNT(*) FROM village").await?;
        assert_eq!(next, 0, "{}", fresh.engine);
    }
    Ok(())
}

#[tokio::test]
async fn every_table_of_a_province_goes_where_the_province_is() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let layout = fresh.store.read().await?.layout().await?;
        let plan = Plan::of(&layout);
        assert_eq!(plan.tables.len(), layout.tables.len());
        let placed = |name: &str| {
            let found = plan.tables.iter().find(|(table, _)| table == name);
            found.map(|(_, placement)| placement.clone())
        };
        assert_eq!(placed("account"), Some(Placement::Reference));
        assert_eq!(placed("household"), Some(Placement::Distributed));
        assert_eq!(placed("audit_entry"), Some(Placement::Distributed));
        let statements = plan.statements();
        let leaders = statements
            .iter()
            .filter(|sql| sql.contains("distributed") && !sql.contains("colocate_with"));
        assert_eq!(leaders.count(), 1, "one group: {statements:?}");
        let first = statements
            .iter()
            .position(|sql| sql.contains("distributed"));
        let last = statements.iter().rposition(|sql| sql.contains("reference"));
        assert!(last < first, "reference tables come first");
        // Citus keeps uniqueness only within a province's server.
        assert!(!fresh.store.has_citus().await?, "{}", fresh.engine);
        if fresh.engine == "postgres" {
            assert!(
                fresh.store.distribute(&plan).await.is_err(),
                "no extension, no placing"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_damaged_page_is_found_by_reading_everything() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let (rows, damage) = fresh.store.soundness().await?;
        assert_eq!((rows, damage), (0, Vec::new()), "{}", fresh.engine);
        let Some(file) = fresh.store.file() else {
            continue;
        };
        // The last page is to hold rows: with a damaged page of the schema nothing can be opened.
        let at = chrono::DateTime::from_timestamp(1_795_140_000, 0).unwrap();
        let mut tx = fresh.store.begin().await?;
        for number in 0..500 {
            tx.count_address(&format!("10.0.{number}.1"), at, at)
                .await?;
        }
        tx.commit().await?;
        fresh.store.close().await;
        let mut bytes = std::fs::read(&file).unwrap();
        let page = bytes.len() - 4096;
        bytes[page..page + 8].fill(0xff);
        std::fs::write(&file, bytes).unwrap();
        let store = Store::attach(&fresh.address, false).await?;
        let (_, damage) = store.soundness().await?;
        assert!(!damage.is_empty(), "the last page is no page any more");
    }
    Ok(())
}
