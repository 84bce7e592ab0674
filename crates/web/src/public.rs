//! Pages for everybody, without an account: what hangs out today, an objection to it, the
//! check of a certificate, and figures of sealed years.
//!
//! They show what was posted in public and nothing else. Without a session such a page is the same
//! for everybody, so it may be kept for a minute; the check of a certificate is not.

mod certificate;
mod figures;
mod posted;

use crate::guard::Routes;
use crate::visit::Visit;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use uuid::Uuid;

pub(crate) fn routes(routes: Routes) -> Routes {
    figures::routes(certificate::routes(posted::routes(routes)))
}

/// The address of a village's public page.
pub(crate) fn posted_path(commune: &str, village: Uuid) -> String {
    format!("/posted/{commune}/{village}")
}

/// Lets a page be kept for a minute where nobody is signed in and nothing was said once.
fn kept(visit: &Visit, said_once: bool, mut response: Response) -> Response {
    let headers = response.headers_mut();
    if visit.actor.is_none() && !said_once && visit.csrf.is_empty() {
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=60"),
        );
        headers.insert(header::VARY, HeaderValue::from_static("Cookie"));
    }
    response
}
