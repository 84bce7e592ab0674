//! From "it could not be done" to a status; the page around it is made in [`crate::visit`].

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use vuonlen_app::{Error, ErrorKind};
use vuonlen_domain::Text;

/// What a handler returns when it cannot do what was asked.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    pub(crate) error: Arc<Error>,
}

/// What a handler returns.
pub(crate) type Answer = Result<Response, Failure>;

impl Failure {
    /// A failure that HTTP itself brings, with a text of our own.
    pub(crate) fn new(status: StatusCode, code: &'static str, vi: &str, en: &str) -> Self {
        Self {
            status,
            error: Arc::new(Error::new(ErrorKind::State, code, Text::new(vi, en))),
        }
    }

    /// Tells the log why something inside failed; it never reaches an answer.
    pub(crate) fn log(&self, request_id: &str) {
        if self.error.kind != ErrorKind::Internal {
            return;
        }
        let mut causes = String::new();
        let mut cause = std::error::Error::source(&*self.error);
        while let Some(inner) = cause {
            causes.push_str(&format!(": {inner}"));
            cause = inner.source();
        }
        tracing::error!(
            request = request_id,
            code = self.error.code,
            "failed{causes}"
        );
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            status: status(error.kind),
            error: Arc::new(error),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The status a kind of failure has.
pub(crate) const fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Denied => StatusCode::FORBIDDEN,
        ErrorKind::Conflict | ErrorKind::State => StatusCode::CONFLICT,
        ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
