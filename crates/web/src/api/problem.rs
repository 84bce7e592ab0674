//! What went wrong, as a problem (RFC 9457): a code that does not change, titles in both
//! languages, the fields that are wrong.

use super::Asked;
use super::values::Bilingual;
use crate::failure::Failure;
use crate::words::{EN, VI};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use vuonlen_app::{Error, ErrorKind, FieldError};
use vuonlen_domain::Text;

/// The media type of a problem.
pub(super) const PROBLEM: &str = "application/problem+json";

/// Seconds after which it is worth asking again.
const RETRY_AFTER: &str = "30";

/// What went wrong and what to do about it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Problem {
    /// Names the kind of problem: `urn:vuonlen:problem:` and the code.
    #[schema(pattern = "^urn:vuonlen:problem:[a-z0-9_]+$")]
    r#type: String,
    /// What, why and what to do next, in the language asked for by Accept-Language.
    title: String,
    /// The same in both languages.
    titles: Bilingual,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// Stable name of the problem.
    #[schema(pattern = "^[a-z0-9_]+$")]
    code: String,
    /// The first field that is wrong; none where the problem is about no field.
    field: Option<String>,
    /// Every field that is wrong.
    fields: Vec<FieldProblem>,
    /// Names the request in the server's log; also in the header x-request-id.
    #[schema(pattern = "^[0-9a-f]{16}$")]
    request: String,
}

/// One field that is wrong.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FieldProblem {
    /// Its name: `members.0.name`, or the name of a query parameter.
    field: String,
    /// What is wrong and what is expected.
    titles: Bilingual,
}

/// Turns a failure, or a bare status from further in, into a problem.
pub(super) fn explain(asked: &Asked, mut response: Response) -> Response {
    let failure = response.extensions_mut().remove::<Failure>();
    let failure = match failure {
        Some(failure) => failure,
        None => match bare(response.status()) {
            Some(failure) => failure,
            None => return response,
        },
    };
    failure.log(&asked.request_id);
    let error = &failure.error;
    let problem = Problem {
        r#type: format!("urn:vuonlen:problem:{}", error.code),
        title: error.text.get(asked.language).to_owned(),
        titles: Bilingual::from(&error.text),
        status: failure.status.as_u16(),
        code: error.code.to_owned(),
        field: error.fields.first().map(|one| one.field.clone()),
        fields: error
            .fields
            .iter()
            .map(|one| FieldProblem {
                field: one.field.clone(),
                titles: Bilingual::from(&one.text),
            })
            .collect(),
        request: asked.request_id.clone(),
    };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut told = (failure.status, [(header::CONTENT_TYPE, PROBLEM)], body).into_response();
    let headers = told.headers_mut();
    // What a status needs beside it: Allow, and when to come again.
    for name in [header::ALLOW, header::RETRY_AFTER, header::CONNECTION] {
        if let Some(value) = response.headers().get(&name) {
            headers.insert(name, value.clone());
        }
    }
    if matches!(failure.status.as_u16(), 429 | 503) {
        headers
            .entry(header::RETRY_AFTER)
            .or_insert(HeaderValue::from_static(RETRY_AFTER));
    }
    let challenge = match (failure.status, error.code) {
        (StatusCode::UNAUTHORIZED, "bad_token") => {
            Some("Bearer realm=\"vuonlen\", error=\"invalid_token\"")
        }
        (StatusCode::UNAUTHORIZED, _) => Some("Bearer realm=\"vuonlen\""),
        (StatusCode::FORBIDDEN, _) => {
            Some("Bearer realm=\"vuonlen\", error=\"insufficient_scope\"")
        }
        _ => None,
    };
    if let Some(challenge) = challenge {
        headers.insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static(challenge),
        );
    }
    told
}

/// A status that comes from the router, a limit or a panic.
fn bare(status: StatusCode) -> Option<Failure> {
    if !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    let (vi, en) = (&VI.errors, &EN.errors);
    Some(match status {
        StatusCode::NOT_FOUND => Error::not_found().into(),
        StatusCode::METHOD_NOT_ALLOWED => {
            Failure::new(status, "wrong_method", vi.wrong_method, en.wrong_method)
        }
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => Failure::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too_slow",
            vi.too_slow,
            en.too_slow,
        ),
        _ if status.is_server_error() => {
            Error::internal(format!("status {status} without a problem")).into()
        }
        _ => Failure::new(status, "unreadable", vi.unreadable, en.unreadable),
    })
}

/// No token came with the request.
pub(super) fn no_token() -> Failure {
    let (vi, en) = (VI.api.no_token, EN.api.no_token);
    Failure::new(StatusCode::UNAUTHORIZED, "no_token", vi, en)
}

/// The token is none, was taken back or has run out.
pub(super) fn bad_token() -> Failure {
    let (vi, en) = (VI.api.bad_token, EN.api.bad_token);
    Failure::new(StatusCode::UNAUTHORIZED, "bad_token", vi, en)
}

/// The client takes nothing that can be made here.
pub(super) fn not_acceptable() -> Failure {
    let (vi, en) = (VI.api.not_acceptable, EN.api.not_acceptable);
    Failure::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", vi, en)
}

/// The body is not JSON by its media type.
pub(super) fn not_json() -> Failure {
    let (vi, en) = (VI.api.not_json, EN.api.not_json);
    Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", vi, en)
}

/// The body is larger than any that is taken.
pub(super) fn too_large() -> Failure {
    let (vi, en) = (VI.errors.too_large, EN.errors.too_large);
    Failure::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", vi, en)
}

/// Too many requests without a token from one address.
pub(super) fn too_many() -> Failure {
    let (vi, en) = (VI.api.too_many, EN.api.too_many);
    Failure::new(StatusCode::TOO_MANY_REQUESTS, "too_many", vi, en)
}

/// The body is no JSON text at all.
pub(super) fn broken_json(line: usize, column: usize) -> Failure {
    let text = Text::new(
        VI.api.broken_json(line.to_string(), column.to_string()),
        EN.api.broken_json(line.to_string(), column.to_string()),
    );
    Failure {
        status: StatusCode::BAD_REQUEST,
        error: Arc::new(Error::new(ErrorKind::Invalid, "broken_json", text)),
    }
}

/// A field of the body, a header or a parameter is not what it may be.
pub(super) fn field(name: &str, text: Text) -> Failure {
    Error::invalid(vec![FieldError {
        field: name.to_owned(),
        text,
    }])
    .into()
}
