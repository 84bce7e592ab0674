//! Rounds, villages, lists and forms behave the same on both engines.

use crate::support::{COMMUNE, PROVINCE, day, form, id, ready, round};
use chrono::DateTime;
use vuonlen_store::review::{RoundVillage, Transition};
use vuonlen_store::{StoreError, testing};

#[tokio::test]
async fn a_commune_has_one_round_of_a_kind_and_year() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = ready(&fresh.store).await?;
        assert_eq!(tx.find_round(PROVINCE, id(10)).await?, Some(round(10)));
        assert_eq!(tx.find_round("01", id(10)).await?, None);
        let all = tx.list_rounds(PROVINCE, None, None).await?;
        assert_eq!(all, [round(10)], "{}", fresh.engine);
        for (commune, year, found) in [
            (Some(COMMUNE), Some(2026), 1),
            (Some("03694"), None, 0),
            (None, Some(2025), 0),
        ] {
            let list = tx.list_rounds(PROVINCE, commune, year).await?;
            assert_eq!(list.len(), found, "{}", fresh.engine);
        }
        let twice = tx.add_round(&round(11)).await;
        assert!(matches!(twice, Err(StoreError::Rule(_))), "{twice:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_state_moves_only_from_the_state_it_was_read_in() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = ready(&fresh.store).await?;
        let at = DateTime::UNIX_EPOCH;
        let key = (PROVINCE, id(10));
        assert_eq!(tx.lock_round(key.0, key.1).await?, Some(round(10)));
        tx.move_round(key, "planned", "under_way", at).await?;
        let again = tx.move_round(key, "planned", "under_way", at).await;
        assert!(matches!(again, Err(StoreError::Stale("review_round"))));

        let village = RoundVillage {
            province_code: PROVINCE.to_owned(),
            round_id: id(10),
            village_id: id(1),
            state: "planned".to_owned(),
            changed_at: at,
        };
        tx.add_round_village(&village).await?;
        let found = tx.lock_round_village(PROVINCE, id(10), id(1)).await?;
        assert_eq!(found, Some(village), "{}", fresh.engine);
        let key = (PROVINCE, id(10), id(1));
        tx.move_round_village(key, "planned", "surveying", at)
            .await?;
        let again = tx.move_round_village(key, "planned", "surveying", at).await;
        assert!(matches!(again, Err(StoreError::Stale("round_village"))));
        let found = tx.find_round_village(PROVINCE, id(10), id(1)).await?;
        assert_eq!(found.unwrap().state, "surveying");
        assert_eq!(tx.list_round_villages(PROVINCE, id(10)).await?.len(), 1);
        assert_eq!(tx.lock_round(PROVINCE, id(99)).await?, None);
    }
    Ok(())
}

#[tokio::test]
async fn transitions_are_numbered_in_order() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = ready(&fresh.store).await?;
        for (from, to) in [("planned", "under_way"), ("under_way", "submitted")] {
            tx.add_transition(&Transition {
                province_code: PROVINCE.to_owned(),
                round_id: id(10),
                sequence: 0,
                village_id: None,
                from_state: from.to_owned(),
                to_state: to.to_owned(),
                reason: String::new(),
                at: DateTime::UNIX_EPOCH,
                account_id: None,
            })
            .await?;
        }
        let list = tx.list_transitions(PROVINCE, id(10)).await?;
        let path: Vec<(i64, &str)> = list
            .iter()
            .map(|t| (t.sequence, t.to_state.as_str()))
            .collect();
        assert_eq!(
            path,
            [(1, "under_way"), (2, "submitted")],
            "{}",
            fresh.engine
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_list_to_review_finds_the_poor_the_left_and_the_newly_escaped() -> Result<(), StoreError>
{
    for fresh in testing::every_engine().await? {
        let mut tx = ready(&fresh.store).await?;
        crate::support::recognise(&mut tx, 3, 2024, "poor").await?;
        crate::support::recognise(&mut tx, 3, 2025, "not_poor").await?;
        // Amended within the year: the later recognition counts.
        crate::support::recognise(&mut tx, 4, 2024, "poor").await?;
        crate::support::recognise(&mut tx, 4, 2024, "not_poor").await?;
        let list = tx
            .list_households_to_review(PROVINCE, COMMUNE, 2024)
            .await?;
        let found: Vec<_> = list
            .iter()
            .map(|h| (h.household_id, h.class.as_str(), h.active, h.escaped))
            .collect();
        assert_eq!(
            found,
            [
                (id(2), "near_poor", false, false),
                (id(3), "not_poor", true, true),
                (id(1), "poor", true, false),
            ],
            "{}",
            fresh.engine
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_form_is_saved_over_the_version_it_was_read_in() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = ready(&fresh.store).await?;
        let mut mine = form(20, 1);
        tx.add_form(&mine).await?;
        let twice = tx.add_form(&form(21, 1)).await;
        assert!(matches!(twice, Err(StoreError::Rule(_))));
        drop(tx);

        // After a refused statement a PostgreSQL transaction takes nothing more: begin again.
        let mut tx = ready(&fresh.store).await?;
        tx.add_form(&mine).await?;
        let mut theirs = mine.clone();
        mine.state = "draft".to_owned();
        mine.answers = serde_json::json!({ "members": [{ "name": "Lò Văn Đán" }] });
        mine.class = Some("poor".to_owned());
        mine.score_b = Some(40);
        assert_eq!(tx.save_form(&mine).await?, 2);
        theirs.state = "draft".to_owned();
        let stale = tx.save_form(&theirs).await;
        assert!(matches!(stale, Err(StoreError::Stale("survey_form"))));

        let found = tx.find_form(PROVINCE, id(20)).await?.unwrap();
        assert_eq!(found.version, 2, "{}", fresh.engine);
        mine.version = 2;
        assert_eq!(found, mine, "{}", fresh.engine);
        let by_household = tx.find_form_of_household(PROVINCE, id(10), id(1)).await?;
        assert_eq!(by_household, Some(mine));
    }
    Ok(())
}

#[tokio::test]
async fn lists_and_counts_of_forms() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = ready(&fresh.store).await?;
        for (form_number, household, state, class) in [
            (20, 1, "confirmed", Some("poor")),
            (21, 3, "confirmed", Some("not_poor")),
            (22, 4, "draft", None),
        ] {
            let mut form = form(form_number, household);
            form.state = state.to_owned();
            form.class = class.map(str::to_owned);
            form.enumerator = (state == "confirmed").then(|| id(7));
            tx.add_form(&form).await?;
        }
        let lines = tx.list_forms(PROVINCE, id(10), None).await?;
        let heads: Vec<&str> = lines.iter().map(|line| line.head_name.as_str()).collect();
        assert_eq!(
            heads,
            ["Cà Văn Ân", "Hoàng Văn Dương", "Lò Văn Đán"],
            "{}",
            fresh.engine
        );
        assert_eq!(tx.list_forms(PROVINCE, id(10), Some(id(2))).await?, []);
        let confirmed = tx
            .list_form_ids(PROVINCE, id(10), None, "confirmed")
            .await?;
        assert_eq!(confirmed, [id(20), id(21)]);
        let counts = tx.count_forms(PROVINCE, id(10)).await?;
        assert_eq!(counts.iter().map(|count| count.forms).sum::<i64>(), 3);
        assert_eq!(counts.len(), 3, "{}", fresh.engine);
        assert_eq!(tx.list_enumerators(PROVINCE, id(10)).await?, [id(7)]);
    }
    Ok(())
}

#[tokio::test]
async fn the_form_before_is_the_newest_confirmed_one_of_an_earlier_round() -> Result<(), StoreError>
{
    for fresh in testing::every_engine().await? {
        let mut tx = ready(&fresh.store).await?;
        for (number, year, state) in [(30, 2024, "confirmed"), (31, 2025, "confirmed")] {
            let mut earlier = round(number);
            earlier.year = i64::from(year);
            earlier.reviewed_on = day(year, 10, 1);
            tx.add_round(&earlier).await?;
            let mut form = form(number + 10, 1);
            form.round_id = id(number);
            form.state = state.to_owned();
            tx.add_form(&form).await?;
        }
        let before = tx.find_form_before(PROVINCE, id(1), id(10)).await?.unwrap();
        assert_eq!(before.form_id, id(41), "{}", fresh.engine);
        let first = tx.find_form_before(PROVINCE, id(1), id(30)).await?;
        assert_eq!(first, None);
    }
    Ok(())
}
