//! What somebody with bad intentions writes into addresses: commands for the database, scripts,
//! paths out of the site, what belongs to another commune.

use super::browser::{Browser, Site, attribute, sites, sites_with};
use crate::guard::Guard;
use crate::routes;
use axum::http::{Method, StatusCode};
use std::collections::BTreeSet;
use std::path::Path;
use vuonlen_app::Error;
use vuonlen_app::access::Role;
use vuonlen_app::testing::PASSWORD;

/// For SQL, HTML, templates, headers and patterns at once, encoded for an address.
const HOSTILE: &str = "%27%29+OR+1%3D1%3B+DROP+TABLE+household%3B--%22%3E%3Cscript%3Ehit%28%29\
     %3C%2Fscript%3E%7B%7B7*7%7D%7D%25_%00%0D%0AX-Hit%3A+1";

/// Names handlers look for behind the `?`: every literal given to `asked.…(…)` in the sources, so
/// that a new one is attacked from its first day.
fn parameters() -> BTreeSet<String> {
    fn walk(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for part in text.split("asked.").skip(1) {
                    let Some((call, rest)) = part.split_once("(\"") else {
                        continue;
                    };
                    if call.len() < 40 && !call.contains([';', '{', '"']) {
                        found.extend(rest.split('"').next().map(str::to_owned));
                    }
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    found.retain(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
    // The list's own: read by a table of names.
    found.extend(["text", "class", "flag", "sort", "after", "before"].map(str::to_owned));
    found
}

#[tokio::test]
async fn nothing_in_an_address_is_a_command_or_a_script() -> Result<(), Error> {
    let parameters = parameters();
    assert!(parameters.len() > 20, "{parameters:?}");
    for site in sites().await? {
        let mut asked = 0;
        for name in [
            "commune-officer",
            "province-officer",
            "administrator",
            "auditor",
        ] {
            let role = Role::find(&name.replace('-', "_")).unwrap();
            let mut browser = site.signed_in(name).await;
            for (method, path, guard) in routes().list() {
                let may = match guard {
                    Guard::Public | Guard::SignedIn => true,
                    Guard::May(action) => role.may(*action),
                };
                if *method != Method::GET || !may || path.contains('{') {
                    continue;
                }
                let all: Vec<_> = parameters
                    .iter()
                    .map(|one| format!("{one}={HOSTILE}"))
                    .collect();
                let singly = parameters.iter().map(|one| format!("{one}={HOSTILE}"));
                for question in singly.chain([all.join("&")]) {
                    let seen = browser.get(&format!("{path}?{question}")).await;
                    let status = seen.status;
                    assert!(!status.is_server_error(), "{status} {path}?{question}");
                    assert!(!seen.body.contains("<script>hit"), "{path}?{question}");
                    assert!(!seen.body.contains("49%_"), "{path}?{question}");
                    assert_eq!(seen.header("x-hit"), "", "{path}?{question}");
                    for leak in ["sqlx", "SQLITE", "syntax error", "near \""] {
                        assert!(!seen.body.contains(leak), "{leak} {path}?{question}");
                    }
                    asked += 1;
                }
            }
        }
        assert!(asked > 500, "{asked}");
        let mut officer = site.signed_in("commune-officer").await;
        let list = officer.get("/households").await;
        for household in &site.households {
            assert!(list.body.contains(&household.to_string()), "still there");
        }
    }
    Ok(())
}

#[tokio::test]
async fn no_path_leads_out() -> Result<(), Error> {
    for site in sites().await? {
        let mut officer = site.signed_in("commune-officer").await;
        let first = site.first();
        for path in [
            "/assets/../Cargo.toml".to_owned(),
            "/assets/%2e%2e/%2e%2e/Cargo.toml".to_owned(),
            "/assets/..%2f..%2fetc%2fpasswd".to_owned(),
            "/assets/%00".to_owned(),
            "/.git/config".to_owned(),
            "/..%2f..%2fetc/passwd".to_owned(),
            "/households/14/..%2f..%2f..%2fetc%2fpasswd".to_owned(),
            format!("{first}/dossier/..%2f..%2f..%2fetc%2fpasswd"),
            format!("{first}/dossier/%2fetc%2fpasswd"),
            "/lists/..%2f..%2fCargo.toml".to_owned(),
            "/v/..%2f..%2fetc%2fpasswd".to_owned(),
            "/posted/figures/..%2f..".to_owned(),
        ] {
            let seen = officer.get(&path).await;
            // Of any code the check of certificates says whether it is known.
            let found = seen.status != StatusCode::NOT_FOUND && !path.starts_with("/v/");
            assert!(!found, "{path}: {}", seen.status);
            assert!(!seen.body.contains("root:"), "{path}");
            assert!(!seen.body.contains("[package]"), "{path}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn methods_that_are_not_used_are_refused() -> Result<(), Error> {
    for site in sites().await? {
        let mut officer = site.signed_in("commune-officer").await;
        for method in [Method::TRACE, Method::PUT, Method::DELETE, Method::PATCH] {
            let seen = officer
                .ask(method.clone(), "/households", String::new(), &[])
                .await;
            assert_eq!(seen.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        }
    }
    Ok(())
}

/// Addresses of things with an id that a page links to, and of forms it sends.
fn addresses(body: &str) -> BTreeSet<(Method, String)> {
    let tags = body.split('<').filter_map(|tag| tag.split('>').next());
    let found = tags.filter_map(|tag| {
        let (mark, method) = match tag.split(' ').next()? {
            "a" => (" href=\"", Method::GET),
            "form" if tag.contains("method=\"post\"") => (" action=\"", Method::POST),
            _ => return None,
        };
        let address = attribute(tag, mark)?;
        let path = address.split(['#', '?']).next()?.to_owned();
        (path.starts_with('/') && path.contains("/14/")).then_some((method, path))
    });
    found.collect()
}

/// The route an address belongs to.
fn pattern(address: &str) -> String {
    let part = |part: &str| match part.len() {
        36 => "{id}".to_owned(),
        _ => part.to_owned(),
    };
    address.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Walks all pages of `browser`, two of each kind; what has an id stays in the net.
async fn gather(browser: &mut Browser) -> BTreeSet<(Method, String)> {
    let mut found = BTreeSet::new();
    let mut kinds: Vec<String> = Vec::new();
    let mut open = vec!["/".to_owned()];
    while let Some(path) = open.pop() {
        let kind = pattern(&path);
        if kinds.iter().filter(|known| **known == kind).count() >= 2 || kind.contains("/export") {
            continue;
        }
        kinds.push(kind);
        let seen = browser.get(&path).await;
        found.extend(addresses(&seen.body));
        let links = seen.body.split(" href=\"").skip(1);
        let links = links.filter_map(|part| part.split(['"', '#', '?']).next());
        let links = links.filter(|link| link.starts_with('/') && !link.starts_with("/assets/"));
        open.extend(links.map(str::to_owned));
    }
    found
}

const NOBODYS: &str = "01900000-0000-7000-8000-000000000000";

async fn asked(browser: &mut Browser, method: &Method, address: &str) -> StatusCode {
    match *method {
        Method::GET => browser.get(address).await.status,
        _ => browser.post(address, &[]).await.status,
    }
}

/// Leaves one thing of every kind a commune may have.
async fn fill_in(site: &Site) -> Result<(), Error> {
    site.round().await?;
    let first = site.first();
    let mut officer = site.signed_in("commune-officer").await;
    for (path, fields) in [
        (
            format!("{first}/notes"),
            vec![("text", "Gia đình có tang"), ("kind", "other")],
        ),
        (
            format!("{first}/events"),
            vec![("kind", "illness"), ("on", "2026-11-01"), ("note", "Ốm")],
        ),
        (
            "/groups".to_owned(),
            vec![
                ("name", "Nuôi bò"),
                ("kind", "manual"),
                ("commune", "03703"),
                ("purpose", "Thử"),
            ],
        ),
        (
            "/investigators".to_owned(),
            vec![
                ("name", "Lò Thị Pâng"),
                ("commune", "03703"),
                ("phone", ""),
                ("organisation", ""),
            ],
        ),
        (
            "/change-reports".to_owned(),
            vec![("commune", "03703"), ("until", "2026-11-20")],
        ),
    ] {
        officer.get(&path).await;
        officer.submit(&path, &fields).await;
    }
    Ok(())
}

#[tokio::test]
async fn what_belongs_to_one_commune_is_nothing_to_the_next() -> Result<(), Error> {
    for site in sites_with(4).await? {
        fill_in(&site).await?;
        let mut tried = BTreeSet::new();
        for (role, elsewhere) in [
            ("commune_officer", "03694"),
            ("commune_chairman", "03694"),
            ("fatherland_front", "03694"),
            ("village_head", "03694"),
            ("province_officer", "15"),
        ] {
            let own = role.replace('_', "-");
            let theirs = gather(&mut site.signed_in(&own).await).await;
            let name = format!("khac-{own}");
            site.fixture.person(&name, role, elsewhere).await?;
            let mut stranger = site.signed_in(&name).await;
            for (method, address) in theirs {
                // Guidance is for every commune of its province, and lies in the province.
                let shared = address.starts_with("/guides/") && elsewhere != "15";
                let seen = asked(&mut stranger, &method, &address).await;
                let hidden = match seen {
                    StatusCode::NOT_FOUND | StatusCode::FORBIDDEN => true,
                    // An empty form may be refused before anything is looked for: as for any other id.
                    _ if method == Method::POST => {
                        let nobodys = pattern(&address).replace("{id}", NOBODYS);
                        asked(&mut stranger, &method, &nobodys).await == seen
                    }
                    _ => false,
                };
                assert!(hidden || shared, "{role}: {method} {address}: {seen}");
                tried.insert((method.to_string(), pattern(&address)));
            }
        }
        let kinds: Vec<_> = tried.iter().collect();
        assert!(kinds.len() >= 30, "{}: {kinds:#?}", kinds.len());
    }
    Ok(())
}

/// How long a refusal takes must not tell which names exist: both compute one hash.
#[tokio::test]
async fn a_name_that_is_unknown_is_refused_like_a_wrong_password() -> Result<(), Error> {
    for site in sites().await? {
        let mut browser = site.browser();
        browser.get("/sign-in").await;
        let mut pages = Vec::new();
        for name in ["commune-officer", "khong-co-ai"] {
            let fields = [("name", name), ("password", "khong phai mat khau")];
            let seen = browser.post("/sign-in", &fields).await;
            let body = seen
                .body
                .replace(name, "NAME")
                .replace(&browser.csrf, "TOKEN");
            pages.push((seen.status, body));
        }
        let same = |body: &str| -> String {
            // The request's own id is another each time.
            let lines = body.lines().filter(|line| !line.contains("request"));
            lines.collect::<Vec<_>>().join("\n")
        };
        assert_eq!(pages[0].0, pages[1].0);
        assert_eq!(same(&pages[0].1), same(&pages[1].1));
        let fields = [("name", "commune-officer"), ("password", PASSWORD)];
        let right = browser.post("/sign-in", &fields).await;
        assert_eq!(right.status, StatusCode::SEE_OTHER);
    }
    Ok(())
}
