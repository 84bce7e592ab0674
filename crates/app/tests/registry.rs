//! Changes during the year, villages that merge, duplicates, merging two edits: on both engines.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::NaiveDate;
use std::collections::BTreeMap;
use vuonlen_app::registry::difference::changes;
use vuonlen_app::registry::merge::{Side, merge};
use vuonlen_app::registry::wording::Wording;
use vuonlen_app::registry::{Answer, HouseholdDocument, HouseholdQuery, NewEvent, Ruling};
use vuonlen_app::testing::{COMMUNE, Fixture, PROVINCE, fixtures, law};
use vuonlen_app::{Error, ErrorKind};
use vuonlen_domain::text::Language;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn first(fixture: &Fixture) -> Result<(vuonlen_app::access::Actor, uuid::Uuid), Error> {
    let officer = fixture.person("xa", "commune_officer", COMMUNE).await?;
    let settled = fixture.settle(&officer, 6).await?;
    Ok((officer, settled[0]))
}

#[tokio::test]
async fn a_page_shows_what_changed_and_what_the_law_makes_of_it() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let (officer, id) = first(&fixture).await?;
        let mut document = context
            .edit_household(&officer, (PROVINCE, id), None)
            .await?
            .document;
        document.address = "Cạnh suối".to_owned();
        document
            .answers
            .insert("floor_area".to_owned(), Answer::Decimal(4.5));
        let moved = (day("2026-03-01"), "Sửa sau khi xem nhà");
        context
            .save_household(&officer, (PROVINCE, id), 1, document, moved)
            .await?;

        let view = context
            .household_view(&officer, (PROVINCE, id), None)
            .await?;
        let paths: Vec<_> = view.history[0]
            .changes
            .iter()
            .map(|c| c.path.as_str())
            .collect();
        assert_eq!(paths, ["address", "answers.floor_area"]);
        assert_eq!(view.history[0].changes[1].after.vi, "4,5 m²");
        assert_eq!(view.history[0].changes[1].after.en, "4.5 m²");
        assert!(view.history[1].changes.is_empty());
        assert!(!view.sections.is_empty() && !view.members.is_empty());
        assert!(
            !matches!(view.ruling, Ruling::None),
            "a standard holds today"
        );
        let then = context
            .household_view(&officer, (PROVINCE, id), Some(day("2026-02-28")))
            .await?;
        assert_eq!(then.page.document.address, "");
    }
    Ok(())
}

#[tokio::test]
async fn a_household_that_leaves_is_off_the_list_and_stays_in_the_year() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let (officer, id) = first(&fixture).await?;
        let event = |kind: &str, on: &str| NewEvent {
            kind: kind.to_owned(),
            on: on.parse().ok(),
            note: "Chuyển về quê".to_owned(),
            leaves: false,
        };
        for (kind, on) in [
            ("moved_out", "2027-01-01"),
            ("không có", "2026-05-01"),
            ("birth", ""),
        ] {
            let refused = context
                .record_event(&officer, (PROVINCE, id), event(kind, on), None)
                .await;
            assert_eq!(refused.unwrap_err().kind, ErrorKind::Invalid, "{kind} {on}");
        }
        let head = fixture.person("thon", "village_head", COMMUNE).await?;
        let refused = context
            .record_event(
                &head,
                (PROVINCE, id),
                event("moved_out", "2026-05-01"),
                None,
            )
            .await;
        assert_eq!(refused.unwrap_err().fields[0].field, "leaves");
        for _sending in 1..=2 {
            let illness = event("illness", "2026-04-01");
            let form = Some("bam-hai-lan");
            context
                .record_event(&head, (PROVINCE, id), illness, form)
                .await?;
        }
        context
            .record_event(
                &officer,
                (PROVINCE, id),
                event("moved_out", "2026-05-01"),
                None,
            )
            .await?;
        let query = HouseholdQuery {
            limit: 50,
            ..HouseholdQuery::default()
        };
        assert_eq!(context.list_households(&officer, &query).await?.total, 5);
        let before = context
            .household(&officer, PROVINCE, id, Some(day("2026-04-30")))
            .await?;
        assert!(before.document.active);
        let year = context.events_of_year(&head, 2026).await?;
        assert_eq!(year.len(), 2);
        assert_eq!(year[0].event.kind.vi, "Hộ chuyển đi");
    }
    Ok(())
}

#[tokio::test]
async fn villages_merge_and_history_keeps_the_old_name() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let (officer, id) = first(&fixture).await?;
        let villages = context.villages(&officer, COMMUNE).await?;
        let page = context
            .household_view(&officer, (PROVINCE, id), None)
            .await?;
        let old = page.page.document.village_id;
        let other = villages.iter().find(|one| one.village_id != old).unwrap();
        let same = context
            .merge_villages(&officer, COMMUNE, (old, old), day("2026-06-01"))
            .await;
        assert_eq!(same.unwrap_err().fields[0].field, "into");
        let pair = (old, other.village_id);
        let early = context
            .merge_villages(&officer, COMMUNE, pair, day("2020-01-01"))
            .await;
        assert_eq!(early.unwrap_err().fields[0].field, "on");
        assert!(
            context
                .merge_villages(&officer, COMMUNE, pair, day("2026-06-01"))
                .await?
                > 0
        );
        let now = context
            .household_view(&officer, (PROVINCE, id), None)
            .await?;
        assert_eq!(now.village_name, other.name);
        let then = context
            .household_view(&officer, (PROVINCE, id), Some(day("2026-05-31")))
            .await?;
        assert_eq!(then.village_name, page.village_name);
        assert_eq!(
            context.villages(&officer, COMMUNE).await?.len(),
            villages.len() - 1
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_other_commune_is_told_of_the_same_person() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let (officer, id) = first(&fixture).await?;
        let neighbour = fixture.person("ben", "commune_officer", "03694").await?;
        let village = context
            .add_village(&neighbour, "03694", "Bản Giôn", day("2020-01-01"))
            .await?;
        let mut document = context
            .edit_household(&officer, (PROVINCE, id), None)
            .await?
            .document;
        document.commune_code = "03694".to_owned();
        document.village_id = village;
        let number = "014203004567".to_owned();
        let mut known = context
            .edit_household(&officer, (PROVINCE, id), None)
            .await?
            .document;
        known.members[0].identity_number.clone_from(&number);
        context
            .save_household(
                &officer,
                (PROVINCE, id),
                1,
                known,
                (day("2026-02-01"), "Thêm số"),
            )
            .await?;
        document.members.truncate(1);
        document.members[0].identity_number = number;
        let entered = (day("2026-03-01"), "Chuyển đến");
        let saved = context
            .add_household_once(&neighbour, document.clone(), entered, Some("k1"))
            .await?;
        assert_eq!(saved.duplicates.len(), 1);
        assert_eq!(
            saved.duplicates[0].household_id, None,
            "another commune's household is not shown"
        );
        let again = context
            .add_household_once(&neighbour, document, entered, Some("k1"))
            .await?;
        assert_eq!(
            again.household_id, saved.household_id,
            "a form sent twice is one household"
        );

        let notices = context.notices(&officer).await?;
        assert_eq!(notices.len(), 1);
        assert!(notices[0].by_identity && notices[0].elsewhere.contains("Mường Giôn"));
        let settle =
            |actor| context.resolve_notice(actor, PROVINCE, notices[0].notice_id, "Đã chuyển đi");
        assert_eq!(
            settle(&neighbour).await.unwrap_err().kind,
            ErrorKind::NotFound
        );
        settle(&officer).await?;
        assert_eq!(
            settle(&officer).await.unwrap_err().kind,
            ErrorKind::Conflict
        );
        assert!(context.notices(&officer).await?.is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn lists_go_out_as_workbooks_and_nobody_is_forgotten() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let (officer, _) = first(&fixture).await?;
        let query = HouseholdQuery::default();
        let without = context
            .export_households(&officer, &query, Language::Vietnamese)
            .await;
        assert_eq!(without.unwrap_err().code, "reason_needed");
        let officer = officer.because("Gửi bảo hiểm xã hội để cấp thẻ");
        let book = context
            .export_households(&officer, &query, Language::Vietnamese)
            .await?;
        assert!(
            book.bytes.starts_with(b"PK"),
            "an XLSX file is a ZIP archive"
        );
        let enumerator = fixture.person("dieutra", "enumerator", COMMUNE).await?;
        let refused = context
            .export_households(&enumerator, &query, Language::Vietnamese)
            .await;
        assert_eq!(refused.unwrap_err().kind, ErrorKind::Denied);
        let poor = context
            .count_by_class(&officer, &query)
            .await?
            .into_iter()
            .filter(|(class, ..)| class == "poor" || class == "near_poor")
            .map(|(_, households, _)| households)
            .sum::<i64>();
        let uncovered = context.coverage(&officer).await?;
        assert_eq!(uncovered[0].households.len() as i64, poor);
    }
    Ok(())
}

fn edited(base: &HouseholdDocument, edit: impl Fn(&mut HouseholdDocument)) -> HouseholdDocument {
    let mut document = base.clone();
    edit(&mut document);
    document
}

#[test]
fn what_only_one_changed_is_kept_and_what_both_changed_is_a_choice() {
    let law = law();
    let wording = Wording::new(&law);
    let text = r#"{"code":"1","commune_code":"03703","village_id":"00000000-0000-0000-0000-000000000001",
        "active":true,"members":[
        {"person_id":"00000000-0000-0000-0000-00000000000a","name":"Lò Văn An"},
        {"person_id":"00000000-0000-0000-0000-00000000000b","name":"Lò Thị Bình"}],
        "answers":{"toilet":"none","floor_area":40.0}}"#;
    let base: HouseholdDocument = serde_json::from_str(text).unwrap();
    let theirs = edited(&base, |one| {
        one.address = "Đầu bản".to_owned();
        one.answers
            .insert("floor_area".to_owned(), Answer::Decimal(50.0));
        one.members[1].birth = "1990".to_owned();
    });
    let mine = edited(&base, |one| {
        one.code = "2".to_owned();
        one.answers
            .insert("floor_area".to_owned(), Answer::Decimal(60.0));
        one.members.remove(1);
    });
    let open = merge(&wording, &base, &theirs, &mine, &BTreeMap::new());
    let paths = |list: &[vuonlen_app::registry::merge::Collision]| -> Vec<String> {
        list.iter().map(|one| one.path.clone()).collect()
    };
    let member = "member.00000000-0000-0000-0000-00000000000b.present".to_owned();
    assert_eq!(
        paths(&open.collisions),
        ["answers.floor_area".to_owned(), member.clone()]
    );
    assert_eq!(open.only_theirs.len(), 1);
    assert_eq!(open.only_mine.len(), 1);
    assert!(!open.is_decided());
    assert_eq!(
        (open.document.code.as_str(), open.document.address.as_str()),
        ("2", "Đầu bản")
    );
    assert_eq!(open.document.members.len(), 2, "undecided stays as saved");

    let choices = BTreeMap::from([
        ("answers.floor_area".to_owned(), Side::Mine),
        (member, Side::Theirs),
    ]);
    let decided = merge(&wording, &base, &theirs, &mine, &choices);
    assert!(decided.is_decided());
    assert_eq!(
        decided.document.answers["floor_area"],
        Answer::Decimal(60.0)
    );
    assert_eq!(decided.document.members[1].birth, "1990");
    assert!(
        changes(
            &wording,
            &base,
            &merge(&wording, &base, &base, &base, &BTreeMap::new()).document
        )
        .is_empty()
    );
}
