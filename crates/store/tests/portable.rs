//! What both engines hold is the same thing, column by column.

use vuonlen_store::{Store, StoreError, testing};

#[tokio::test]
async fn both_engines_have_the_same_tables_and_columns() -> Result<(), StoreError> {
    let mut layouts = Vec::new();
    for fresh in testing::every_engine().await? {
        // Fails for a column of a type that could not be backed up.
        let layout = fresh.store.read().await?.layout().await?;
        assert!(layout.find("household").is_some(), "{}", fresh.engine);
        assert!(
            layout.find("_sqlx_migrations").is_none(),
            "{}",
            fresh.engine
        );
        layouts.push(layout.crossing());
    }
    for other in &layouts[1..] {
        assert_eq!(other, &layouts[0]);
    }
    Ok(())
}

#[tokio::test]
async fn rows_of_every_kind_go_out_and_in_again() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = fresh.store.begin().await?;
        let layout = tx.layout().await?;
        let table = layout.find("account").unwrap();
        use vuonlen_store::portable::Value;
        let at = chrono::DateTime::from_timestamp_micros(1_795_140_000_123_456).unwrap();
        let row: Vec<Value> = table
            .columns
            .iter()
            .map(|column| match column.name.as_str() {
                "account_id" => Value::Bytes(vec![7; 16]),
                "active" => Value::Boolean(true),
                "created_at" => Value::Moment(at),
                "failed_attempts" => Value::Integer(0),
                "name" => Value::Text("lò.văn.thử".to_owned()),
                "display_name" | "password_hash" => Value::Text("{không phải JSON".to_owned()),
                _ => Value::Null,
            })
            .collect();
        tx.put_rows(table, std::slice::from_ref(&row)).await?;
        let mut back = Vec::new();
        tx.each_row(table, |row| {
            back.push(row);
            Ok::<(), StoreError>(())
        })
        .await?;
        assert_eq!(back, [row], "{}", fresh.engine);
        assert_eq!(tx.fingerprint(table).await?.rows, 1);
        tx.empty_table(table).await?;
        assert_eq!(tx.count_rows(table).await?, 0);
    }
    Ok(())
}

#[tokio::test]
async fn an_older_program_refuses_a_newer_database() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        testing::pretend_newer(&fresh.address).await?;
        for outcome in [
            Store::open(&fresh.address).await,
            Store::attach(&fresh.address, false).await,
        ] {
            match outcome {
                Err(StoreError::Newer(version)) => assert_eq!(version, 299_901_010_000),
                other => panic!("{}: {other:?}", fresh.engine),
            }
        }
    }
    Ok(())
}
