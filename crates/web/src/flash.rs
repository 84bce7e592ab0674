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
    /// Lines below it, each with an address or none.
    pub(crate) items: Vec<(String, String)>,
}

impl Flash {
    /// Something was done.
    pub(crate) fn success(text: &str) -> Self {
        Self {
            kind: "success".to_owned(),
            text: text.to_owned(),
            items: Vec::new(),
        }
    }
}

/// To `path` after a form was done, saying `text` there.
pub(crate) async fn done(session: &Session, path: &str, text: &str) -> Result<Response, Failure> {
    leave(session, Flash::success(text)).await?;
    Ok(Redirect::to(path).into_response())
}

/// Leaves a message for the next page.
pub(crate) async fn leave(session: &Session, flash: Flash) -> Result<(), Failure> {
    Ok(session.insert(KEY, flash).await.map_err(Error::internal)?)
}

/// Takes the message out of the session.
pub(crate) async fn take(session: &Session) -> Option<Flash> {
    let flash = session.get(KEY).await.ok().flatten()?;
    // Removing counts as a change, and a changed session is written: only where there is one.
    session.remove::<Flash>(KEY).await.ok();
    Some(flash)
}
