//! Signing in, locking out, and administering accounts: on both engines.

use chrono::Duration;
use vuonlen_app::access::Action;
use vuonlen_app::access::accounts::{NewAccount, NewRole};
use vuonlen_app::access::audit_log::AuditQuery;
use vuonlen_app::access::sign_in::{FAILURES_BEFORE_LOCK, LOCK_MINUTES};
use vuonlen_app::testing::{COMMUNE, PASSWORD, PROVINCE, fixtures};
use vuonlen_app::{Error, ErrorKind};

#[tokio::test]
async fn failures_in_a_row_lock_an_account_for_a_while() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let officer = fixture.person("Cán.Bộ", "commune_officer", COMMUNE).await?;
        let sign_in = |password| context.sign_in("can.bo", password, "127.0.0.1");
        assert_eq!(sign_in(PASSWORD).await?, officer.account_id);

        for _ in 1..FAILURES_BEFORE_LOCK {
            assert!(sign_in("sai").await.is_err());
        }
        assert!(
            sign_in(PASSWORD).await.is_ok(),
            "one failure fewer than the limit"
        );

        for _ in 0..FAILURES_BEFORE_LOCK {
            assert!(sign_in("sai").await.is_err());
        }
        let locked = sign_in(PASSWORD).await.unwrap_err();
        let unknown = context.sign_in("không có", "sai", "").await.unwrap_err();
        assert_eq!(
            locked.text, unknown.text,
            "the text does not tell which names exist"
        );

        fixture
            .clock
            .advance(Duration::minutes(LOCK_MINUTES) - Duration::seconds(1));
        assert!(sign_in(PASSWORD).await.is_err());
        fixture.clock.advance(Duration::seconds(1));
        assert!(sign_in("sai").await.is_err());
        assert!(
            sign_in(PASSWORD).await.is_ok(),
            "counting starts again after the lock"
        );
    }
    Ok(())
}

#[tokio::test]
async fn an_actor_holds_the_roles_in_force_today() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let admin = fixture.person("admin", "administrator", PROVINCE).await?;
        let new = NewAccount {
            name: "ca.van.an".to_owned(),
            display_name: "Cà Văn Ân".to_owned(),
            password: PASSWORD.to_owned(),
        };
        let id = context.create_account(&admin, new).await?;
        let role = |role: &str, from, until| NewRole {
            role: role.to_owned(),
            area_code: COMMUNE.to_owned(),
            from: Some(from),
            until,
            ..NewRole::default()
        };
        let today = context.today();
        let tomorrow = today + Duration::days(1);
        context
            .give_role(&admin, id, role("enumerator", today, Some(tomorrow)))
            .await?;
        context
            .give_role(&admin, id, role("commune_chairman", tomorrow, None))
            .await?;
        let actor = context.actor(id, "").await?.unwrap();
        assert!(actor.may(Action::SurveyWrite) && !actor.may(Action::RoundRecognise));
        fixture.clock.advance(Duration::days(1));
        let actor = context.actor(id, "").await?.unwrap();
        assert!(!actor.may(Action::SurveyWrite) && actor.may(Action::RoundRecognise));

        let view = context.account(&admin, id).await?;
        let chairman = view.roles.iter().find(|role| role.in_force).unwrap();
        assert!(
            chairman.area_name.contains("Quỳnh Nhai"),
            "{}",
            chairman.area_name
        );
        context.end_role(&admin, id, chairman.role_id).await?;
        assert!(context.actor(id, "").await?.unwrap().roles.is_empty());
        context.set_account_active(&admin, id, false).await?;
        assert_eq!(context.actor(id, "").await?, None);
        assert!(context.sign_in("ca.van.an", PASSWORD, "").await.is_err());
    }
    Ok(())
}

#[tokio::test]
async fn an_administrator_reaches_no_further_than_his_area() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let local = fixture.person("xa", "administrator", COMMUNE).await?;
        let wide = fixture.person("tinh", "administrator", PROVINCE).await?;
        let both = fixture.person("hai", "commune_officer", COMMUNE).await?;
        let over = |code: &str| NewRole {
            role: "province_officer".to_owned(),
            area_code: code.to_owned(),
            ..NewRole::default()
        };
        let beyond = context
            .give_role(&local, both.account_id, over(PROVINCE))
            .await;
        assert_eq!(beyond.unwrap_err().kind, ErrorKind::Invalid);
        context
            .give_role(&wide, both.account_id, over(PROVINCE))
            .await?;
        let reset = context
            .reset_password(&local, both.account_id, "mật khẩu khác")
            .await;
        assert_eq!(reset.unwrap_err().code, "account_reaches_further");
        let unseen = context.account(&local, wide.account_id).await;
        assert_eq!(unseen.unwrap_err().kind, ErrorKind::NotFound);
        let himself = context
            .set_account_active(&wide, wide.account_id, false)
            .await;
        assert_eq!(himself.unwrap_err().code, "own_account");
        let officer = context.accounts(&both).await;
        assert_eq!(officer.unwrap_err().kind, ErrorKind::Denied);
    }
    Ok(())
}

#[tokio::test]
async fn the_log_says_who_did_what_and_stays_whole() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let admin = fixture.person("admin", "administrator", PROVINCE).await?;
        let local = fixture.person("xa", "administrator", COMMUNE).await?;
        let account_id = context.sign_in("admin", PASSWORD, "10.0.0.7").await?;
        context.sign_in("xa", PASSWORD, "10.0.0.8").await?;
        context
            .set_account_active(&admin, local.account_id, false)
            .await?;

        let page = context.audit_log(&admin, &AuditQuery::default()).await?;
        let actions: Vec<_> = page
            .entries
            .iter()
            .map(|entry| entry.action.as_str())
            .collect();
        assert_eq!(actions, ["account_manage", "sign_in", "sign_in"]);
        assert_eq!(page.entries[2].account_id, Some(account_id));
        assert_eq!(page.entries[2].address, "10.0.0.7");
        assert_eq!(context.check_audit_chain(&admin, None).await?, None);

        let query = AuditQuery {
            action: Some("sign_in".to_owned()),
            account_name: Some("xa".to_owned()),
            from: Some(context.today()),
            to: Some(context.today()),
            before: Some(3),
            ..AuditQuery::default()
        };
        assert_eq!(context.audit_log(&admin, &query).await?.entries.len(), 1);
        let own = context.audit_log(&local, &AuditQuery::default()).await?;
        assert_eq!(own.entries.len(), 1, "a commune sees only its own entries");
    }
    Ok(())
}
