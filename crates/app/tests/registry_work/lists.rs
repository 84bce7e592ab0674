//! Lists by topic: who is on them, who may read them, what was handed over.

use super::support::{Ground, audited, day, grounds};
use vuonlen_app::registry::needs::NeedKind;
use vuonlen_app::registry::notes::NewNote;
use vuonlen_app::registry::topic::{NewHandover, Topic, TopicQuery};
use vuonlen_app::testing::{COMMUNE, PROVINCE};
use vuonlen_app::{Error, ErrorKind};
use vuonlen_domain::text::Language;

async fn rows(ground: &Ground, topic: Topic, subject: &str) -> Result<usize, Error> {
    let query = TopicQuery {
        subject: subject.to_owned(),
        ..TopicQuery::default()
    };
    let list = ground
        .fixture
        .context
        .topic_list(&ground.officer, topic, &query)
        .await?;
    for row in &list.rows {
        assert_eq!(row.cells.len(), list.columns.len(), "{topic:?}");
    }
    let ours = list
        .rows
        .iter()
        .filter(|row| row.household_id == ground.household);
    Ok(ours.count())
}

#[tokio::test]
async fn each_list_finds_the_household_it_is_about() -> Result<(), Error> {
    for ground in grounds().await? {
        for (topic, subject, found) in [
            (Topic::Members, "", 1),
            (Topic::Members, "women", 1),
            (Topic::Members, "veterans", 0),
            (Topic::Women, "", 1),
            (Topic::FemaleHeads, "", 1),
            (Topic::Illness, "", 1),
            (Topic::Housing, "", 1),
            (Topic::Prospects, "", 1),
            (Topic::Prospects, "cannot", 0),
            (Topic::Unsolved, "", 1),
            (Topic::Merit, "", 1),
            (Topic::Needs, "cause:land", 1),
            (Topic::Needs, "cause:capital", 0),
            (Topic::Needs, "need:housing", 1),
            (Topic::Needs, "deprivation:housing_area", 1),
            (Topic::NoDossier, "", 1),
            (Topic::Unwilling, "", 0),
        ] {
            assert_eq!(
                rows(&ground, topic, subject).await?,
                found,
                "{topic:?} {subject}"
            );
        }
        assert!(
            audited(&ground, "household_list").await? > 0,
            "a reading is audited"
        );
        let front = ground
            .fixture
            .person("mt", "fatherland_front", COMMUNE)
            .await?;
        let query = TopicQuery::default();
        let context = &ground.fixture.context;
        assert!(
            context
                .topic_list(&front, Topic::Members, &query)
                .await
                .is_ok()
        );
        for closed in [Topic::Illness, Topic::Unwilling, Topic::NoDossier] {
            let denied = context.topic_list(&front, closed, &query).await;
            assert_eq!(denied.unwrap_err().kind, ErrorKind::Denied, "{closed:?}");
        }
        let neighbour = ground
            .fixture
            .person("ben", "commune_officer", "03694")
            .await?;
        let theirs = context
            .topic_list(&neighbour, Topic::Members, &query)
            .await?;
        assert_eq!(theirs.households, 0);
        let ours = TopicQuery {
            commune: Some(COMMUNE.to_owned()),
            ..TopicQuery::default()
        };
        let elsewhere = context.topic_list(&neighbour, Topic::Members, &ours).await;
        assert_eq!(elsewhere.unwrap_err().kind, ErrorKind::NotFound);
        for topic in Topic::ALL {
            let book = context
                .export_topic(&ground.officer, topic, &query, Language::Vietnamese)
                .await?;
            assert!(book.bytes.starts_with(b"PK"), "{topic:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_list_handed_over_is_recorded_with_what_it_held() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let query = TopicQuery {
            subject: "women".to_owned(),
            ..TopicQuery::default()
        };
        let handover = |sent_to: &str, on: &str| NewHandover {
            sent_to: sent_to.to_owned(),
            sent_on: on.parse().ok(),
            note: String::new(),
        };
        let officer = &ground.officer;
        for (field, wrong) in [
            ("sent_to", handover(" ", "2026-11-01")),
            ("sent_on", handover("NHCSXH", "2027-01-01")),
        ] {
            let refused = context
                .record_handover(officer, Topic::Members, &query, wrong)
                .await;
            assert_eq!(refused.unwrap_err().fields[0].field, field);
        }
        let nobody = TopicQuery {
            subject: "red_cross".to_owned(),
            ..TopicQuery::default()
        };
        let empty = context
            .record_handover(
                officer,
                Topic::Members,
                &nobody,
                handover("NHCSXH", "2026-11-01"),
            )
            .await;
        assert_eq!(empty.unwrap_err().fields[0].field, "sent_to");
        context
            .record_handover(
                officer,
                Topic::Members,
                &query,
                handover("NHCSXH", "2026-11-01"),
            )
            .await?;
        let sent = context.handovers(officer, Topic::Members, &query).await?;
        assert_eq!((sent.len(), sent[0].households, sent[0].persons), (1, 1, 1));
        assert_eq!(sent[0].sent_on, day("2026-11-01"));
        assert_eq!(audited(&ground, "list_handover").await?, 1);
    }
    Ok(())
}

#[tokio::test]
async fn notes_are_for_few_and_needs_are_counted() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let key = (PROVINCE, ground.household);
        let note = |kind: &str| NewNote {
            kind: kind.to_owned(),
            on: Some(day("2026-10-01")),
            content: "Không nhận việc được giới thiệu".to_owned(),
            follow_up_on: Some(day("2026-12-01")),
        };
        context
            .add_note(&ground.officer, key, note("unwilling"))
            .await?;
        assert_eq!(rows(&ground, Topic::Unwilling, "").await?, 1);
        let head = ground
            .fixture
            .person("thon", "village_head", COMMUNE)
            .await?;
        let denied = context.household_notes(&head, key).await;
        assert_eq!(denied.unwrap_err().kind, ErrorKind::Denied);
        let chairman = ground
            .fixture
            .person("ct", "commune_chairman", COMMUNE)
            .await?;
        assert_eq!(context.household_notes(&chairman, key).await?.1.len(), 1);
        assert_eq!(
            audited(&ground, "note_read").await?,
            2,
            "the list and the page"
        );
        context
            .add_note(&ground.officer, key, note("resolved"))
            .await?;
        assert_eq!(rows(&ground, Topic::Unwilling, "").await?, 0);
        let wrong = context.add_note(&ground.officer, key, note("lazy")).await;
        assert_eq!(wrong.unwrap_err().fields[0].field, "kind");

        let needs = context.needs(&ground.officer, None).await?;
        let land = needs
            .iter()
            .find(|one| one.kind == NeedKind::Cause && one.code == "land");
        let land = land.map(|one| (one.poor, one.near_poor, one.persons));
        assert_eq!(land, Some((1, 0, 1)));
        assert!(
            needs
                .iter()
                .any(|one| one.kind == NeedKind::Group && one.code == "merit")
        );
        assert!(needs.iter().any(|one| one.code == "housing_area"));
        let book = context
            .export_needs(&ground.officer, Some(COMMUNE), Language::English)
            .await?;
        assert!(book.bytes.starts_with(b"PK"));
    }
    Ok(())
}
