//! A household that moved, split and was classed anew shows on an earlier day as it was: on both
//! engines.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::NaiveDate;
use uuid::Uuid;
use vuonlen_app::access::Actor;
use vuonlen_app::registry::{HouseholdDocument, NewSplit};
use vuonlen_app::testing::{COMMUNE, Fixture, PROVINCE, fixtures};
use vuonlen_app::{Error, ErrorKind};
use vuonlen_store::review::Recognition;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The officer and a household of at least three.
async fn large(fixture: &Fixture) -> Result<(Actor, Uuid), Error> {
    let officer = fixture.person("xa", "commune_officer", COMMUNE).await?;
    for id in fixture.settle(&officer, 12).await? {
        let page = fixture
            .context
            .household(&officer, PROVINCE, id, None)
            .await?;
        if page.document.members.len() >= 3 {
            return Ok((officer, id));
        }
    }
    unreachable!("twelve households of one or two")
}

async fn recognise(fixture: &Fixture, id: Uuid, (on, class): (&str, &str)) -> Result<(), Error> {
    let on = day(on);
    let year = i64::from(chrono::Datelike::year(&on));
    let mut tx = fixture.context.store.begin().await?;
    tx.add_recognition(&Recognition {
        province_code: PROVINCE.to_owned(),
        household_id: id,
        year,
        sequence: 0,
        class: class.to_owned(),
        standard: "nd07-2022".to_owned(),
        size: 4,
        round_id: None,
        decision_id: None,
        recognised_on: on,
        reason: String::new(),
    })
    .await?;
    tx.recognise_household(PROVINCE, id, class, year).await?;
    Ok(tx.commit().await?)
}

#[tokio::test]
async fn a_household_moved_split_and_classed_anew_shows_as_it_was() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let (officer, id) = large(&fixture).await?;
        recognise(&fixture, id, ("2024-12-20", "poor")).await?;

        let begun = context
            .edit_household(&officer, (PROVINCE, id), None)
            .await?;
        let mut document = begun.document;
        let (first_village, members) = (document.village_id, document.members.clone());
        let names = |document: &HouseholdDocument| -> Vec<String> {
            let members = document.members.iter();
            members.map(|member| member.name.clone()).collect()
        };
        let before = names(&document);
        let villages = context.villages(&officer, COMMUNE).await?;
        let second_village = villages
            .iter()
            .map(|village| village.village_id)
            .find(|village| *village != first_village)
            .unwrap();
        document.village_id = second_village;
        let moved = (day("2025-03-01"), "Chuyển bản");
        context
            .save_household(&officer, (PROVINCE, id), 1, document, moved)
            .await?;

        // The head leaves with the last member.
        let leaving = [members[0].person_id, members.last().unwrap().person_id];
        let split = NewSplit {
            base: 2,
            leaving: leaving.to_vec(),
            head: Some(leaving[1]),
            remaining_head: Some(members[1].person_id),
            code: "TH-901".to_owned(),
            village_id: Some(first_village),
            address: "Nhà mới cạnh suối".to_owned(),
            on: Some(day("2025-06-01")),
            note: "Ra ở riêng".to_owned(),
        };
        let made = context
            .split_household(&officer, (PROVINCE, id), &split)
            .await?;
        let again = context
            .split_household(&officer, (PROVINCE, id), &split)
            .await;
        assert_eq!(again.unwrap_err().kind, ErrorKind::Conflict, "sent twice");
        recognise(&fixture, id, ("2025-12-19", "not_poor")).await?;

        let place = (PROVINCE, id);
        let then = context
            .household_view(&officer, place, Some(day("2024-12-31")))
            .await?;
        assert_eq!(
            then.page.household.class, "poor",
            "{}",
            fixture.fresh.engine
        );
        assert_eq!(then.page.household.class_year, Some(2024));
        assert_eq!(then.page.household.village_id, first_village);
        assert_eq!(then.page.household.head_name, members[0].name);
        assert_eq!(names(&then.page.document), before);
        assert!(then.events.is_empty(), "nothing had happened yet");
        assert_eq!(
            then.village_name,
            villages
                .iter()
                .find(|village| village.village_id == first_village)
                .unwrap()
                .name
        );

        let now = context.household_view(&officer, place, None).await?;
        assert_eq!(now.page.household.class, "not_poor");
        assert_eq!(now.page.household.village_id, second_village);
        assert_eq!(now.page.household.head_name, members[1].name);
        assert_eq!(now.page.document.members.len(), members.len() - 2);
        assert_eq!(
            now.events.iter().map(|e| &*e.kind.vi).collect::<Vec<_>>(),
            ["Tách hộ"]
        );
        let between = context
            .household_view(&officer, place, Some(day("2025-05-31")))
            .await?;
        assert_eq!(between.page.household.village_id, second_village);
        assert_eq!(names(&between.page.document), before);
        assert_eq!(between.page.household.class, "poor");

        let new = context
            .household_view(&officer, (PROVINCE, made), None)
            .await?;
        let ids = new.page.document.members.iter().map(|one| one.person_id);
        assert_eq!(ids.collect::<Vec<_>>(), [leaving[1], leaving[0]]);
        assert_eq!(new.page.document.members[0].code("relation"), Some("head"));
        assert_eq!(new.page.document.members[1].code("relation"), None);
        assert!(new.page.document.answers.is_empty(), "not asked yet");
        assert_eq!(new.page.household.class, "none");
        let earlier = context
            .household(&officer, PROVINCE, made, Some(day("2024-12-31")))
            .await;
        assert_eq!(earlier.unwrap_err().kind, ErrorKind::NotFound);
    }
    Ok(())
}

#[tokio::test]
async fn a_split_that_cannot_be_is_refused_at_its_field() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let (officer, id) = large(&fixture).await?;
        let document = context
            .household(&officer, PROVINCE, id, None)
            .await?
            .document;
        let ids: Vec<Uuid> = document.members.iter().map(|one| one.person_id).collect();
        let good = NewSplit {
            base: 1,
            leaving: vec![ids[1]],
            head: Some(ids[1]),
            code: "TH-902".to_owned(),
            on: Some(day("2025-06-01")),
            ..NewSplit::default()
        };
        let edited = |edit: &dyn Fn(&mut NewSplit)| {
            let mut split = good.clone();
            edit(&mut split);
            split
        };
        for (split, field) in [
            (edited(&|one| one.leaving.clear()), "leaving"),
            (edited(&|one| one.leaving.clone_from(&ids)), "leaving"),
            (edited(&|one| one.head = Some(ids[2])), "head"),
            (
                edited(&|one| {
                    one.leaving = vec![ids[0]];
                    one.head = Some(ids[0]);
                }),
                "remaining_head",
            ),
            (edited(&|one| one.code = " ".to_owned()), "code"),
            (edited(&|one| one.code.clone_from(&document.code)), "code"),
            (edited(&|one| one.on = None), "on"),
            (edited(&|one| one.on = Some(day("2027-01-01"))), "on"),
            (
                edited(&|one| one.village_id = Some(Uuid::nil())),
                "village_id",
            ),
        ] {
            let refused = context
                .split_household(&officer, (PROVINCE, id), &split)
                .await
                .unwrap_err();
            let fields: Vec<_> = refused.fields.iter().map(|one| &*one.field).collect();
            assert_eq!(fields, [field], "{split:?}");
        }
        let page = context.household(&officer, PROVINCE, id, None).await?;
        assert_eq!(page.version, 1, "nothing was half done");
        let elsewhere = fixture
            .person("ben-canh", "commune_officer", "03694")
            .await?;
        let refused = context
            .split_household(&elsewhere, (PROVINCE, id), &good)
            .await;
        assert!(refused.is_err());
        context
            .split_household(&officer, (PROVINCE, id), &good)
            .await?;
    }
    Ok(())
}
