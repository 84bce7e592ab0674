//! Households behave the same on both engines: versions, as-of, Vietnamese order, reach, search.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{DateTime, NaiveDate};
use uuid::Uuid;
use vuonlen_domain::text::key::search_key;
use vuonlen_store::household::{Household, HouseholdFilter, HouseholdVersion, Person, Reach};
use vuonlen_store::village::Village;
use vuonlen_store::{Store, StoreError, testing};

const PROVINCE: &str = "14";

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn household(number: u128, commune: &str, head: &str) -> Household {
    let (rest, given) = head.rsplit_once(' ').unwrap();
    Household {
        province_code: PROVINCE.to_owned(),
        household_id: Uuid::from_u128(number),
        commune_code: commune.to_owned(),
        village_id: Uuid::from_u128(1),
        code: number.to_string(),
        head_name: head.to_owned(),
        head_name_key: search_key(head),
        head_sort_name: format!("{given} {rest}"),
        size: 4,
        area: "rural".to_owned(),
        ethnicity: "03".to_owned(),
        class: if number.is_multiple_of(2) {
            "poor"
        } else {
            "not_poor"
        }
        .to_owned(),
        class_year: Some(2025),
        groups: if number == 2 {
            ",merit,female_head,"
        } else {
            ","
        }
        .to_owned(),
        active: true,
        version: 1,
        changed_at: DateTime::UNIX_EPOCH,
    }
}

fn version(household: &Household, base: Option<i64>, on: NaiveDate, size: i64) -> HouseholdVersion {
    HouseholdVersion {
        province_code: household.province_code.clone(),
        household_id: household.household_id,
        version: base.unwrap_or(0) + 1,
        base_version: base,
        recorded_at: DateTime::UNIX_EPOCH,
        recorded_by: None,
        effective_on: on,
        reason: "thử".to_owned(),
        document: serde_json::json!({ "size": size }),
    }
}

async fn filled(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    tx.add_village(&Village {
        province_code: PROVINCE.to_owned(),
        village_id: Uuid::from_u128(1),
        commune_code: "03703".to_owned(),
        name: "Bản Bung".to_owned(),
        name_key: "ban bung".to_owned(),
        valid_from: day(2020, 1, 1),
        valid_until: None,
        merged_into: None,
    })
    .await?;
    for (number, commune, head) in [
        (1, "03703", "Lò Văn Đán"),
        (2, "03703", "Quàng Thị Ánh"),
        (3, "03703", "Cà Văn Ân"),
        (4, "03694", "Hoàng Văn Dương"),
    ] {
        let new = household(number, commune, head);
        let person = Person {
            person_id: Uuid::from_u128(number + 100),
            name: head.to_owned(),
            name_key: search_key(head),
            birth: "1980-05-01".to_owned(),
            identity_number: Some(format!("00008000000{number}")),
        };
        tx.add_household(&new, &version(&new, None, day(2023, 1, 1), 4), &[person])
            .await?;
    }
    tx.commit().await
}

fn everywhere() -> HouseholdFilter {
    HouseholdFilter {
        reach: vec![Reach::Province(PROVINCE.to_owned())],
        ..HouseholdFilter::default()
    }
}

async fn heads(store: &Store, filter: &HouseholdFilter) -> Result<Vec<String>, StoreError> {
    let found = store
        .read()
        .await?
        .list_households(filter, None, 50)
        .await?;
    Ok(found
        .into_iter()
        .map(|household| household.head_name)
        .collect())
}

#[tokio::test]
async fn lists_are_in_vietnamese_order_and_page_by_key() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        filled(&fresh.store).await?;
        let order = [
            "Quàng Thị Ánh",
            "Cà Văn Ân",
            "Hoàng Văn Dương",
            "Lò Văn Đán",
        ];
        assert_eq!(
            heads(&fresh.store, &everywhere()).await?,
            order,
            "{}",
            fresh.engine
        );

        let mut paged = Vec::new();
        let mut after: Option<(String, Uuid)> = None;
        loop {
            let key = after.as_ref().map(|(name, id)| (name.as_str(), *id));
            let page = fresh
                .store
                .read()
                .await?
                .list_households(&everywhere(), key, 1)
                .await?;
            let Some(last) = page.last() else { break };
            after = Some((last.head_sort_name.clone(), last.household_id));
            paged.push(last.head_name.clone());
        }
        assert_eq!(paged, order, "{}", fresh.engine);
    }
    Ok(())
}

#[tokio::test]
async fn filters_narrow_and_an_empty_reach_shows_nothing() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        filled(&fresh.store).await?;
        let narrowed = |change: &dyn Fn(&mut HouseholdFilter)| {
            let mut filter = everywhere();
            change(&mut filter);
            filter
        };
        for (filter, expected) in [
            (
                narrowed(&|f| f.words = vec!["anh".into()]),
                vec!["Quàng Thị Ánh"],
            ),
            (
                narrowed(&|f| f.words = vec!["duong".into(), "hoang".into()]),
                vec!["Hoàng Văn Dương"],
            ),
            (narrowed(&|f| f.words = vec!["%".into()]), vec![]),
            (
                narrowed(&|f| f.group = Some("merit".into())),
                vec!["Quàng Thị Ánh"],
            ),
            (narrowed(&|f| f.group = Some("head".into())), vec![]),
            (
                narrowed(&|f| f.classes = vec!["poor".into()]),
                vec!["Quàng Thị Ánh", "Hoàng Văn Dương"],
            ),
            (
                narrowed(&|f| f.identity_number = Some("000080000003".into())),
                vec!["Cà Văn Ân"],
            ),
            (
                narrowed(&|f| f.reach = vec![Reach::Commune("14".into(), "03694".into())]),
                vec!["Hoàng Văn Dương"],
            ),
            (narrowed(&|f| f.reach = Vec::new()), vec![]),
            (
                narrowed(&|f| f.reach = vec![Reach::Province("15".into())]),
                vec![],
            ),
        ] {
            assert_eq!(heads(&fresh.store, &filter).await?, expected, "{filter:?}");
        }
        let mut tx = fresh.store.read().await?;
        assert_eq!(tx.count_households(&everywhere()).await?, (4, 16));
        assert_eq!(
            tx.count_households_by_class(&everywhere()).await?,
            [("not_poor".to_owned(), 2, 8), ("poor".to_owned(), 2, 8)]
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_household_keeps_what_it_was() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        filled(&fresh.store).await?;
        let mut tx = fresh.store.begin().await?;
        let mut moved = tx
            .find_household(PROVINCE, Uuid::from_u128(1))
            .await?
            .unwrap();
        moved.commune_code = "03694".to_owned();
        moved.size = 3;
        moved.version = 2;
        let second = version(&moved, Some(1), day(2025, 3, 1), 3);
        tx.add_household_version(&moved, &second, &[]).await?;
        tx.commit().await?;

        let mut tx = fresh.store.read().await?;
        let id = moved.household_id;
        let versions = tx.list_household_versions(PROVINCE, id).await?;
        let kept: Vec<_> = versions
            .iter()
            .map(|one| (one.version, one.effective_on, &one.document["size"]))
            .collect();
        let (three, four) = (serde_json::json!(3), serde_json::json!(4));
        let first = (1, day(2023, 1, 1), &four);
        assert_eq!(
            kept,
            [(2, day(2025, 3, 1), &three), first],
            "{}",
            fresh.engine
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_second_of_two_editors_is_told() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        filled(&fresh.store).await?;
        let mut edit = fresh
            .store
            .read()
            .await?
            .find_household(PROVINCE, Uuid::from_u128(1))
            .await?
            .unwrap();
        edit.version = 2;
        let change = version(&edit, Some(1), day(2025, 3, 1), 5);
        let mut first = fresh.store.begin().await?;
        first.add_household_version(&edit, &change, &[]).await?;
        first.commit().await?;
        let mut second = fresh.store.begin().await?;
        let refused = second.add_household_version(&edit, &change, &[]).await;
        assert!(
            matches!(refused, Err(StoreError::Stale(_))),
            "{}",
            fresh.engine
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_same_person_is_found_elsewhere() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        filled(&fresh.store).await?;
        let mut tx = fresh.store.read().await?;
        let other = Uuid::from_u128(9);
        let by_number = tx.list_persons_with_identity("000080000004", other).await?;
        assert_eq!(by_number.len(), 1);
        assert_eq!(by_number[0].commune_code, "03694");
        let own = tx
            .list_persons_with_identity("000080000004", Uuid::from_u128(4))
            .await?;
        assert!(own.is_empty(), "a household is no duplicate of itself");
        let by_name = tx
            .list_persons_named(PROVINCE, "lo van dan", "1980-05-01", other)
            .await?;
        assert_eq!(by_name.len(), 1);
    }
    Ok(())
}
