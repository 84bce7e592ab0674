//! Sealed columns: unreadable in the database, bound to their rows, found by digest, sealed anew.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use vuonlen_store::household::{Household, HouseholdFilter, HouseholdVersion, Person, Reach};
use vuonlen_store::portable::{Kind, Value};
use vuonlen_store::sealed::{Form, MasterKeys, SEALED, SealError};
use vuonlen_store::testing::{Fresh, every_engine};
use vuonlen_store::{Store, StoreError};

const NUMBER: &str = "014080009731";
const ILLNESS: &str = "bệnh-nặng-đánh-dấu";

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_140_000, 0).unwrap_or_default()
}

fn masters() -> MasterKeys {
    let line = MasterKeys::new_line("m1").expect("random bytes");
    MasterKeys::parse(&line).expect("a line is a key file")
}

/// Enters household number `place`, whose only member has an identity number ending with it.
async fn enter(store: &Store, place: u128) -> Result<Uuid, StoreError> {
    let household = Household {
        province_code: "14".to_owned(),
        household_id: Uuid::from_u128(place),
        commune_code: "03703".to_owned(),
        village_id: Uuid::from_u128(1),
        code: place.to_string(),
        head_name: "Lò Văn Thử".to_owned(),
        head_name_key: "lo van thu".to_owned(),
        head_sort_name: "Thử Lò Văn".to_owned(),
        size: 1,
        area: "rural".to_owned(),
        ethnicity: "03".to_owned(),
        class: "poor".to_owned(),
        class_year: Some(2025),
        groups: ",".to_owned(),
        active: true,
        version: 1,
        changed_at: now(),
    };
    let number = number(place);
    let version = HouseholdVersion {
        province_code: "14".to_owned(),
        household_id: household.household_id,
        version: 1,
        base_version: None,
        recorded_at: now(),
        recorded_by: None,
        effective_on: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default(),
        reason: "thử".to_owned(),
        document: serde_json::json!({ "identity": number, "health": ILLNESS }),
    };
    let person = Person {
        person_id: Uuid::from_u128(place),
        name: "Lò Văn Thử".to_owned(),
        name_key: "lo van thu".to_owned(),
        birth: "1980".to_owned(),
        identity_number: Some(number),
    };
    let mut tx = store.begin().await?;
    tx.add_household(&household, &version, &[person]).await?;
    tx.commit().await?;
    Ok(household.household_id)
}

fn number(place: u128) -> String {
    format!("{}{place}", &NUMBER[..11])
}

/// Every text of every row, as somebody reads it who has the database and no key.
async fn everything(fresh: &Fresh) -> Result<String, StoreError> {
    let mut tx = fresh.store.read().await?;
    let mut text = String::new();
    for table in &tx.layout().await?.tables {
        tx.each_row(table, |row| {
            for value in row {
                match value {
                    Value::Text(one) => text.push_str(&one),
                    Value::Bytes(bytes) => text.push_str(&String::from_utf8_lossy(&bytes)),
                    _ => {}
                }
                text.push('\n');
            }
            Ok::<(), StoreError>(())
        })
        .await?;
    }
    Ok(text)
}

async fn found(store: &Store, place: u128) -> Result<Vec<Uuid>, StoreError> {
    let filter = HouseholdFilter {
        reach: vec![Reach::Country],
        identity_number: Some(number(place)),
        ..HouseholdFilter::default()
    };
    let mut tx = store.read().await?;
    let listed = tx.list_households(&filter, None, 10).await?;
    let same = tx
        .list_persons_with_identity(&number(place), Uuid::nil())
        .await?;
    for person in &same {
        assert_eq!(person.identity_number, Some(number(place)));
    }
    let listed: Vec<Uuid> = listed.iter().map(|one| one.household_id).collect();
    assert_eq!(
        listed,
        same.iter().map(|one| one.household_id).collect::<Vec<_>>()
    );
    Ok(listed)
}

async fn document(store: &Store, id: Uuid) -> Result<serde_json::Value, StoreError> {
    let mut tx = store.read().await?;
    let version = tx.find_household_version("14", id, 1).await?;
    Ok(version.map(|version| version.document).unwrap_or_default())
}

fn cause<T: std::fmt::Debug>(outcome: Result<T, StoreError>) -> SealError {
    match outcome {
        Err(StoreError::Sealed(cause)) => cause,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_sealed_cannot_be_read_without_keys_and_is_found_with_them()
-> Result<(), StoreError> {
    for fresh in every_engine().await? {
        fresh.store.unlock(masters(), now()).await?;
        let one = enter(&fresh.store, 1).await?;
        enter(&fresh.store, 2).await?;
        let raw = everything(&fresh).await?;
        assert!(raw.contains("Lò Văn Thử"), "{}", fresh.engine);
        for hidden in [&number(1), &number(2), ILLNESS] {
            assert!(!raw.contains(hidden), "{}: {hidden}", fresh.engine);
        }
        if let Some(file) = fresh.store.file() {
            let wal = file.with_extension("db-wal");
            for path in [file, wal] {
                let bytes = std::fs::read(&path).unwrap_or_default();
                let bytes = String::from_utf8_lossy(&bytes);
                assert!(!bytes.contains(&number(1)), "{}", path.display());
                assert!(!bytes.contains(ILLNESS), "{}", path.display());
            }
        }
        assert_eq!(found(&fresh.store, 1).await?, [one], "{}", fresh.engine);
        assert!(found(&fresh.store, 3).await?.is_empty());
        assert_eq!(document(&fresh.store, one).await?["health"], ILLNESS);
    }
    Ok(())
}

#[tokio::test]
async fn a_value_moved_to_another_row_does_not_open() -> Result<(), StoreError> {
    for fresh in every_engine().await? {
        fresh.store.unlock(masters(), now()).await?;
        let one = enter(&fresh.store, 1).await?;
        enter(&fresh.store, 2).await?;
        fresh
            .run(
                "UPDATE household_version SET document = (SELECT other.document \
                 FROM household_version AS other WHERE other.household_id <> \
                 household_version.household_id)",
            )
            .await?;
        assert_eq!(
            cause(document(&fresh.store, one).await),
            SealError::Tampered {
                table: "household_version",
                column: "document"
            },
            "{}",
            fresh.engine
        );
    }
    Ok(())
}

#[tokio::test]
async fn without_the_right_master_key_nothing_is_read_or_written() -> Result<(), StoreError> {
    for fresh in every_engine().await? {
        fresh.store.unlock(masters(), now()).await?;
        let one = enter(&fresh.store, 1).await?;
        let again = Store::open(&fresh.address).await?;
        assert!(again.keyring().is_locked());
        assert_eq!(cause(document(&again, one).await), SealError::Locked);
        assert_eq!(cause(enter(&again, 2).await), SealError::Locked);
        let wrong = again.unlock(masters(), now()).await;
        assert_eq!(cause(wrong), SealError::WrongMaster("m1".to_owned()));
        let other = MasterKeys::parse(&MasterKeys::new_line("m9").unwrap()).unwrap();
        let missing = again.unlock(other, now()).await;
        assert_eq!(cause(missing), SealError::NoMaster("m1".to_owned()));
        assert!(again.keyring().is_locked());
        again.close().await;
    }
    Ok(())
}

#[tokio::test]
async fn a_database_from_before_is_read_and_sealed_by_and_by() -> Result<(), StoreError> {
    for fresh in every_engine().await? {
        let one = enter(&fresh.store, 1).await?;
        assert!(everything(&fresh).await?.contains(&number(1)));
        fresh.store.unlock(masters(), now()).await?;
        assert_eq!(found(&fresh.store, 1).await?, [one]);
        let two = enter(&fresh.store, 2).await?;
        let before = everything(&fresh).await?;
        assert!(before.contains(&number(1)) && !before.contains(&number(2)));

        let mut seen = Vec::new();
        let done = fresh
            .store
            .reseal(now(), &mut |table, rows| seen.push((table, rows)))
            .await?;
        assert_eq!(done.len(), SEALED.len());
        let rows = |name| done.iter().find(|table| table.table == name).unwrap().rows;
        assert_eq!((rows("household_version"), rows("person")), (2, 2));
        assert!(seen.contains(&("person", 2)));
        assert!(!everything(&fresh).await?.contains(&number(1)));
        assert_eq!(found(&fresh.store, 1).await?, [one], "{}", fresh.engine);
        assert_eq!(found(&fresh.store, 2).await?, [two], "{}", fresh.engine);
        assert_eq!(document(&fresh.store, one).await?["health"], ILLNESS);

        let keys = fresh.store.read().await?.list_data_keys().await?;
        let retired = keys.iter().filter(|key| key.retired_at.is_some()).count();
        assert_eq!((keys.len(), retired), (4, 2), "{}", fresh.engine);
    }
    Ok(())
}

#[tokio::test]
async fn a_rotation_broken_off_goes_on_with_the_same_keys() -> Result<(), StoreError> {
    use vuonlen_store::testing::{Breakdown, break_after, mend};
    for fresh in every_engine().await? {
        fresh.store.unlock(masters(), now()).await?;
        let one = enter(&fresh.store, 1).await?;
        enter(&fresh.store, 2).await?;
        let mut stopped = 0;
        for statements in 0..200 {
            break_after(statements, Breakdown::Gone);
            let outcome = fresh.store.reseal(now(), &mut |_, _| {}).await;
            mend();
            // Whatever was reached, everything opens and is found.
            assert_eq!(found(&fresh.store, 1).await?, [one], "{statements}");
            assert_eq!(document(&fresh.store, one).await?["health"], ILLNESS);
            if outcome.is_ok() {
                break;
            }
            stopped += 1;
        }
        assert!(stopped > 10, "{stopped}");
        let keys = fresh.store.read().await?.list_data_keys().await?;
        assert_eq!(keys.len(), 4, "one new key for each purpose");
    }
    Ok(())
}

#[tokio::test]
async fn data_keys_are_wrapped_with_another_master_key() -> Result<(), StoreError> {
    for fresh in every_engine().await? {
        let (old, new) = (
            MasterKeys::new_line("m1").unwrap(),
            MasterKeys::new_line("m2").unwrap(),
        );
        let parse = |text: &str| MasterKeys::parse(text).unwrap();
        fresh.store.unlock(parse(&old), now()).await?;
        let one = enter(&fresh.store, 1).await?;
        let both = parse(&format!("{new}\n{old}"));
        assert_eq!(fresh.store.rewrap(&both).await?, 2);
        let again = Store::open(&fresh.address).await?;
        let refused = again.unlock(parse(&old), now()).await;
        assert_eq!(cause(refused), SealError::NoMaster("m2".to_owned()));
        again.unlock(parse(&new), now()).await?;
        assert_eq!(document(&again, one).await?["health"], ILLNESS);
        again.close().await;
    }
    Ok(())
}

#[tokio::test]
async fn every_sealed_column_is_there_with_its_key() -> Result<(), StoreError> {
    for fresh in every_engine().await? {
        let layout = fresh.store.read().await?.layout().await?;
        for table in SEALED {
            let there = layout.find(table.name).unwrap();
            let kind = |name: &str| {
                let column = there.columns.iter().find(|column| column.name == name);
                column
                    .unwrap_or_else(|| panic!("{}.{name}", table.name))
                    .kind
            };
            for (name, kept) in table.key {
                assert_eq!(kind(name).crossing(), kept.crossing(), "{}", table.name);
            }
            for (name, form) in table.columns {
                let expected = match form {
                    Form::Bytes => Kind::Bytes,
                    Form::Text | Form::Json => Kind::Text,
                };
                assert_eq!(kind(name).crossing(), expected, "{}.{name}", table.name);
            }
        }
    }
    Ok(())
}
