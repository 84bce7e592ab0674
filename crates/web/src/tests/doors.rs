//! Who gets through which door: every route, every role.

use super::browser::{Site, sites};
use crate::guard::Guard;
use crate::routes;
use axum::http::{Method, StatusCode};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use vuonlen_app::Error;
use vuonlen_app::access::{Action, Role};

/// Whoever goes through has no session afterwards.
const DOORS_OUT: [&str; 2] = ["/sign-out", "/account/sessions/end"];

/// A route with its places filled in by things that exist.
fn concrete(site: &Site, path: &str) -> String {
    path.replace("{province}", "14")
        .replace("{household}", &site.households[0].to_string())
        .replace("{account}", &site.personas[0].account_id.to_string())
        .replace("{role}", &site.households[0].to_string())
        .replace("{notice}", &site.households[0].to_string())
}

/// A place of an address that no line above fills is filled with an id that is nobody's.
fn filled(site: &Site, path: &str) -> String {
    let known = concrete(site, path);
    let parts = known.split('/').map(|part| match part.strip_prefix('{') {
        Some(_) => "01900000-0000-7000-8000-000000000000",
        None => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// A new route, or another guard, shows as a readable difference of a checked-in file.
#[test]
fn every_route_is_listed_with_its_guard() {
    let mut table = String::new();
    let routes = routes();
    for (method, path, guard) in routes.list().iter().chain(routes.operations()) {
        writeln!(table, "{:4} {path:46} {guard}", method.as_str()).unwrap();
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/routes.txt");
    if std::env::var_os("UPDATE_ROUTES").is_some() {
        std::fs::write(path, &table).unwrap();
    }
    let checked_in = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        table, checked_in,
        "run with UPDATE_ROUTES=1 and review the difference"
    );
}

#[tokio::test]
async fn nobody_passes_without_signing_in() -> Result<(), Error> {
    for site in sites().await? {
        for (method, path, guard) in routes().list() {
            let path = filled(&site, path);
            let mut browser = site.browser();
            let seen = browser.ask(method.clone(), &path, String::new(), &[]).await;
            let (expected, public) = match (*guard == Guard::Public, method) {
                (true, _) => (seen.status, true),
                (false, &Method::GET) => (StatusCode::SEE_OTHER, false),
                (false, _) => (StatusCode::FORBIDDEN, false),
            };
            assert_eq!(seen.status, expected, "{method} {path}");
            if !public && *method == Method::GET {
                assert!(
                    seen.header("location").starts_with("/sign-in?next=%2F"),
                    "{path}"
                );
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn each_role_passes_exactly_the_doors_it_may() -> Result<(), Error> {
    for (first, site) in (0..).map(|number| number == 0).zip(sites().await?) {
        let mut reached = BTreeSet::new();
        let mut asked: Vec<Vec<bool>> = Vec::new();
        for actor in &site.personas {
            let role = Role::find(&actor.name.replace('-', "_")).unwrap();
            // Doors do not depend on the engine: on the second one, roles that may do the same
            // stand for each other.
            let may = Action::ALL.iter().map(|action| role.may(*action)).collect();
            if !first && asked.contains(&may) {
                continue;
            }
            asked.push(may);
            let mut browser = site.signed_in(&actor.name).await;
            for (method, path, guard) in routes().list() {
                // The door out closes the session for all that follow.
                if DOORS_OUT.contains(path) {
                    continue;
                }
                let may = match guard {
                    Guard::Public | Guard::SignedIn => true,
                    Guard::May(action) => role.may(*action),
                };
                if may {
                    reached.insert((method.clone().to_string(), *path));
                }
                let path = filled(&site, path);
                let seen = match *method {
                    Method::GET => browser.get(&path).await,
                    _ => browser.post(&path, &[]).await,
                };
                let refused = seen.status == StatusCode::FORBIDDEN;
                assert_eq!(
                    refused, !may,
                    "{} {method} {path}: {}",
                    role.code, seen.status
                );
                assert_ne!(
                    seen.status,
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "{method} {path}"
                );
            }
        }
        let unreached: Vec<_> = routes()
            .list()
            .iter()
            .map(|(method, path, _)| (method.to_string(), *path))
            .filter(|route| !DOORS_OUT.contains(&route.1) && !reached.contains(route))
            .collect();
        assert!(unreached.is_empty(), "no persona reaches {unreached:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() -> Result<(), Error> {
    for site in sites().await? {
        let mut browser = site.signed_in("administrator").await;
        for (method, path, guard) in routes().list() {
            if *method != Method::POST || *guard == Guard::Public {
                continue;
            }
            let path = filled(&site, path);
            let token = browser.csrf.clone();
            for wrong in ["", "0000"] {
                let body = format!("csrf={wrong}&active=0");
                let seen = browser.ask(Method::POST, &path, body, &[]).await;
                assert_eq!(seen.status, StatusCode::FORBIDDEN, "{path}");
            }
            let body = format!("csrf={token}");
            for header in [
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://elsewhere.test"),
            ] {
                let seen = browser
                    .ask(Method::POST, &path, body.clone(), &[header])
                    .await;
                assert_eq!(seen.status, StatusCode::FORBIDDEN, "{path} {header:?}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_lies_elsewhere_does_not_exist() -> Result<(), Error> {
    for site in sites().await? {
        site.fixture
            .person("ben-canh", "commune_officer", "03694")
            .await?;
        let mut neighbour = site.signed_in("ben-canh").await;
        let first = site.first();
        for path in [
            first.clone(),
            format!("{first}/edit"),
            format!("{first}/events"),
        ] {
            let seen = neighbour.get(&path).await;
            assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
        }
        let list = neighbour.get("/households").await;
        assert!(!list.body.contains(&site.households[0].to_string()));
        for path in ["/households/14/khong-phai", "/không có", "/households/99/0"] {
            let path = path.replace(' ', "%20");
            let seen = neighbour.get(&path).await;
            assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
            assert!(seen.body.contains("Không tìm thấy"), "{path}");
        }
    }
    Ok(())
}
