//! The API as programs meet it: every operation and every role, what is refused and how.

use super::browser::{Seen, Site, sites};
use crate::guard::Guard;
use crate::{Limits, ServeOptions, routes, serve};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tower::ServiceExt;
use vuonlen_app::Error;
use vuonlen_app::access::token::NewToken;
use vuonlen_app::access::{Action, Actor, Role};
use vuonlen_app::testing::COMMUNE;

/// One program with its token.
#[derive(Debug, Clone)]
pub(super) struct Program {
    router: Router,
    token: String,
}

impl Program {
    /// Nobody's.
    pub(super) fn nobody(site: &Site) -> Self {
        Self {
            router: site.router.clone(),
            token: String::new(),
        }
    }

    /// A program of `name` with a token for `scopes`; for all it may be made for where none are
    /// named. None where it may be made for nothing.
    pub(super) async fn of(
        site: &Site,
        name: &str,
        scopes: &[&str],
    ) -> Result<Option<Self>, Error> {
        let context = &site.fixture.context;
        let actor = site.persona(name);
        let all = context.own_account(actor).await?.token_actions;
        let all = all.iter().map(|action| action.code().to_owned());
        let scopes: Vec<String> = match scopes {
            [] => all.collect(),
            some => some.iter().map(|one| (*one).to_owned()).collect(),
        };
        if scopes.is_empty() {
            return Ok(None);
        }
        let new = NewToken {
            label: "Phần mềm thử".to_owned(),
            scopes,
            days: 30,
        };
        let token = context.make_token(actor, new).await?;
        Ok(Some(Self {
            router: site.router.clone(),
            token,
        }))
    }

    pub(super) async fn officer(site: &Site) -> Result<Self, Error> {
        let found = Self::of(site, "commune-officer", &[]).await?;
        found.ok_or_else(Error::not_found)
    }

    pub(super) async fn get(&self, path: &str) -> Seen {
        self.ask(Method::GET, path, "", &[]).await
    }

    pub(super) async fn send(&self, method: Method, path: &str, body: &Value) -> Seen {
        let kind = [("content-type", "application/json")];
        self.ask(method, path, &body.to_string(), &kind).await
    }

    pub(super) async fn ask(
        &self,
        method: Method,
        path: &str,
        body: &str,
        headers: &[(&str, &str)],
    ) -> Seen {
        let mut request = Request::builder().method(method).uri(path);
        if !self.token.is_empty() {
            let token = format!("Bearer {}", self.token);
            request = request.header(header::AUTHORIZATION, token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Seen {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }
}

pub(super) fn read(seen: &Seen) -> Value {
    serde_json::from_str(&seen.body).unwrap_or_else(|error| panic!("{error}: {}", seen.body))
}

/// The code of a problem, which is whole.
pub(super) fn problem(seen: &Seen, status: u16) -> Value {
    assert_eq!(seen.status.as_u16(), status, "{}", seen.body);
    assert_eq!(seen.header("content-type"), "application/problem+json");
    let problem = read(seen);
    assert_eq!(problem["status"], status);
    let code = problem["code"].as_str().unwrap();
    assert_eq!(problem["type"], format!("urn:vuonlen:problem:{code}"));
    assert_eq!(problem["request"], seen.header("x-request-id"));
    for language in ["vi", "en"] {
        assert!(!problem["titles"][language].as_str().unwrap().is_empty());
    }
    problem
}

/// An operation's path with places that exist, or with an id that is nobody's.
fn filled(site: &Site, path: &str) -> String {
    let known = path
        .replace("{province}", "14")
        .replace("{commune}", COMMUNE)
        .replace("{area}", COMMUNE)
        .replace("{unit}", COMMUNE)
        .replace("{year}", "2026")
        .replace("{token}", &format!("14-{}", "0".repeat(32)))
        .replace("{household}", &site.households[0].to_string());
    let parts = known.split('/').map(|part| match part.strip_prefix('{') {
        Some(_) => "01900000-0000-7000-8000-000000000000",
        None => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// A household of one, in no village yet.
pub(super) fn household(code: &str) -> Value {
    json!({
        "code": code,
        "members": [{
            "name": "Quàng Văn Mới",
            "birth": "1990-05-02",
            "identity_number": "001190005555",
            "answers": { "relation": "head", "sex": "male", "insured": true }
        }],
        "answers": { "floor_area": 45.5 }
    })
}

#[tokio::test]
async fn nobody_reads_without_a_token() -> Result<(), Error> {
    for site in sites().await? {
        let nobody = Program::nobody(&site);
        let foreign = Program {
            token: "vuonlen_khong-phai".to_owned(),
            ..nobody.clone()
        };
        for (method, path, guard) in routes().operations() {
            let path = filled(&site, path);
            let seen = nobody.ask(method.clone(), &path, "", &[]).await;
            assert_eq!(
                seen.status == StatusCode::UNAUTHORIZED,
                *guard != Guard::Public,
                "{method} {path}"
            );
            if *guard != Guard::Public {
                let told = problem(&seen, 401);
                assert_eq!(told["code"], "no_token");
                assert_eq!(seen.header("www-authenticate"), "Bearer realm=\"vuonlen\"");
            }
            let seen = foreign.ask(method.clone(), &path, "", &[]).await;
            assert_eq!(problem(&seen, 401)["code"], "bad_token", "{path}");
        }
        // A session opens pages and no operation.
        let mut browser = site.signed_in("commune-officer").await;
        let seen = browser.get("/api/v1/households").await;
        assert_eq!(seen.status, StatusCode::UNAUTHORIZED);
    }
    Ok(())
}

#[tokio::test]
async fn each_role_passes_exactly_the_operations_it_may() -> Result<(), Error> {
    for (first, site) in (0..).map(|number| number == 0).zip(sites().await?) {
        let mut reached = BTreeSet::new();
        let mut asked: Vec<Vec<bool>> = Vec::new();
        for actor in &site.personas {
            let role = Role::find(&actor.name.replace('-', "_")).unwrap();
            let may = Action::ALL.iter().map(|action| role.may(*action)).collect();
            if !first && asked.contains(&may) {
                continue;
            }
            asked.push(may);
            let Some(program) = Program::of(&site, &actor.name, &[]).await? else {
                continue;
            };
            for (method, path, guard) in routes().operations() {
                let may = match guard {
                    Guard::Public | Guard::SignedIn => true,
                    Guard::May(action) => role.may(*action),
                };
                if may {
                    reached.insert((method.to_string(), *path));
                }
                let path = filled(&site, path);
                let seen = match *method {
                    Method::GET => program.get(&path).await,
                    _ => program.send(method.clone(), &path, &json!({})).await,
                };
                assert_eq!(
                    seen.status == StatusCode::FORBIDDEN,
                    !may,
                    "{} {method} {path}: {}",
                    role.code,
                    seen.body
                );
                assert!(seen.status.as_u16() < 500, "{method} {path}: {}", seen.body);
                if !seen.status.is_success() {
                    problem(&seen, seen.status.as_u16());
                }
            }
        }
        let unreached: Vec<_> = routes()
            .operations()
            .iter()
            .map(|(method, path, _)| (method.to_string(), *path))
            .filter(|route| !reached.contains(route))
            .collect();
        assert!(unreached.is_empty(), "no persona reaches {unreached:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_token_reaches_no_further_than_its_scopes_and_its_days() -> Result<(), Error> {
    for site in sites().await? {
        let narrow = Program::of(&site, "commune-officer", &["figures_read"]).await?;
        let narrow = narrow.unwrap();
        let me = read(&narrow.get("/api/v1/me").await);
        assert_eq!(me["account"], "commune-officer");
        assert_eq!(me["scopes"], json!(["figures_read"]));
        assert_eq!(me["roles"][0]["area"], COMMUNE);
        let figures = read(&narrow.get("/api/v1/figures").await);
        let households = figures["places"].as_array().unwrap().iter();
        let households: i64 = households
            .map(|place| place["households"].as_i64().unwrap())
            .sum();
        assert_eq!(households, 6);
        let refused = narrow.get("/api/v1/households").await;
        assert_eq!(problem(&refused, 403)["code"], "denied");
        assert!(
            refused
                .header("www-authenticate")
                .contains("insufficient_scope")
        );

        let officer = Program::officer(&site).await?;
        assert_eq!(officer.get("/api/v1/me").await.status, StatusCode::OK);
        site.fixture.clock.advance(chrono::Duration::days(31));
        assert_eq!(
            problem(&officer.get("/api/v1/me").await, 401)["code"],
            "bad_token"
        );
    }
    Ok(())
}

#[tokio::test]
async fn what_lies_elsewhere_does_not_exist_for_a_program_either() -> Result<(), Error> {
    for mut site in sites().await? {
        let neighbour: Actor = site
            .fixture
            .person("ben-canh", "commune_officer", "03694")
            .await?;
        site.personas.push(neighbour);
        let neighbour = Program::of(&site, "ben-canh", &[]).await?.unwrap();
        let list = read(&neighbour.get("/api/v1/households").await);
        assert_eq!(list["total"], 0);
        let path = format!("/api/v1/households/14/{}", site.households[0]);
        problem(&neighbour.get(&path).await, 404);
        let event = json!({ "kind": "moved_out", "on": "2026-11-20" });
        let events = format!("{path}/events");
        problem(&neighbour.send(Method::POST, &events, &event).await, 404);
        let change = json!({
            "base_version": 1, "household": household("X-1"),
            "effective_on": "2026-11-20", "reason": "Thử"
        });
        problem(&neighbour.send(Method::PUT, &path, &change).await, 404);
        let villages = format!("/api/v1/units/{COMMUNE}/villages");
        problem(&neighbour.get(&villages).await, 404);
        let tables = format!("/api/v1/tables/{COMMUNE}/2026");
        problem(&neighbour.get(&tables).await, 404);
    }
    Ok(())
}

#[tokio::test]
async fn what_is_not_known_is_refused_by_name() -> Result<(), Error> {
    let site = sites().await?.remove(0);
    let officer = Program::officer(&site).await?;
    for (query, field) in [
        ("colour=red", "colour"),
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("village=1", "village"),
        ("class=rich", "class"),
        ("commune=0370'", "commune"),
        ("commune=null", "commune"),
        ("after=1", "after"),
        ("left=true&left=true", "left"),
        ("text=%00", "text"),
    ] {
        let seen = officer.get(&format!("/api/v1/households?{query}")).await;
        assert_eq!(
            problem(&seen, 422)["field"],
            field,
            "{query}: {}",
            seen.body
        );
    }
    let seen = officer.get("/api/v1/me?x=1").await;
    assert_eq!(problem(&seen, 422)["field"], "x");

    let path = "/api/v1/households";
    let whole = json!({
        "commune": COMMUNE, "household": household("X-1"),
        "effective_on": "2026-11-20", "reason": "Thử"
    });
    let mut cases = Vec::new();
    let mut unknown = whole.clone();
    unknown["household"]["members"][0]["salary"] = json!(1);
    cases.push((unknown, "household.members[0].salary"));
    let mut kind = whole.clone();
    kind["household"]["members"][0]["name"] = json!(7);
    cases.push((kind, "household.members[0].name"));
    let mut long = whole.clone();
    long["reason"] = json!("x".repeat(301));
    cases.push((long, "reason"));
    let mut lines = whole.clone();
    lines["household"]["address"] = json!("một\nhai");
    cases.push((lines, "household.address"));
    let mut future = whole.clone();
    future["effective_on"] = json!("2027-01-01");
    future["household"]["village_id"] = json!(site.households[0]);
    cases.push((future, "effective_on"));
    for (body, field) in cases {
        let seen = officer.send(Method::POST, path, &body).await;
        assert_eq!(problem(&seen, 422)["field"], field, "{}", seen.body);
    }
    let json_kind = [("content-type", "application/json")];
    let broken = officer.ask(Method::POST, path, "{", &json_kind).await;
    assert_eq!(problem(&broken, 400)["code"], "broken_json");
    let twice = "{\"commune\":\"03703\",\"commune\":\"03703\"}";
    let twice = officer.ask(Method::POST, path, twice, &json_kind).await;
    problem(&twice, 422);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let form = officer.ask(Method::POST, path, "a=1", &form).await;
    assert_eq!(problem(&form, 415)["code"], "not_json");
    let huge = format!("{{\"reason\":\"{}\"}}", "x".repeat(1_100_000));
    let huge = officer.ask(Method::POST, path, &huge, &json_kind).await;
    assert_eq!(problem(&huge, 413)["code"], "too_large");
    let html = officer
        .ask(Method::GET, "/api/v1/me", "", &[("accept", "text/html")])
        .await;
    assert_eq!(problem(&html, 406)["code"], "not_acceptable");
    let gone = officer.ask(Method::DELETE, path, "", &[]).await;
    assert_eq!(problem(&gone, 405)["code"], "wrong_method");
    let allowed = gone.header("allow");
    assert!(
        allowed.contains("GET") && allowed.contains("POST"),
        "{allowed}"
    );
    for nowhere in [
        "/api/v1",
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v1/rounds/14/x",
    ] {
        assert_eq!(
            problem(&officer.get(nowhere).await, 404)["code"],
            "not_found"
        );
    }
    let english = [("accept-language", "en")];
    let english = officer
        .ask(Method::GET, "/api/v1/nothing", "", &english)
        .await;
    let told = problem(&english, 404);
    assert_eq!(told["title"], told["titles"]["en"]);
    Ok(())
}

#[tokio::test]
async fn whoever_has_no_token_is_answered_so_often_a_minute() -> Result<(), Error> {
    let site = sites().await?.remove(0);
    let options = ServeOptions {
        behind_proxy: true,
        limits: Limits {
            public_per_minute: 3,
            ..Limits::default()
        },
        ..ServeOptions::default()
    };
    let officer = Program {
        router: serve::router(site.fixture.context.clone(), options).unwrap(),
        ..Program::officer(&site).await?
    };
    let nobody = Program {
        token: String::new(),
        ..officer.clone()
    };
    let from = [("x-forwarded-for", "203.0.113.7")];
    let path = "/api/v1/law/standard";
    for _ in 0..3 {
        let seen = nobody.ask(Method::GET, path, "", &from).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    }
    let seen = nobody.ask(Method::GET, path, "", &from).await;
    assert_eq!(problem(&seen, 429)["code"], "too_many");
    assert_eq!(seen.header("retry-after"), "30");
    let guessing = Program {
        token: "vuonlen_doan-mo".to_owned(),
        ..nobody
    };
    let seen = guessing.ask(Method::GET, "/api/v1/me", "", &from).await;
    problem(&seen, 429);
    for _ in 0..5 {
        let seen = officer.ask(Method::GET, path, "", &from).await;
        assert_eq!(seen.status, StatusCode::OK, "a token is not counted");
    }
    Ok(())
}

#[tokio::test]
async fn the_page_about_it_lists_every_operation() -> Result<(), Error> {
    let site = sites().await?.remove(0);
    for language in ["vi", "en"] {
        let seen = site.browser().get(&format!("/api?lang={language}")).await;
        super::pages::check("/api", &seen, language);
        for (method, path, _) in routes().operations() {
            assert!(seen.body.contains(&format!("{method} {path}")), "{path}");
        }
    }
    let nobody = Program::nobody(&site);
    let described = read(&nobody.get("/api/v1/openapi.json").await);
    assert_eq!(described["openapi"], "3.1.0");
    let mut officer = site.signed_in("commune-officer").await;
    assert!(officer.get("/account").await.body.contains("href=\"/api\""));
    Ok(())
}
