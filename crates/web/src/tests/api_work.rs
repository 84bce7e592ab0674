//! The work programs do by the API: a household's way through it, lists, rounds, the law.

use super::api::{Program, household, problem, read};
use super::browser::{sites, sites_with};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vuonlen_app::Error;
use vuonlen_app::testing::COMMUNE;

#[tokio::test]
async fn a_household_is_added_once_read_changed_and_taken_out() -> Result<(), Error> {
    for site in sites().await? {
        let officer = Program::officer(&site).await?;
        let villages = format!("/api/v1/units/{COMMUNE}/villages");
        let villages = read(&officer.get(&villages).await);
        let village = villages["villages"][0]["village_id"].clone();
        let mut given = household("API-7");
        given["village_id"] = village;
        let new = json!({
            "commune": COMMUNE, "household": given,
            "effective_on": "2026-11-20", "reason": "Từ phần mềm của xã"
        });
        let key = [
            ("content-type", "application/json"),
            ("idempotency-key", "lan-gui-so-1"),
        ];
        let path = "/api/v1/households";
        let text = new.to_string();
        let added = officer.ask(Method::POST, path, &text, &key).await;
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
        let again = officer.ask(Method::POST, path, &text, &key).await;
        assert_eq!(added.header("location"), again.header("location"));
        let short = [key[0], ("idempotency-key", "x")];
        let short = officer.ask(Method::POST, path, &text, &short).await;
        assert_eq!(problem(&short, 422)["field"], "Idempotency-Key");
        let taken = officer.send(Method::POST, path, &new).await;
        assert_eq!(problem(&taken, 422)["field"], "code");

        let one = added.header("location").to_owned();
        let seen = read(&officer.get(&one).await);
        assert_eq!(seen["line"]["code"], "API-7");
        let member = &seen["members"][0];
        assert_eq!(member["name"], "Quàng Văn Mới");
        assert!(!seen.to_string().contains("001190005555"), "{seen}");
        assert!(member["identity_number"].as_str().unwrap().ends_with("555"));

        let mut changed = given.clone();
        changed["members"][0]["person_id"] = member["person_id"].clone();
        changed["members"][0]
            .as_object_mut()
            .unwrap()
            .remove("identity_number");
        changed["address"] = json!("Nhà  cuo\u{302}\u{301}i bản");
        let mut change = json!({
            "base_version": 1, "household": changed,
            "effective_on": "2026-11-20", "reason": "Sửa địa chỉ"
        });
        let saved = officer.send(Method::PUT, &one, &change).await;
        assert_eq!(read(&saved)["version"], 2, "{}", saved.body);
        let seen = read(&officer.get(&one).await);
        assert_eq!(seen["address"], "Nhà cuối bản", "in normal form");
        assert!(
            seen["members"][0]["identity_number"]
                .as_str()
                .unwrap()
                .ends_with("555")
        );
        let stale = officer.send(Method::PUT, &one, &change).await;
        assert_eq!(problem(&stale, 409)["code"], "changed_meanwhile");
        change["base_version"] = json!(2);
        change["household"]["answers"]["no_such_question"] = json!(true);
        let odd = officer.send(Method::PUT, &one, &change).await;
        assert_eq!(problem(&odd, 422)["field"], "answers.no_such_question");

        let event = json!({ "kind": "moved_out", "on": "2026-11-19", "note": "Về quê" });
        let events = format!("{one}/events");
        let text = event.to_string();
        for sending in ["first", "again"] {
            let left = officer.ask(Method::POST, &events, &text, &key).await;
            assert_eq!(left.status, StatusCode::CREATED, "{sending}: {}", left.body);
        }
        let seen = read(&officer.get(&one).await);
        assert_eq!(seen["line"]["active"], false);
        assert_eq!(seen["events"][0]["note"], "Về quê");
        let year = read(&officer.get("/api/v1/events?year=2026").await);
        assert_eq!(year["events"].as_array().unwrap().len(), 1);

        let none = officer
            .send(
                Method::POST,
                "/api/v1/households/export",
                &json!({ "reason": " " }),
            )
            .await;
        assert_eq!(problem(&none, 422)["field"], "reason");
        let file = officer
            .send(
                Method::POST,
                "/api/v1/households/export",
                &json!({ "reason": "Gửi BHXH huyện" }),
            )
            .await;
        assert!(file.bytes.starts_with(b"PK"), "{}", file.body);

        let auditor = Program::of(&site, "auditor", &[]).await?.unwrap();
        let log = |query: &str| format!("/api/v1/audit?{query}");
        let readings = log(&format!(
            "action=household_read&subject={}",
            one.rsplit('/').next().unwrap()
        ));
        let readings = read(&auditor.get(&readings).await);
        assert!(
            readings["entries"].as_array().unwrap().len() >= 3,
            "{readings}"
        );
        officer.get("/api/v1/households?text=an").await;
        let lists = read(&auditor.get(&log("action=household_list")).await);
        assert!(lists.to_string().contains("/api/v1/households"));
        assert!(!lists.to_string().contains("text=an"));
        let export = read(&auditor.get(&log("action=export")).await);
        assert_eq!(export["entries"][0]["reason"], "Gửi BHXH huyện");
    }
    Ok(())
}

#[tokio::test]
async fn lists_are_paged_by_key_and_far_readers_say_why() -> Result<(), Error> {
    for site in sites_with(7).await? {
        let officer = Program::officer(&site).await?;
        let mut met = Vec::new();
        let mut path = "/api/v1/households?limit=3".to_owned();
        loop {
            let page = read(&officer.get(&path).await);
            assert_eq!(page["total"], 7);
            for one in page["households"].as_array().unwrap() {
                met.push(one["household_id"].as_str().unwrap().to_owned());
            }
            let Some(next) = page["next"].as_str() else {
                break;
            };
            let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
            path = format!("/api/v1/households?limit=3&after={next}");
        }
        let distinct: BTreeSet<&String> = met.iter().collect();
        assert_eq!((met.len(), distinct.len()), (7, 7));

        let far = Program::of(&site, "province-officer", &[]).await?.unwrap();
        let path = format!("/api/v1/households/14/{}", site.households[0]);
        assert_eq!(problem(&far.get(&path).await, 409)["code"], "reason_needed");
        let said = far
            .get(&format!("{path}?reason=Tr%E1%BA%A3+l%E1%BB%9Di"))
            .await;
        assert_eq!(said.status, StatusCode::OK);
        let past = officer.get(&format!("{path}?on=1990-01-01")).await;
        problem(&past, 404);
    }
    Ok(())
}

#[tokio::test]
async fn rounds_figures_and_the_law_are_read() -> Result<(), Error> {
    for site in sites_with(20).await? {
        let (round, lines) = site.round().await?;
        let officer = Program::officer(&site).await?;
        let rounds = read(&officer.get("/api/v1/rounds/14?year=2026").await);
        assert_eq!(rounds["rounds"][0]["round_id"], round.to_string());
        let detail = read(&officer.get(&format!("/api/v1/rounds/14/{round}")).await);
        let villages = detail["villages"].as_array().unwrap();
        assert!(!villages.is_empty());
        let mut listed = 0;
        for village in villages {
            let id = village["village_id"].as_str().unwrap();
            let path = format!("/api/v1/rounds/14/{round}/villages/{id}/households");
            let list = read(&officer.get(&path).await);
            listed += list["households"].as_array().unwrap().len();
        }
        assert_eq!(listed, lines.len());
        let coverage = read(&officer.get("/api/v1/coverage").await);
        assert_eq!(coverage["communes"][0]["commune"], COMMUNE);
        let none = officer.get(&format!("/api/v1/tables/{COMMUNE}/2026")).await;
        assert_eq!(problem(&none, 409)["code"], "nothing_sealed");
        let units = read(&officer.get("/api/v1/units").await);
        assert_eq!(units["communes"][0]["code"], COMMUNE);
        let places = read(&officer.get("/api/v1/figures/priorities").await);
        assert_eq!(places["communes"][0]["figures"]["households"], 20);

        let nobody = Program::nobody(&site);
        let standard = read(&nobody.get("/api/v1/law/standard?on=2026-11-20").await);
        assert_eq!(standard["law_sha256"], site.fixture.context.law.hash());
        let before = nobody.get("/api/v1/law/standard?on=1950-01-01").await;
        assert_eq!(problem(&before, 404)["code"], "no_standard");
        let figures = read(
            &nobody
                .get(&format!("/api/v1/public/figures/{COMMUNE}"))
                .await,
        );
        assert_eq!(figures["year"], Value::Null);
        let token = format!("/api/v1/public/certificates/14-{}", "0".repeat(32));
        assert_eq!(read(&nobody.get(&token).await)["state"], "unknown");

        let asked = json!({ "commune": COMMUNE, "household": household("") });
        let judged = officer
            .send(Method::POST, "/api/v1/law/assess", &asked)
            .await;
        let judged = read(&judged);
        assert_eq!(
            judged["outcome"], "open",
            "most questions are open: {judged}"
        );
        assert!(!judged["problems"].as_array().unwrap().is_empty());
    }
    Ok(())
}
