//! Whether the program runs, and whether it can work.

use crate::App;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use vuonlen_store::Store;

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/health/live", get(async || "ok"))
        .route("/health/ready", get(ready))
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.context.store.applied_migrations().await {
        Ok(applied) if applied == Store::known_migrations() => (StatusCode::OK, "ok"),
        Ok(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database is at other migrations than this program",
        ),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer",
            )
        }
    }
}
