//! What a page says once, after the form that led to it.

use crate::failure::Failure;
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;
use vuonlen_app::Error;

const KEY: &str = "flash";

/// One message, shown on the next page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Flash {
    /// `success`, `warning`, `danger` or `info`.
    pub(crate) kind: String,
    /// What it says.
    pub(crate) text: String,
}

/// To `path` after a form was done, saying `text` there.
pub(crate) async fn done(session: &Session, path: &str, text: &str) -> Result<Response, Failure> {
    let flash = Flash {
        kind: "success".to_owned(),
        text: text.to_owned(),
    };
    session.insert(KEY, flash).await.map_err(Error::internal)?;
    Ok(Redirect::to(path).into_response())
}

/// Takes the message out of the session.
pub(crate) async fn take(session: &Session) -> Option<Flash> {
    session.remove(KEY).await.ok().flatten()
}
