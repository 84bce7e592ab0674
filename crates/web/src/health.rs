//! Whether the program runs, and whether it can work.

use crate::App;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/health/live", get(async || "ok"))
        .route("/health/ready", get(ready))
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.context.store.read().await {
        Ok(_) => (StatusCode::OK, "ok"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer",
            )
        }
    }
}
