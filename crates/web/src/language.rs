//! Which language a person reads: the one just chosen, the one chosen before, Vietnamese.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use vuonlen_domain::text::Language;

const COOKIE_NAME: &str = "language";

/// The language named by `code`.
pub(crate) fn parse(code: &str) -> Option<Language> {
    match code {
        "vi" => Some(Language::Vietnamese),
        "en" => Some(Language::English),
        _ => None,
    }
}

/// The code of `language`, as in `lang="vi"`.
pub(crate) const fn code(language: Language) -> &'static str {
    match language {
        Language::Vietnamese => "vi",
        Language::English => "en",
    }
}

/// The language kept in the browser.
pub(crate) fn kept(headers: &HeaderMap) -> Option<Language> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE_NAME)
        .and_then(|(_, value)| parse(value))
}

/// The header that keeps `language` for a year.
pub(crate) fn keep(language: Language) -> String {
    let code = code(language);
    format!("{COOKIE_NAME}={code}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly")
}
