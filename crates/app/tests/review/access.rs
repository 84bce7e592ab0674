//! Who may do what in a review, and the duties that stay apart.

use crate::support::communes;
use vuonlen_app::access::{Area, Role, RoleHeld};
use vuonlen_app::testing::{COMMUNE, PROVINCE};
use vuonlen_app::{Error, ErrorKind};

#[tokio::test]
async fn a_round_of_another_commune_does_not_exist() -> Result<(), Error> {
    for commune in communes(12).await? {
        let context = &commune.fixture.context;
        let key = commune.key();
        let other = commune
            .fixture
            .person("xa-khac", "commune_officer", "03694")
            .await?;
        let line = context
            .review_list(&commune.officer, key, None)
            .await?
            .remove(0);
        let form = (PROVINCE, line.form_id);
        let refused = [
            context.round(&other, key).await.map(drop),
            context.review_list(&other, key, None).await.map(drop),
            context.form(&other, form).await.map(drop),
            context.start_survey(&other, key, None).await.map(drop),
            context.submit_round(&other, key).await,
        ];
        for result in refused {
            assert_eq!(result.unwrap_err().kind, ErrorKind::NotFound);
        }
        let rounds = context.rounds(&other, PROVINCE, None, None).await?;
        assert!(rounds.is_empty());
        // Inside the area, what the role may not do is said so.
        let denied = context
            .recognise_round(&commune.officer, key, commune.paper("1"), None)
            .await
            .unwrap_err();
        assert_eq!(denied.kind, ErrorKind::Denied);
    }
    Ok(())
}

#[tokio::test]
async fn a_head_of_one_village_sees_that_village() -> Result<(), Error> {
    for commune in communes(40).await? {
        let context = &commune.fixture.context;
        let village = commune.villages[0];
        let mut head = commune.head.clone();
        head.roles = vec![RoleHeld {
            role: Role::find("village_head").unwrap(),
            area: Area::Village {
                province: PROVINCE.to_owned(),
                commune: COMMUNE.to_owned(),
                village,
            },
        }];
        let page = context.round(&head, commune.key()).await?;
        assert_eq!(page.villages.len(), 1);
        let lines = context.review_list(&head, commune.key(), None).await?;
        assert!(lines.iter().all(|line| line.village_id == village));
        let elsewhere = commune.villages.iter().find(|id| **id != village).unwrap();
        let other = context
            .meeting_agenda(&head, commune.village(*elsewhere))
            .await
            .unwrap_err();
        assert_eq!(other.kind, ErrorKind::NotFound);
    }
    Ok(())
}

#[tokio::test]
async fn who_surveyed_or_submitted_does_not_sign() -> Result<(), Error> {
    for commune in communes(20).await? {
        let context = &commune.fixture.context;
        let key = commune.key();
        commune.settle_villages().await?;
        commune.resolve_doubts().await?;
        context.submit_round(&commune.officer, key).await?;
        // The same people, promoted since.
        let chairman = commune.chairman.roles.clone();
        for (who, code) in [
            (&commune.enumerator, "surveyor_cannot_recognise"),
            (&commune.officer, "submitter_cannot_recognise"),
        ] {
            let mut promoted = who.clone();
            promoted.roles.clone_from(&chairman);
            let refused = context
                .recognise_round(&promoted, key, commune.paper("5/QĐ"), None)
                .await
                .unwrap_err();
            assert_eq!(refused.code, code);
        }
        let page = context.round(&commune.officer, key).await?;
        assert_eq!(page.round.state, "submitted", "nothing of it was done");
        context
            .recognise_round(&commune.chairman, key, commune.paper("5/QĐ"), None)
            .await?;
    }
    Ok(())
}

#[tokio::test]
async fn every_step_leaves_its_audit_entry() -> Result<(), Error> {
    for commune in communes(12).await? {
        let context = &commune.fixture.context;
        commune.settle_villages().await?;
        commune.resolve_doubts().await?;
        context
            .submit_round(&commune.officer, commune.key())
            .await?;
        let paper = commune.paper("7/QĐ");
        context
            .recognise_round(&commune.chairman, commune.key(), paper, None)
            .await?;
        context
            .seal_round(&commune.chairman, commune.key(), true, None)
            .await?;
        let entries = context.store.read().await?.list_audit(PROVINCE).await?;
        assert_eq!(vuonlen_store::audit::first_fault(&entries), None);
        for action in [
            "round_plan",
            "survey_write",
            "survey_confirm",
            "survey_score",
            "meeting_record",
            "posting_make",
            "objection_settle",
            "round_submit",
            "round_recognise",
            "round_seal",
        ] {
            let left = entries.iter().any(|entry| entry.action == action);
            assert!(left, "{action}: {}", commune.fixture.fresh.engine);
        }
        let personal = entries.iter().any(|entry| entry.details.contains("Văn"));
        assert!(!personal, "no names in the audit log");
    }
    Ok(())
}
