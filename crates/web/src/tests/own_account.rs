//! What everybody does with his own account, as a browser does it.

use super::browser::{Browser, Seen, Site, attribute, sites, unescape};
use axum::http::StatusCode;
use chrono::Duration;
use totp_rs::{Builder, Secret};
use vuonlen_app::Error;
use vuonlen_app::testing::PASSWORD;

/// The code an authenticator with `key` shows now.
fn code(site: &Site, key: &str) -> String {
    let key = key.replace(' ', "");
    let secret = Secret::try_from_base32(&key).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    let now = u64::try_from(site.fixture.context.now().timestamp()).unwrap();
    totp.generate(now).to_string()
}

/// Turns the second step on; gives the key and the recovery codes.
async fn turn_on(site: &Site, browser: &mut Browser) -> (String, Vec<String>) {
    let guess = [("current", "không phải")];
    let refused = browser.post("/account/second-step", &guess).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let own = [("current", PASSWORD)];
    let seen = browser.submit("/account/second-step", &own).await;
    let key = attribute(
        &seen.body.replace("</code>", "\""),
        "<code class=\"wrap-anywhere\">",
    );
    let key = key.unwrap();
    assert!(seen.body.contains("<svg xmlns"), "a picture to scan");
    let other = browser.post("/account/second-step", &guess).await;
    assert!(other.body.contains("<details open>"), "the mistake is seen");
    let wrong = browser
        .post("/account/second-step/confirm", &[("code", "000000")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let now = code(site, &key);
    let codes = browser
        .post("/account/second-step/confirm", &[("code", &now)])
        .await;
    let codes: Vec<String> = codes
        .body
        .split("<li><code>")
        .skip(1)
        .filter_map(|part| Some(part.split('<').next()?.to_owned()))
        .collect();
    assert_eq!(codes.len(), 10);
    site.fixture.clock.advance(Duration::seconds(60));
    (key, codes)
}

async fn password_then(browser: &mut Browser, code: &str) -> Seen {
    let asked = browser
        .submit(
            "/sign-in",
            &[("name", "commune-officer"), ("password", PASSWORD)],
        )
        .await;
    assert!(asked.body.contains("Xác thực bước hai"));
    let nowhere = browser.get("/households").await;
    assert_eq!(
        nowhere.status,
        StatusCode::SEE_OTHER,
        "half signed in is not signed in"
    );
    browser.post("/sign-in/code", &[("code", code)]).await
}

#[tokio::test]
async fn the_second_step_is_asked_for_and_each_code_is_good_once() -> Result<(), Error> {
    for site in sites().await? {
        let mut officer = site.signed_in("commune-officer").await;
        let (key, codes) = turn_on(&site, &mut officer).await;

        let now = code(&site, &key);
        let mut second = site.browser();
        let signed = password_then(&mut second, &now).await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER);
        assert_eq!(second.get("/households").await.status, StatusCode::OK);

        // The same code once more, as somebody who looked over the shoulder.
        let mut third = site.browser();
        let replayed = password_then(&mut third, &now).await;
        assert_eq!(replayed.status, StatusCode::UNPROCESSABLE_ENTITY);

        let by_hand = codes[0].to_lowercase().replace('-', " ");
        let recovered = password_then(&mut third, &by_hand).await;
        assert_eq!(recovered.status, StatusCode::SEE_OTHER);
        let mut fourth = site.browser();
        let again = password_then(&mut fourth, &codes[0]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        let seen = third.get("/account").await;
        assert!(seen.body.contains("Còn 9 mã dự phòng"));

        // Whoever waits too long begins anew.
        fourth
            .post(
                "/sign-in",
                &[("name", "commune-officer"), ("password", PASSWORD)],
            )
            .await;
        site.fixture.clock.advance(Duration::minutes(6));
        let late = fourth
            .post("/sign-in/code", &[("code", &code(&site, &key))])
            .await;
        assert!(late.header("location").starts_with("/sign-in"));
        assert_eq!(fourth.get("/").await.status, StatusCode::SEE_OTHER);
        let cold = site.browser().get("/sign-in/code").await;
        assert_eq!(cold.header("location"), "/sign-in");
    }
    Ok(())
}

#[tokio::test]
async fn guessing_codes_locks_the_account_like_guessing_passwords() -> Result<(), Error> {
    for site in sites().await? {
        let mut officer = site.signed_in("commune-officer").await;
        let (key, _) = turn_on(&site, &mut officer).await;
        let mut thief = site.browser();
        let wrong = password_then(&mut thief, "000000").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for _ in 0..4 {
            thief.post("/sign-in/code", &[("code", "000000")]).await;
        }
        let right = code(&site, &key);
        let locked = thief.post("/sign-in/code", &[("code", &right)]).await;
        assert_eq!(locked.status, StatusCode::UNPROCESSABLE_ENTITY);

        let mut admin = site.signed_in("administrator").await;
        let id = site.persona("commune-officer").account_id;
        let path = format!("/accounts/{id}");
        let seen = admin
            .submit(&format!("{path}/second-step/reset"), &[])
            .await;
        assert!(seen.body.contains("Đã tắt xác thực hai bước"));
        assert_eq!(officer.get("/").await.status, StatusCode::SEE_OTHER);
        site.fixture.clock.advance(Duration::minutes(16));
        site.signed_in("commune-officer").await;
    }
    Ok(())
}

#[tokio::test]
async fn sessions_are_listed_and_ended() -> Result<(), Error> {
    for site in sites().await? {
        let mut here = site.signed_in("enumerator").await;
        let mut there = site.signed_in("enumerator").await;
        let mut third = site.signed_in("enumerator").await;
        let seen = here.get("/account").await;
        assert_eq!(
            seen.body.matches("/end\"><input").count(),
            3,
            "two others and all"
        );
        let other = attribute(&seen.body, "action=\"/account/sessions/").unwrap();
        assert_eq!(other, "end", "the first form ends them all");
        let key = seen
            .body
            .split("action=\"/account/sessions/")
            .filter_map(|part| part.split("/end\"").next())
            .find(|key| key.len() == 64)
            .unwrap()
            .to_owned();
        let ended = here
            .submit(&format!("/account/sessions/{key}/end"), &[])
            .await;
        assert!(ended.body.contains("Đã kết thúc phiên đó"));
        let open = [&mut there, &mut third];
        let mut still = 0;
        for browser in open {
            still += usize::from(browser.get("/").await.status == StatusCode::OK);
        }
        assert_eq!(still, 1);
        // Not somebody else's.
        let mut stranger = site.signed_in("village-head").await;
        let refused = stranger
            .post(&format!("/account/sessions/{key}/end"), &[])
            .await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        here.post("/account/sessions/end", &[]).await;
        for browser in [&mut here, &mut there, &mut third] {
            assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() -> Result<(), Error> {
    for site in sites().await? {
        let mut here = site.signed_in("enumerator").await;
        let mut there = site.signed_in("enumerator").await;
        let new = "một câu khác hẳn";
        let wrong = [("current", "không phải"), ("password", new)];
        let seen = here.post("/account/password", &wrong).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        let weak = [("current", PASSWORD), ("password", "matkhau123456")];
        let seen = here.post("/account/password", &weak).await;
        assert!(unescape(&seen.body).contains("bị đoán trước tiên"));
        let good = [("current", PASSWORD), ("password", new)];
        let seen = here.submit("/account/password", &good).await;
        assert!(seen.body.contains("Đã đổi mật khẩu"));
        assert_eq!(there.get("/").await.status, StatusCode::SEE_OTHER);
        let old = [("name", "enumerator"), ("password", PASSWORD)];
        let refused = there.post("/sign-in", &old).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let signed = there
            .post("/sign-in", &[("name", "enumerator"), ("password", new)])
            .await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER);
    }
    Ok(())
}

#[tokio::test]
async fn a_role_is_lent_until_a_day_and_a_token_is_shown_once() -> Result<(), Error> {
    for site in sites().await? {
        let mut chairman = site.signed_in("commune-chairman").await;
        let seen = chairman.get("/account").await;
        let role = attribute(&seen.body, "action=\"/account/roles/").unwrap();
        let lend = format!("/account/roles/{role}");
        let past = [("to", "party-secretary"), ("last_day", "2026-11-19")];
        let refused = chairman.post(&lend, &past).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let good = [("to", "party-secretary"), ("last_day", "2026-11-21")];
        let seen = chairman.submit(&lend, &good).await;
        assert!(seen.body.contains("Đã ủy quyền"));
        let mut deputy = site.signed_in("party-secretary").await;
        assert_eq!(deputy.get("/households").await.status, StatusCode::OK);
        site.fixture.clock.advance(Duration::days(2));
        let mut deputy = site.signed_in("party-secretary").await;
        let refused = deputy.get("/households").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);

        let mut officer = site.signed_in("commune-officer").await;
        let foreign = [
            ("label", "Báo cáo"),
            ("days", "30"),
            ("scopes", "round_recognise"),
        ];
        let refused = officer.post("/account/tokens", &foreign).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let good = [
            ("label", "Báo cáo"),
            ("days", "30"),
            ("scopes", "figures_read"),
        ];
        let made = officer.post("/account/tokens", &good).await;
        let token = attribute(&made.body, "id=\"token\" value=\"").unwrap();
        let context = &site.fixture.context;
        let actor = context.actor_of_token(&token, "10.0.0.1").await?.unwrap();
        assert_eq!(actor.name, "commune-officer");
        let seen = officer.get("/account").await;
        assert!(!seen.body.contains(&token) && seen.body.contains("Báo cáo"));
        let id = attribute(&seen.body, "action=\"/account/tokens/").unwrap();
        officer.post(&format!("/account/tokens/{id}"), &[]).await;
        assert_eq!(context.actor_of_token(&token, "").await?, None);
    }
    Ok(())
}

#[tokio::test]
async fn whoever_works_elsewhere_says_why() -> Result<(), Error> {
    for site in sites().await? {
        let first = site.first();
        let mut near = site.signed_in("commune-officer").await;
        let page = near.get(&first).await;
        let head = attribute(&page.body.replace("</h1>", "\""), "<h1>Hộ ").unwrap();
        let mut far = site.signed_in("province-officer").await;
        let asked = far.get(&first).await;
        assert!(asked.body.contains("Vì sao bạn cần mở?") && !asked.body.contains(&head));
        let because = format!("{first}?because=Tr%E1%BA%A3+l%E1%BB%9Di+%C4%91%C6%A1n");
        let seen = far.get(&because).await;
        assert!(seen.body.contains(&head));
        let again = far.get(&first).await;
        assert!(again.body.contains(&head), "asked once for one household");
        let other = far
            .get(&format!("/households/14/{}", site.households[1]))
            .await;
        assert!(other.body.contains("Vì sao bạn cần mở?"));

        let export = near.get("/households/export?class=poor").await;
        assert!(export.body.contains("name=\"class\" value=\"poor\""));
        let file = near
            .get("/households/export?class=poor&because=G%E1%BB%ADi+BHXH")
            .await;
        assert!(file.bytes.starts_with(b"PK"));

        let mut auditor = site.signed_in("auditor").await;
        let log = auditor.get("/audit?action=household_read").await;
        assert!(log.body.contains("Trả lời đơn"));
        let log = auditor.get("/audit?action=export").await;
        assert!(log.body.contains("Gửi BHXH"));
        near.get("/households?text=an").await;
        let log = auditor.get("/audit?action=household_list").await;
        assert!(log.body.contains("/households") && !log.body.contains("text=an"));
    }
    Ok(())
}
