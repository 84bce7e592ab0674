//! Signing in by a provider: what is believed, what is not, and what a link opens. The provider is
//! `fake`; a real one answers in the browser's tests.

mod fake;

use super::browser::{Browser, Seen, Site, attribute, router_by, sites, unescape};
use crate::openid::{Provider, ProviderError};
use crate::{OpenIdOptions, OpenIdSecret, ServeOptions, Server, TlsFiles};
use axum::http::StatusCode;
use chrono::Duration;
use fake::{CLIENT, Fake, Twist};
use std::path::PathBuf;
use totp_rs::{Builder, Secret};
use vuonlen_app::Error;
use vuonlen_app::testing::{PASSWORD, fixtures};

/// One site per engine, each with a provider of its own.
async fn begin() -> Result<Vec<(Site, Fake)>, Error> {
    let mut all = Vec::new();
    for mut site in sites().await? {
        let fake = Fake::start(site.fixture.context.now()).await;
        let folder = site.fixture.folder.path();
        site.router = router_by(&site.fixture.context, folder, Some(fake.options()));
        all.push((site, fake));
    }
    Ok(all)
}

/// Asks for the provider's page; gives the address there.
async fn go(browser: &mut Browser, next: &str) -> String {
    let sent = browser.get(&format!("/sign-in/openid{next}")).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    sent.header("location").to_owned()
}

/// Signs in at the provider as `subject` and comes back.
async fn sign_in(site: &Site, fake: &Fake, browser: &mut Browser, subject: &str) -> Seen {
    let there = go(browser, "?next=%2Fhouseholds").await;
    let back = fake.signs_in(&there, subject, site.fixture.context.now());
    browser.get(&back).await
}

/// Links the account of `browser` to `subject`.
async fn link(site: &Site, fake: &Fake, browser: &mut Browser, subject: &str) -> Seen {
    browser.get("/account/openid").await;
    let password = [("current", PASSWORD)];
    let page = browser.post("/account/openid/link", &password).await;
    let there = unescape(&attribute(&page.body, "id=\"go\" href=\"").unwrap());
    assert!(there.contains("prompt=login"), "{there}");
    let back = fake.signs_in(&there, subject, site.fixture.context.now());
    let seen = browser.get(&back).await;
    match seen.status {
        StatusCode::SEE_OTHER => browser.get(seen.header("location")).await,
        _ => seen,
    }
}

fn account(site: &Site, name: &str) -> String {
    let actor = site.persona(name);
    format!("/accounts/{}", actor.account_id)
}

async fn is_out(browser: &mut Browser) -> bool {
    browser.get("/").await.status == StatusCode::SEE_OTHER
}

#[tokio::test]
async fn an_account_is_linked_signs_in_and_is_unlinked() -> Result<(), Error> {
    for (site, fake) in begin().await? {
        let mut stranger = site.browser();
        let page = stranger.get("/sign-in?next=%2Fhouseholds").await;
        let button = "href=\"/sign-in/openid?next=%2Fhouseholds\"";
        assert!(page.body.contains(button), "the button keeps where to go");
        let unknown = sign_in(&site, &fake, &mut stranger, "lò.văn").await;
        assert_eq!(unknown.status, StatusCode::CONFLICT);
        assert!(
            unknown
                .body
                .contains("chưa có tài khoản nào ở đây liên kết")
        );
        assert!(is_out(&mut stranger).await, "a provider makes no account");

        let mut officer = site.signed_in("commune-officer").await;
        let own = officer.get("/account").await;
        assert!(own.body.contains("Chưa liên kết tài khoản nào"));
        let wrong = [("current", "không phải")];
        let wrong = officer.post("/account/openid/link", &wrong).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!wrong.body.contains(&fake.issuer), "no way to the provider");
        let seen = link(&site, &fake, &mut officer, "lò.văn").await;
        assert!(seen.body.contains("Đã liên kết") && seen.body.contains(&fake.issuer));
        let again = link(&site, &fake, &mut officer, "lò.văn").await;
        assert_eq!(
            again
                .body
                .matches("action=\"/account/openid/unlink\"")
                .count(),
            1
        );
        let mut other = site.signed_in("enumerator").await;
        let taken = link(&site, &fake, &mut other, "lò.văn").await;
        assert_eq!(taken.status, StatusCode::CONFLICT);
        assert!(taken.body.contains("liên kết với một tài khoản khác"));

        officer.post("/sign-out", &[]).await;
        go(&mut officer, "").await;
        let planted = officer.cookie("session").to_owned();
        let signed = sign_in(&site, &fake, &mut officer, "lò.văn").await;
        assert_eq!(signed.header("location"), "/households");
        assert_ne!(officer.cookie("session"), planted, "another token");
        assert_eq!(officer.get("/households").await.status, StatusCode::OK);
        let home = officer.get("/sign-in/openid?next=%2Fevents").await;
        assert_eq!(home.header("location"), "/events", "signed in already");
        let mut auditor = site.signed_in("auditor").await;
        for (action, account) in [
            ("sign_in", "commune-officer"),
            ("openid_linked", "commune-officer"),
        ] {
            let path = format!("/audit?action={action}&account={account}");
            let log = auditor.get(&path).await;
            assert!(log.body.contains(&fake.issuer), "{action} says by whom");
            assert!(!log.body.contains("lò.văn"), "but not as whom there");
        }

        officer.get("/account/openid").await;
        let one = [("issuer", fake.issuer.as_str()), ("subject", "lò.văn")];
        let not_own = other.post("/account/openid/unlink", &one).await;
        assert_eq!(not_own.status, StatusCode::NOT_FOUND);
        let seen = officer.submit("/account/openid/unlink", &one).await;
        assert!(seen.body.contains("Đã bỏ liên kết"));
        let gone = sign_in(&site, &fake, &mut stranger, "lò.văn").await;
        assert_eq!(gone.status, StatusCode::CONFLICT);
    }
    Ok(())
}

#[tokio::test]
async fn what_protects_an_account_goes_on_protecting_it() -> Result<(), Error> {
    for (site, fake) in begin().await? {
        let mut officer = site.signed_in("commune-officer").await;
        link(&site, &fake, &mut officer, "lo").await;
        let mut admin = site.signed_in("administrator").await;

        // Five failures lock; the lock says until when, to whoever the provider vouches for.
        let mut thief = site.browser();
        for _ in 0..5 {
            let guess = [("name", "commune-officer"), ("password", "sai")];
            thief.post("/sign-in", &guess).await;
        }
        let mut person = site.browser();
        let locked = sign_in(&site, &fake, &mut person, "lo").await;
        assert_eq!(locked.status, StatusCode::CONFLICT);
        let until = site.fixture.context.now() + Duration::hours(7) + Duration::minutes(15);
        let until = until.format("tạm khóa đến %H:%M %d/%m/%Y").to_string();
        assert!(locked.body.contains(&until), "{until}: {}", locked.body);
        site.fixture.clock.advance(Duration::minutes(16));
        let open = sign_in(&site, &fake, &mut person, "lo").await;
        assert_eq!(open.status, StatusCode::SEE_OTHER);

        // The second step is asked for here, whatever was asked there.
        person.get("/account").await;
        let own = [("current", PASSWORD)];
        let seen = person.submit("/account/second-step", &own).await;
        let key = seen.body.replace("</code>", "\"");
        let key = attribute(&key, "<code class=\"wrap-anywhere\">").unwrap();
        let secret = Secret::try_from_base32(key.replace(' ', "")).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        let code = || {
            let now = site.fixture.context.now().timestamp();
            totp.generate(u64::try_from(now).unwrap()).to_string()
        };
        let first = [("code", &*code())];
        person.post("/account/second-step/confirm", &first).await;
        site.fixture.clock.advance(Duration::minutes(1));
        let mut second = site.browser();
        let half = sign_in(&site, &fake, &mut second, "lo").await;
        assert_eq!(half.header("location"), "/sign-in/code?next=%2Fhouseholds");
        assert!(is_out(&mut second).await, "half signed in is not signed in");
        let wrong = second.post("/sign-in/code", &[("code", "000000")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let right = [("code", &*code()), ("next", "/households")];
        let signed = second.post("/sign-in/code", &right).await;
        assert_eq!(signed.header("location"), "/households");
        let mut auditor = site.signed_in("auditor").await;
        let log = auditor.get("/audit?action=sign_in").await;
        let by = unescape(&log.body);
        let by = by.split("\"second_step\"").next().unwrap();
        assert!(
            by.ends_with(&format!("\"openid\":\"{}\",", fake.issuer)),
            "{by}"
        );

        // An administrator unlinks, and whoever came in by the link is out.
        let path = account(&site, "commune-officer");
        let seen = admin.get(&path).await;
        assert!(seen.body.contains(&fake.issuer));
        let seen = admin.submit(&format!("{path}/openid/unlink"), &[]).await;
        assert!(seen.body.contains("Đã bỏ liên kết") && !seen.body.contains(&fake.issuer));
        assert!(is_out(&mut second).await);
        let gone = sign_in(&site, &fake, &mut second, "lo").await;
        assert!(gone.body.contains("chưa có tài khoản nào"));

        // A deactivated account stays out.
        let mut surveyor = site.signed_in("enumerator").await;
        link(&site, &fake, &mut surveyor, "ca").await;
        let off = format!("{}/active", account(&site, "enumerator"));
        admin.post(&off, &[("active", "0")]).await;
        let refused = sign_in(&site, &fake, &mut surveyor, "ca").await;
        assert!(refused.body.contains("đã ngừng hoạt động"));
        assert!(is_out(&mut surveyor).await);
    }
    Ok(())
}

#[tokio::test]
async fn a_word_that_cannot_be_verified_is_not_believed() -> Result<(), Error> {
    for (site, fake) in begin().await? {
        let mut officer = site.signed_in("commune-officer").await;
        link(&site, &fake, &mut officer, "lo").await;
        let mut browser = site.browser();
        for twist in [
            Twist::Issuer,
            Twist::Nonce,
            Twist::NoNonce,
            Twist::Audience,
            Twist::TwoAudiences,
            Twist::Expired,
            Twist::FromTheFuture,
            Twist::OtherKey,
            Twist::Unsigned,
            Twist::SharedSecret,
            Twist::NoToken,
            Twist::NoCode,
        ] {
            fake.twist(twist);
            let seen = sign_in(&site, &fake, &mut browser, "lo").await;
            assert_eq!(seen.status, StatusCode::CONFLICT, "{twist:?}");
            assert!(seen.body.contains("không xác minh được"), "{twist:?}");
            assert!(is_out(&mut browser).await, "{twist:?}");
        }
        fake.twist(Twist::Nothing);
        let seen = sign_in(&site, &fake, &mut browser, "lo").await;
        assert_eq!(seen.header("location"), "/households");
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_belongs_to_one_question_of_one_browser() -> Result<(), Error> {
    for (site, fake) in begin().await? {
        let now = || site.fixture.context.now();
        let mut officer = site.signed_in("commune-officer").await;
        link(&site, &fake, &mut officer, "lo").await;
        let unasked = |seen: &Seen, what: &str| {
            assert_eq!(seen.status, StatusCode::CONFLICT, "{what}");
            assert!(
                seen.body.contains("không thuộc lần đăng nhập nào"),
                "{what}"
            );
        };

        let mut thief = site.browser();
        let there = go(&mut thief, "").await;
        let back = fake.signs_in(&there, "lo", now());
        // Another's browser is not signed in as the thief, nor the thief by another's answer.
        let mut victim = site.browser();
        unasked(&victim.get(&back).await, "a browser that asked nothing");
        go(&mut victim, "").await;
        unasked(
            &victim.get(&back).await,
            "a browser that asked something else",
        );
        assert!(is_out(&mut victim).await);
        let mut signed_in = site.signed_in("enumerator").await;
        unasked(&signed_in.get(&back).await, "a browser that is signed in");
        let links = signed_in.get("/account/openid").await;
        assert!(!links.body.contains(&fake.issuer), "nothing was linked");

        // A state good once, for its own browser.
        let seen = thief.get(&back).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER);
        let mut replay = thief.clone();
        replay.get("/").await;
        replay.post("/sign-out", &[]).await;
        unasked(&replay.get(&back).await, "a state used before");

        let mut browser = site.browser();
        let there = go(&mut browser, "").await;
        let back = fake.signs_in(&there, "lo", now());
        let wrong = back.replace("state=", "state=0");
        unasked(&browser.get(&wrong).await, "a wrong state");
        unasked(&browser.get(&back).await, "the right one after a wrong one");

        let there = go(&mut browser, "").await;
        let back = fake.signs_in(&there, "lo", now());
        let other = back.replace("iss=", "iss=https%3A%2F%2Fx.test%2F");
        unasked(&browser.get(&other).await, "another provider's answer");

        let there = go(&mut browser, "").await;
        let back = fake.signs_in(&there, "lo", now());
        site.fixture.clock.advance(Duration::minutes(11));
        unasked(&browser.get(&back).await, "an answer after ten minutes");

        // What came in place of a code.
        for (instead, said) in [
            ("error=access_denied", "đã không đồng ý"),
            ("error=server_error", "báo lỗi"),
            ("", "báo lỗi"),
        ] {
            let there = go(&mut browser, "").await;
            let back = fake.signs_in(&there, "lo", now());
            let state = attribute(&format!("{back}\""), "state=").unwrap();
            let state = state.split('&').next().unwrap();
            let path = format!("/sign-in/openid/back?state={state}&{instead}");
            let seen = browser.get(&path).await;
            assert_eq!(seen.status, StatusCode::CONFLICT, "{instead}");
            assert!(seen.body.contains(said), "{instead}: {}", seen.body);
        }

        // A link is finished by whoever began it.
        let mut officer = site.signed_in("commune-officer").await;
        officer.get("/account/openid").await;
        let password = [("current", PASSWORD)];
        let page = officer.post("/account/openid/link", &password).await;
        let there = unescape(&attribute(&page.body, "id=\"go\" href=\"").unwrap());
        let back = fake.signs_in(&there, "khac", now());
        officer.post("/sign-out", &[]).await;
        unasked(&officer.get(&back).await, "signed out meanwhile");
    }
    Ok(())
}

#[tokio::test]
async fn a_provider_that_is_away_keeps_nobody_out() -> Result<(), Error> {
    for (site, mut fake) in begin().await? {
        let mut browser = site.browser();
        for twist in [Twist::Large, Twist::Elsewhere] {
            fake.twist(twist);
            let seen = browser.get("/sign-in/openid").await;
            assert_eq!(seen.status, StatusCode::BAD_GATEWAY, "{twist:?}");
            assert!(seen.body.contains("Chưa liên lạc được"), "{twist:?}");
        }
        // Away between the question and the answer, and away from the beginning.
        fake.twist(Twist::Nothing);
        let there = go(&mut browser, "").await;
        let back = fake.signs_in(&there, "lo", site.fixture.context.now());
        fake.stop().await;
        let seen = browser.get(&back).await;
        assert_eq!(seen.status, StatusCode::BAD_GATEWAY);
        assert!(seen.body.contains("bằng tên và mật khẩu"));
        site.fixture.clock.advance(Duration::hours(2));
        let seen = browser.get("/sign-in/openid").await;
        assert_eq!(seen.status, StatusCode::BAD_GATEWAY);
        site.signed_in("commune-officer").await;
    }
    Ok(())
}

#[tokio::test]
async fn keys_are_asked_for_again_when_one_is_unknown() -> Result<(), Error> {
    for (site, fake) in begin().await? {
        let mut officer = site.signed_in("commune-officer").await;
        link(&site, &fake, &mut officer, "lo").await;
        let mut browser = site.browser();
        sign_in(&site, &fake, &mut browser, "lo").await;
        assert_eq!(fake.keys_asked(), 1, "once for many");
        fake.renew_key();
        let mut browser = site.browser();
        let seen = sign_in(&site, &fake, &mut browser, "lo").await;
        assert_eq!(seen.header("location"), "/households");
        assert_eq!(fake.keys_asked(), 2);
        let mut browser = site.browser();
        sign_in(&site, &fake, &mut browser, "lo").await;
        assert_eq!(fake.keys_asked(), 2);
    }
    Ok(())
}

#[tokio::test]
async fn without_a_provider_there_is_no_button_and_no_way() -> Result<(), Error> {
    let site = sites().await?.remove(0);
    let mut browser = site.browser();
    let page = browser.get("/sign-in").await;
    assert!(!page.body.contains("/sign-in/openid"));
    for path in ["/sign-in/openid", "/sign-in/openid/back?state=x&code=x"] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND);
    }
    let mut officer = site.signed_in("commune-officer").await;
    assert!(
        !officer
            .get("/account")
            .await
            .body
            .contains("/account/openid")
    );
    let page = officer.get("/account/openid").await;
    assert!(page.body.contains("chưa cài đặt"));
    let password = [("current", PASSWORD)];
    let seen = officer.post("/account/openid/link", &password).await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND);
    Ok(())
}

/// Any server that speaks TLS does for this: what counts is whether it is spoken to.
#[tokio::test]
async fn a_provider_within_an_agency_is_believed_by_its_certificate_only() -> Result<(), Error> {
    let fixture = fixtures().await?.remove(0);
    let file = |end: &str| {
        let name = format!("src/tests/tls/loopback.{end}");
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
    };
    let options = ServeOptions {
        tls: Some(TlsFiles {
            certificate: file("pem"),
            key: file("key"),
        }),
        ..ServeOptions::default()
    };
    let server = Server::bind(fixture.context.clone(), options).await;
    let server = server.map_err(Error::internal)?;
    let issuer = format!("https://{}", server.address());
    let running = tokio::spawn(server.run(std::future::pending()));
    let asked = async |ca_file| {
        let provider = Provider::new(&OpenIdOptions {
            issuer: issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: OpenIdSecret::None,
            label: None,
            ca_file,
        })
        .unwrap();
        let purpose = ("/".to_owned(), None);
        let redirect = "https://pages.test/back".to_owned();
        match provider.begin(&fixture.context, redirect, purpose).await {
            Err(ProviderError::Unreachable(why)) => why,
            other => panic!("there is no provider here: {:?}", other.err()),
        }
    };
    let public = asked(None).await;
    assert!(public.contains("certificate"), "{public}");
    assert_eq!(asked(Some(file("pem"))).await, "it answered 404 Not Found");
    running.abort();
    let unusable = Provider::new(&OpenIdOptions {
        issuer,
        client_id: CLIENT.to_owned(),
        client_secret: OpenIdSecret::File(file("missing")),
        label: None,
        ca_file: None,
    });
    assert!(
        unusable
            .unwrap_err()
            .to_string()
            .contains("loopback.missing")
    );
    Ok(())
}
