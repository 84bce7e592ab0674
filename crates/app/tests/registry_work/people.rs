//! Investigators, guides, reports of changes.

use super::support::{day, grounds};
use vuonlen_app::registry::NewEvent;
use vuonlen_app::registry::guides::NewGuide;
use vuonlen_app::registry::investigators::NewInvestigator;
use vuonlen_app::testing::{COMMUNE, PROVINCE};
use vuonlen_app::{Error, ErrorKind};
use vuonlen_domain::text::Language;

#[tokio::test]
async fn nobody_untrained_is_given_a_village() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let officer = &ground.officer;
        let new = |account: &str| NewInvestigator {
            commune: COMMUNE.to_owned(),
            name: "Lò Thị Mai".to_owned(),
            position: "Chi hội trưởng".to_owned(),
            account_name: account.to_owned(),
        };
        let unknown = context.add_investigator(officer, new("khong-co")).await;
        assert_eq!(unknown.unwrap_err().fields[0].field, "account_name");
        let person = context.add_investigator(officer, new("xa")).await?;
        let key = (PROVINCE, person);
        let village = context.villages(officer, COMMUNE).await?[0].village_id;
        let what = (village, 2026);
        let untrained = context.assign_village(officer, key, what, true).await;
        assert_eq!(untrained.unwrap_err().fields[0].field, "village");
        let future = context
            .add_training(
                officer,
                key,
                ("Nghiệp vụ rà soát", "Tỉnh"),
                Some(day("2027-01-01")),
            )
            .await;
        assert_eq!(future.unwrap_err().fields[0].field, "held_on");
        context
            .add_training(
                officer,
                key,
                ("Nghiệp vụ rà soát", "Tỉnh"),
                Some(day("2026-08-20")),
            )
            .await?;
        context.assign_village(officer, key, what, true).await?;
        let roster = context
            .investigators(&ground.province, COMMUNE, 2026)
            .await?;
        assert_eq!(roster[0].villages.len(), 1);
        assert_eq!(roster[0].trainings[0].title, "Nghiệp vụ rà soát");
        assert!(
            context.investigators(officer, COMMUNE, 2025).await?[0]
                .villages
                .is_empty()
        );
        context.assign_village(officer, key, what, false).await?;
        context.set_investigator_active(officer, key, false).await?;
        let off = context.assign_village(officer, key, what, true).await;
        assert_eq!(off.unwrap_err().fields[0].field, "village");
        let denied = context.add_investigator(&ground.province, new("")).await;
        assert_eq!(denied.unwrap_err().kind, ErrorKind::Denied);
    }
    Ok(())
}

#[tokio::test]
async fn guidance_goes_to_every_commune_and_is_acknowledged() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let new = |to_communes: bool| NewGuide {
            to_communes,
            title: "Hướng dẫn rà soát".to_owned(),
            year: 2026,
            summary: "Bản đầu".to_owned(),
            name: "huong-dan.pdf".to_owned(),
            bytes: b"%PDF-1.7 huong dan".to_vec(),
        };
        let denied = context.publish_guide(&ground.officer, new(true)).await;
        assert_eq!(denied.unwrap_err().kind, ErrorKind::Denied);
        let guide = context.publish_guide(&ground.province, new(true)).await?;
        let key = (PROVINCE, guide);
        let seen = context.guides(&ground.officer).await?;
        assert_eq!(
            seen[0].recipients.len(),
            1,
            "a commune sees its own receipt"
        );
        let opened = context.open_guide(&ground.officer, key).await?;
        assert_eq!(opened.name, "huong-dan-ra-soat-2026-v1.pdf");
        context.open_guide(&ground.officer, key).await?;
        context
            .acknowledge_guide(&ground.officer, key, COMMUNE)
            .await?;
        let again = context
            .acknowledge_guide(&ground.officer, key, COMMUNE)
            .await;
        assert_eq!(again.unwrap_err().kind, ErrorKind::Conflict);
        let elsewhere = context
            .acknowledge_guide(&ground.officer, key, "03694")
            .await;
        assert_eq!(elsewhere.unwrap_err().kind, ErrorKind::NotFound);
        let seen = context.guides(&ground.province).await?;
        assert_eq!(seen[0].downloads, (2, 1));
        let done = seen[0]
            .recipients
            .iter()
            .filter(|(_, one)| one.acknowledged_at.is_some());
        assert_eq!(done.count(), 1);
        assert!(
            seen[0].recipients.len() > 50,
            "every commune of the province"
        );
        context.publish_guide(&ground.province, new(false)).await?;
        let seen = context.guides(&ground.province).await?;
        let versions: Vec<_> = seen
            .iter()
            .map(|one| (one.guide.version, one.replaced))
            .collect();
        assert_eq!(versions, [(2, false), (1, true)]);
    }
    Ok(())
}

#[tokio::test]
async fn each_change_is_reported_once_and_received() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let (officer, key) = (&ground.officer, (PROVINCE, ground.household));
        let event = |kind: &str, on: &str| NewEvent {
            kind: kind.to_owned(),
            on: on.parse().ok(),
            note: "Nằm viện".to_owned(),
            leaves: false,
        };
        context
            .record_event(officer, key, event("illness", "2026-02-10"), None)
            .await?;
        context
            .record_event(officer, key, event("recovery", "2026-05-10"), None)
            .await?;
        assert_eq!(context.unreported_changes(officer, COMMUNE).await?, 2);
        let send = |until: &str| (until.parse().ok(), "Quý I");
        let first = context
            .report_changes(officer, COMMUNE, send("2026-03-31"))
            .await?;
        assert_eq!(context.unreported_changes(officer, COMMUNE).await?, 1);
        let again = context
            .report_changes(officer, COMMUNE, send("2026-03-31"))
            .await;
        assert_eq!(again.unwrap_err().fields[0].field, "until");
        let future = context
            .report_changes(officer, COMMUNE, send("2027-03-31"))
            .await;
        assert_eq!(future.unwrap_err().fields[0].field, "until");
        // Entered late for a period already reported: the next report carries it.
        context
            .record_event(officer, key, event("disaster", "2026-01-05"), None)
            .await?;
        context
            .report_changes(officer, COMMUNE, send("2026-06-30"))
            .await?;
        let reports = context.change_reports(&ground.province).await?;
        let counts: Vec<_> = reports.iter().map(|one| one.report.events).collect();
        assert_eq!(counts, [2, 1]);
        let (view, changes) = context
            .change_report(&ground.province, (PROVINCE, first))
            .await?;
        assert_eq!(view.report.from_date, day("2026-01-01"));
        assert_eq!(changes[0].kind.vi, "Ốm đau, tai nạn");
        let book = context
            .export_change_report(&ground.province, (PROVINCE, first), Language::Vietnamese)
            .await?;
        assert!(book.bytes.starts_with(b"PK"));
        let own = context
            .acknowledge_change_report(officer, (PROVINCE, first), "")
            .await;
        assert_eq!(own.unwrap_err().kind, ErrorKind::Denied);
        context
            .acknowledge_change_report(&ground.province, (PROVINCE, first), "Đã nhận")
            .await?;
        let twice = context
            .acknowledge_change_report(&ground.province, (PROVINCE, first), "")
            .await;
        assert_eq!(twice.unwrap_err().kind, ErrorKind::Conflict);
        let neighbour = ground
            .fixture
            .person("ben", "commune_officer", "03694")
            .await?;
        assert!(context.change_reports(&neighbour).await?.is_empty());
        let elsewhere = context.change_report(&neighbour, (PROVINCE, first)).await;
        assert_eq!(elsewhere.unwrap_err().kind, ErrorKind::NotFound);
    }
    Ok(())
}
