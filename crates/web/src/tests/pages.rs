//! Every page in both languages: whole, linked to pages that exist, small, without leftovers.

use super::browser::{Browser, Seen, sites, sites_with};
use axum::http::StatusCode;
use std::collections::BTreeSet;
use vuonlen_app::Error;

/// Addresses a page links to within the site.
fn links(seen: &Seen) -> BTreeSet<String> {
    let parts = seen.body.split(" href=\"").skip(1);
    parts
        .filter_map(|part| part.split('"').next())
        .filter(|link| link.starts_with('/'))
        .map(|link| link.replace("&#38;", "&"))
        .collect()
}

pub(super) fn check(path: &str, seen: &Seen, language: &str) {
    let body = &seen.body;
    assert!(
        body.contains(&format!("<html lang=\"{language}\">")),
        "{path} in {language}"
    );
    let title = super::browser::attribute(&body.replace("</title>", "\""), "<title>");
    assert!(
        title.is_some_and(|title| title.len() > " · Vươn Lên".len()),
        "{path}"
    );
    // Only the text of the page: attributes hold addresses.
    for leftover in ["{{", "{%", "Some(", "None<", "Text {"] {
        assert!(
            !body.contains(leftover),
            "{leftover} on {path} in {language}"
        );
    }
    assert!(body.contains("id=\"main\""), "{path}");
    assert_eq!(
        body.matches("<h1").count(),
        1,
        "one first heading on {path}"
    );
    assert!(
        seen.bytes.len() < 400_000,
        "{} bytes of {path}",
        seen.bytes.len()
    );
}

/// Follows every link from the home page; returns the pages seen.
async fn crawl(browser: &mut Browser, language: &str) -> BTreeSet<String> {
    let mut open: Vec<String> = vec![format!("/?lang={language}")];
    let mut seen_paths = BTreeSet::new();
    while let Some(path) = open.pop() {
        let page = path.split('?').next().unwrap_or_default().to_owned();
        if page.starts_with("/assets/") || !seen_paths.insert(path.clone()) {
            continue;
        }
        let seen = browser.get(&path).await;
        assert_eq!(seen.status, StatusCode::OK, "{path}");
        if !seen.header("content-type").starts_with("text/html") {
            continue;
        }
        check(&path, &seen, language);
        open.extend(
            links(&seen)
                .into_iter()
                .filter(|link| !link.contains("lang=")),
        );
        // One household stands for all, one filter of the list for all.
        let mut kinds = BTreeSet::new();
        open.retain(|link| {
            kinds.insert(pattern(link))
                && !seen_paths.iter().any(|old| pattern(old) == pattern(link))
        });
    }
    seen_paths
}

/// An address with ids and values left out.
fn pattern(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = path
        .split('/')
        .map(|part| if part.len() == 36 { "*" } else { part })
        .collect();
    let names: Vec<&str> = query
        .split('&')
        .filter_map(|pair| pair.split('=').next())
        .collect();
    format!("{}?{}", parts.join("/"), names.join("&"))
}

#[tokio::test]
async fn every_link_of_every_role_leads_somewhere_in_both_languages() -> Result<(), Error> {
    // Pages look the same on both engines; each route is asked on both in `doors`.
    let site = sites_with(20).await?.remove(0);
    site.round().await?;
    let mut everything = BTreeSet::new();
    for actor in &site.personas {
        let mut browser = site.signed_in(&actor.name).await;
        for language in ["vi", "en"] {
            let seen = crawl(&mut browser, language).await;
            assert!(
                seen.len() > 1,
                "{} sees more than the home page",
                actor.name
            );
            everything.extend(seen.iter().map(|path| pattern(path)));
        }
    }
    for page in [
        "/households?",
        "/households/14/*?",
        "/households/14/*/edit?",
        "/accounts/*?",
        "/audit?",
        "/rounds?",
        "/rounds/new?",
        "/rounds/14/*?",
        "/rounds/14/*/doubts?",
        "/rounds/14/*/villages/*?",
        "/forms/14/*?",
        "/requests?",
        "/requests/new?",
    ] {
        assert!(everything.contains(page), "{page} was met: {everything:?}");
    }
    Ok(())
}

#[tokio::test]
async fn forms_and_failures_are_pages_in_both_languages() -> Result<(), Error> {
    let site = sites().await?.remove(0);
    let mut officer = site.signed_in("commune-officer").await;
    let mut admin = site.signed_in("administrator").await;
    let first = site.first();
    for language in ["vi", "en"] {
        let asked = format!("?lang={language}");
        for path in [
            "/styleguide",
            "/households/new",
            "/duplicates",
            "/coverage",
            "/events",
        ] {
            let seen = officer.get(&format!("{path}{asked}")).await;
            assert_eq!(seen.status, StatusCode::OK, "{path}");
            check(path, &seen, language);
        }
        let invalid = officer.post(&format!("/households/new{asked}"), &[]).await;
        check("an invalid form", &invalid, language);
        let wrong = officer
            .post(&format!("{first}/events{asked}"), &[("kind", "x")])
            .await;
        check("an invalid event", &wrong, language);
        let denied = admin.get(&format!("/households{asked}")).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN);
        check("403", &denied, language);
        let missing = admin.get(&format!("/nowhere{asked}")).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        check("404", &missing, language);
        let signed_out = site.browser().get(&format!("/sign-in{asked}")).await;
        check("/sign-in", &signed_out, language);
    }
    Ok(())
}

#[test]
fn texts_are_of_their_language() {
    let vietnamese = |text: &str| {
        text.chars()
            .any(|c| "ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵ".contains(c.to_ascii_lowercase()))
    };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../locales");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            if let Some((key, text)) = line.split_once(".en = ") {
                let names = ["Vươn Lên", "Bản Bung", "Thôn 3", "Tổ dân phố 1"];
                let text = names
                    .iter()
                    .fold(text.to_owned(), |text, name| text.replace(name, ""));
                assert!(!vietnamese(&text), "{} {key}: {text}", path.display());
            }
        }
    }
}
