//! Signing in, locking out, and administering accounts: on both engines.

use chrono::Duration;
use vuonlen_app::access::Action;
use vuonlen_app::access::accounts::{NewAccount, NewRole};
use vuonlen_app::access::address_limit::{ADDRESS_MINUTES, FAILURES_OF_AN_ADDRESS};
use vuonlen_app::access::audit_log::AuditQuery;
use vuonlen_app::access::invitation::INVITATION_HOURS;
use vuonlen_app::access::sign_in::{FAILURES_BEFORE_LOCK, LOCK_MINUTES};
use vuonlen_app::access::token::{LONGEST_TOKEN_DAYS, NewToken, TOKEN_PREFIX};
use vuonlen_app::testing::{COMMUNE, PASSWORD, PROVINCE, fixtures};
use vuonlen_app::{Error, ErrorKind};

#[tokio::test]
async fn failures_in_a_row_lock_an_account_for_a_while() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let officer = fixture.person("Cán.Bộ", "commune_officer", COMMUNE).await?;
        let sign_in = |password| context.sign_in("can.bo", password, "127.0.0.1");
        assert_eq!(sign_in(PASSWORD).await?.account_id, officer.account_id);

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
        let reset = context.invite(&local, both.account_id).await;
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
        let account_id = context
            .sign_in("admin", PASSWORD, "10.0.0.7")
            .await?
            .account_id;
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

#[tokio::test]
async fn an_address_that_tries_everybody_is_not_listened_to() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        fixture.person("can-bo", "commune_officer", COMMUNE).await?;
        let address = "203.0.113.9";
        let guessed = context.sign_in("ai-do", "sai hoàn toàn", address).await;
        assert_eq!(guessed.unwrap_err().kind, ErrorKind::Invalid);
        // Links that lead nowhere count the same, and cost less than passwords to try.
        for number in 1..FAILURES_OF_AN_ADDRESS {
            let secret = number.to_string();
            let refused = context.accept_invitation(&secret, PASSWORD, address).await;
            assert_eq!(refused.unwrap_err().code, "invitation_over");
        }
        let listened = context.sign_in("can-bo", PASSWORD, "203.0.113.9").await;
        assert_eq!(listened.unwrap_err().code, "too_many_attempts");
        context.sign_in("can-bo", PASSWORD, "203.0.113.10").await?;
        fixture
            .clock
            .advance(Duration::minutes(ADDRESS_MINUTES) + Duration::seconds(1));
        context.sign_in("can-bo", PASSWORD, "203.0.113.9").await?;
        // Good sign-ins of a whole office are not counted against it.
        for number in 2..FAILURES_OF_AN_ADDRESS {
            let refused = context
                .accept_invitation(&number.to_string(), PASSWORD, address)
                .await;
            assert_eq!(refused.unwrap_err().code, "invitation_over");
        }
        for _ in 0..3 {
            context.sign_in("can-bo", PASSWORD, "203.0.113.9").await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_invitation_is_good_once_and_for_a_while() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let admin = fixture.person("admin", "administrator", PROVINCE).await?;
        let new = NewAccount {
            name: "lo.van.dan".to_owned(),
            display_name: "Lò Văn Đán".to_owned(),
            ..NewAccount::default()
        };
        let id = context.create_account(&admin, new).await?;
        let none = context.sign_in("lo.van.dan", "", "").await;
        assert_eq!(none.unwrap_err().kind, ErrorKind::Invalid);
        let first = context.invite(&admin, id).await?;
        let second = context.invite(&admin, id).await?;
        let replaced = context.invitation(&first.secret).await;
        assert_eq!(replaced.unwrap_err().code, "invitation_over");
        let open = context.invitation(&second.secret).await?;
        assert_eq!(open.display_name, "Lò Văn Đán");
        let own = context
            .accept_invitation(&second.secret, "lò văn đán 2026", "")
            .await;
        assert_eq!(own.unwrap_err().fields[0].field, "password");
        context
            .accept_invitation(&second.secret, PASSWORD, "")
            .await?;
        let used = context
            .accept_invitation(&second.secret, "một câu khác hẳn", "")
            .await;
        assert_eq!(used.unwrap_err().code, "invitation_over");
        context.sign_in("lo.van.dan", PASSWORD, "").await?;
        let late = context.invite(&admin, id).await?;
        fixture.clock.advance(Duration::hours(INVITATION_HOURS));
        let late = context.invitation(&late.secret).await;
        assert_eq!(late.unwrap_err().code, "invitation_over");
        let open = context.invite(&admin, id).await?;
        context.set_account_active(&admin, id, false).await?;
        assert!(context.invitation(&open.secret).await.is_err());
        let inactive = context.invite(&admin, id).await;
        assert_eq!(inactive.unwrap_err().code, "account_inactive");
    }
    Ok(())
}

#[tokio::test]
async fn a_lent_role_ends_with_its_day_and_with_the_lenders_own() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let admin = fixture.person("admin", "administrator", PROVINCE).await?;
        let chairman = fixture
            .person("chu-tich", "commune_chairman", COMMUNE)
            .await?;
        let deputy = fixture.person("pho", "party_secretary", COMMUNE).await?;
        let may = |id| async move {
            let actor = context.actor(id, "").await?;
            Ok::<_, Error>(actor.is_some_and(|one| one.may(Action::RoundRecognise)))
        };
        let own = context.own_account(&chairman).await?;
        let role = own.lendable[0].role_id;
        let day = |days| Some(context.today() + Duration::days(days));
        let lend = |to: &'static str, last| {
            let chairman = chairman.clone();
            async move { context.lend_role(&chairman, role, (to, last)).await }
        };
        for (to, last) in [
            ("pho", None),
            ("pho", day(-1)),
            ("không có", day(1)),
            ("chu-tich", day(1)),
        ] {
            assert_eq!(lend(to, last).await.unwrap_err().kind, ErrorKind::Invalid);
        }
        lend("pho", day(1)).await?;
        assert!(may(deputy.account_id).await?);
        assert!(lend("pho", day(1)).await.is_err(), "held already");
        let deputy = context.actor(deputy.account_id, "").await?.unwrap();
        let borrowed = context.own_account(&deputy).await?;
        assert_eq!(
            borrowed.lendable.len(),
            1,
            "only his own, not the borrowed one"
        );
        let borrowed = borrowed.roles.iter().find(|role| role.lent_by.is_some());
        let on = context
            .lend_role(&deputy, borrowed.unwrap().role_id, ("admin", day(1)))
            .await;
        assert_eq!(on.unwrap_err().code, "role_not_lendable");
        fixture.clock.advance(Duration::days(2));
        assert!(!may(deputy.account_id).await?, "the last day is over");

        lend("pho", Some(context.today() + Duration::days(9))).await?;
        let lent = context.roles_lent(&chairman).await?;
        context.take_back_role(&chairman, lent[0].role_id).await?;
        assert!(!may(deputy.account_id).await?, "taken back");

        lend("pho", Some(context.today() + Duration::days(9))).await?;
        context.end_role(&admin, chairman.account_id, role).await?;
        assert!(
            !may(deputy.account_id).await?,
            "the lender holds it no more"
        );

        let other = fixture
            .person("chu-tich-2", "commune_chairman", COMMUNE)
            .await?;
        let role = context.own_account(&other).await?.lendable[0].role_id;
        let last = Some(context.today() + Duration::days(9));
        context.lend_role(&other, role, ("pho", last)).await?;
        context
            .set_account_active(&admin, other.account_id, false)
            .await?;
        assert!(!may(deputy.account_id).await?, "the lender has left");
        let administrators = context.own_account(&admin).await?;
        assert!(administrators.lendable.is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn a_token_acts_within_its_scopes_until_it_ends() -> Result<(), Error> {
    for fixture in fixtures().await? {
        let context = &fixture.context;
        let admin = fixture.person("admin", "administrator", PROVINCE).await?;
        let officer = fixture.person("can-bo", "commune_officer", COMMUNE).await?;
        let new = |scopes: &[&str], days| NewToken {
            label: "Phần mềm của tỉnh".to_owned(),
            scopes: scopes.iter().map(|code| (*code).to_owned()).collect(),
            days,
        };
        for (wrong, field) in [
            (new(&[], 1), "scopes"),
            (new(&["round_recognise"], 1), "scopes"),
            (new(&["figures_read"], 0), "days"),
            (new(&["figures_read"], LONGEST_TOKEN_DAYS + 1), "days"),
        ] {
            let refused = context.make_token(&officer, wrong).await.unwrap_err();
            assert_eq!(refused.fields[0].field, field);
        }
        let keeping = context
            .make_token(&admin, new(&["account_manage"], 1))
            .await;
        assert!(keeping.is_err(), "accounts are kept by persons");
        let token = context
            .make_token(&officer, new(&["figures_read"], 10))
            .await?;
        assert!(token.starts_with(TOKEN_PREFIX));
        let actor = context.actor_of_token(&token, "10.1.1.1").await?.unwrap();
        assert!(actor.may(Action::FiguresRead) && !actor.may(Action::HouseholdRead));
        let mut tx = context.store.read().await?;
        let kept = tx.list_tokens(officer.account_id).await?;
        assert!(kept.iter().all(|kept| !token.contains(&kept.digest)));
        assert!(kept[0].last_used_at.is_some());
        drop(tx);
        assert_eq!(context.actor_of_token("vuonlen_00", "").await?, None);
        fixture.clock.advance(Duration::days(10));
        assert_eq!(context.actor_of_token(&token, "").await?, None, "run out");
        let token = context
            .make_token(&officer, new(&["figures_read"], 10))
            .await?;
        context
            .set_account_active(&admin, officer.account_id, false)
            .await?;
        context
            .set_account_active(&admin, officer.account_id, true)
            .await?;
        let gone = context.actor_of_token(&token, "").await?;
        assert_eq!(gone, None, "leaving takes tokens back for good");
    }
    Ok(())
}
