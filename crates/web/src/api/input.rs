//! What a program sends, read strictly: a key that is not known, a value of another kind, a
//! control character or a text that is too long is refused by name, never dropped.

use super::problem;
use crate::App;
use crate::failure::Failure;
use crate::limits::LARGEST_FORM;
use crate::words::{EN, VI};
use axum::body::to_bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::header;
use axum::http::request::Parts;
use chrono::{Datelike, NaiveDate};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use std::fmt;
use utoipa::IntoParams;
use vuonlen_app::Error;
use vuonlen_domain::Text;
use vuonlen_domain::text::normalise;

/// Stands between the Vietnamese and the English of a text inside one of serde's messages.
const BETWEEN: char = '\u{1f}';

/// A text of one line in normal form, of at most `MAX` characters and at least `MIN`.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Line<const MAX: usize, const MIN: usize = 0>(String);

/// A code: letters, digits, hyphens and underscores, of at most `MAX`.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Code<const MAX: usize>(String);

/// A day, written 2026-11-20, of a year with law or a birth in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day(pub(super) NaiveDate);

/// Declares texts of one form each: what fits, and an example for whoever sent another.
macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident($fits:expr, $example:literal);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub(super) struct $name(String);

        #[allow(dead_code, reason = "not every form needs both")]
        impl $name {
            pub(super) fn as_str(&self) -> &str {
                &self.0
            }

            pub(super) fn into_string(self) -> String {
                self.0
            }
        }

        impl fmt::Debug for $name {
            /// Never its text: it may be a person's number.
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(stringify!($name))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let fits: fn(&str) -> bool = $fits;
                if fits(&text) {
                    return Ok(Self(text));
                }
                let (vi, en) = (VI.api.other_form($example), EN.api.other_form($example));
                Err(D::Error::custom(format!("{vi}{BETWEEN}{en}")))
            }
        }
    )*};
}

forms! {
    /// Code of a commune.
    Commune(|text| digits(text, 5), "03703");
    /// Code of a province.
    Province(|text| digits(text, 2), "14");
    /// Code of a province or a commune.
    Unit(|text| digits(text, 2) || digits(text, 5), "14, 03703");
    /// Code of a province or a commune, or the country.
    Area(|text| text == "VN" || digits(text, 2) || digits(text, 5), "VN, 14, 03703");
    /// A chain of the audit log.
    Chain(|text| text == "VN" || digits(text, 2), "VN, 14");
    /// A statutory table.
    TableId(
        |text| text.strip_prefix('R').is_some_and(|rest| digits(rest, 1) || digits(rest, 2)),
        "R1"
    );
    /// The code printed on a certificate.
    CertificateToken(
        |text| text.split_once('-').is_some_and(|(province, rest)| {
            let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
            digits(province, 2) && rest.len() == 32 && rest.chars().all(hex)
        }),
        "14-0f3a…"
    );
    /// A day or a year of birth, or nothing.
    Birth(
        |text| text.is_empty() || digits(text, 4) || {
            let mut parts = text.split('-');
            let mut part = |length| parts.next().is_some_and(|part| digits(part, length));
            part(4) && part(2) && part(2) && text.len() == 10
        },
        "1985-03-15, 1985"
    );
    /// An identity number, or nothing.
    Identity(
        |text| text.is_empty() || digits(text, 9) || digits(text, 12),
        "001185000123"
    );
}

fn digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // Days are compared as texts in SQLite: only years of four digits.
        let day = Some(text).filter(|text| text.len() == 10);
        let day = day.and_then(|text| text.parse::<NaiveDate>().ok());
        let day = day.filter(|day| (1900..=2200).contains(&day.year()));
        day.map(Self).ok_or_else(|| {
            let (vi, en) = (VI.api.wrong_day, EN.api.wrong_day);
            D::Error::custom(format!("{vi}{BETWEEN}{en}"))
        })
    }
}

/// The body.
#[derive(Debug)]
pub(super) struct Body<T>(pub(super) T);

/// What stands behind the `?`.
#[derive(Debug)]
pub(super) struct Query<T>(pub(super) T);

/// The places of the path. One that cannot be read names nothing.
#[derive(Debug)]
pub(super) struct Place<T>(pub(super) T);

/// No query parameter is known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// The key under which a program sends something again that may have arrived.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
pub(super) struct IdempotencyKey {
    /// Names this sending; the same account sending it again adds nothing
    #[param(
        rename = "Idempotency-Key",
        min_length = 8,
        max_length = 64,
        pattern = "^[A-Za-z0-9_-]+$"
    )]
    pub(super) key: Option<String>,
}

impl<const MAX: usize, const MIN: usize> Line<MAX, MIN> {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

impl<const MAX: usize> Code<MAX> {
    pub(super) fn into_string(self) -> String {
        self.0
    }
}

impl<const MAX: usize, const MIN: usize> fmt::Debug for Line<MAX, MIN> {
    /// Never its text: it may name a person.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Line({} bytes)", self.0.len())
    }
}

impl<const MAX: usize> fmt::Debug for Code<MAX> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Code({})", self.0)
    }
}

impl<'de, const MAX: usize, const MIN: usize> Deserialize<'de> for Line<MAX, MIN> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.chars().any(char::is_control) {
            let (vi, en) = (VI.api.control, EN.api.control);
            return Err(D::Error::custom(format!("{vi}{BETWEEN}{en}")));
        }
        if text.chars().count() > MAX {
            let (vi, en) = (VI.api.too_long(MAX), EN.api.too_long(MAX));
            return Err(D::Error::custom(format!("{vi}{BETWEEN}{en}")));
        }
        let text = normalise(&text);
        if text.chars().count() < MIN {
            let (vi, en) = (VI.api.empty, EN.api.empty);
            return Err(D::Error::custom(format!("{vi}{BETWEEN}{en}")));
        }
        Ok(Self(text))
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Code<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if text.is_empty() || text.len() > MAX || !text.chars().all(fits) {
            let (vi, en) = (VI.api.no_code(MAX), EN.api.no_code(MAX));
            return Err(D::Error::custom(format!("{vi}{BETWEEN}{en}")));
        }
        Ok(Self(text))
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let mut parts = kind.split(';').map(|part| part.trim().to_ascii_lowercase());
        let json = parts.next().as_deref() == Some("application/json");
        let utf8 = parts.all(|part| !part.starts_with("charset=") || part.contains("utf-8"));
        if !json || !utf8 {
            return Err(problem::not_json());
        }
        let bytes = to_bytes(request.into_body(), LARGEST_FORM).await;
        let bytes = bytes.map_err(|_| problem::too_large())?;
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let place = error.path().to_string();
            let cause = error.into_inner();
            if cause.is_data() {
                wrong(&place, &cause.to_string())
            } else {
                problem::broken_json(cause.line(), cause.column())
            }
        })?;
        let rest = reader.end();
        rest.map_err(|error| problem::broken_json(error.line(), error.column()))?;
        Ok(Self(value))
    }
}

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = form_urlencoded::parse(query.as_bytes());
        let reader = serde_urlencoded::Deserializer::new(pairs);
        let value = serde_path_to_error::deserialize(reader);
        let value = value.map_err(|error| {
            let place = error.path().to_string();
            wrong(&place, &error.into_inner().to_string())
        })?;
        Ok(Self(value))
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Place<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let read = Path::<T>::from_request_parts(parts, app).await;
        match read {
            Ok(Path(place)) => Ok(Self(place)),
            Err(PathRejection::MissingPathParams(error)) => Err(Error::internal(error).into()),
            Err(_) => Err(Error::not_found().into()),
        }
    }
}

impl FromRequestParts<App> for IdempotencyKey {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        const NAME: &str = "Idempotency-Key";
        let mut sent = parts.headers.get_all("idempotency-key").iter();
        let Some(first) = sent.next() else {
            return Ok(Self { key: None });
        };
        let key = first.to_str().ok().filter(|key| {
            let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            sent.next().is_none() && (8..=64).contains(&key.len()) && key.chars().all(fits)
        });
        let key = key.ok_or_else(|| {
            let text = Text::new(VI.api.wrong_key, EN.api.wrong_key);
            problem::field(NAME, text)
        })?;
        Ok(Self {
            key: Some(key.to_owned()),
        })
    }
}

/// A value that is not what it may be, by its name.
fn wrong(place: &str, message: &str) -> Failure {
    let text = match message.split_once(BETWEEN) {
        // What serde adds behind is its own place, which the name has said.
        Some((vi, en)) => Text::new(vi, en.split(" at line ").next().unwrap_or_default()),
        None => Text::new(VI.api.wrong_value(message), EN.api.wrong_value(message)),
    };
    // What stands twice is told by serde in words only.
    let twice = message.strip_prefix("duplicate field `");
    let twice = twice.and_then(|rest| rest.split('`').next());
    let name = match (place, twice) {
        (".", Some(name)) => name,
        (".", None) => "",
        (place, _) => place,
    };
    problem::field(name, text)
}
