//! How much the pages take on: what is beyond it is answered early and briefly, so that those
//! already being answered are not made late.

use crate::App;
use crate::rate::Rate;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Most bytes of a form without files: a household of sixty with every answer is a tenth of it.
pub(crate) const LARGEST_FORM: usize = 1024 * 1024;

/// Forms without an account that one address may send in an hour.
const FORMS_PER_HOUR: u32 = 10;

/// Limits of the server. The defaults suit two processor cores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Connections open at once; the next are closed at once.
    pub connections: usize,
    /// Of these, from one address; 0 for no limit (behind a proxy all come from one).
    pub connections_per_address: usize,
    /// Pages being made at once; the next are answered 503.
    pub requests: usize,
    /// Files being received at once; the next are answered 503.
    pub uploads: usize,
    /// Pages without signing in, per minute and address; the next are answered 429. 0: no limit.
    pub public_per_minute: u32,
    /// A client must have sent its headers within this time.
    pub header: Duration,
    /// A form must have arrived within this time.
    pub body: Duration,
    /// A client must take each part of an answer within this time.
    pub write: Duration,
    /// A page that takes longer is stopped; long work is done in the background instead.
    pub answer: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            connections_per_address: 128,
            requests: 64,
            uploads: 4,
            public_per_minute: 240,
            header: Duration::from_secs(10),
            body: Duration::from_secs(20),
            write: Duration::from_secs(20),
            answer: Duration::from_secs(30),
        }
    }
}

/// What is being answered now.
#[derive(Debug)]
pub(crate) struct Gate {
    requests: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    public: Rate,
    /// Forms that need no account: a family's, not a machine's.
    forms: Rate,
}

impl Gate {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            requests: Arc::new(Semaphore::new(limits.requests)),
            uploads: Arc::new(Semaphore::new(limits.uploads)),
            public: Rate::new(limits.public_per_minute, chrono::Duration::minutes(1)),
            forms: Rate::new(FORMS_PER_HOUR, chrono::Duration::hours(1)),
        }
    }

    /// Whether `address` may see one more page without signing in.
    pub(crate) fn lets_in(&self, address: &str, now: DateTime<Utc>) -> bool {
        self.public.takes(address, now)
    }

    /// Whether `address` may send one more form that needs no account.
    pub(crate) fn takes_form(&self, address: &str, now: DateTime<Utc>) -> bool {
        self.forms.takes(address, now)
    }
}

/// Answers only as many requests at once as there is room for. A form is received before it
/// takes a place, so that a slow line holds none.
pub(crate) async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_upload = request.method() == Method::POST
        && request
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    let gate = &app.gate;
    let _upload = if is_upload {
        match Arc::clone(&gate.uploads).try_acquire_owned() {
            Ok(place) => Some(place),
            Err(_) => return busy(&app),
        }
    } else {
        None
    };
    let request = if is_upload || request.method() == Method::GET {
        request
    } else {
        match receive(request, app.options.limits.body).await {
            Ok(request) => request,
            Err(status) => return status.into_response(),
        }
    };
    let Ok(_place) = Arc::clone(&gate.requests).try_acquire_owned() else {
        return busy(&app);
    };
    app.metrics.enter();
    let response = next.run(request).await;
    app.metrics.leave();
    response
}

/// Reads a form whole. One byte more than the largest is kept, for the guard to see that it is
/// too large and to say so on a page.
async fn receive(request: Request, longest: Duration) -> Result<Request, StatusCode> {
    let (parts, body) = request.into_parts();
    let announced = parts
        .headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > LARGEST_FORM) {
        // Not read at all: the connection is closed after the answer.
        let body = Body::from(vec![b' '; LARGEST_FORM + 1]);
        return Ok(Request::from_parts(parts, body));
    }
    let read = timeout(longest, to_bytes(body, LARGEST_FORM + 1)).await;
    let bytes = read.map_err(|_| StatusCode::REQUEST_TIMEOUT)?;
    let bytes = bytes.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

fn busy(app: &App) -> Response {
    const PAGE: &str = "<!doctype html><html lang=\"vi\"><meta charset=\"utf-8\">\
         <title>Đang quá tải / Too busy</title>\
         <p>Hệ thống đang có quá nhiều người dùng cùng lúc. Chưa có gì bị thay đổi; \
         đợi vài giây rồi tải lại trang.</p>\
         <p lang=\"en\">Too many people are using the system at once. Nothing was changed; \
         wait a few seconds and load the page again.</p></html>";
    app.metrics.turn_away();
    let headers = [
        (header::RETRY_AFTER, "5"),
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    ];
    (StatusCode::SERVICE_UNAVAILABLE, headers, PAGE).into_response()
}
