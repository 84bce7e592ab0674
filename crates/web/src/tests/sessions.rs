//! Signing in and out as browsers do it, and what every answer says to the browser.

use super::browser::{attribute, sites};
use axum::http::{Method, StatusCode};
use chrono::Duration;
use vuonlen_app::Error;
use vuonlen_app::testing::PASSWORD;

#[tokio::test]
async fn a_session_begins_lasts_and_ends() -> Result<(), Error> {
    for site in sites().await? {
        let mut browser = site.browser();
        let asked = browser.get("/households?text=l%C3%B2").await;
        assert_eq!(
            asked.header("location"),
            "/sign-in?next=%2Fhouseholds%3Ftext%3Dl%25C3%25B2"
        );
        let wrong = browser
            .post(
                "/sign-in",
                &[("name", "commune-officer"), ("password", "sai")],
            )
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            wrong.body.contains("value=\"commune-officer\""),
            "the name is kept"
        );
        assert!(!wrong.body.contains("value=\"sai\""), "the password is not");
        let good = [
            ("name", "Commune-Officer"),
            ("password", PASSWORD),
            ("next", "/households?text=x"),
        ];
        let signed = browser.post("/sign-in", &good).await;
        assert_eq!(signed.header("location"), "/households?text=x");
        let cookie = signed.header("set-cookie");
        for part in ["session=", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        browser.get("/").await;
        assert_eq!(browser.get("/sign-in").await.status, StatusCode::SEE_OTHER);

        // In use it lasts beyond the idle time, unused it ends.
        for _ in 0..3 {
            site.fixture.clock.advance(Duration::hours(3));
            assert_eq!(browser.get("/").await.status, StatusCode::OK);
        }
        site.fixture.clock.advance(Duration::hours(5));
        assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);

        let mut browser = site.signed_in("commune-officer").await;
        let stolen = browser.clone();
        let out = browser.post("/sign-out", &[]).await;
        assert!(out.header("clear-site-data").contains("\"cache\""));
        assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
        assert_eq!(stolen.clone().get("/").await.status, StatusCode::SEE_OTHER);
    }
    Ok(())
}

#[tokio::test]
async fn a_deactivated_account_is_out_at_once() -> Result<(), Error> {
    for site in sites().await? {
        let mut officer = site.signed_in("commune-officer").await;
        let mut admin = site.signed_in("administrator").await;
        let id = site.persona("commune-officer").account_id;
        let path = format!("/accounts/{id}");
        let seen = admin
            .submit(&format!("{path}/active"), &[("active", "0")])
            .await;
        assert!(seen.body.contains("Đã ngừng tài khoản"), "{}", seen.status);
        assert_eq!(
            officer.get("/households").await.status,
            StatusCode::SEE_OTHER
        );
    }
    Ok(())
}

#[tokio::test]
async fn an_administrator_makes_an_account_and_gives_it_a_role() -> Result<(), Error> {
    for site in sites().await? {
        let mut admin = site.signed_in("administrator").await;
        let nameless = [("name", "tên có dấu cách"), ("display_name", "Cà Văn Mới")];
        let seen = admin.post("/accounts", &nameless).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(seen.body.contains("Cà Văn Mới"), "what was entered is kept");
        assert!(seen.body.contains("value=\"tên có dấu cách\""));
        let made = admin
            .post(
                "/accounts",
                &[("name", "moi"), ("display_name", "Cà Văn Mới")],
            )
            .await;
        let path = made.header("location").to_owned();
        // No password is typed by the administrator: the person chooses one, once.
        let mut nobody = site.browser();
        let early = [("name", "moi"), ("password", "")];
        let refused = nobody.post("/sign-in", &early).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let invited = admin.post(&format!("{path}/invite"), &[]).await;
        let link = attribute(&invited.body, "id=\"link\" value=\"").unwrap();
        assert!(link.starts_with("http://pages.test/invitation/"), "{link}");
        let link = link.strip_prefix("http://pages.test").unwrap().to_owned();
        let welcome = nobody.get(&link).await;
        assert!(welcome.body.contains("Chào Cà Văn Mới"));
        for weak in ["ngắn", "matkhau2026", "Cà Văn Mới 1"] {
            let seen = nobody.post(&link, &[("password", weak)]).await;
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{weak}");
            assert!(!seen.body.contains(&format!("value=\"{weak}\"")));
        }
        let chosen = nobody.submit(&link, &[("password", PASSWORD)]).await;
        assert!(chosen.body.contains("Đã đặt mật khẩu"));
        let again = nobody.post(&link, &[("password", PASSWORD)]).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert!(again.body.contains("đã dùng"));
        let give = format!("{path}/roles");
        let wrong = admin
            .post(&give, &[("role", "enumerator"), ("area_code", "99999")])
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let given = admin
            .submit(&give, &[("role", "enumerator"), ("area_code", "03703")])
            .await;
        assert!(given.body.contains("Đã giao vai trò"));
        let mut person = site.signed_in("moi").await;
        assert_eq!(person.get("/households").await.status, StatusCode::OK);
    }
    Ok(())
}

/// Somebody put the token of a session of his own into another's browser before she signed in.
#[tokio::test]
async fn a_session_planted_before_is_nobodys_after() -> Result<(), Error> {
    for site in sites().await? {
        let mut victim = site.browser();
        victim.get("/sign-in").await;
        // A refusal is shown from the session: it has a token now.
        let wrong = [("name", "commune-officer"), ("password", "sai")];
        victim.post("/sign-in", &wrong).await;
        let mut planted = victim.clone();
        let right = [("name", "commune-officer"), ("password", PASSWORD)];
        let signed = victim.post("/sign-in", &right).await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER);
        assert_eq!(victim.get("/households").await.status, StatusCode::OK);
        let seen = planted.get("/households").await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "still nobody");
    }
    Ok(())
}

/// Behind HTTPS the browser is told to stay there, and the cookie is bound to it.
#[tokio::test]
async fn behind_https_everything_stays_there() -> Result<(), Error> {
    for site in sites().await? {
        let mut browser = site.over_https();
        let right = [("name", "commune-officer"), ("password", PASSWORD)];
        let signed = browser.post("/sign-in", &right).await;
        let cookie = signed.header("set-cookie");
        assert!(cookie.starts_with("__Host-session="), "{cookie}");
        assert!(cookie.contains("Secure"), "{cookie}");
        assert_eq!(
            signed.header("strict-transport-security"),
            "max-age=31536000; includeSubDomains"
        );
    }
    Ok(())
}

#[tokio::test]
async fn every_answer_tells_the_browser_to_be_careful() -> Result<(), Error> {
    for site in sites().await? {
        let mut browser = site.signed_in("commune-officer").await;
        let missing = "/không-có".replace("ô", "%C3%B4").replace("ó", "%C3%B3");
        for path in [
            "/",
            "/sign-in",
            missing.as_str(),
            "/health/live",
            "/households",
        ] {
            let seen = browser.get(path).await;
            let policy = seen.header("content-security-policy");
            assert!(
                policy.contains("default-src 'none'") && !policy.contains("unsafe"),
                "{path}"
            );
            assert_eq!(seen.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(seen.header("x-frame-options"), "DENY", "{path}");
            assert_eq!(seen.header("referrer-policy"), "same-origin", "{path}");
            assert_eq!(seen.header("cache-control"), "no-store", "{path}");
            for name in ["cross-origin-opener-policy", "cross-origin-resource-policy"] {
                assert_eq!(seen.header(name), "same-origin", "{path}");
            }
            let kind = seen.header("content-type");
            let told = kind.ends_with("charset=utf-8") || seen.body.is_empty();
            assert!(told, "{path}: {kind}");
            assert_eq!(seen.header("strict-transport-security"), "", "in clear");
            assert!(
                !seen.body.contains(" style=") && !seen.body.contains(" onclick="),
                "{path}"
            );
        }
        let page = browser.get("/households").await;
        assert_eq!(page.header("x-request-id").len(), 16);
        let style = attribute(&page.body, "rel=\"stylesheet\" href=\"").unwrap();
        let style = browser.get(&style).await;
        assert_eq!(style.status, StatusCode::OK);
        assert!(style.header("cache-control").contains("immutable"));
        let packed = browser
            .ask(
                Method::GET,
                "/households",
                String::new(),
                &[("accept-encoding", "gzip")],
            )
            .await;
        assert_eq!(packed.header("content-encoding"), "gzip");
        assert_eq!(browser.get("/health/ready").await.body, "ok");
        let large = "x".repeat(1024 * 1024 + 1);
        let seen = browser
            .ask(Method::POST, "/households/new", large, &[])
            .await;
        assert_eq!(seen.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(seen.body.contains("quá lớn"));
        let seen = browser
            .ask(Method::PUT, "/households", String::new(), &[])
            .await;
        assert_eq!(seen.status, StatusCode::METHOD_NOT_ALLOWED);
        assert!(seen.body.contains("Lỗi 405"));
    }
    Ok(())
}
