//! Files: kept by content, refused by content, found missing and damaged, audited.

use super::support::{audited, grounds};
use vuonlen_app::files::FileState;
use vuonlen_app::registry::dossier::{LARGEST_FILE, NewFile};
use vuonlen_app::registry::topic::{Topic, TopicQuery};
use vuonlen_app::testing::PROVINCE;
use vuonlen_app::{Error, ErrorKind};

fn scan(bytes: &[u8]) -> NewFile {
    NewFile {
        kind: "minutes".to_owned(),
        year: Some(2026),
        note: "Biên bản họp bản".to_owned(),
        name: "../../bien-ban.exe".to_owned(),
        bytes: bytes.to_vec(),
        ..NewFile::default()
    }
}

#[tokio::test]
async fn a_file_is_kept_under_its_content_and_its_loss_is_found() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let key = (PROVINCE, ground.household);
        let query = TopicQuery::default();
        let officer = &ground.officer;
        let without = context
            .topic_list(officer, Topic::NoDossier, &query)
            .await?;
        assert_eq!(without.households, 1);
        let file = context
            .add_dossier_file(officer, key, scan(b"%PDF-1.7 mot"))
            .await?;
        context
            .add_dossier_file(officer, key, scan(b"%PDF-1.7 mot"))
            .await?;
        let without = context
            .topic_list(officer, Topic::NoDossier, &query)
            .await?;
        assert_eq!(without.households, 0);
        let opened = context.open_dossier_file(officer, key, file).await?;
        assert_eq!(opened.bytes, b"%PDF-1.7 mot");
        assert_eq!(opened.media_type, "application/pdf");
        assert!(
            opened.name.ends_with("-minutes-2026.pdf"),
            "{}",
            opened.name
        );
        assert_eq!(context.broken_files().await?, []);
        assert!(audited(&ground, "dossier_read").await? > 0);
        assert_eq!(audited(&ground, "dossier_write").await?, 2);

        let shown = context.dossier(officer, key).await?;
        let sha256 = shown[0].file.sha256.clone();
        assert!(
            shown.iter().all(|one| one.file.sha256 == sha256),
            "kept once"
        );
        let path = ground
            .fixture
            .folder
            .path()
            .join("files")
            .join(&sha256[..2])
            .join(&sha256);
        std::fs::write(&path, b"%PDF-1.7 hai").unwrap();
        assert_eq!(
            context.broken_files().await?,
            [(sha256.clone(), FileState::Damaged)]
        );
        let damaged = context.open_dossier_file(officer, key, file).await;
        assert_eq!(damaged.unwrap_err().code, "file_gone");
        std::fs::remove_file(&path).unwrap();
        assert_eq!(
            context.broken_files().await?,
            [(sha256, FileState::Missing)]
        );
        assert_eq!(
            context.dossier(officer, key).await?[0].state,
            FileState::Missing
        );
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_paper_is_refused_and_what_was_a_mistake_is_withdrawn() -> Result<(), Error> {
    for ground in grounds().await? {
        let context = &ground.fixture.context;
        let (officer, key) = (&ground.officer, (PROVINCE, ground.household));
        let large = [b"%PDF-".to_vec(), vec![0; LARGEST_FILE]].concat();
        for wrong in [scan(b""), scan(b"MZ\x90"), scan(b"<html>"), scan(&large)] {
            let refused = context
                .add_dossier_file(officer, key, wrong)
                .await
                .unwrap_err();
            assert_eq!(refused.fields[0].field, "file");
        }
        for (field, wrong) in [
            (
                "kind",
                NewFile {
                    kind: "x".to_owned(),
                    ..scan(b"%PDF-")
                },
            ),
            (
                "year",
                NewFile {
                    year: Some(1900),
                    ..scan(b"%PDF-")
                },
            ),
        ] {
            let refused = context
                .add_dossier_file(officer, key, wrong)
                .await
                .unwrap_err();
            assert_eq!(refused.fields[0].field, field);
        }
        let file = context
            .add_dossier_file(officer, key, scan(b"\xFF\xD8\xFF\xE0"))
            .await?;
        let silent = context.withdraw_dossier_file(officer, key, file, " ").await;
        assert_eq!(silent.unwrap_err().fields[0].field, "because");
        context
            .withdraw_dossier_file(officer, key, file, "Nhầm hộ")
            .await?;
        let again = context
            .withdraw_dossier_file(officer, key, file, "Nhầm hộ")
            .await;
        assert_eq!(again.unwrap_err().kind, ErrorKind::Conflict);
        let gone = context.open_dossier_file(officer, key, file).await;
        assert_eq!(gone.unwrap_err().kind, ErrorKind::NotFound);
        assert_eq!(
            context.dossier(officer, key).await?.len(),
            1,
            "that it was there stays"
        );
        let neighbour = ground
            .fixture
            .person("ben", "commune_officer", "03694")
            .await?;
        let elsewhere = context.dossier(&neighbour, key).await;
        assert_eq!(elsewhere.unwrap_err().kind, ErrorKind::NotFound);
        let front = ground
            .fixture
            .person("mt", "fatherland_front", "03703")
            .await?;
        let denied = context.dossier(&front, key).await;
        assert_eq!(denied.unwrap_err().kind, ErrorKind::Denied);
    }
    Ok(())
}
