//! Sessions, attempts to sign in, forms sent twice, and the audit log by pages: on both engines.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;
use vuonlen_store::account::Account;
use vuonlen_store::audit::{AuditEvent, Chain};
use vuonlen_store::audit_page::AuditFilter;
use vuonlen_store::session::WebSession;
use vuonlen_store::subject::AccountSubject;
use vuonlen_store::{StoreError, testing};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_140_000, 0).unwrap()
}

fn account() -> Account {
    Account {
        account_id: Uuid::from_u128(7),
        name: "can.bo".to_owned(),
        display_name: "Cán bộ".to_owned(),
        password_hash: "$argon2id$".to_owned(),
        active: true,
        failed_attempts: 0,
        locked_until: None,
        created_at: now(),
    }
}

fn session(id: &str, data: &str) -> WebSession {
    WebSession {
        session_id: id.to_owned(),
        account_id: Some(Uuid::from_u128(7)),
        data: serde_json::json!({ "number": data }),
        created_at: now(),
        expires_at: now() + Duration::hours(1),
    }
}

#[tokio::test]
async fn a_subject_stands_for_one_account() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = fresh.store.begin().await?;
        let (mine, other) = (Uuid::from_u128(7), Uuid::from_u128(8));
        tx.add_account(&account()).await?;
        tx.add_account(&Account {
            account_id: other,
            name: "khac".to_owned(),
            ..account()
        })
        .await?;
        let link = |issuer: &str, account_id| AccountSubject {
            issuer: issuer.to_owned(),
            subject: "Lo".to_owned(),
            account_id,
            linked_at: now(),
            linked_by: mine,
        };
        assert!(tx.add_subject(&link("https://a.test", mine)).await?);
        assert!(!tx.add_subject(&link("https://a.test", other)).await?);
        assert!(tx.add_subject(&link("https://b.test", other)).await?);
        let found = tx.find_subject("https://a.test", "Lo").await?;
        assert_eq!(found, Some(link("https://a.test", mine)));
        assert_eq!(tx.find_subject("https://a.test", "lo").await?, None);
        assert_eq!(tx.list_subjects(other).await?.len(), 1);
        let theirs = ("https://b.test", "Lo");
        assert!(!tx.remove_subject(mine, theirs).await?, "not one's own");
        assert!(tx.remove_subject(other, theirs).await?);
        assert_eq!(tx.remove_subjects(mine).await?, 1);
        assert_eq!(tx.list_subjects(mine).await?, []);
    }
    Ok(())
}

#[tokio::test]
async fn a_session_is_kept_replaced_and_ended() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = fresh.store.begin().await?;
        tx.add_account(&account()).await?;
        tx.keep_session(&session("a", "1")).await?;
        let later = WebSession {
            created_at: now() + Duration::minutes(5),
            ..session("a", "2")
        };
        tx.keep_session(&later).await?;
        let kept = tx.find_session("a", now()).await?.unwrap();
        assert_eq!(
            (kept.data["number"].as_str(), kept.created_at),
            (Some("2"), now())
        );
        assert_eq!(
            tx.find_session("a", now() + Duration::hours(1)).await?,
            None
        );
        tx.keep_session(&session("b", "1")).await?;
        tx.end_session("b").await?;
        assert_eq!(tx.find_session("b", now()).await?, None);
        tx.end_sessions_of(Uuid::from_u128(7)).await?;
        assert_eq!(tx.find_session("a", now()).await?, None);
        tx.keep_session(&session("c", "1")).await?;
        tx.forget_ended_sessions(now()).await?;
        assert!(tx.find_session("c", now()).await?.is_some());
        tx.forget_ended_sessions(now() + Duration::hours(1)).await?;
        assert_eq!(tx.find_session("c", now()).await?, None);
    }
    Ok(())
}

#[tokio::test]
async fn attempts_are_counted_and_a_new_password_forgets_them() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = fresh.store.begin().await?;
        tx.add_account(&account()).await?;
        assert_eq!(tx.count_attempt("ai do").await?, None);
        tx.count_attempt("can.bo").await?;
        let counted = tx.count_attempt("can.bo").await?.unwrap();
        assert_eq!(counted.failed_attempts, 2);
        tx.set_password(counted.account_id, "$argon2id$new").await?;
        let after = tx.find_account(counted.account_id).await?.unwrap();
        assert_eq!(
            (after.failed_attempts, after.password_hash.as_str()),
            (0, "$argon2id$new")
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_form_is_claimed_once() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let who = Uuid::from_u128(7);
        let mut tx = fresh.store.begin().await?;
        assert_eq!(tx.find_form_outcome(who, "k").await?, None);
        assert!(tx.claim_form(who, "k", now()).await?);
        assert!(!tx.claim_form(who, "k", now()).await?);
        assert!(
            tx.claim_form(Uuid::from_u128(8), "k", now()).await?,
            "another's form"
        );
        tx.settle_form(who, "k", "42").await?;
        assert_eq!(tx.find_form_outcome(who, "k").await?.as_deref(), Some("42"));
        tx.release_form(who, "k").await?;
        assert!(tx.claim_form(who, "k", now()).await?);
    }
    Ok(())
}

fn event(account: &str, action: &str, area: &str, minutes: i64) -> AuditEvent {
    AuditEvent {
        province_code: "14".to_owned(),
        at: now() + Duration::minutes(minutes),
        account_id: None,
        account_name: account.to_owned(),
        role: "commune_officer".to_owned(),
        area_code: area.to_owned(),
        action: action.to_owned(),
        subject_kind: "household".to_owned(),
        subject_id: format!("h{minutes}"),
        details: "null".to_owned(),
        reason: String::new(),
        address: String::new(),
    }
}

#[tokio::test]
async fn the_log_is_read_by_pages_and_checked_in_pieces() -> Result<(), StoreError> {
    for fresh in testing::every_engine().await? {
        let mut tx = fresh.store.begin().await?;
        for (account, action, area, minutes) in [
            ("an", "sign_in", "03703", 0),
            ("an", "household_read", "03703", 1),
            ("binh", "household_read", "03694", 2),
            ("an", "household_write", "03703", 3),
        ] {
            tx.add_audit(event(account, action, area, minutes)).await?;
        }
        let text = |text: &str| Some(text.to_owned());
        let all = AuditFilter::default();
        for (filter, before, expected) in [
            (all.clone(), None, vec![4, 3, 2]),
            (all.clone(), Some(2), vec![1]),
            (
                AuditFilter {
                    area_codes: vec!["03694".to_owned()],
                    ..all.clone()
                },
                None,
                vec![3],
            ),
            (
                AuditFilter {
                    action: text("household_read"),
                    ..all.clone()
                },
                None,
                vec![3, 2],
            ),
            (
                AuditFilter {
                    account_name: text("an"),
                    subject_id: text("h1"),
                    ..all.clone()
                },
                None,
                vec![2],
            ),
            (
                AuditFilter {
                    area_codes: vec!["03703".to_owned(), "03694".to_owned()],
                    from: Some(now() + Duration::minutes(1)),
                    until: Some(now() + Duration::minutes(3)),
                    ..all.clone()
                },
                None,
                vec![3, 2],
            ),
        ] {
            let found = tx.list_audit_page("14", &filter, before, 3).await?;
            let numbers: Vec<i64> = found.iter().map(|entry| entry.sequence).collect();
            assert_eq!(numbers, expected, "{} {filter:?}", fresh.engine);
        }
        let mut chain = Chain::default();
        loop {
            let entries = tx.list_audit_after("14", chain.length, 3).await?;
            assert_eq!(chain.continue_with(&entries), None);
            if entries.len() < 3 {
                break;
            }
        }
        assert_eq!(chain.length, 4);
    }
    Ok(())
}
